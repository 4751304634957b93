// SPDX-License-Identifier: Apache-2.0
//
// The properties of SPEC that stand without sync, each over at least 100 random cases, through the
// real App over sockets.
#include "support/acme_world.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

namespace fairlead::tests {
namespace {

/// One server for all cases of a property: each case takes users of its own.
class Cases {
public:
    AcmeWorld& world() { return world_; }
    std::string fresh_user() { return "user-" + std::to_string(++last_user_); }
    std::string fresh_account() { return "bulk-" + std::to_string(++last_account_); }

private:
    AcmeWorld world_;
    int last_user_ = 0;
    int last_account_ = 0;
};

struct Connect {
    int user;
    int account;
};

std::vector<Connect> some_connects(int users, int accounts, int most) {
    const auto one =
        rc::gen::construct<Connect>(rc::gen::inRange(0, users), rc::gen::inRange(0, accounts));
    const int count = *rc::gen::inRange(1, most + 1);
    return *rc::gen::container<std::vector<Connect>>(static_cast<std::size_t>(count), one);
}

TEST(Properties, P1AtMostOneActiveConnectionPerUserAndAccount) {
    Cases cases;
    EXPECT_TRUE(rc::check([&cases] {
        const std::vector<std::string> users{cases.fresh_user(), cases.fresh_user()};
        const std::vector<std::string> accounts{cases.fresh_account(), cases.fresh_account()};
        std::set<std::pair<int, int>> expected;
        for (const Connect& one : some_connects(2, 2, 4)) {
            cases.world().connect(users[static_cast<std::size_t>(one.user)],
                                  accounts[static_cast<std::size_t>(one.account)]);
            expected.emplace(one.user, one.account);
        }
        for (int user = 0; user < 2; ++user) {
            std::multiset<std::string> seen;
            const std::string& name = users[static_cast<std::size_t>(user)];
            for (const json::value& one : list_connections(cases.world().api(name))) {
                RC_ASSERT(one.at("isConnected").as_bool());
                seen.emplace(one.at("providerAccountId").as_string());
            }
            for (int account = 0; account < 2; ++account) {
                const auto& id = accounts[static_cast<std::size_t>(account)];
                RC_ASSERT(seen.count(id) == expected.count({user, account}));
            }
        }
    }));
}

TEST(Properties, P2ARefreshKeepsTheConnectionConnectedWithNoNewConsent) {
    Cases cases;
    EXPECT_TRUE(rc::check([&cases] {
        const std::string user = cases.fresh_user();
        const std::string account = cases.fresh_account();
        const std::string id = cases.world().connect(user, account);
        const int rounds = *rc::gen::inRange(1, 5);
        for (int i = 0; i < rounds; ++i) {
            RC_ASSERT(cases.world().refresh(user, id).status == 200);
            RC_ASSERT(cases.world().status(user, id) == "connected");
        }
        RC_ASSERT(cases.world().sandbox.grants(account).size() == 1U);
        RC_ASSERT(cases.world().sandbox.sum(account, "refreshes") == rounds);
        RC_ASSERT(cases.world().accepts(cases.world().token(user, id).text("/accessToken")));
    }));
}

bool has_valid_tokens(const json::value& grant) { return !grant.at("valid").as_array().empty(); }

TEST(Properties, P3AfterDisconnectNothingReadsATokenAndThePlatformTakesNone) {
    Cases cases;
    EXPECT_TRUE(rc::check([&cases] {
        AcmeWorld& world = cases.world();
        const std::string user = cases.fresh_user();
        const int count = *rc::gen::inRange(1, 4);
        std::map<std::string, std::string> kept;  // id by account
        std::map<std::string, std::string> gone;
        for (int i = 0; i < count; ++i) {
            const std::string account = cases.fresh_account();
            (*rc::gen::arbitrary<bool>() ? kept : gone)[account] = world.connect(user, account);
        }
        for (const auto& [account, id] : gone) {
            if (*rc::gen::arbitrary<bool>()) RC_ASSERT(world.refresh(user, id).status == 200);
            RC_ASSERT(world.disconnect(user, id).status == 200);
        }
        for (const auto& [account, id] : gone) {
            RC_ASSERT(world.token(user, id).status == 404);
            RC_ASSERT(world.refresh(user, id).status != 200);
            const auto is_dead = [&world, &name = account] {
                return std::ranges::none_of(world.sandbox.grants(name), has_valid_tokens);
            };
            RC_ASSERT(eventually(is_dead));
        }
        for (const auto& [account, id] : kept) RC_ASSERT(world.token(user, id).status == 200);
    }));
}

/// A state near the issued one, or far from it.
std::string another_state(const std::string& issued) {
    std::string state = issued;
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, issued.size());
    switch (*rc::gen::inRange(0, 5)) {
        case 0: state[at] = state[at] == 'A' ? 'B' : 'A'; break;
        case 1: state.resize(at); break;
        case 2: state += *rc::gen::element('A', '=', '0'); break;
        case 3: state = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~')); break;
        default: std::reverse(state.begin(), state.end()); break;
    }
    return state == issued ? issued + "x" : state;
}

TEST(Properties, P4ACallbackWithAnyOtherStateIsRefusedAndAsksThePlatformNothing) {
    Cases cases;
    AcmeWorld& world = cases.world();
    EXPECT_TRUE(rc::check([&cases, &world] {
        const std::string user = cases.fresh_user();
        Browser person = world.browser();
        const Page consent = begin_connect(world.api(user), person, "acme");
        const std::string state = another_state(consent.parameter("state"));
        const auto before = world.sandbox.requests("/acme/token");
        const std::string target = net::add_query(
            world.app.url() + "/api/integrations/callback/acme",
            {{"code", "any"}, {"state", state}, {"iss", world.sandbox.origin() + "/acme"}});
        const Page page = person.open(target);
        RC_ASSERT(page.parameter("status") != "success");
        const Answer raw = world.caller.send(net::Method::get, target);
        RC_ASSERT(raw.status == 400);
        RC_ASSERT(raw.text("/code") == "invalid_state");
        RC_ASSERT(world.sandbox.requests("/acme/token") == before);
        RC_ASSERT(list_connections(world.api(user)).empty());
    }));
}

/// As rc::check, but `cases` in place of a hundred: for a property that waits for the clock, and has
/// many connections in each case instead.
template <class Testable>
bool check_few(int cases, const Testable& testable) {
    auto params = rc::detail::configuration().testParams;
    params.maxSuccess = cases;
    const auto result = rc::detail::checkTestable(testable, rc::detail::TestMetadata{}, params);
    rc::detail::printResultMessage(result, std::cerr);
    return result.template is<rc::detail::SuccessResult>();
}

TEST(Properties, P5PastItsExpiryAConnectionThatCannotRefreshShowsExpired) {
    constexpr std::size_t together = 20;
    Cases cases;
    AcmeWorld& world = cases.world();
    world.sandbox.configure(R"({"accessSeconds":1})");
    EXPECT_TRUE(check_few(5, [&cases, &world] {
        const auto one = rc::gen::element<std::string>(
            "status=500@refresh*", "status=503@refresh*", "html@refresh*", "empty@refresh*",
            "cut@refresh*", "error_200@refresh*", "invalid_grant@refresh*");
        const auto faults = *rc::gen::container<std::vector<std::string>>(together, one);
        std::map<std::string, std::string> ids;  // by user
        for (const std::string& fault : faults) {
            const std::string account = cases.fresh_account();
            const std::string user = cases.fresh_user();
            const json::object rule{{"fault", fault}, {"account", account}};
            world.sandbox.tell(net::Method::post, "/control/faults", json::serialize(rule));
            ids[user] = world.connect(user, account);
        }
        for (const auto& [user, id] : ids) {
            const auto is_expired = [&world, &name = user, &which = id] {
                const json::value found = find_connection(world.api(name), which);
                return found.at("status").as_string() == "expired" &&
                       !found.at("isConnected").as_bool();
            };
            RC_ASSERT(eventually(is_expired));
        }
    }));
}

TEST(Properties, P7ManyAccountsLiveSideBySide) {
    Cases cases;
    EXPECT_TRUE(rc::check([&cases] {
        AcmeWorld& world = cases.world();
        const std::string user = cases.fresh_user();
        const int count = *rc::gen::inRange(2, 5);
        std::map<std::string, std::string> tokens;  // by id
        for (int i = 0; i < count; ++i) {
            const std::string id = world.connect(user, cases.fresh_account());
            tokens[id] = world.token(user, id).text("/accessToken");
        }
        RC_ASSERT(tokens.size() == static_cast<std::size_t>(count));
        const auto chosen = std::next(tokens.begin(), *rc::gen::inRange(0, count));
        RC_ASSERT(world.refresh(user, chosen->first).status == 200);
        std::set<std::string> all;
        for (const auto& [id, before] : tokens) {
            const std::string now = world.token(user, id).text("/accessToken");
            RC_ASSERT((now == before) == (id != chosen->first));
            RC_ASSERT(world.accepts(now));
            all.insert(now);
        }
        RC_ASSERT(all.size() == tokens.size());
    }));
}

/// A JSON object of strings, numbers, flags and one level of nesting; no nulls, which remove.
json::object some_metadata(int depth = 1) {
    json::object made;
    const int members = *rc::gen::inRange(0, 5);
    for (int i = 0; i < members; ++i) {
        const std::string name =
            *rc::gen::container<std::string>(rc::gen::inRange<char>('a', 'z')) + std::to_string(i);
        switch (*rc::gen::inRange(0, depth > 0 ? 5 : 4)) {
            case 0: made[name] = *rc::gen::arbitrary<std::int32_t>(); break;
            case 1: made[name] = *rc::gen::arbitrary<bool>(); break;
            case 2:
                made[name] = *rc::gen::element<std::string>("", "Grüße", "日本", "\"\\\n\t");
                break;
            case 3:
                made[name] = *rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
                break;
            default: made[name] = some_metadata(depth - 1); break;
        }
    }
    return made;
}

TEST(Properties, P8MetadataWrittenIsReadBackAsItWas) {
    Cases cases;
    AcmeWorld& world = cases.world();
    const std::string user = cases.fresh_user();
    EXPECT_TRUE(rc::check([&] {
        const std::string id = world.connect(user, cases.fresh_account());
        const json::object written = some_metadata();
        const Answer patched =
            world.api(user).patch("/api/integrations/accounts/" + id + "/metadata",
                                  json::serialize(json::object{{"metadata", written}}));
        RC_ASSERT(patched.status == 200);
        const json::value read = find_connection(world.api(user), id);
        RC_ASSERT(read.at("customMetadata") == json::value(written));
        RC_ASSERT(world.disconnect(user, id).status == 200);
    }));
}

}  // namespace
}  // namespace fairlead::tests
