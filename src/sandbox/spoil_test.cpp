// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include "crypto/jwt.h"

#include <gtest/gtest.h>

#include <chrono>

namespace fairlead::sandbox {
namespace {

/// Each fault over a socket: what the client sees, and what became of the grant.
class Faults : public testing::Test {
protected:
    void SetUp() override { token_ = box_.text(box_.connect(), "/refresh_token"); }
    void arm(const std::string& fault, const std::string& more = "") {
        box_.control(net::Method::post, "/control/faults",
                     R"({"fault":")" + fault + "\"" + more + "}");
    }
    net::ClientResponse refresh_with(const std::string& fault) {
        arm(fault);
        return box_.refresh(token_);
    }
    json::value document_with(const std::string& fault) {
        const auto answer = refresh_with(fault);
        EXPECT_EQ(answer.status, 200) << fault;
        const auto document = box_.parse(answer.body);
        token_ = box_.text(box_.family(), "/newest/token");
        return document;
    }
    net::Exchange broken_refresh(const std::string& fault) {
        arm(fault);
        return box_.exchange(box_.form("/acme/token", box_.refresh_form(token_)));
    }
    std::string generation() { return box_.text(box_.family(), "/newest/generation"); }
    void expect_untouched() {
        EXPECT_EQ(generation(), "1");
        box_.rotate(token_);
    }

