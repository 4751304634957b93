// SPDX-License-Identifier: Apache-2.0
#include "base/scrub.h"
#include "base/log.h"
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead {
namespace {

TEST(Scrub, ExactForms) {
    const std::pair<const char*, const char*> cases[] = {
        {"Authorization: Bearer abc.def rest", "Authorization: [redacted]"},
        {"got Bearer abc-1 and more", "got Bearer [redacted] and more"},
        {"bearer\tabc", "bearer\t[redacted]"},
        {"Basic dXNlcjpwYXNz=,", "Basic [redacted],"},
        {"GET /callback?code=4/0A-x_y&state=s1&scope=a",
         "GET /callback?code=[redacted]&state=[redacted]&scope=a"},
        {"refresh_token=1//abc&grant_type=refresh_token",
         "refresh_token=[redacted]&grant_type=refresh_token"},
        {R"({"access_token" : "a\"b", "expires_in":3600})",
         R"({"access_token" : "[redacted]", "expires_in":3600})"},
        {R"("{\"client_secret\":\"x\\/y\",\"a\":1}")",
         R"("{\"client_secret\":\"[redacted]\",\"a\":1}")"},
        {"redirect=https%3A%2F%2Fx%3Fcode%3Dabc", "redirect=https%3A%2F%2Fx%3Fcode%3D[redacted]"},
        {"Set-Cookie: s=1; Path=/\nX: y", "Set-Cookie: [redacted]\nX: y"},
        {"X-Api-Key: k1", "X-Api-Key: [redacted]"},
        {"postgres://app:p@ss@db:5432/x?y=z", "postgres://app:[redacted]@db:5432/x?y=z"},
        {"--client-secret=abc", "--client-secret=[redacted]"},
        {"FAIRLEAD_HUBSPOT_CLIENT_SECRET=abc", "FAIRLEAD_HUBSPOT_CLIENT_SECRET=[redacted]"},
        {"key ghp_0123456789abcdef0123.", "key ghp_[redacted]"},
        {"-----BEGIN EC PRIVATE KEY-----\nMHc\n-----END EC PRIVATE KEY-----",
         "-----BEGIN EC PRIVATE KEY-----[redacted]-----END EC PRIVATE KEY-----"},
    };
    for (const auto& [text, expected] : cases) EXPECT_EQ(scrub_credentials(text), expected);
}

TEST(Scrub, JsonWebTokensAnywhere) {
    const std::string jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln";
    for (const std::string& text : {jwt, "(" + jwt + ")", "x=" + jwt + "&y", "\"" + jwt + "\""}) {
        EXPECT_EQ(scrub_credentials(text).find("eyJzdWIi"), std::string::npos) << text;
    }
}

TEST(Scrub, LeavesProseAndNumbers) {
    for (const char* text :
         {"", "The token expired.", "status_code=200 error_code=7", "basic support for code",
          "2026-01-02T03:04:05Z", "https://example.com:8080/a@b?c=d", "a - b -- c", "100%",
          "invalid_grant", "connection 0190b6a0-0000-7000-8000-000000000000", "token_type=x",
          "passwords are kept", "-----BEGIN CERTIFICATE-----"}) {
        EXPECT_EQ(scrub_credentials(text), text);
    }
}

RC_GTEST_PROP(ScrubProperty, TheCanaryNeverShows, ()) {
    const std::string canary =
        "CANARYx" +
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abcXYZ0123456789-_."})) +
        "Y";
    const std::string name = *rc::gen::elementOf(std::vector<std::string>{
        "access_token", "REFRESH_TOKEN", "clientSecret", "password", "api_key", "id_token"});
    const std::string before = *rc::gen::elementOf(
        std::vector<std::string>{"", "?", "&", "{", " ", "\"x\",", "a=b;", "%26", "(", "\n"});
    const std::string sign =
        *rc::gen::elementOf(std::vector<std::string>{"=", ": ", ":", " = ", "=\"", ": '", "%3D"});
    const std::string out = scrub_credentials(before + name + sign + canary + " end");
    RC_ASSERT(out.find("CANARY") == std::string::npos);
}

RC_GTEST_PROP(ScrubProperty, QuietTextStaysAsItIs, ()) {
    const std::string pieces = *rc::gen::elementOf(std::vector<std::string>{
        "ghp_0123456789abcdef0123", "-ghp_0123456789abcdef0123", "eyJhbGciOiJub25lIn0.eyJ.x",
        "a-eyJhbGciOiJub25lIn0.eyJ", "ya29.0123456789abcdef0", "1//00123456789abcdef", "bearer x",
        "token=x", "secret%3Dx", "::", "\xc3\xa4", "\"", "\\", "\x7f", "/api/{id}", "127.0.0.1"});
    const std::string around =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"-abe1gpyJ_./{}09eyJ"}));
    const std::string text = around + pieces + around;
    if (!is_quiet(text)) return;
    RC_ASSERT(scrub_credentials(text) == text);
    RC_ASSERT(printable(text, text.size()) == text);
    RC_ASSERT(text.find_first_of("\"\\") == std::string::npos);
}

TEST(Scrub, MostOfALogLineIsQuiet) {
    for (const char* text : {"", "/api/integrations/accounts/{id}/token", "127.0.0.1", "GET",
                             "0190b6a0-0000-7000-8000-00000000e1f3", "request"}) {
        EXPECT_TRUE(is_quiet(text)) << text;
    }
    for (const char* text :
         {"a b", "a=b", "x:y", "eyJhbGciOiJub25l", "-ghp_0123456789", "a%20", "\n", "\xc3\xa4"}) {
        EXPECT_FALSE(is_quiet(text)) << text;
    }
}

TEST(Scrub, NamesOfCredentials) {
    for (const char* name : {"token", "code", "key", "state", "method", "route", "caller", "okie",
                             "a", "", "requestId", "xoken"}) {
        EXPECT_FALSE(names_credential(name)) << name;
    }
    for (const char* name :
         {"access_token", "Refresh-Token", "SECRET", "client_secret", "passwd", "passphrase",
          "ApiKey", "x-api-key", "assertion", "code_verifier", "device_code", "Cookie",
          "Set-Cookie", "Proxy-Authorization", "private_key", "clientSecret"}) {
        EXPECT_TRUE(names_credential(name)) << name;
    }
}

RC_GTEST_PROP(ScrubProperty, BearsAnything, ()) {
    const auto letters = rc::gen::container<std::string>(
        rc::gen::elementOf(std::string{"-:=%\"'\\ /@?&tokencdBbearcsymJ.3D\n"}));
    const std::string text = *letters;
    const std::string once = scrub_credentials(text);
    RC_ASSERT(once.size() <= text.size() * 11 + 11);
}

}  // namespace
}  // namespace fairlead
