// SPDX-License-Identifier: Apache-2.0
#include "http/pipeline.h"

#include "base/fixed_random.h"
#include "base/loop_thread.h"
#include "base/text.h"
#include "http/fake_cache.h"
#include "http/origins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace fairlead::http {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Believes what the request says: "Bearer <role> <scopes>", or any session cookie.
class FakeAuthenticator final : public Authenticator {
public:
    Task<Result<Caller>> authenticate(const net::Request& request, FindUser) override {
        ++asked;
        Caller caller;
        const auto proof = split(request.headers.find("Authorization").value_or(""), ' ');
        if (find_cookie(request.headers, session_cookie)) {
            caller.kind = CallerKind::session;
            caller.user = UserId{Uuid{{1}}};
            caller.scopes = Scope::connections_read | Scope::connections_write;
        } else if (proof.size() == 1) {
            co_return caller;
        } else if (proof[1] == "bad") {
            co_return Error{Errc::unauthenticated, "This key is not known."};
        } else {
            caller.kind = CallerKind::api_key;
            if (proof[1] == "user") caller.user = UserId{Uuid{{2}}};
            if (proof.size() > 2) caller.scopes = *parse_scopes({proof[2]});
        }
        co_return caller;
    }

    int asked = 0;
};

struct Health {
    static constexpr Route route{Method::get, "/health", Access::open, Scope::none, "Health"};
    using Input = Nothing;
    struct Output {
        std::string status;
    };
    Task<Result<Output>> operator()(Caller, Input) const { co_return Output{"ok"}; }
};
BOOST_DESCRIBE_STRUCT(Health::Output, (), (status))

struct Rename {
    static constexpr Route route{Method::post, "/api/things/{id}",
                                 Access::user, Scope::connections_write,
                                 "Rename",     {.status = 201, .max_body = 64}};
    struct Input {
        std::string id;
        std::string name;
    };
    struct Output {
        std::string id;
        std::string name;
        std::string by;
    };
    Task<Result<Output>> operator()(Caller caller, Input input) const {
        if (input.name == "throw") throw std::runtime_error("a secret place");
        if (input.name == "taken") co_return Error{Errc::conflict, "That name is taken.", "row 7"};
        if (input.name == "bug") co_return Error{Errc::internal, "line 5", "select 1"};
        co_return Output{input.id, input.name, caller.address};
    }
};
BOOST_DESCRIBE_STRUCT(Rename::Input, (), (id, name))
BOOST_DESCRIBE_STRUCT(Rename::Output, (), (id, name, by))

struct AdminOnly {
    static constexpr Route route{Method::get, "/api/admin", Access::admin, Scope::none, "Admin"};
    using Input = Nothing;
    using Output = Nothing;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Nothing{}; }
};

/// Has a second address, where browsers get the page.
struct Things {
    static constexpr Route route{Method::get, "/api/things", Access::user, Scope::none, "Things"};
    static constexpr std::array<std::string_view, 1> aliases{"/things"};
    using Input = Nothing;
    using Output = Nothing;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Nothing{}; }
};

struct Home {
    static constexpr Route route{Method::get, "/", Access::open, Scope::none, "The page"};
    using Input = Nothing;
    using Output = Reply;
    Task<Result<Reply>> operator()(Caller, Input) const { co_return Reply::html("<p>page</p>"); }
};

struct KeyOnly {
    static constexpr Route route{Method::get,       "/api/token",
                                 Access::workspace, Scope::tokens_read,
                                 "Token",           {.callers = Callers::api_key_only}};
    using Input = Nothing;
    using Output = Nothing;
    Task<Result<Output>> operator()(Caller, Input) const { co_return Nothing{}; }
};

struct Callback {
    static constexpr Route route{
        Method::get,
        "/callback/{provider}",
        Access::open,
        Scope::none,
        "Callback",
        {.unknown = Unknown::ignored, .cors = Cors::none, .identify = true, .limit = "callback"}};
    struct Input {
        std::string provider;
        std::optional<std::string> state;
    };
    using Output = Reply;
    Task<Result<Reply>> operator()(Context context, Input input) const {
        if (input.provider == "page") {
            Reply page = Reply::html("<p>hi</p>");
            page.cookies.push_back({.name = "__Host-flow", .value = "v", .max_age = {}});
            co_return page;
        }
        if (context.caller.kind == CallerKind::session) co_return Reply::redirect("/known");
        co_return Reply::redirect("/unknown?" + input.state.value_or(""));
    }
};
BOOST_DESCRIBE_STRUCT(Callback::Input, (), (provider, state))