    SandboxFixture box_;
    std::string token_;
};

TEST_F(Faults, RefuseBeforeAnythingHappens) {
    EXPECT_EQ(box_.error_of(refresh_with("invalid_grant")), "invalid_grant");
    const auto client = refresh_with("invalid_client");
    EXPECT_EQ(client.status, 401);
    EXPECT_EQ(box_.error_of(client), "invalid_client");
    for (const int status : {500, 502, 503}) {
        EXPECT_EQ(refresh_with("status=" + std::to_string(status)).status, status);
    }
    const auto other = refresh_with("redirect");
    EXPECT_EQ(other.status, 307);
    EXPECT_EQ(other.headers.find("Location"), "https://elsewhere.invalid/token");
    expect_untouched();
}

TEST_F(Faults, SayWhenToComeAgain) {
    const auto seconds = refresh_with("rate_limited=7");
    EXPECT_EQ(seconds.status, 429);
    EXPECT_EQ(seconds.headers.find("Retry-After"), "7");
    const auto date = refresh_with("rate_limited=date:60");
    const std::string text{date.headers.find("Retry-After").value_or("")};
    EXPECT_TRUE(text.ends_with(" GMT")) << text;
    EXPECT_EQ(text.size(), std::string_view{"Sun, 06 Nov 1994 08:49:37 GMT"}.size()) << text;
    expect_untouched();
}

TEST_F(Faults, AnswerWhatIsNoTokenAnswer) {
    const auto html = refresh_with("html");
    EXPECT_EQ(html.status, 200);
    EXPECT_TRUE(html.headers.find("Content-Type")->starts_with("text/html"));
    EXPECT_EQ(refresh_with("empty").body, "");
    EXPECT_GE(refresh_with("huge").body.size(), 5'000'000U);
    const auto error = refresh_with("error_200=invalid_request");
    EXPECT_EQ(error.status, 200);
    EXPECT_EQ(box_.error_of(error), "invalid_request");
    expect_untouched();
}

TEST_F(Faults, MayWorkFirstAndFailAfterwards) {
    arm("status=502", R"(,"processed":true)");
    EXPECT_EQ(box_.refresh(token_).status, 502);
    const auto family = box_.family();
    EXPECT_EQ(box_.text(family, "/newest/generation"), "2");
    EXPECT_EQ(box_.text(family, "/newest/sent"), "cut");
}

TEST_F(Faults, MayLoseTheRequest) {
    arm("lost", R"(,"processed":false)");
    EXPECT_FALSE(box_.exchange(box_.form("/acme/token", box_.refresh_form(token_))).answered());
    expect_untouched();
}

TEST_F(Faults, RevokeTheGrantJustBefore) {
    EXPECT_EQ(box_.error_of(refresh_with("revoked_refresh_token")), "invalid_grant");
    EXPECT_EQ(box_.error_of(box_.refresh(token_)), "invalid_grant");
    EXPECT_EQ(box_.text(box_.family(), "/reuses"), "0");
}

TEST_F(Faults, SpoilTheLifetime) {
    const auto kind_of = [&](const std::string& value) {
        return document_with("expires_in=" + value).as_object();
    };
    EXPECT_FALSE(kind_of("missing").contains("expires_in"));
    EXPECT_EQ(kind_of("string").at("expires_in").as_string(), "2");
    EXPECT_EQ(kind_of("words").at("expires_in").as_string(), "one hour");
    EXPECT_EQ(kind_of("negative").at("expires_in").as_int64(), -1);
    EXPECT_EQ(kind_of("zero").at("expires_in").as_int64(), 0);
    EXPECT_GT(kind_of("huge").at("expires_in").as_int64(), 1'000'000'000'000);
    EXPECT_TRUE(kind_of("fraction").at("expires_in").is_double());
    EXPECT_TRUE(kind_of("null").at("expires_in").is_null());
}

TEST_F(Faults, SpoilTheDocument) {
    EXPECT_FALSE(document_with("no_refresh_token").as_object().contains("refresh_token"));
    EXPECT_EQ(box_.text(box_.family(), "/newest/sent"), "cut");
    EXPECT_FALSE(document_with("no_access_token").as_object().contains("access_token"));
    EXPECT_EQ(box_.text(document_with("token_type=mac"), "/token_type"), "mac");
    EXPECT_EQ(box_.text(document_with("token_type=missing"), "/token_type"), "(absent)");
}

TEST_F(Faults, SpoilTheBytes) {
    EXPECT_TRUE(refresh_with("bom").body.starts_with("\xef\xbb\xbf{"));
    token_ = box_.text(box_.family(), "/newest/token");
    EXPECT_TRUE(refresh_with("utf16").body.starts_with("\xff\xfe{"));
    token_ = box_.text(box_.family(), "/newest/token");
    EXPECT_FALSE(parse_json(refresh_with("duplicate_keys").body));
    token_ = box_.text(box_.family(), "/newest/token");
    EXPECT_EQ(refresh_with("content_type=text/html").headers.find("Content-Type"), "text/html");
}

TEST_F(Faults, SayWhatIsNoTokenInItsPlace) {
    const auto token_in = [&](const std::string& fault, const char* member) {
        return document_with(fault).as_object().at(member);
    };
    EXPECT_EQ(token_in("access_token=empty", "access_token"), json::value(""));
    EXPECT_TRUE(token_in("access_token=null", "access_token").is_null());
    EXPECT_EQ(token_in("access_token=false", "access_token"), json::value(false));
    EXPECT_TRUE(token_in("refresh_token=object", "refresh_token").is_object());
    EXPECT_NE(token_in("refresh_token=line", "refresh_token").as_string().find('\n'),
              std::string::npos);
    EXPECT_GE(token_in("access_token=long", "access_token").as_string().size(), 300'000U);
    EXPECT_TRUE(token_in("scope=more", "scope").as_string().ends_with(" sample.more"));
    EXPECT_TRUE(token_in("scope=null", "scope").is_null());
}

TEST_F(Faults, BreakTheDocument) {
    for (const char* broken : {"half", "trailing", "invalid_utf8", "deep"}) {
        EXPECT_FALSE(parse_json(refresh_with(broken).body)) << broken;
        token_ = box_.text(box_.family(), "/newest/token");
    }
    EXPECT_TRUE(refresh_with("array").body.starts_with("[{"));
    token_ = box_.text(box_.family(), "/newest/token");
    EXPECT_EQ(refresh_with("plain").status, 401);
    const auto found = refresh_with("redirect=302");
    EXPECT_EQ(found.status, 302);
    EXPECT_EQ(found.headers.find("Location"), "https://elsewhere.invalid/token");
    EXPECT_EQ(refresh_with("rate_limited=soon").headers.find("Retry-After"), "soon");
    box_.rotate(token_);
}

TEST_F(Faults, CutTheAnswer) {
    for (const char* fault : {"lost", "cut=0", "cut=20", "tls_cut"}) {
        const auto got = broken_refresh(fault);
        EXPECT_FALSE(got.answered()) << fault;
        EXPECT_EQ(got.failure.progress, net::Progress::sent) << fault;
        const auto family = box_.family();
        EXPECT_EQ(box_.text(family, "/newest/sent"), "cut") << fault;
        EXPECT_NE(box_.text(family, "/newest/token"), token_) << fault;
        token_ = box_.text(family, "/newest/token");
    }
    EXPECT_TRUE(broken_refresh("cut=100000").answered());
}

TEST_F(Faults, DripTheAnswer) {
    const auto answer = refresh_with("drip=0");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(box_.text(box_.parse(answer.body), "/token_type"), "Bearer");
    EXPECT_EQ(box_.text(box_.family(), "/newest/sent"), "whole");
}

TEST_F(Faults, MakeTheAnswerLate) {
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(refresh_with("slow=50").status, 200);
    EXPECT_GE(std::chrono::steady_clock::now() - begun, 50ms);
}

TEST_F(Faults, NeverAnswer) {
    arm("hang");
    auto request = box_.form("/acme/token", box_.refresh_form(token_));
    request.total_timeout = Milliseconds{100};
    const auto got = box_.exchange(std::move(request));
    EXPECT_FALSE(got.answered());
    EXPECT_EQ(got.failure.error.code, Errc::timeout);
    expect_untouched();
}

/// A client that gave up, and its request that is worked on much later.
TEST_F(Faults, HoldARequestUntilReleased) {
    arm("hold");
    auto request = box_.form("/acme/token", box_.refresh_form(token_));
    request.total_timeout = Milliseconds{100};
    EXPECT_FALSE(box_.exchange(std::move(request)).answered());
    EXPECT_EQ(generation(), "1");
    const auto held = box_.control(net::Method::get, "/control/held").as_array();
    ASSERT_EQ(held.size(), 1U);
    box_.control(net::Method::post,
                 "/control/held/" + std::to_string(held[0].as_int64()) + "/release");
    const auto sent = [&] { return box_.text(box_.family(), "/newest/sent"); };
    for (int i = 0; i < 500 && (generation() == "1" || sent() == "pending"); ++i) {
        std::this_thread::yield();
    }
    EXPECT_EQ(generation(), "2");
    EXPECT_EQ(sent(), "cut");  // nobody was there to hear it
}

TEST_F(Faults, FailTheIdentityCallAlone) {
    const auto tokens = box_.connect("identity_fails");
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 500);
    EXPECT_EQ(box_.identity(box_.text(tokens, "/access_token")).status, 200);
}

TEST_F(Faults, AskedForOnTheUrlBefallThatGrantAlone) {
    const auto tokens = box_.connect("status=500@refresh");
    box_.rotate(token_);
    EXPECT_EQ(box_.refresh(box_.text(tokens, "/refresh_token")).status, 500);
    box_.rotate(box_.text(tokens, "/refresh_token"));
}

TEST_F(Faults, SpoilTheIdToken) {
    const auto keys = crypto::KeySet::from_jwks(box_.parse(box_.get("/acme/jwks").body));
    ASSERT_TRUE(keys);
    const auto claims = [&](const std::string& flaw) {
        const auto token = box_.text(box_.connect("id_token=" + flaw), "/id_token");
        return crypto::verify_jwt(token, *keys, {crypto::JwtAlgorithm::es256});
    };
    EXPECT_EQ(box_.text(box_.connect("id_token=missing"), "/id_token"), "(absent)");
    EXPECT_FALSE(claims("none"));
    EXPECT_FALSE(claims("signature"));
    EXPECT_EQ(claims("issuer")->at("iss").as_string(), "https://elsewhere.invalid");
    EXPECT_EQ(claims("audience")->at("aud").as_string(), "another-client");
    EXPECT_EQ(claims("nonce")->at("nonce").as_string(), "another-nonce");
    EXPECT_LT(claims("expired")->at("exp").as_int64(), to_unix_ms(box_.clock().now()) / 1000);
}

}  // namespace
}  // namespace fairlead::sandbox
