// SPDX-License-Identifier: Apache-2.0
//
// Every misbehaviour of the sandbox's list (T7.1 …) at the platforms that are connected with a key,
// wherever a key can meet it: while it is proven in a form, while its standing is asked, and while
// records are fetched with it. What is stored is what was good, and everybody is told what it is.
#include "sandbox/misbehaviours.h"
#include "support/conformance_form_cells.h"
#include "support/failure_words.h"
#include "support/fetch_world.h"
#include "support/table_rows.h"

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <utility>

namespace fairlead::tests {
namespace {

/// What must come of a misbehaviour.
struct ExpectedOfKey {
    const char* connect;          ///< "stored", or the kind of SPEC A4
    const char* check;            ///< the outcome of a check
    const char* fetch;            ///< how a fetch ends
    const char* words = nullptr;  ///< of what a form says; null: what its kind says
};

constexpr ExpectedOfKey no_harm{"stored", "works", "complete"};
constexpr ExpectedOfKey nonsense{"provider_error", "unavailable", "unreadable"};
constexpr ExpectedOfKey trouble{"provider_error", "unavailable", "unavailable"};
constexpr ExpectedOfKey too_many{"rate_limited", "rate_limited", "rate_limited"};

/// Why a misbehaviour cannot befall a key; null: it can.
const char* why_not_of_a_key(int number) {
    if (number < 18 || number > 45) return nullptr;
    static const std::map<int, const char*> reasons = {
        {31, "of the type that a token answer tells: such a platform has no token endpoint"},
        {32, "of the type that a token answer tells: such a platform has no token endpoint"},
        {33, "of the type that a token answer tells: such a platform has no token endpoint"},
        {42, "of the scopes that a token answer tells: a key has what its console gave it"},
        {43, "of the scopes that a token answer tells: a key has what its console gave it"},
        {44, "of the scopes that a token answer tells: a key has what its console gave it"},
        {45, "of the access token's member: no answer repeats the key"},
    };
    if (const auto known = reasons.find(number); known != reasons.end()) return known->second;
    if (number >= 34 && number <= 41) return "of a token's lifetime: a key has none";
    if (number >= 25 && number <= 30) return "of a refresh token: a key has none";
    return "of an access token that is issued: a key is typed in";
}

/// What a platform's facts make of a misbehaviour; null: what it is everywhere.
const ExpectedOfKey* expected_of_key_there(const std::string& row, int number) {
    static const std::map<std::pair<std::string, int>, ExpectedOfKey> known = {
        // A page with 403 is how Pipedrive ends who goes on after many a 429.
        {{"pipedrive/key", 13}, too_many},
    };
    const auto found = known.find({row, number});
    return found == known.end() ? nullptr : &found->second;
}

ExpectedOfKey expected_of_key(int number, const std::string& row) {
    if (const auto* there = expected_of_key_there(row, number)) return *there;
    static const std::map<int, ExpectedOfKey> others = {
        {8, trouble},   {9, trouble},   {12, {"provider_error", "unavailable", "refused"}},
        {13, trouble},  {14, trouble},  {10, trouble},
        {11, trouble},  {15, too_many}, {16, too_many},
        {17, too_many}, {46, no_harm},  {53, no_harm},
        {55, no_harm},  {56, no_harm},  {57, no_harm},
        {58, no_harm},  {65, no_harm},  {66, no_harm},
        {59, trouble},  {61, trouble},  {62, trouble},
        {63, trouble},  {64, trouble},  {67, trouble},
        {68, trouble},  {69, trouble},  {70, trouble},
        {71, trouble},
    };
    const auto found = others.find(number);
    return found == others.end() ? nonsense : found->second;
}

const char* words_of_key(const ExpectedOfKey& expected) {
    return expected.words ? expected.words : words_of_failure(expected.connect);
}

/// The list that is fetched of a platform, which is not the call that proves a key.
struct FetchedList {
    const char* resource;
    const char* set;
};

FetchedList list_of(const std::string& row) {
    static const std::map<std::string, FetchedList> lists = {
        {"openai", {"files", "openai.files"}},
        {"gemini", {"files", "gemini.files"}},
        {"onlyfans", {"fans", "onlyfans.fans"}},
        {"pipedrive/key", {"deals", "pipedrive.deals"}},
    };
    return lists.at(row);
}

/// One platform, with a user whose two accounts meet the misbehaviours: the first is asked about
/// and fetched from, the second connected again.
class MisbehavingForm {
public:
    explicit MisbehavingForm(const FormRow& row)
        : cell_(world_, row), fetching_(world_.app, *world_.sandbox), list_(list_of(row.name)) {
        cell_.tidy();
        fetching_.resize(list_.set, 7);
        asked_key_ = cell_.make_key();
        asked_ = cell_.connect(asked_key_);
        typed_key_ = cell_.make_key(1);
        typed_ = cell_.connect(typed_key_, 1);
    }