struct Submit {
    static constexpr Route route{Method::post, "/submit",
                                 Access::open, Scope::none,
                                 "Submit",     {.body = BodyKind::form, .own_origin_only = true}};
    struct Input {
        std::string answer;
    };
    using Output = Reply;
    Task<Result<Reply>> operator()(Caller, Input input) const {
        co_return Reply::text(input.answer);
    }
};
BOOST_DESCRIBE_STRUCT(Submit::Input, (), (answer))

PipelineOptions options() {
    PipelineOptions made;
    made.public_url = "https://fairlead.example";
    made.cors_origins = {"https://app.example"};
    made.trusted_proxies = {"10.0.0.1"};
    made.limits = {{"callback", LimitBy::address, 2, Milliseconds{300000}}};
    return made;
}

class PipelineTest : public testing::Test {
protected:
    PipelineTest() {
        router.add<Health>([] { return Health{}; });
        router.add<Rename>([] { return Rename{}; });
        router.add<AdminOnly>([] { return AdminOnly{}; });
        router.add<Things>([] { return Things{}; });
        if (has_page()) router.add<Home>([] { return Home{}; });
        router.add<KeyOnly>([] { return KeyOnly{}; });
        router.add<Callback>([] { return Callback{}; });
        router.add<Submit>([] { return Submit{}; });
        auto made = Pipeline::create(options(),
                                     {router, authenticator, cache, clock, random, log, metrics});
        pipeline = *std::move(made);
    }

    static bool has_page() {
        return testing::UnitTest::GetInstance()->current_test_info()->name() !=
               std::string_view{"HasNoPageWhereNoneIsBuilt"};
    }

    static net::Request request(Method method, std::string target, net::Headers headers = {},
                                std::string body = "") {
        net::Request made;
        made.method = method;
        made.target = std::move(target);
        made.headers = std::move(headers);
        made.body = std::move(body);
        made.peer = "198.51.100.9";
        return made;
    }

    net::Response ask(net::Request asked) {
        net::Response response;
        const auto ran = thread.run([&]() -> Task<Result<void>> { return fill(asked, response); });
        EXPECT_TRUE(ran);
        return response;
    }

    Task<Result<void>> fill(net::Request asked, net::Response& response) {
        CO_TRY(response, co_await pipeline->answer(std::move(asked)));
        co_return ok();
    }

    net::Response rename(std::string body, std::string proof = "Bearer user connections:write") {
        net::Headers headers{{"Content-Type", "application/json"}};
        if (!proof.empty()) headers.add("Authorization", proof);
        return ask(request(Method::post, "/api/things/7", headers, std::move(body)));
    }

    LoopThread thread;
    Router router;
    FakeAuthenticator authenticator;
    FakeCache cache;
    ManualClock clock{from_unix_ms(1'700'000'000'000)};
    FixedRandom random;
    std::string logged;
    Log log{clock, LogLevel::debug, [this](std::string_view line) { logged += line; }};
    Metrics metrics;
    std::unique_ptr<Pipeline> pipeline;
};

TEST_F(PipelineTest, ShowsBrowsersThePageWhereProgramsGetData) {
    const auto as = [&](const char* path, const char* accept) {
        return ask(request(Method::get, path, {{"Accept", accept}}));
    };
    EXPECT_EQ(as("/things", "text/html,*/*;q=0.8").body, "<p>page</p>");
    EXPECT_EQ(as("/things", "*/*").status, 401);
    EXPECT_EQ(as("/api/things", "text/html").status, 401);
    EXPECT_EQ(ask(request(Method::head, "/things", {{"Accept", "text/html"}})).status, 200);
    // Who holds a proof and wants a page gets no data either.
    const net::Headers proven{{"Accept", "text/html"}, {"Authorization", "Bearer user proxy"}};
    EXPECT_EQ(ask(request(Method::get, "/things", proven)).status, 200);
}

