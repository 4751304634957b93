// SPDX-License-Identifier: Apache-2.0
//
// A platform on its bad days: every odd answer is told as what it is, costs no stored token, and
// is over when the platform is well again.
#include "support/bystander.h"

#include <gtest/gtest.h>

#include <fstream>

namespace fairlead::tests {
namespace {

constexpr const char* user = "user-1";

/// One fault and what a connect says of it.
struct BadExchange {
    const char* fault;
    const char* kind;
};

constexpr BadExchange bad_exchanges[] = {
    {"html@exchange", "provider_error"},
    {"empty@exchange", "provider_error"},
    {"huge@exchange", "provider_error"},
    {"error_200@exchange", "provider_error"},
    {"error_200=invalid_grant@exchange", "invalid_credentials"},
    {"status=503@exchange", "provider_error"},
    {"redirect@exchange", "provider_error"},
    {"no_access_token@exchange", "provider_error"},
    {"token_type=mac@exchange", "provider_error"},
    {"duplicate_keys@exchange", "provider_error"},
    {"utf16@exchange", "provider_error"},
    {"id_token=signature", "provider_error"},
    {"rate_limited=7@exchange", "rate_limited"},
    {"cut@exchange", "provider_error"},
    {"lost@exchange", "provider_error"},
};

/// After these the platform may or may not have acted; with `rotation: none` nothing is lost.
constexpr const char* bad_refreshes[] = {
    "html@refresh*",
    "empty@refresh*",
    "huge@refresh*",
    "error_200@refresh*",
    "status=500@refresh*",
    "status=503@refresh*",
    "redirect@refresh*",
    "no_access_token@refresh*",
    "token_type=mac@refresh*",
    "utf16@refresh*",
    "duplicate_keys@refresh*",
    "rate_limited=1@refresh*",
    "cut@refresh*",
    "cut=60@refresh*",
    "lost@refresh*",
    "invalid_client@refresh*",
};

/// The file that an operator lays over acme's.
std::string lay_over(const TemporaryDirectory& providers, const std::string& oauth) {
    std::ofstream{providers.file("acme.yaml")} << "id: acme\nauth:\n  oauth:\n    " << oauth
                                               << '\n';
    return providers.path();
}

/// An https URL of this machine where nobody listens.
std::string closed_url() { return "https://localhost:" + std::to_string(free_port()) + "/token"; }

std::string host_of(const std::string& url) {
    const net::Url parsed = must(net::Url::parse(url));
    return parsed.host + ":" + std::to_string(parsed.port);
}

class BadPlatform : public testing::Test {
protected:
    static constexpr const char* quick_and_unrotated =
        "refresh: {rotation: none, deadline_ms: 2000, lease_margin_ms: 1000}";

    BadPlatform() { world_.sandbox.configure(R"({"rotation":"none"})"); }

    /// Lays another file over acme's and starts again with it.
    void restart_with(const std::string& oauth) {
        lay_over(providers_, oauth);
        world_.app.restart();
    }
    /// What a refresh asked for now says while the platform fails.
    void expect_not_renewed(const std::string& id, const std::string& present) {
        const Answer answer = world_.refresh(user, id);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_FALSE(answer.json().at("success").as_bool()) << answer.body;
        EXPECT_NE(answer.text("/message").find("platform"), std::string::npos) << answer.body;
        EXPECT_EQ(world_.token(user, id).text("/accessToken"), present);
        EXPECT_EQ(world_.status(user, id), "connected");
    }
    /// By the engine itself or because it was asked.
    void expect_renewed(const std::string& id, const std::string& before) {
        EXPECT_TRUE(eventually([&] {
            const Answer answer = world_.refresh(user, id);
            return answer.status == 200 && answer.json().at("success").as_bool();
        }));
        const std::string now = world_.token(user, id).text("/accessToken");
        EXPECT_NE(now, before);
        EXPECT_TRUE(world_.accepts(now));
        EXPECT_EQ(world_.status(user, id), "connected");
    }
    std::string connect_expiring(const std::string& account) {
        world_.sandbox.configure(R"({"accessSeconds":1})");
        const std::string id = world_.connect(user, account);
        world_.sandbox.configure(R"({"accessSeconds":3600})");
        return id;
    }
    std::string last_attempt(const std::string& member) {
        const Answer status = world_.api(user).get("/api/integrations/status");
        return status.text("/integrations/0/lastAttempt/" + member);
    }

