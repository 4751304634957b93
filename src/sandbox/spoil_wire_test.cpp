// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sandbox_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

/// Each over a socket, as our own client meets it.
class WireFaults : public testing::Test {
protected:
    void SetUp() override { token_ = box_.text(box_.connect(), "/refresh_token"); }
    net::Exchange refresh_with(const std::string& fault) {
        box_.control(net::Method::post, "/control/faults", R"({"fault":")" + fault + "\"}");
        auto got = box_.exchange(box_.form("/acme/token", box_.refresh_form(token_)));
        token_ = box_.text(box_.family(), "/newest/token");
        return got;
    }
    net::ClientResponse answer_with(const std::string& fault) {
        const auto got = refresh_with(fault);
        EXPECT_TRUE(got.answered())
            << fault << ": " << got.failure.error.message << " " << got.failure.error.detail;
        return got.answered() ? *got.response : net::ClientResponse{};
    }
    void expect_whole(const std::string& fault) {
        const auto answer = answer_with(fault);
        EXPECT_EQ(answer.status, 200) << fault;
        EXPECT_EQ(box_.text(box_.parse(answer.body), "/refresh_token"), token_) << fault;
        EXPECT_EQ(box_.text(box_.family(), "/newest/sent"), "whole") << fault;
    }

    SandboxFixture box_;
    std::string token_;
};

TEST_F(WireFaults, AnswerBeforeTheAnswer) {
    expect_whole("interim=100");
    expect_whole("interim=103");
}

TEST_F(WireFaults, SendInChunks) {
    expect_whole("chunked");
    const auto got = refresh_with("chunked=endless");
    EXPECT_FALSE(got.answered());
    EXPECT_EQ(got.failure.progress, net::Progress::sent);
}

TEST_F(WireFaults, CompressWithoutBeingAsked) {
    const auto answer = answer_with("gzip");
    EXPECT_EQ(answer.headers.find("Content-Encoding"), "gzip");
    EXPECT_TRUE(answer.body.starts_with("\x1f\x8b\x08"));
    EXPECT_NE(answer.body.find(token_), std::string::npos) << "a stored block";
    const auto claimed = answer_with("gzip=claimed");
    EXPECT_EQ(claimed.headers.find("Content-Encoding"), "gzip");
    EXPECT_EQ(box_.text(box_.parse(claimed.body), "/refresh_token"), token_);
}

TEST_F(WireFaults, SayAnotherLength) {
    const auto shorter = answer_with("length=short");
    EXPECT_TRUE(shorter.body.starts_with('{'));
    EXPECT_FALSE(parse_json(shorter.body));
    for (const char* broken : {"length=long", "length=twice"}) {
        const auto got = refresh_with(broken);
        EXPECT_FALSE(got.answered()) << broken;
        EXPECT_EQ(got.failure.progress, net::Progress::sent) << broken;
    }
}

TEST_F(WireFaults, SayWhatIsNoHttp) {
    for (const char* broken : {"long_head", "not_http"}) {
        const auto got = refresh_with(broken);
        EXPECT_FALSE(got.answered()) << broken;
        EXPECT_EQ(got.failure.progress, net::Progress::sent) << broken;
    }
    box_.rotate(token_);
}

}  // namespace
}  // namespace fairlead::sandbox