TEST_F(PipelineTest, HasNoPageWhereNoneIsBuilt) {
    EXPECT_EQ(ask(request(Method::get, "/things", {{"Accept", "text/html"}})).status, 404);
    EXPECT_EQ(ask(request(Method::get, "/things")).status, 401);
}

TEST_F(PipelineTest, AnswersAnEndpoint) {
    const auto response = rename(R"({"name":"new"})");
    EXPECT_EQ(response.status, 201);
    EXPECT_EQ(response.body, R"({"id":"7","name":"new","by":"198.51.100.9"})");
    EXPECT_EQ(response.headers.find("Content-Type"), "application/json");
}

TEST_F(PipelineTest, AsksNobodyWhoTheyAreOnAnOpenRoute) {
    EXPECT_EQ(ask(request(Method::get, "/health")).status, 200);
    EXPECT_EQ(authenticator.asked, 0);
}

TEST_F(PipelineTest, RefusesInTheOrderThatTellsTheLeast) {
    // Each request is wrong in every later way as well: what is told is the first.
    const std::string bad = R"({"wrong":1})";
    EXPECT_EQ(rename(std::string(65, ' '), "").status, 413);
    EXPECT_EQ(rename(bad, "").status, 401);
    EXPECT_EQ(rename(bad, "Bearer bad").status, 401);
    EXPECT_EQ(rename(bad, "Bearer user connections:read").status, 403);
    EXPECT_EQ(rename(bad, "Bearer nobody connections:write").status, 400);
    EXPECT_EQ(rename(bad).status, 400);
}

TEST_F(PipelineTest, TellsAllFaultsOfAnInput) {
    const auto response = rename(R"({"wrong":1,"id":"8"})");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
    EXPECT_THAT(response.body, HasSubstr(R"({"pointer":"/wrong","message":"is not known here"})"));
    EXPECT_THAT(response.body, HasSubstr(R"({"pointer":"/id","message":"comes from the path"})"));
    EXPECT_THAT(response.body, HasSubstr(R"({"pointer":"/name","message":"is missing"})"));
}

TEST_F(PipelineTest, TakesOnlyTheDeclaredType) {
    net::Headers headers{{"Content-Type", "text/plain"},
                         {"Authorization", "Bearer user connections:write"}};
    const auto response = ask(request(Method::post, "/api/things/7", headers, R"({"name":"new"})"));
    EXPECT_EQ(response.status, 400);
    EXPECT_THAT(response.body, HasSubstr("unsupported_media_type"));
}