    TemporaryDirectory providers_;
    AcmeWorld world_{{{"FAIRLEAD_PROVIDERS_DIR", lay_over(providers_, quick_and_unrotated)}}};
};

// --- while connecting ---------------------------------------------------------------------------

TEST_F(BadPlatform, EveryBadExchangeIsToldAndStoresNothing) {
    const Bystander other{world_, user, "bulk-1"};
    for (const BadExchange& bad : bad_exchanges) {
        SCOPED_TRACE(bad.fault);
        world_.sandbox.fault(bad.fault);
        const Page page = world_.connect_page(user, "bulk-2");
        world_.sandbox.clear_faults();
        EXPECT_EQ(page.parameter("status"), "error") << page.url;
        EXPECT_EQ(page.parameter("error"), bad.kind);
        EXPECT_EQ(page.parameter("provider"), "acme");
        EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
        EXPECT_EQ(last_attempt("kind"), bad.kind);
        EXPECT_NE(last_attempt("message"), "");
    }
    other.expect_unharmed();
    world_.connect(user, "bulk-2");
    other.expect_renewable();
}

TEST_F(BadPlatform, ASlowExchangeEndsAtItsDeadline) {
    const Bystander other{world_, user, "bulk-1"};
    world_.sandbox.fault("hold@exchange");
    const Page page = world_.connect_page(user, "bulk-2");
    EXPECT_EQ(page.parameter("error"), "network") << page.url;
    EXPECT_EQ(world_.sandbox.ask("/control/held").as_array().size(), 1U);
    world_.sandbox.tell(net::Method::post, "/control/held/release");
    EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
    other.expect_unharmed();
    world_.connect(user, "bulk-2");
}

TEST_F(BadPlatform, APlatformThatIsDownIsToldAsTheNetwork) {
    const Bystander other{world_, user, "bulk-1"};
    const std::string closed = closed_url();
    world_.app.set("FAIRLEAD_PRIVATE_HOSTS", host_of(closed));
    restart_with("token: {url: '" + closed + "'}");
    const auto calls = world_.sandbox.requests("/acme/token");
    const Page page = world_.connect_page(user, "bulk-2");
    EXPECT_EQ(page.parameter("error"), "network") << page.url;
    EXPECT_EQ(world_.sandbox.requests("/acme/token"), calls);
    EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
    other.expect_unharmed();
    restart_with(quick_and_unrotated);
    world_.connect(user, "bulk-2");
    other.expect_renewable();
}

TEST_F(BadPlatform, AnOddLifetimeSpoilsNoToken) {
    int account = 0;
    for (const char* odd : {"missing", "null", "negative", "zero", "words"}) {
        SCOPED_TRACE(odd);
        world_.sandbox.fault("expires_in=" + std::string{odd} + "@exchange");
        const std::string id = world_.connect(user, "bulk-" + std::to_string(++account));
        const Answer token = world_.token(user, id);
        ASSERT_EQ(token.status, 200) << token.body;
        EXPECT_EQ(token.text("/expiresAt"), "") << token.body;  // not known, and not "never"
        EXPECT_TRUE(world_.accepts(token.text("/accessToken")));
    }
    for (const char* readable : {"string", "huge"}) {
        SCOPED_TRACE(readable);
        world_.sandbox.fault("expires_in=" + std::string{readable} + "@exchange");
        const std::string id = world_.connect(user, "bulk-" + std::to_string(++account));
        const Answer token = world_.token(user, id);
        ASSERT_EQ(token.status, 200) << token.body;
        EXPECT_NE(token.text("/expiresAt"), "") << token.body;
        EXPECT_LT(token.text("/expiresAt"), "2100") << token.body;
        EXPECT_TRUE(world_.accepts(token.text("/accessToken")));
    }
}

TEST_F(BadPlatform, TokensWhoseAccountIsNotToldAreKeptUntilItIs) {
    const Bystander other{world_, user, "bulk-1"};
    world_.sandbox.fault("identity_fails*");
    const std::string id = connected_account(world_.connect_page(user, "bulk-2"));
    const json::value found = find_connection(world_.api(user), id);
    EXPECT_EQ(found.at("status").as_string(), "error");
    EXPECT_EQ(found.at("reason").as_string(), "identity_failed");
    const Answer read = world_.token(user, id);
    EXPECT_EQ(read.status, 409) << read.body;
    EXPECT_NE(read.text("/detail").find("We will ask again"), std::string::npos) << read.body;
    EXPECT_EQ(world_.sandbox.grants("bulk-2").size(), 1U);
    world_.sandbox.clear_faults();
    EXPECT_TRUE(eventually([&] { return world_.status(user, id) == "connected"; }));
    EXPECT_EQ(find_connection(world_.api(user), id).at("providerAccountId").as_string(), "bulk-2");
    EXPECT_TRUE(world_.accepts(world_.token(user, id).text("/accessToken")));
    other.expect_unharmed();
}

// --- while renewing -----------------------------------------------------------------------------

TEST_F(BadPlatform, EveryBadRefreshLeavesTheTokenAndALaterOneRenewsIt) {
    const std::string id = world_.connect(user, "bulk-1");
    for (const char* bad : bad_refreshes) {
        SCOPED_TRACE(bad);
        const std::string present = world_.token(user, id).text("/accessToken");
        world_.sandbox.fault(bad);
        expect_not_renewed(id, present);
        world_.sandbox.clear_faults();
        expect_renewed(id, present);
    }
    EXPECT_EQ(world_.sandbox.grants("bulk-1").size(), 1U);  // without a new consent
}

TEST_F(BadPlatform, AnOddLifetimeOfARefreshSpoilsNoToken) {
    const std::string id = world_.connect(user, "bulk-1");
    for (const char* odd : {"missing", "string", "negative", "huge", "words", "null"}) {
        SCOPED_TRACE(odd);
        const std::string present = world_.token(user, id).text("/accessToken");
        world_.sandbox.fault("expires_in=" + std::string{odd} + "@refresh");
        expect_renewed(id, present);
        world_.sandbox.clear_faults();
    }
}

TEST_F(BadPlatform, ASlowRefreshEndsAtItsDeadline) {
    const std::string id = world_.connect(user, "bulk-1");
    const std::string present = world_.token(user, id).text("/accessToken");
    world_.sandbox.fault("hold@refresh*");
    expect_not_renewed(id, present);
    world_.sandbox.clear_faults();
    world_.sandbox.tell(net::Method::post, "/control/held/release");
    expect_renewed(id, present);
}

TEST_F(BadPlatform, ARefreshWhileThePlatformIsDownSendsNothing) {
    const std::string id = world_.connect(user, "bulk-1");
    const std::string present = world_.token(user, id).text("/accessToken");
    const std::string closed = closed_url();
    world_.app.set("FAIRLEAD_PRIVATE_HOSTS", host_of(closed));
    restart_with("refresh: {rotation: none, url: '" + closed + "'}");
    const auto calls = world_.sandbox.requests("/acme/token");
    expect_not_renewed(id, present);
    EXPECT_EQ(world_.sandbox.requests("/acme/token"), calls);
    restart_with(quick_and_unrotated);
    expect_renewed(id, present);
}

TEST_F(BadPlatform, AnExpiredTokenThatCannotBeRenewedIsToldAsThePlatformsFault) {
    world_.sandbox.fault("html@refresh*");
    const std::string id = connect_expiring("bulk-1");
    ASSERT_TRUE(eventually([&] { return world_.token(user, id).status != 200; }));
    const Answer read = world_.token(user, id);
    EXPECT_EQ(read.status, 502) << read.body;
    EXPECT_EQ(read.text("/code"), "provider_failed");
    // Shown as over, and why; nobody is asked for a new consent.
    const json::value found = find_connection(world_.api(user), id);
    EXPECT_EQ(found.at("status").as_string(), "expired");
    EXPECT_EQ(found.at("reason").as_string(), "provider_unavailable");
    world_.sandbox.clear_faults();
    EXPECT_TRUE(eventually([&] { return world_.token(user, id).status == 200; }));
    EXPECT_EQ(world_.status(user, id), "connected");
    EXPECT_TRUE(world_.accepts(world_.token(user, id).text("/accessToken")));
}

TEST_F(BadPlatform, AStrictPlatformIsNotAskedAgainBeforeItsTokenIsOver) {
    world_.sandbox.configure(R"({"rotation":"strict_family"})");
    restart_with("refresh: {rotation: strict_family, deadline_ms: 2000, lease_margin_ms: 1000}");
    const std::string id = world_.connect(user, "bulk-1");
    const std::string present = world_.token(user, id).text("/accessToken");
    world_.sandbox.fault("html@refresh");
    expect_not_renewed(id, present);
    const auto calls = world_.sandbox.requests("/acme/token");
    // The fault is spent: the platform would answer, and might end the grant if it had rotated.
    expect_not_renewed(id, present);
    EXPECT_EQ(world_.sandbox.requests("/acme/token"), calls);

    world_.sandbox.fault("html@refresh");
    const std::string expiring = connect_expiring("bulk-2");
    EXPECT_TRUE(eventually([&] {
        return world_.sandbox.sum("bulk-2", "refreshes") == 1 &&
               world_.token(user, expiring).status == 200;
    }));
    EXPECT_TRUE(world_.accepts(world_.token(user, expiring).text("/accessToken")));
}

}  // namespace
}  // namespace fairlead::tests
