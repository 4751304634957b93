// SPDX-License-Identifier: Apache-2.0
#include "http/origins.h"

#include "http/cookies.h"

#include <gtest/gtest.h>

#include <optional>

namespace fairlead::http {
namespace {

constexpr Route json_route{net::Method::post, "/api/x", Access::user, Scope::none, "X"};
constexpr Route form_route{net::Method::post, "/connect/{token}", Access::open,
                           Scope::none,       "Connect",          {.own_origin_only = true}};
constexpr Route relay_route{net::Method::post, "/callback/{provider}", Access::open, Scope::none,
                            "Relay",           {.any_origin = true}};

Origins origins() {
    auto made = Origins::create({"https://fairlead.example/", "http://localhost:5173"},
                                {"https://app.example", "https://app.example:8443"});
    EXPECT_TRUE(made);
    return *std::move(made);
}

struct OriginCase {
    const char* origin;
    bool own;
    bool may_read;
};

TEST(Origins, ComparesWholeAndExactly) {
    const OriginCase cases[] = {
        {"https://fairlead.example", true, false},
        {"http://localhost:5173", true, false},
        {"https://app.example", false, true},
        {"https://app.example:8443", false, true},
        {"null", false, false},
        {"", false, false},
        {"*", false, false},
        {"https://app.example.evil.test", false, false},
        {"https://evilapp.example", false, false},
        {"https://evil.test/https://app.example", false, false},
        {"https://app.example@evil.test", false, false},
        {"https://sub.app.example", false, false},
        {"http://app.example", false, false},
        {"https://app.example:443", false, false},
        {"https://app.example:8444", false, false},
        {"https://app.example/", false, false},
        {"HTTPS://APP.EXAMPLE", false, false},
        {"https://app.example.", false, false},
        {"https://app.example%00.evil.test", false, false},
        {"https://app.example, https://evil.test", false, false},
        {"https://xn--pp-6jc.example", false, false},
        {"http://localhost", false, false},
        {"file://", false, false},
    };
    const Origins allowed = origins();
    for (const OriginCase& one : cases) {
        EXPECT_EQ(allowed.is_own(one.origin), one.own) << one.origin;
        EXPECT_EQ(allowed.may_read(one.origin), one.may_read) << one.origin;
    }
}

TEST(Origins, RefusesWhatIsNoOrigin) {
    EXPECT_FALSE(Origins::create({"fairlead"}, {}));
    EXPECT_FALSE(Origins::create({}, {"*"}));
    EXPECT_FALSE(Origins::create({}, {"null"}));
    EXPECT_FALSE(Origins::create({}, {"https://a@b.example"}));
}

struct CsrfCase {
    const char* what;
    net::Method method;
    CallerKind kind;
    std::optional<const char*> origin;
    std::optional<const char*> site;
    bool token;
    bool passes;
};

constexpr const char* ours = "https://fairlead.example";
constexpr const char* cors = "https://app.example";
constexpr const char* evil = "https://evil.test";
constexpr auto none = std::nullopt;
using enum CallerKind;
using net::Method;

const CsrfCase csrf_cases[] = {
    {"our page", Method::post, session, ours, "same-origin", true, true},
    {"our page in an old browser", Method::post, session, ours, none, true, true},
    {"our page without its token", Method::post, session, ours, "same-origin", false, false},
    {"cross-site form", Method::post, session, evil, "cross-site", true, false},
    {"cross-site, old browser", Method::post, session, evil, none, true, false},
    {"missing origin", Method::post, session, none, "same-origin", true, false},
    {"missing both", Method::post, session, none, none, true, false},
    {"null origin", Method::post, session, "null", "cross-site", true, false},
    {"null origin, old browser", Method::post, session, "null", none, true, false},
    {"a reader by CORS is not ours", Method::post, session, cors, "cross-site", true, false},
    {"our origin but cross-site", Method::post, session, ours, "cross-site", true, false},
    {"delete", Method::del, session, evil, none, true, false},
    {"put", Method::put, session, none, none, true, false},
    {"patch", Method::patch, session, none, none, true, false},
    {"reading", Method::get, session, evil, "cross-site", false, true},
    {"key", Method::post, api_key, none, none, false, true},
    {"key from a browser", Method::post, api_key, cors, "cross-site", false, true},
    {"token", Method::post, jwt, none, none, false, true},
    {"open, no browser", Method::post, open, none, none, false, true},
    {"open, our page", Method::post, open, ours, "same-origin", false, true},
    {"open, foreign page", Method::post, open, evil, "cross-site", false, false},
    {"open, foreign page in an old browser", Method::post, open, evil, none, false, false},
    {"open, null origin", Method::post, open, "null", none, false, false},
};

TEST(Origins, StopsForgeryByTable) {
    const Origins allowed = origins();
    for (const CsrfCase& one : csrf_cases) {
        net::Request request;
        request.method = one.method;
        request.headers.add("Cookie", std::string{session_cookie} + "=abc");
        if (one.origin) request.headers.add("Origin", *one.origin);
        if (one.site) request.headers.add("Sec-Fetch-Site", *one.site);
        if (one.token) request.headers.add(csrf_header, csrf_token("abc"));
        const auto checked = allowed.check(request, json_route, one.kind);
        EXPECT_EQ(checked.has_value(), one.passes) << one.what;
        if (!checked) {
            EXPECT_EQ(checked.error().code, Errc::forbidden) << one.what;
        }
    }
}

TEST(Origins, TakesNoOtherSessionsToken) {
    net::Request request;
    request.method = net::Method::post;
    request.headers.add("Cookie", std::string{session_cookie} + "=abc");
    request.headers.add("Origin", ours);
    request.headers.add(csrf_header, csrf_token("abd"));
    EXPECT_FALSE(origins().check(request, json_route, session));
}

TEST(Origins, DemandsOurOriginOfEverybodyWhereToldTo) {
    net::Request request;
    request.method = net::Method::post;
    EXPECT_FALSE(origins().check(request, form_route, open));
    request.headers.add("Origin", ours);
    EXPECT_TRUE(origins().check(request, form_route, open));
    EXPECT_TRUE(origins().check(request, form_route, session));
}

TEST(Origins, LetsOtherSitesPostWhereNothingIsDoneOnTheirWord) {
    net::Request request;
    request.method = net::Method::post;
    request.headers.add("Origin", "https://platform.example");
    request.headers.add("Sec-Fetch-Site", "cross-site");
    EXPECT_TRUE(origins().check(request, relay_route, open));
    EXPECT_FALSE(origins().check(request, json_route, open));
}

}  // namespace
}  // namespace fairlead::http