    void meet(const sandbox::Misbehaviour& one) {
        SCOPED_TRACE(one.name() + " " + one.does);
        std::cout << cell_.row.name << "  " << one.name() << "  " << one.does << "\n";
        if (const char* why = why_not_of_a_key(one.number)) {
            std::cout << "    n/a: " << why << "\n";
            return;
        }
        const auto expected = expected_of_key(one.number, cell_.row.name);
        for (const char* place : {"me", "api"}) {
            cell_.tidy();
            world_.sandbox->fault(one.name() + "@" + place + "*");
            if (place == std::string_view{"api"}) {
                meet_at_fetch(expected);
                break;
            }
            meet_at_form(expected);
            meet_at_check(expected);
            meet_at_refresh(expected);
        }
        cell_.tidy();
        recover();
    }

private:
    /// What is stored of both, byte for byte as it is sealed.
    std::vector<std::string> stored() {
        return rows_of(world_.app, "connections",
                       {"id", "status", "token_consent", "token_generation", "access_sealed",
                        "refresh_sealed", "data_key"});
    }
    void expect_unharmed(const std::vector<std::string>& before) {
        EXPECT_EQ(stored(), before) << "what was stored before";
        EXPECT_EQ(cell_.connections(), 2U);
        for (const auto& [id, key] : {std::pair{asked_, asked_key_}, {typed_, typed_key_}}) {
            EXPECT_EQ(cell_.shown(id), (Shown{"connected", "ok", "none"})) << id;
            EXPECT_EQ(cell_.read(id).text("/accessToken"), key);
            EXPECT_TRUE(cell_.notices(id).empty()) << "its user was told something";
        }
    }

    void meet_at_form(const ExpectedOfKey& expected) {
        const auto before = stored();
        const std::string key = cell_.make_key(1);
        const Answer answer = cell_.submit(key, 1, typed_);
        std::cout << "    form: " << answer.status << " " << answer.text("/code") << " "
                  << answer.text("/detail") << "\n";
        if (expected.connect == std::string_view{"stored"}) {
            EXPECT_EQ(answer.status, 200) << answer.body;
            EXPECT_EQ(answer.text("/connectionId"), typed_);
            typed_key_ = key;
            return expect_unharmed(stored());
        }
        EXPECT_EQ(answer.status, status_of(expected.connect)) << answer.body;
        EXPECT_EQ(answer.text("/code"), expected.connect);
        EXPECT_NE(answer.text("/detail").find(words_of_key(expected)), std::string::npos)
            << answer.body;
        EXPECT_FALSE(answer.has("/faults/0")) << "the key is not what is wrong: " << answer.body;
        EXPECT_EQ(cell_.text(typed_, "/lastAttempt/kind"), expected.connect);
        EXPECT_FALSE(world_.app.logged(key)) << "the key is in the log";
        expect_unharmed(before);
    }
    static int status_of(std::string_view kind) { return kind == "rate_limited" ? 429 : 502; }

    void meet_at_check(const ExpectedOfKey& expected) {
        const auto before = stored();
        const Answer answer = cell_.check(asked_);
        std::cout << "    check: " << answer.text("/outcome") << " " << answer.text("/message")
                  << "\n";
        EXPECT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(answer.text("/outcome"), expected.check) << answer.body;
        EXPECT_EQ(answer.text("/message").empty(), expected.check == std::string_view{"works"});
        expect_unharmed(before);
    }

    void meet_at_refresh(const ExpectedOfKey& expected) {
        const auto before = stored();
        const Answer answer = cell_.refresh(asked_);
        std::cout << "    refresh: " << answer.status << " " << answer.text("/code") << " "
                  << answer.text("/detail") << "\n";
        const bool is_well = expected.connect == std::string_view{"stored"};
        EXPECT_EQ(says_success(answer), is_well) << answer.body;
        if (!is_well) {
            EXPECT_EQ(answer.status, status_of(expected.connect)) << answer.body;
            EXPECT_NE(answer.text("/detail").find(words_of_key(expected)), std::string::npos)
                << answer.body;
        }
        expect_unharmed(before);
    }

    void meet_at_fetch(const ExpectedOfKey& expected) {
        const auto before = stored();
        const Fetched fetched = fetching_.fetch(asked_, list_.resource);
        std::cout << "    fetch: " << fetched.end << " " << fetched.message << "\n";
        EXPECT_EQ(fetched.end, expected.fetch) << fetched.message;
        if (fetched.end == "complete") {
            expect_same(fetched, held());
        } else {
            EXPECT_TRUE(fetched.records.empty());
            EXPECT_NE(fetched.message, "");
        }
        expect_unharmed(before);
    }

    /// Nothing is left of it.
    void recover() {
        EXPECT_EQ(cell_.check(asked_).text("/outcome"), "works");
        expect_same(fetching_.fetch(asked_, list_.resource), held());
    }
    std::vector<std::string> held() {
        const auto& account = cell_.account();
        const auto& owner = account.account_id.empty() ? account.account : account.account_id;
        return fetching_.held(list_.set, owner);
    }

    FormWorld world_;
    FormCell cell_;
    Fetching fetching_;
    FetchedList list_;
    std::string asked_;
    std::string asked_key_;
    std::string typed_;
    std::string typed_key_;
};

class MisbehavioursAtAKey : public testing::TestWithParam<FormRow> {};

TEST_P(MisbehavioursAtAKey, CostNoKeyAndAreToldAsWhatTheyAre) {
    MisbehavingForm platform{GetParam()};
    for (const sandbox::Misbehaviour& one : sandbox::misbehaviours()) platform.meet(one);
}

INSTANTIATE_TEST_SUITE_P(Every, MisbehavioursAtAKey, testing::ValuesIn(form_rows()),
                         [](const auto& row) { return case_name(row.param.name); });

}  // namespace
}  // namespace fairlead::tests
