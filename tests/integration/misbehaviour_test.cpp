// SPDX-License-Identifier: Apache-2.0
//
// Every misbehaviour of the sandbox's list (T7.1 …) at every platform, while connecting and while
// renewing: what is stored is what was good, and everybody is told what it is.
#include "base/text.h"
#include "sandbox/misbehaviours.h"
#include "support/conformance_cells.h"
#include "support/failure_words.h"
#include "support/table_rows.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <utility>

namespace fairlead::tests {
namespace {

/// What must come of a misbehaviour.
struct Expected {
    const char* connect;  ///< "stored", or the kind of SPEC A4
    const char* refresh;  ///< "renewed", "unknown" or "not_taken"
    /// Of what a person is told of a failed connect; null: what its kind says.
    const char* words = nullptr;
};

constexpr Expected useless{"provider_error", "unknown"};
constexpr Expected harmless{"stored", "renewed"};
constexpr Expected limited{"rate_limited", "not_taken"};

/// A new consent has to bring a refresh token: the account's present one may be over with it.
bool must_bring_refresh_token(const ConformanceRow& row) {
    return row.rotation != "none" && row.facts.provider != "instagram";
}

/// What a platform's facts make of a misbehaviour; null: what it is everywhere.
const Expected* expected_there(const std::string& provider, int number) {
    static const std::map<std::pair<std::string, int>, Expected> known = {
        // Reddit tells a wrong client by the status alone.
        {{"reddit", 14}, {"invalid_credentials", "not_taken", " refuses this application."}},
        // Salesforce names errors that say that nothing was done; here one of them has the status 200.
        {{"salesforce", 4}, {"provider_error", "not_taken"}},
    };
    const auto found = known.find({provider, number});
    return found == known.end() ? nullptr : &found->second;
}

Expected expected_of(int number, const ConformanceRow& row) {
    if (const auto* there = expected_there(row.facts.provider, number)) return *there;
    const bool brings_none = number >= 25 && number <= 30;
    if (brings_none && must_bring_refresh_token(row))
        return {"provider_error", "renewed", " gave no lasting access."};
    static const std::map<int, Expected> others = {
        {15, limited},
        {16, limited},
        {17, limited},
        // No other refresh token is no fault: the present one goes on. What is none is as if none
        // had come.
        {25, harmless},
        {26, harmless},
        {27, harmless},
        {28, harmless},
        {29, harmless},
        {30, harmless},
        {32, harmless},
        {33, harmless},
        {34, harmless},
        {35, harmless},
        {36, harmless},
        {37, harmless},
        {38, harmless},
        {39, harmless},
        {40, harmless},
        {41, harmless},
        {42, harmless},
        {43, harmless},
        {44, harmless},
        {46, harmless},
        {53, harmless},
        {55, harmless},
        {56, harmless},
        {57, harmless},
        {58, harmless},
        {65, harmless},
        {66, harmless},
        {71, {"network", "unknown"}},
    };
    const auto found = others.find(number);
    return found == others.end() ? useless : found->second;
}

const char* words_of(const Expected& expected) {
    return expected.words ? expected.words : words_of_failure(expected.connect);
}

/// One platform, with a user whose accounts meet the misbehaviours: the first is renewed, the
/// second connected again.
class Misbehaving {
public:
    explicit Misbehaving(const ConformanceRow& row)
        : world_(row.facts, json::serialize(conformance_overlay(row))), cell_(world_, row) {
        cell_.tidy();
        renewed_ = cell_.connect(0);
        connected_ = cell_.connect(1);
    }

    void meet(const sandbox::Misbehaviour& one) {
        SCOPED_TRACE(one.name() + " " + one.does);
        world_.sandbox.tell(net::Method::post, "/control/limits/reset");
        const Expected expected = expected_of(one.number, cell_.row);
        const std::string at_connect = meet_at_connect(one, expected);
        const std::string at_refresh = meet_at_refresh(one, expected);
        std::cout << world_.facts.provider << "  " << one.name() << "  " << one.does
                  << "\n    connect: " << at_connect << "\n    refresh: " << at_refresh << "\n";
    }

private:
    /// What is stored of the tokens, byte for byte as it is sealed.
    std::vector<std::string> stored() {
        return rows_of(
            world_.app, "connections",
            {"id", "token_consent", "token_generation", "access_sealed", "refresh_sealed",
             "token_type", "access_expires", "access_lifetime_ms", "data_key"});
    }
    /// Of the account that a consent was for alone: Fairlead may renew the other one meanwhile.
    std::vector<std::string> stored_of_connected() {
        const std::string id = to_upper(replace_all(connected_, "-", ""));
        auto rows = stored();
        std::erase_if(rows, [&](const auto& row) { return row.find(id) == std::string::npos; });
        EXPECT_EQ(rows.size(), 1U);
        return rows;
    }
    /// The other account: its token is the same, or one that Fairlead renewed by itself meanwhile.
    void expect_unharmed(const std::string& token) {
        const std::string now = cell_.token(renewed_);
        if (now == token) return;
        const auto path = "/api/integrations/accounts/" + renewed_ + "/activity";
        const std::string activity = world_.api(cell_.user).get(path).body;
        EXPECT_TRUE(world_.accepts(now)) << activity;
        EXPECT_EQ(cell_.shown(renewed_).status, "connected") << activity;
        std::cout << "the other account was renewed meanwhile: " << activity << "\n";
    }
    std::string last_attempt(const std::string& member) {
        return cell_.text(connected_, "/lastAttempt/" + member);
    }