TEST_F(PipelineTest, SaysWhereNothingIs) {
    EXPECT_EQ(ask(request(Method::get, "/nothing")).status, 404);
    const auto wrong = ask(request(Method::put, "/health"));
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.headers.find("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_THAT(wrong.body, HasSubstr("method_not_allowed"));
}

TEST_F(PipelineTest, KeepsAdminsAndKeysApart) {
    const auto as = [&](std::string path, std::string proof) {
        return ask(request(Method::get, std::move(path), {{"Authorization", proof}})).status;
    };
    EXPECT_EQ(as("/api/admin", "Bearer user proxy"), 403);
    EXPECT_EQ(as("/api/admin", "Bearer nobody admin"), 204);
    EXPECT_EQ(as("/api/token", "Bearer nobody tokens:read"), 204);
    EXPECT_EQ(as("/api/token", "Bearer nobody proxy"), 403);
    const std::string cookie = std::string{session_cookie} + "=abc";
    EXPECT_EQ(ask(request(Method::get, "/api/token", {{"Cookie", cookie}})).status, 403);
    EXPECT_EQ(ask(request(Method::get, "/api/admin", {{"Cookie", cookie}})).status, 403);
}

TEST_F(PipelineTest, NeverMixesTwoProofs) {
    const std::string cookie = std::string{session_cookie} + "=abc";
    const auto response = ask(request(
        Method::get, "/api/token", {{"Cookie", cookie}, {"Authorization", "Bearer nobody admin"}}));
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(authenticator.asked, 0);
}

TEST_F(PipelineTest, StopsForgeryBeforeRights) {
    net::Headers headers{{"Cookie", std::string{session_cookie} + "=abc"},
                         {"Content-Type", "text/plain"},
                         {"Origin", "https://evil.test"}};
    EXPECT_EQ(ask(request(Method::post, "/api/things/7", headers, R"({"name":"x"})")).status, 403);
    headers.set("Origin", "https://fairlead.example");
    headers.set("Content-Type", "application/json");
    EXPECT_EQ(ask(request(Method::post, "/api/things/7", headers, R"({"name":"x"})")).status, 403);
    headers.add(csrf_header, csrf_token("abc"));
    EXPECT_EQ(ask(request(Method::post, "/api/things/7", headers, R"({"name":"x"})")).status, 201);
}

TEST_F(PipelineTest, ReadsOurOwnForms) {
    net::Headers headers{{"Content-Type", "application/x-www-form-urlencoded"},
                         {"Origin", "https://fairlead.example"}};
    const auto response = ask(request(Method::post, "/submit", headers, "answer=yes+%26"));
    EXPECT_EQ(response.body, "yes &");
    headers.remove("Origin");
    EXPECT_EQ(ask(request(Method::post, "/submit", headers, "answer=yes")).status, 403);
}

TEST_F(PipelineTest, KnowsTheCallerOfAnOpenRouteThatAsks) {
    const auto location = [&](net::Headers headers) {
        const auto response =
            ask(request(Method::get, "/callback/hubspot?state=s&more=1", std::move(headers)));
        return std::string{response.headers.find("Location").value_or("none")};
    };
    EXPECT_EQ(location({{"Cookie", std::string{session_cookie} + "=abc"}}), "/known");
    EXPECT_EQ(location({{"Authorization", "Bearer bad"}}), "/unknown?s");
}

TEST_F(PipelineTest, LimitsByAddressAndNamesTheWait) {
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(ask(request(Method::get, "/callback/hubspot")).status, 302);
    }
    const auto refused = ask(request(Method::get, "/callback/hubspot"));
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.headers.find("Retry-After"), "300");
    EXPECT_THAT(refused.body, HasSubstr("Please try again in 5 minutes."));
    auto other = request(Method::get, "/callback/hubspot");
    other.peer = "198.51.100.10";
    EXPECT_EQ(ask(other).status, 302);
}

TEST_F(PipelineTest, BelievesAProxyAboutTheClient) {
    auto asked = request(Method::post, "/api/things/7",
                         {{"Content-Type", "application/json"},
                          {"Authorization", "Bearer user connections:write"},
                          {"X-Forwarded-For", "1.2.3.4"},
                          {"X-Request-Id", "from-the-proxy"}},
                         R"({"name":"new"})");
    auto response = ask(asked);
    EXPECT_THAT(response.body, HasSubstr("198.51.100.9"));
    EXPECT_NE(response.headers.find("X-Request-Id"), "from-the-proxy");
    asked.peer = "10.0.0.1";
    response = ask(asked);
    EXPECT_THAT(response.body, HasSubstr("1.2.3.4"));
    EXPECT_EQ(response.headers.find("X-Request-Id"), "from-the-proxy");
}

TEST_F(PipelineTest, SurvivesAnExceptionAndSaysNothingOfIt) {
    const auto response = rename(R"({"name":"throw"})");
    EXPECT_EQ(response.status, 500);
    EXPECT_THAT(response.body, Not(HasSubstr("secret place")));
    EXPECT_THAT(logged, HasSubstr("secret place"));
    EXPECT_EQ(rename(R"({"name":"new"})").status, 201);
}

TEST_F(PipelineTest, TellsTheCallerTheMessageAndTheLogTheDetail) {
    EXPECT_THAT(rename(R"({"name":"taken"})").body, HasSubstr("That name is taken."));
    const auto bug = rename(R"({"name":"bug"})");
    EXPECT_EQ(bug.status, 500);
    EXPECT_THAT(bug.body, Not(HasSubstr("line 5")));
    EXPECT_THAT(logged, HasSubstr("select 1"));
}

TEST_F(PipelineTest, LogsThePatternAndNeverThePath) {
    (void)ask(request(Method::get, "/callback/hubspot?state=canary&code=canary"));
    EXPECT_THAT(logged, HasSubstr(R"("/callback/{provider}")"));
    EXPECT_THAT(logged, Not(HasSubstr("canary")));
    EXPECT_THAT(logged, Not(HasSubstr("hubspot")));
    (void)ask(request(Method::get, "/canary/x"));
    EXPECT_THAT(logged, Not(HasSubstr("canary")));
}

