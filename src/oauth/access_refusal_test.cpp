// SPDX-License-Identifier: Apache-2.0
#include "oauth/access_refusal.h"

#include "oauth/connect_fixture.h"
#include "storage/connection_store.h"
#include "storage/notice_store.h"

namespace fairlead::oauth {
namespace {

class AccessRefusal : public ConnectTest {
protected:
    AccessRefusal() { connect(user_, "account-1"); }

    Connection stored() { return connections_of(user_).at(0); }
    std::size_t notices() {
        storage::NoticeStore store{*db_};
        return must<std::vector<Notice>>([&] { return store.list(default_workspace, user_); })
            .size();
    }
    void refuse(std::int64_t generation) {
        note([&](Connection known) {
            return note_refused_access(context_->services, std::move(known), generation);
        });
    }
    void note(const std::function<Task<Result<void>>(Connection)>& what) {
        const auto known = stored();
        const auto done = run_blocking(db_.loop(), [&] { return what(known); });
        EXPECT_TRUE(done) << done.error().message;
    }
    void take() {
        note([&](Connection known) {
            return note_taken_access(context_->services, std::move(known));
        });
    }
    /// The connection as something else left it.
    void leave(ConnectionStatus status, ConnectionReason reason) {
        const auto known = stored();
        must_in_tx([&](storage::Tx& tx) -> Task<Result<void>> {
            CO_CHECK(co_await storage::ConnectionStore::set_status(
                tx, default_workspace, known.id, status, reason, "", clock_.now()));
            co_return ok();
        });
    }

    const UserId user_ = add_user("user-1");
};

TEST_F(AccessRefusal, IsNotedOnceAndTold) {
    refuse(stored().generation);
    refuse(stored().generation);
    EXPECT_EQ(stored().status, ConnectionStatus::connected);
    EXPECT_EQ(stored().reason, ConnectionReason::access_refused);
    EXPECT_NE(stored().error_message, "");
    EXPECT_EQ(notices(), 1u);
}

TEST_F(AccessRefusal, OfAnotherGenerationIsNoneOfThisOne) {
    refuse(stored().generation - 1);
    refuse(stored().generation + 1);
    EXPECT_EQ(stored().reason, ConnectionReason::none);
    EXPECT_EQ(notices(), 0u);
}

TEST_F(AccessRefusal, IsNotNotedOfOneThatIsOver) {
    leave(ConnectionStatus::expired, ConnectionReason::dead_refresh_token);
    refuse(stored().generation);
    EXPECT_EQ(stored().status, ConnectionStatus::expired);
    EXPECT_EQ(stored().reason, ConnectionReason::dead_refresh_token);
    EXPECT_EQ(notices(), 0u);
}

TEST_F(AccessRefusal, IsOverWithACallThatWasTaken) {
    refuse(stored().generation);
    take();
    EXPECT_EQ(stored().reason, ConnectionReason::none);
    EXPECT_EQ(stored().error_message, "");
    EXPECT_EQ(notices(), 0u);
}

TEST_F(AccessRefusal, IsAllThatSuchACallEnds) {
    leave(ConnectionStatus::connected, ConnectionReason::refresh_unknown);
    take();
    EXPECT_EQ(stored().reason, ConnectionReason::refresh_unknown);
}

TEST_F(AccessRefusal, StaysOverWithWhatBecameOfTheConnectionMeanwhile) {
    refuse(stored().generation);
    const auto seen = stored();
    leave(ConnectionStatus::expired, ConnectionReason::dead_refresh_token);
    note([&](const Connection&) { return note_taken_access(context_->services, seen); });
    EXPECT_EQ(stored().status, ConnectionStatus::expired);
    EXPECT_EQ(stored().reason, ConnectionReason::dead_refresh_token);
}

}  // namespace
}  // namespace fairlead::oauth
