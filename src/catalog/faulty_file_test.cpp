// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/faults_fixture.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::catalog {
namespace {

/// A good file, with line `number` replaced or lines added there.
std::string with_line(std::size_t number, std::string_view line) {
    std::vector<std::string> lines{
        "schema: 1",                            // 1
        "id: t",                                // 2
        "name: T",                              // 3
        "groups: [crm]",                        // 4
        "vars: {sub: {kind: label}, txt: {}}",  // 5
        "api: {base: 'https://{sub}.t.com'}",   // 6
        "auth:",                                // 7
        "  oauth:",                             // 8
        "    kind: oauth2_code",                // 9
        "    authorize:",                       // 10
        "      url: https://t.com/authorize",   // 11
        "      pkce: s256",                     // 12
        "    token:",                           // 13
        "      url: https://t.com/token",       // 14
        "      extra: {a: '{txt}'}",            // 15
        "whoami: {path: /me, id: /id}",         // 16
    };
    if (number > lines.size()) lines.resize(number);
    if (number > 0) lines[number - 1] = std::string{line};
    return join(lines, "\n") + "\n";
}

TEST(FaultyFile, TheGoodOneIsGood) { EXPECT_EQ(faults_of(with_line(0, "")), ""); }

// A comma behind a flow map was read without end, and took all memory.
TEST(FaultyFile, IsOneDocument) {
    const std::string not_one = "t.yaml:1: expected one YAML document that is a map";
    for (const char* text : {"{},", "{id: t},\n{id: u}\n", "id: t\n---\nid: u\n", "", "[]"})
        EXPECT_EQ(faults_of(text), not_one) << text;
}

struct Faulty {
    std::size_t number;
    const char* line;
    const char* message;
};

class Tells : public testing::TestWithParam<Faulty> {};

TEST_P(Tells, FileLineKeyAndWhatWasExpected) {
    EXPECT_EQ(faults_of(with_line(GetParam().number, GetParam().line)), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    FaultyFile, Tells,
    testing::Values(
        Faulty{17, "webhooks: {scheme: hmac, heder: X-Sig}",
               "t.yaml:17: webhooks.heder: unknown key; did you mean 'header'?"},
        Faulty{17, "webhooks: {any: [{scheme: hmac, unescape: [slash]}]}",
               "t.yaml:17: webhooks.any.0.unescape.0: expected an escape such as %2F"},
        Faulty{
            14, "      url: http://t.com/token",
            "t.yaml:14: auth.oauth.token.url: expected an https URL, found \"http://t.com/token\""},
        Faulty{14, "      url: http://localhost/token",
               "t.yaml:14: auth.oauth.token.url: expected an https URL, found "
               "\"http://localhost/token\""},
        Faulty{14, "      url: 5",
               "t.yaml:14: auth.oauth.token.url: expected an https URL, found the number 5"},
        Faulty{14, "      url: https://u:p@t.com/token",
               "t.yaml:14: auth.oauth.token.url: a URL may not carry a user name or password"},
        Faulty{14, "      url: https://{txt}.t.com/x",
               "t.yaml:14: auth.oauth.token.url: {txt} stands in a host: expected its kind to be "
               "label, "
               "labels, host, hostpath or url, or one_of, found text that is not checked"},
        Faulty{14, "      url: https://{app.client_id}.t.com/x",
               "t.yaml:14: auth.oauth.token.url: {app.client_id} may not stand in a host"},
        Faulty{
            14, "      url: '{sub}/x'",
            "t.yaml:8: auth.oauth: the client secret would follow a host that the connecting "
            "person names ({sub}): pin_host: true makes the operator set it; or fence it in "
            "with within or one_of\n"
            "t.yaml:14: auth.oauth.token.url: {sub} begins the URL: expected its kind to be url"},
        Faulty{14, "      url: https://t.com/{subb}",
               "t.yaml:14: auth.oauth.token.url: nothing fills {subb}: declare it under vars, or "
               "is it {sub}?"},
        Faulty{14, "      url: 'https://t.com/{b64:x'",
               "t.yaml:14: auth.oauth.token.url: not a template, column 21: expected '}' (a "
               "literal brace "
               "needs a space behind it)"},
        Faulty{14, "      ulr: https://t.com/token",
               "t.yaml:14: auth.oauth.token.ulr: unknown key; did you mean 'url'?"},
        Faulty{14, "      verb: POST",
               "t.yaml:13: auth.oauth.token: expected a url (or a path under api.base)"},
        Faulty{12, "      pkce: plain",
               "t.yaml:12: auth.oauth.authorize.pkce: plain is refused; s256, or off with the "
               "reason in "
               "authorize.why"},
        Faulty{12, "      pkce: off",
               "t.yaml:12: auth.oauth.authorize.pkce: off needs the reason in authorize.why"},
        Faulty{12, "      pkce: S256",
               "t.yaml:12: auth.oauth.authorize.pkce: expected one of s256, s256_hex, required, "
               "off, plain, found \"S256\""},
        Faulty{12, "      extra: {response_type: token}",
               "t.yaml:12: auth.oauth.authorize.extra.response_type: expected code: implicit and "
               "hybrid "
               "flows are refused, found \"token\""},
        Faulty{12, "      scopes: read",
               "t.yaml:12: auth.oauth.authorize.scopes: expected a list of texts, found \"read\""},
        Faulty{12, "    id_token: verify",
               "t.yaml:12: auth.oauth.id_token: needs issuer beside it"},
        Faulty{12, "    issuer: https://t.com\n    id_token: verify",
               "t.yaml:13: auth.oauth.id_token: verify needs jwks, the URL of the keys"},
        Faulty{
            12, "    refresh: {rotation: grace}",
            "t.yaml:12: auth.oauth.refresh: rotation: grace and grace (seconds) belong together"},
        Faulty{12, "    refresh: {rotation: strict-family}",
               "t.yaml:12: auth.oauth.refresh.rotation: expected one of none, additive, grace, "
               "strict, "
               "strict_family, unknown, found \"strict-family\""},
        Faulty{12, "    refresh: {margin: -5}",
               "t.yaml:12: auth.oauth.refresh.margin: expected seconds, 1 or more, found the "
               "number -5"},
        Faulty{12, "    refresh: {min_age: 86400}",
               "t.yaml:12: auth.oauth.refresh.min_age: goes with by: access_token alone"},
        Faulty{12, "    errors: [{when: {http: 700}, then: transient}]",
               "t.yaml:12: auth.oauth.errors.0.when.http: expected a status such as 400 or '5xx', "
               "found the "
               "number 700"},
        Faulty{12, "    errors: [{then: dead_token}]",
               "t.yaml:12: auth.oauth.errors.0.when: expected at least one of http, json, absent, "
               "text, header"},
        Faulty{15, "      grant: password",
               "t.yaml:15: auth.oauth.token.grant: the password grant is refused"},
        Faulty{15, "      headers: {'a b': c}",
               "t.yaml:15: auth.oauth.token.headers.a b: 'a b' cannot be a name here"},
        Faulty{15, "      read: {access: access_token}",
               "t.yaml:15: auth.oauth.token.read.access: expected a JSON pointer, such as "
               "/data/id, found "
               "\"access_token\""},
        Faulty{9, "    kind: oauth2_implicit",
               "t.yaml:9: auth.oauth.kind: expected one of oauth2_code, oauth2_client, oauth1, "
               "key, basic, "
               "jwt_self, jwt_grant, login, app_install, mcp_oauth, signed, none, found "
               "\"oauth2_implicit\""},
        Faulty{6, "api: {base: 'http://{sub}.t.com'}",
               "t.yaml:6: api.base: expected an https URL, found \"http://{sub}.t.com\""},
        Faulty{5, "vars: {sub: {kind: label, match: '(?=x)'}, txt: {}}",
               "t.yaml:5: vars.sub.match: not an RE2 pattern: invalid perl operator: (?="},
        Faulty{5, "vars: {sub: {kind: label, default: a.b}, txt: {}}",
               "t.yaml:5: vars.sub.default: expected one part of a host's name, such as acme"},
        Faulty{5, "vars: {sub: {kind: label}, txt: {from: token}}",
               "t.yaml:5: vars.txt: expected at: where in the token it is found"},
        Faulty{5, "vars: {sub: {kind: label, form: app}, txt: {}}",
               "t.yaml:5: vars.sub.form: unknown key; did you mean 'from'?"},
        Faulty{4, "groups: [cmr]",
               "t.yaml:4: groups.0: expected one of productivity, developer, marketing, crm, "
               "messaging, hr, "
               "commerce, analytics, accounting, support, ticketing, erp, payments, recruiting, "
               "mcp, social, "
               "design, identity, legal, knowledge, video, storage, forms, banking, cms, fitness, "
               "gaming, "
               "search, other, found \"cmr\""},
        Faulty{4, "# nothing", "t.yaml:1: expected groups, the first one the main one"},
        Faulty{3, "name: ''", "t.yaml:3: name: expected 1 to 100 characters"},
        Faulty{3, "like: nobody", "t.yaml:3: like: there is no provider 'nobody'"},
        Faulty{3, "like: t", "t.yaml:3: like: goes in a circle: t -> t"},
        Faulty{2, "id: u", "t.yaml:2: id: expected \"t\" as the file's name says, found \"u\""},
        Faulty{2, "# none", "t.yaml:1: expected id: t, the same as the file's name"},
        Faulty{1, "schema: 2",
               "t.yaml:1: schema: expected 1, the only schema there is, found the number 2"},
        Faulty{1, "id: t", "t.yaml:2: id: stands here a second time"},
        Faulty{8, "  oauth: {", "t.yaml:10: column 14: end of map flow not found"},
        Faulty{16, "whoami: {path: /me, url: 'https://t.com/me', id: /id}",
               "t.yaml:16: whoami.path: give either url or path"},
        Faulty{16, "metadata: {plan: {at: plan}}",
               "t.yaml:16: metadata.plan.at: expected a JSON pointer, such as /data/id, or a "
               "variable, such as {shop}"},
        Faulty{16, "metadata: {plan: {at: '{nobody}'}}",
               "t.yaml:16: metadata.plan.at: nothing fills {nobody}: declare it under vars"},
        Faulty{16, "metadata: {plan: {kind: text}}",
               "t.yaml:16: metadata.plan.kind: expected one of string, integer, number, boolean, "
               "url, found "
               "\"text\""}));

TEST(FaultyFile, AllFaultsAtOnceInFileOrder) {
    EXPECT_EQ(
        faults_of("id: t\nnmae: T\ngroups: crm\nauth: {o: {kind: oauth3, tokn: {}}}\n"),
        "t.yaml:2: nmae: unknown key; did you mean 'name'?\n"
        "t.yaml:3: groups: expected a list of groups, found \"crm\"\n"
        "t.yaml:4: auth.o.kind: expected one of oauth2_code, oauth2_client, oauth1, key, basic, "
        "jwt_self, jwt_grant, login, app_install, mcp_oauth, signed, none, found \"oauth3\"\n"
        "t.yaml:4: auth.o.tokn: unknown key; did you mean 'token'?");
}

TEST(FaultyFile, AFaultIsToldInEveryVariant) {
    EXPECT_EQ(
        faults_of(with_line(16, "variants: {eu: {auth: {oauth: {token: {url: 'http://t.eu'}}}}}")),
        "t.yaml:16: auth.oauth.token.url: expected an https URL, found \"http://t.eu\"");
}

struct FreeHost {
    const char* vars;
    const char* token;
    bool is_fault;
};

class FollowsAHost : public testing::TestWithParam<FreeHost> {};

TEST_P(FollowsAHost, OnlyWhenTheSecretWould) {
    const auto text =
        std::string{"id: t\nname: T\ngroups: [crm]\nvars: {"} + GetParam().vars +
        "}\nauth:\n  o:\n    kind: oauth2_code\n    authorize: {url: 'https://t.com'}\n"
        "    token: " +
        GetParam().token + "\n";
    const auto faults = faults_of(text);
    EXPECT_EQ(faults.find("client secret") != std::string::npos, GetParam().is_fault) << faults;
}

INSTANTIATE_TEST_SUITE_P(
    FaultyFile, FollowsAHost,
    testing::Values(
        FreeHost{"h: {kind: host}", "{url: 'https://{h}/t'}", true},
        FreeHost{"h: {kind: url}", "{url: '{h}/t'}", true},
        FreeHost{"h: {kind: label}", "{url: 'https://{h}.t.com/t'}", false},
        FreeHost{"h: {kind: label}", "{url: 'https://{h}.com/t'}", true},
        FreeHost{"h: {kind: label}", "{url: 'https://api.{h}/t'}", true},
        FreeHost{"h: {kind: label}", "{url: 'https://{h}evil.com/t'}", true},
        FreeHost{"h: {kind: host, within: [t.com]}", "{url: 'https://{h}/t'}", false},
        FreeHost{"h: {one_of: [a.com, b.com]}", "{url: 'https://{h}/t'}", false},
        FreeHost{"h: {kind: host, from: app}", "{url: 'https://{h}/t'}", false},
        FreeHost{"h: {kind: url, from: token, at: /u}", "{url: '{h}/t'}", false},
        FreeHost{"h: {kind: url, from: callback, at: u}", "{url: '{h}/t'}", true},
        FreeHost{"h: {kind: host}", "{url: 'https://{h}/t', client: none}", false},
        FreeHost{"h: {kind: host}",
                 "{url: 'https://{h}/t', client: none, extra: {s: '{app.client_secret}'}}", true},
        FreeHost{"h: {kind: host}", "{url: ['https://t.com/t', 'https://{h}/t']}", true},
        FreeHost{"h: {kind: host}, u: {kind: url, from: token, at: /u, default: 'https://{h}'}",
                 "{url: '{u}/t'}", true},
        FreeHost{"h: {kind: host}", "{url: 'https://{h}/t'}\n    pin_host: true", false},
        FreeHost{"h: {kind: url, from: callback, at: u}", "{url: '{h}/t'}\n    pin_host: true",
                 true}));

// A body's keys are the platform's: one that is called as a pointer of ours has a template all the same.
TEST(FaultyFile, ReadsEveryTextOfABody) {
    EXPECT_EQ(faults_of(with_line(15, "      extra: {email: '{txt}', id: '{sub}'}")), "");
    EXPECT_NE(faults_of(with_line(15, "      extra: {email: '{nowhere}'}")).find("{nowhere}"),
              std::string::npos);
    EXPECT_NE(faults_of(with_line(15, "      body: {at: {match: '{nowhere}'}}")).find("{nowhere}"),
              std::string::npos);
}

std::string with_operators_secret(const std::string& host, const std::string& header,
                                  const std::string& authorize = "https://t.com/a") {
    return R"(schema: 1
id: t
name: T
groups: [other]
vars:
  pin: {from: app, kind: text, secret: true}
  h: )" + host +
           R"(
api: {base: 'https://{h}', headers: {Pin: ')" +
           header + R"('}}
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: ')" +
           authorize + R"('}
    token: {url: 'https://t.com/t'}
)";
}

TEST(FaultyFile, LetsTheOperatorsSecretsFollowNobody) {
    EXPECT_NE(faults_of(with_operators_secret("{kind: host}", "{pin}"))
                  .find("the operator's secret {pin} would follow {h}"),
              std::string::npos);
    EXPECT_EQ(faults_of(with_operators_secret("{kind: host, within: [t.com]}", "{pin}")), "");
    EXPECT_EQ(faults_of(with_operators_secret("{kind: host, from: app}", "{pin}")), "");
    EXPECT_NE(faults_of(with_operators_secret("{kind: host, from: callback, at: h}", "{pin}")), "");
}

TEST(FaultyFile, ShowsTheOperatorsSecretsInNoAddress) {
    const auto faults =
        faults_of(with_operators_secret("{kind: host, from: app}", "{pin}", "https://t.com/{pin}"));
    EXPECT_NE(faults.find("{pin} is the operator's secret"), std::string::npos);
}

RC_GTEST_PROP(FaultyFile, NoTextCrashesTheReader, (const std::string& text)) {
    read_provider_file(text, "t", "t.yaml");
}

RC_GTEST_PROP(FaultyFile, NoChangedLineCrashesTheReader, ()) {
    const auto number = *rc::gen::inRange<std::size_t>(1, 17);
    const auto word =
        *rc::gen::element<std::string>("auth", "  oauth", "    token", "      url", "api", "vars",
                                       "whoami", "    errors", "variants");
    const auto value = *rc::gen::element<std::string>(
        "null", "[]", "{}", "5", "'{'", "[{}]", "{a: {b: [~]}}", "&x [*x]", "'{b64:{a}}'", "true");
    faults_of(with_line(number, word + ": " + value));
}

}  // namespace
}  // namespace fairlead::catalog
