// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include <gtest/gtest.h>

#include <array>

namespace fairlead::http {
namespace {

struct OneId {
    std::string id;
};
BOOST_DESCRIBE_STRUCT(OneId, (), (id))

struct TwoIds {
    std::string provider;
    std::string account_id;
};
BOOST_DESCRIBE_STRUCT(TwoIds, (), (provider, account_id))

struct WithRest {
    std::string id;
    std::string rest;
};
BOOST_DESCRIBE_STRUCT(WithRest, (), (id, rest))

template <class In>
struct Silent {
    using Input = In;
    using Output = Nothing;
    Task<Result<Nothing>> operator()(Caller, In) const { co_return Nothing{}; }
};

struct Root : Silent<Nothing> {
    static constexpr Route route{Method::get, "/", Access::open, Scope::none, "Root"};
};
struct List : Silent<Nothing> {
    static constexpr Route route{Method::get, "/api/things", Access::user, Scope::none, "List"};
};
struct Add : Silent<Nothing> {
    static constexpr Route route{Method::post, "/api/things", Access::user, Scope::none, "Add"};
};
struct Read : Silent<OneId> {
    static constexpr Route route{Method::get, "/api/things/{id}", Access::user, Scope::none,
                                 "Read"};
};
struct Mine : Silent<Nothing> {
    static constexpr Route route{Method::get, "/api/things/mine", Access::user, Scope::none,
                                 "Mine"};
};
struct Change : Silent<OneId> {
    static constexpr Route route{Method::put, "/api/things/{id}", Access::user, Scope::none,
                                 "Change"};
};
struct Token : Silent<TwoIds> {
    static constexpr Route route{Method::get, "/api/token/{provider}/{accountId}", Access::user,
                                 Scope::none, "Token"};
    static constexpr std::array<std::string_view, 1> aliases{"/t/{provider}/{accountId}"};
};
struct Forward : Silent<WithRest> {
    static constexpr Route route{Method::get, "/proxy/{id}/{rest*}", Access::user, Scope::none,
                                 "Forward"};
};

class RouterTest : public testing::Test {
protected:
    RouterTest() {
        router.add<Root>([] { return Root{}; });
        router.add<List>([] { return List{}; });
        router.add<Add>([] { return Add{}; });
        router.add<Read>([] { return Read{}; });
        router.add<Mine>([] { return Mine{}; });
        router.add<Change>([] { return Change{}; });
        router.add<Token>([] { return Token{}; });
        router.add<Forward>([] { return Forward{}; });
    }

    /// The match as text: summary, then name=value for each parameter.
    std::string where(Method method, std::string_view path) const {
        const auto match = router.find(method, path);
        if (const auto* wrong = std::get_if<Router::WrongMethod>(&match)) return wrong->allow;
        const auto* found = std::get_if<Router::Found>(&match);
        if (found == nullptr) return "nowhere";
        std::string text{found->endpoint->info.route->summary};
        for (const auto& [name, value] : found->parameters) text += " " + name + "=" + value;
        return text;
    }

    Router router;
};

struct Case {
    Method method;
    const char* path;
    const char* expected;
};

TEST_F(RouterTest, FindsByTable) {
    const Case cases[] = {
        {Method::get, "/", "Root"},
        {Method::get, "/api/things", "List"},
        {Method::head, "/api/things", "List"},
        {Method::post, "/api/things", "Add"},
        {Method::get, "/api/things/", "nowhere"},
        {Method::get, "/api//things", "nowhere"},
        {Method::get, "/api", "nowhere"},
        {Method::get, "/API/things", "nowhere"},
        {Method::get, "/api/things/7", "Read id=7"},
        {Method::get, "/api/things/mine", "Mine"},
        {Method::put, "/api/things/mine", "Change id=mine"},
        {Method::get, "/api/things/a%2Fb", "Read id=a/b"},
        {Method::get, "/api/things/a%20b", "Read id=a b"},
        {Method::get, "/api/things/a+b", "Read id=a+b"},
        {Method::get, "/api/things/a%2", "nowhere"},
        {Method::get, "/api/things/%zz", "nowhere"},
        {Method::get, "/api/things/7/8", "nowhere"},
        {Method::get, "/api/token/hubspot/1", "Token provider=hubspot accountId=1"},
        {Method::get, "/t/hubspot/1", "Token provider=hubspot accountId=1"},
        {Method::get, "/proxy/9/v1/a%2Fb/c", "Forward id=9 rest=v1/a%2Fb/c"},
        {Method::get, "/proxy/9/", "Forward id=9 rest="},
        {Method::get, "/proxy/9", "nowhere"},
        {Method::get, "", "nowhere"},
        {Method::get, "api/things", "nowhere"},
        {Method::put, "/api/things", "GET, HEAD, POST, OPTIONS"},
        {Method::post, "/api/things/7", "GET, HEAD, PUT, OPTIONS"},
        {Method::del, "/api/things/mine", "GET, HEAD, PUT, OPTIONS"},
        {Method::options, "/proxy/9/x", "GET, HEAD, OPTIONS"},
        {Method::other, "/", "GET, HEAD, OPTIONS"},
    };
    for (const Case& one : cases) {
        EXPECT_EQ(where(one.method, one.path), one.expected)
            << net::to_text(one.method) << " " << one.path;
    }
}

TEST_F(RouterTest, DiesOfTwoEndpointsAtOnePlace) {
    EXPECT_DEATH(router.add<List>([] { return List{}; }), "");
}

struct Nameless : Silent<Nothing> {
    static constexpr Route route{Method::get, "/x/{id}", Access::user, Scope::none, "Nameless"};
};

TEST_F(RouterTest, DiesOfAParameterWithoutAMember) {
    EXPECT_DEATH(router.add<Nameless>([] { return Nameless{}; }), "");
}

struct Leak {
    Secret token;
};
BOOST_DESCRIBE_STRUCT(Leak, (), (token))
struct Leaking {
    static constexpr Route route{Method::get, "/leak", Access::user, Scope::none, "Leak"};
    using Input = Nothing;
    using Output = std::vector<Leak>;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Output{}; }
};

TEST_F(RouterTest, DiesOfAnAnswerThatHoldsASecret) {
    EXPECT_DEATH(router.add<Leaking>([] { return Leaking{}; }), "");
}

TEST(Router, MakesNothingWhereItOnlyDocuments) {
    Router router{Router::Use::documents_only};
    router.add<List>([]() -> List { throw 1; });
    EXPECT_EQ(router.endpoints().at(0)->handler, nullptr);
}

static_assert(Route::is_sound("/"));
static_assert(Route::is_sound("/a/{b}/{c*}"));
static_assert(!Route::is_sound("a"));
static_assert(!Route::is_sound("/a/"));
static_assert(!Route::is_sound("/a//b"));
static_assert(!Route::is_sound("/a{b}"));
static_assert(!Route::is_sound("/{b}a"));
static_assert(!Route::is_sound("/{}"));
static_assert(!Route::is_sound("/{a"));
static_assert(!Route::is_sound("/a?b"));

}  // namespace
}  // namespace fairlead::http