    std::string meet_at_connect(const sandbox::Misbehaviour& one, const Expected& expected) {
        const auto before = stored_of_connected();
        const std::string bystander = cell_.token(renewed_);
        world_.sandbox.fault(one.name() + "@exchange");
        const Page page = world_.decide(1, cell_.user, "allow");
        world_.sandbox.clear_faults();
        expect_unharmed(bystander);
        if (expected.connect == std::string_view{"stored"}) {
            EXPECT_EQ(page.parameter("status"), "success") << page.url;
            EXPECT_EQ(page.parameter("account"), connected_);
            EXPECT_EQ(cell_.shown(connected_).status, "connected");
            EXPECT_TRUE(world_.accepts(cell_.token(connected_))) << "the token that was stored";
            return "stored, " + cell_.shown(connected_).health;
        }
        EXPECT_EQ(page.parameter("status"), "error") << page.url;
        EXPECT_EQ(page.parameter("error"), expected.connect);
        EXPECT_EQ(last_attempt("kind"), expected.connect);
        const std::string told = last_attempt("message");
        EXPECT_NE(told.find(words_of(expected)), std::string::npos) << told;
        EXPECT_EQ(stored_of_connected(), before) << "what was stored before";
        EXPECT_EQ(list_connections(world_.api(cell_.user)).size(), 2U);
        return std::string{expected.connect} + ": " + told;
    }

    std::string meet_at_refresh(const sandbox::Misbehaviour& one, const Expected& expected) {
        const auto before = stored();
        const std::string present = cell_.token(renewed_);
        const Shown well = cell_.shown(renewed_);
        // For as long as this looks: Fairlead tries again by itself, a second later at the earliest.
        cell_.fault_refresh(one.name() + "*");
        const Answer answer = cell_.refresh(renewed_);
        EXPECT_EQ(answer.status, 200) << answer.body;
        std::string came;
        if (expected.refresh == std::string_view{"renewed"}) {
            EXPECT_TRUE(says_success(answer)) << answer.body;
            EXPECT_NE(cell_.token(renewed_), present);
            EXPECT_TRUE(world_.accepts(cell_.token(renewed_))) << "the token that was stored";
            EXPECT_EQ(cell_.shown(renewed_).status, "connected");
            came = "renewed, " + cell_.shown(renewed_).health;
        } else {
            EXPECT_FALSE(says_success(answer)) << answer.body;
            EXPECT_EQ(stored(), before) << "what was stored before";
            came = demand_told(answer, expected, present);
        }
        world_.sandbox.clear_faults();
        recover(well);
        return came;
    }

    /// Nothing was lost, and that is what everybody hears.
    std::string demand_told(const Answer& answer, const Expected& expected,
                            const std::string& present) {
        EXPECT_NE(answer.text("/message").find("platform"), std::string::npos) << answer.body;
        EXPECT_EQ(cell_.token(renewed_), present);
        EXPECT_TRUE(world_.accepts(present));
        const Shown shown = cell_.shown(renewed_);
        const bool waits = cell_.is_strict() && expected.refresh == std::string_view{"unknown"};
        EXPECT_EQ(shown.status, "connected");
        EXPECT_EQ(shown.health, "degraded");
        const bool is_operators = expected.connect == std::string_view{"invalid_credentials"};
        EXPECT_EQ(shown.reason, waits          ? "refresh_unknown"
                                : is_operators ? "provider_config"
                                               : "provider_unavailable");
        const std::string message = cell_.text(renewed_, "/errorMessage");
        EXPECT_EQ(message,
                  waits ? "The last renewal of this connection got no answer. It may need "
                          "to be reconnected soon."
                  : is_operators
                      ? "The platform refuses this application. Its operator has been told."
                      : "The platform did not answer. We will try again.");
        return "kept, " + shown.status + ", " + shown.health + ", " + shown.reason + ": " +
               answer.text("/message");
    }

    /// By the next refresh where nothing was used up by the last one, else by a new consent.
    void recover(const Shown& well) {
        // Zoho gives ten access tokens for one refresh token in ten minutes.
        if (cell_.is_strict() || world_.facts.provider == "zoho-crm") {
            EXPECT_EQ(cell_.connect(0), renewed_);
        } else {
            const std::string present = cell_.token(renewed_);
            cell_.demand_healed(renewed_, present, well);
        }
        EXPECT_EQ(cell_.shown(renewed_), well);
    }

    PlatformWorld world_;
    CellWorld cell_;
    std::string renewed_;
    std::string connected_;
};

class Misbehaviours : public testing::TestWithParam<ConformanceRow> {};

TEST_P(Misbehaviours, CostNoTokenAndAreToldAsWhatTheyAre) {
    Misbehaving platform{GetParam()};
    for (const sandbox::Misbehaviour& one : sandbox::misbehaviours()) platform.meet(one);
}

INSTANTIATE_TEST_SUITE_P(Every, Misbehaviours, testing::ValuesIn(conformance_rows()),
                         [](const auto& row) { return case_name(row.param); });

}  // namespace
}  // namespace fairlead::tests
