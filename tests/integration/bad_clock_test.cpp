// SPDX-License-Identifier: Apache-2.0
//
// The machine's clock is set wrong, while the server runs or before it starts: tokens are read,
// refreshes happen, and who is signed in stays so.
#include "support/bystander.h"
#include "support/shifted_world.h"
#include "support/sqlite_machine.h"

#include <gtest/gtest.h>

#include <fstream>

namespace fairlead::tests {
namespace {

constexpr const char* user = "user-1";
constexpr Milliseconds hour{3600 * 1000};

class BadClock : public testing::Test {
protected:
    BadClock() {
        world_.app.stop();
        start();
        sign_in();
    }

    void start() {
        world_.app.enter(shifted_world(shift_));
        world_.app.start();
    }
    /// As an operator or a broken clock does it: deadlines do not notice.
    void set_clock(Milliseconds ahead) {
        shift_->wall_ms = ahead.count();
        machine_.set_clock(ahead);
    }
    void sign_in() {
        const std::string password = "correct horse battery staple";
        const std::string file = world_.directory.file("password");
        std::ofstream{file} << password << '\n';
        world_.app.administer("users.create",
                              {{"email", "user@example.test"}, {"password-file", file}});
        const json::object body{{"email", "user@example.test"}, {"password", password}};
        const Answer answer =
            world_.caller.send(net::Method::post, world_.app.url() + "/api/login",
                               {{"Content-Type", "application/json"}, {"Origin", world_.app.url()}},
                               json::serialize(body));
        const std::string cookie = answer.header("Set-Cookie");
        if (answer.status != 200) throw Failure{"sign-in: " + answer.body};
        session_ = cookie.substr(0, cookie.find(';'));
    }
    void expect_signed_in() {
        const Answer me = world_.caller.send(net::Method::get, world_.app.url() + "/api/me",
                                             {{"Cookie", session_}});
        EXPECT_EQ(me.status, 200) << me.body;
        EXPECT_EQ(me.text("/kind"), "session") << me.body;
    }
    /// Once it is renewed, short tokens are renewed by the server itself, in time.
    void expect_renewing() {
        world_.sandbox.configure(R"({"accessSeconds":2})");
        // A refresh that was under way while the clock was set is joined: its token is for long.
        ASSERT_TRUE(eventually([&] { return is_short(world_.refresh(user, renewing_)); }));
        const auto before = world_.sandbox.sum("bulk-2", "refreshes");
        EXPECT_TRUE(
            eventually([&] { return world_.sandbox.sum("bulk-2", "refreshes") >= before + 2; }));
        world_.sandbox.configure(R"({"accessSeconds":3600})");
        EXPECT_TRUE(eventually(
            [&] { return world_.accepts(world_.token(user, renewing_).text("/accessToken")); }));
        EXPECT_EQ(world_.status(user, renewing_), "connected");
        EXPECT_EQ(world_.sandbox.sum("bulk-2", "reuses"), 0);
    }

    bool is_short(const Answer& refreshed) const {
        const auto expires = parse_rfc3339(refreshed.text("/expiresAt"));
        const Time now = SystemClock{}.now() + Milliseconds{shift_->wall_ms.load()};
        return refreshed.status == 200 && expires && *expires - now < 1min;
    }

    SqliteMachine machine_;  // before any database opens
    std::shared_ptr<Shift> shift_ = std::make_shared<Shift>();
    AcmeWorld world_;
    Bystander other_{world_, user, "bulk-1"};
    std::string renewing_ = world_.connect(user, "bulk-2");
    std::string session_;
};

TEST_F(BadClock, SetBackAnHourWhileTheServerRuns) {
    set_clock(-hour);
    other_.expect_unharmed();
    expect_signed_in();
    other_.expect_renewable();
    expect_renewing();
    set_clock(Milliseconds{0});
    expect_signed_in();
    expect_renewing();
}

TEST_F(BadClock, SetBackAnHourBeforeTheServerStarts) {
    world_.app.stop();
    set_clock(-hour);
    start();
    other_.expect_unharmed();
    expect_signed_in();
    other_.expect_renewable();
    expect_renewing();
}

TEST_F(BadClock, SetAnHourAheadRenewsWhatItTakesForOver) {
    set_clock(hour + Milliseconds{60'000});
    expect_signed_in();
    EXPECT_TRUE(eventually([&] { return world_.sandbox.sum("bulk-1", "refreshes") > 0; }));
    const Answer read = world_.token(user, other_.id());
    ASSERT_EQ(read.status, 200) << read.body;
    EXPECT_NE(read.text("/accessToken"), other_.token());
    EXPECT_TRUE(world_.accepts(read.text("/accessToken")));
    EXPECT_EQ(world_.sandbox.sum("bulk-1", "refreshes"), 1);
    set_clock(Milliseconds{0});
    EXPECT_EQ(world_.token(user, other_.id()).text("/accessToken"), read.text("/accessToken"));
    expect_renewing();
}

}  // namespace
}  // namespace fairlead::tests
