// SPDX-License-Identifier: Apache-2.0
//
// A name whose owner changes its mind: whatever a name server says, and whenever, a call with a secret
// in it reaches no address that is not public. Asked over a socket, called over a socket.
#include "net/client_fixture.h"
#include "net/name_server_fixture.h"
#include "net/server_fixture.h"

namespace fairlead::net {
namespace {

/// Of no network: once lent to an experiment (RFC 3701), and given back.
constexpr const char* nobodys = "3ffe::1";

class RebindingTest : public testing::Test {
protected:
    Exchange call(const std::string& host) {
        ClientRequest request = request_to(inside_.port());
        request.url =
            *Url::parse("http://" + host + ":" + std::to_string(inside_.port()) + "/take");
        request.headers.set("Authorization", "Bearer secret");
        request.total_timeout = Milliseconds{2000};
        request.connect_timeout = Milliseconds{300};
        return client_.send(std::move(request));
    }
    std::uint64_t reached() {
        return inside_.metrics().counter("fairlead_http_connections_total", "").value();
    }
    void expect_denied(const std::string& host) {
        const auto exchange = call(host);
        EXPECT_FALSE(exchange.answered());
        EXPECT_EQ(exchange.failure.progress, Progress::never_sent);
        EXPECT_EQ(exchange.failure.error.code, Errc::forbidden);
    }

    NameServer names_;
    ServerFixture inside_;  ///< what must not be reached: a server of the machine's own
    ClientFixture client_{
        inside_.port(), {.system_roots = false, .extra_roots_pem = {}}, names_.ask()};
};

TEST_F(RebindingTest, ANameThatMayLeadToTheMachineIsGoneTo) {
    names_.say({"127.0.0.1"});
    EXPECT_TRUE(call("localhost").answered()) << "the server is asked, and the victim listens";
    EXPECT_GT(names_.questions(), 0);
    EXPECT_EQ(reached(), 1U);
}

TEST_F(RebindingTest, NoAnswerLeadsInside) {
    const std::vector<std::vector<std::string>> answers{{"127.0.0.1"},
                                                        {"127.8.8.8"},
                                                        {"0.0.0.0"},
                                                        {"10.1.2.3"},
                                                        {"169.254.169.254"},
                                                        {"100.64.0.1"},
                                                        {"192.168.0.1"},
                                                        {"::1"},
                                                        {"::"},
                                                        {"::ffff:127.0.0.1"},
                                                        {"fe80::1"},
                                                        {"fd00::1"},
                                                        {"64:ff9b::7f00:1"},
                                                        {"2002:7f00:1::"},
                                                        {nobodys, "127.0.0.1"},
                                                        {"127.0.0.1", nobodys},
                                                        {nobodys, "::1", nobodys}};
    int number = 0;
    for (const auto& answer : answers) {
        SCOPED_TRACE(answer.front());
        names_.say(answer);
        expect_denied("r" + std::to_string(++number) + ".rebind.example");
    }
    EXPECT_EQ(reached(), 0U);
}

TEST_F(RebindingTest, WhatWasGoodIsAskedAgainAndThenRefused) {
    names_.say({nobodys});
    const auto before = call("turn.rebind.example");
    EXPECT_EQ(before.failure.progress, Progress::never_sent);
    EXPECT_NE(before.failure.error.code, Errc::forbidden) << "it would have been gone to";
    const int asked = names_.questions();
    names_.say({"127.0.0.1"});
    call("turn.rebind.example");
    EXPECT_EQ(names_.questions(), asked) << "still the answer that was checked";
    EXPECT_EQ(reached(), 0U);
    std::this_thread::sleep_for(std::chrono::milliseconds{5200});
    expect_denied("turn.rebind.example");
    EXPECT_GT(names_.questions(), asked);
    EXPECT_EQ(reached(), 0U);
}

}  // namespace
}  // namespace fairlead::net