TEST_F(PipelineTest, CountsByPatternAndStatus) {
    (void)rename(R"({"name":"new"})");
    (void)rename(R"({"name":"new"})");
    (void)rename("{}");
    const std::string text = metrics.text();
    EXPECT_THAT(text, HasSubstr(R"(route="/api/things/{id}",status="201"} 2)"));
    EXPECT_THAT(text, HasSubstr(R"(route="/api/things/{id}",status="400"} 1)"));
    EXPECT_THAT(text, Not(HasSubstr("things/7")));
}

TEST_F(PipelineTest, SetsTheHeadersOfSafety) {
    const auto api = rename(R"({"name":"new"})");
    EXPECT_EQ(api.headers.find("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(api.headers.find("Referrer-Policy"), "same-origin");
    EXPECT_EQ(api.headers.find("Cache-Control"), "no-store");
    EXPECT_EQ(api.headers.find("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(api.headers.find("Strict-Transport-Security"), "max-age=31536000; includeSubDomains");
    EXPECT_FALSE(api.headers.has("Content-Security-Policy"));
    const auto page = ask(request(Method::get, "/callback/page"));
    EXPECT_THAT(std::string{*page.headers.find("Content-Security-Policy")},
                HasSubstr("default-src 'none'"));
    EXPECT_EQ(page.headers.find("X-Frame-Options"), "DENY");
    EXPECT_EQ(page.headers.find("Set-Cookie"),
              "__Host-flow=v; Path=/; Secure; HttpOnly; SameSite=Lax");
    EXPECT_EQ(ask(request(Method::get, "/nothing")).headers.find("X-Content-Type-Options"),
              "nosniff");
    EXPECT_EQ(rename("{}", "").headers.find("WWW-Authenticate"), "Bearer");
}

TEST_F(PipelineTest, LetsListedOriginsReadAndNobodyElse) {
    const auto allowed = [&](std::string path, std::string origin) {
        const auto response = ask(request(Method::get, std::move(path), {{"Origin", origin}}));
        EXPECT_FALSE(response.headers.has("Access-Control-Allow-Credentials"));
        return std::string{response.headers.find("Access-Control-Allow-Origin").value_or("none")};
    };
    EXPECT_EQ(allowed("/health", "https://app.example"), "https://app.example");
    EXPECT_EQ(allowed("/health", "https://app.example.evil.test"), "none");
    EXPECT_EQ(allowed("/health", "null"), "none");
    EXPECT_EQ(allowed("/callback/hubspot", "https://app.example"), "none");
    EXPECT_EQ(ask(request(Method::get, "/health")).headers.find("Vary"), "Origin");
}

TEST_F(PipelineTest, AnswersPreflights) {
    const auto preflight = [&](std::string path, std::string origin) {
        return ask(request(Method::options, std::move(path),
                           {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}}));
    };
    const auto listed = preflight("/api/things/7", "https://app.example");
    EXPECT_EQ(listed.status, 204);
    EXPECT_EQ(listed.headers.find("Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_EQ(listed.headers.find("Access-Control-Allow-Methods"), "POST, OPTIONS");
    const auto foreign = preflight("/api/things/7", "https://evil.test");
    EXPECT_FALSE(foreign.headers.has("Access-Control-Allow-Origin"));
    EXPECT_FALSE(foreign.headers.has("Access-Control-Allow-Methods"));
    const auto callback = preflight("/callback/hubspot", "https://app.example");
    EXPECT_FALSE(callback.headers.has("Access-Control-Allow-Methods"));
    EXPECT_EQ(preflight("/nothing", "https://app.example").status, 404);
}

TEST_F(PipelineTest, RefusesToStartOnABadOption) {
    const Pipeline::Services services{router, authenticator, cache, clock, random, log, metrics};
    auto bad = options();
    bad.trusted_proxies = {"everybody"};
    EXPECT_FALSE(Pipeline::create(bad, services));
    bad = options();
    bad.cors_origins = {"*"};
    EXPECT_FALSE(Pipeline::create(bad, services));
    bad = options();
    bad.limits.clear();
    EXPECT_FALSE(Pipeline::create(bad, services));
}

}  // namespace
}  // namespace fairlead::http
