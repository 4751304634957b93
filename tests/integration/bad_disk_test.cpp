// SPDX-License-Identifier: Apache-2.0
//
// The data directory's disk is full: what is stored is still read, what cannot be stored is not
// begun or given back, and all goes on by itself when there is space.
#include "base/faulty_disk.h"
#include "support/bystander.h"
#include "support/half_connect.h"
#include "support/shifted_world.h"
#include "support/sqlite_machine.h"

#include <gtest/gtest.h>

#include <thread>

namespace fairlead::tests {
namespace {

constexpr const char* user = "user-1";

/// A FaultyDisk for the app, which owns it, and the test, which plays on it.
class SharedDisk final : public Disk {
public:
    explicit SharedDisk(std::shared_ptr<FaultyDisk> disk) : disk_(std::move(disk)) {}

    Result<std::unique_ptr<File>> open(const std::string& path, OpenMode mode) override {
        return disk_->open(path, mode);
    }
    Result<void> rename(const std::string& from, const std::string& to) override {
        return disk_->rename(from, to);
    }
    Result<void> unlink(const std::string& path) override { return disk_->unlink(path); }
    Result<void> make_directory(const std::string& path) override {
        return disk_->make_directory(path);
    }
    Result<std::vector<std::string>> list(const std::string& directory) override {
        return disk_->list(directory);
    }
    Result<void> sync_directory(const std::string& directory) override {
        return disk_->sync_directory(directory);
    }

private:
    std::shared_ptr<FaultyDisk> disk_;  // with the test
};

class BadDisk : public testing::Test {
protected:
    BadDisk() {
        world_.app.stop();
        app::Outside outside = shifted_world(std::make_shared<Shift>());
        outside.disk = std::make_unique<SharedDisk>(disk_);
        world_.app.enter(std::move(outside));
        world_.app.start();
    }

    Answer health(const std::string& which) {
        return world_.caller.send(net::Method::get, world_.app.url() + "/health/" + which);
    }
    /// A refresh that the platform holds back until `meanwhile` happened.
    Answer refresh_held(const std::string& id, const std::function<void()>& meanwhile) {
        world_.sandbox.fault("hold@refresh");
        Answer answer;
        std::thread caller{[&] { answer = world_.refresh(user, id); }};
        const bool is_held =
            eventually([this] { return !world_.sandbox.ask("/control/held").as_array().empty(); });
        meanwhile();
        world_.sandbox.tell(net::Method::post, "/control/held/release");
        caller.join();
        EXPECT_TRUE(is_held);
        return answer;
    }
    /// The token that the platform gave is the stored one, over a restart too, and no older one
    /// was ever presented again.
    void expect_kept(const std::string& id, const std::string& before) {
        std::string now;
        EXPECT_TRUE(eventually([&] {
            now = world_.token(user, id).text("/accessToken");
            return now != before;
        }));
        EXPECT_TRUE(world_.accepts(now));
        world_.app.restart();
        EXPECT_EQ(world_.token(user, id).text("/accessToken"), now);
        EXPECT_EQ(world_.refresh(user, id).status, 200);
        EXPECT_EQ(world_.sandbox.sum("bulk-1", "refreshes"), 2);
        EXPECT_EQ(world_.sandbox.sum("bulk-1", "reuses"), 0);
    }

    SqliteMachine machine_;  // before any database opens
    SystemDisk real_;
    std::shared_ptr<FaultyDisk> disk_ = std::make_shared<FaultyDisk>(real_);
    AcmeWorld world_;
    Bystander other_{world_, user, "bulk-1"};
};

TEST_F(BadDisk, FullStillReadsTokensAndBeginsNothing) {
    const auto calls = world_.sandbox.requests("/acme/token");
    machine_.set_full(true);
    other_.expect_unharmed();
    EXPECT_EQ(health("live").status, 200);
    const Answer refused = world_.refresh(user, other_.id());
    EXPECT_EQ(refused.status, 503) << refused.body;
    EXPECT_NE(refused.text("/detail").find("disk is full"), std::string::npos) << refused.body;
    EXPECT_NE(refused.header("Retry-After"), "");
    const Answer link = ask_for_link(world_.api(user), "acme");
    EXPECT_EQ(link.status, 503) << link.body;
    EXPECT_EQ(world_.disconnect(user, other_.id()).status, 503);
    EXPECT_EQ(world_.sandbox.requests("/acme/token"), calls);
    EXPECT_GT(machine_.refused_writes(), 0);
    other_.expect_unharmed();

    machine_.set_full(false);
    other_.expect_unharmed();
    other_.expect_renewable();
    world_.connect(user, "bulk-2");
}

TEST_F(BadDisk, FullWhenTheUserComesBackGivesTheTokensBack) {
    HalfConnect half{world_, user, "bulk-2"};
    machine_.set_full(true);
    const Page page = half.come_back();
    EXPECT_EQ(page.answer.status, 503) << page.url << page.answer.body;
    EXPECT_NE(page.answer.body.find("disk is full"), std::string::npos) << page.answer.body;
    EXPECT_TRUE(world_.sandbox.grants("bulk-2").at(0).at("valid").as_array().empty());
    EXPECT_EQ(list_connections(world_.api(user)).size(), 1U);
    machine_.set_full(false);
    other_.expect_unharmed();
    world_.connect(user, "bulk-2");
}

TEST_F(BadDisk, FullWhenTheNewTokenComesKeepsItInTheJournal) {
    const Answer answer = refresh_held(other_.id(), [this] { machine_.set_full(true); });
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(answer.json().at("success").as_bool()) << answer.body;
    EXPECT_TRUE(world_.app.logged("A token answer waits in the journal."));
    machine_.set_full(false);
    expect_kept(other_.id(), other_.token());
}

TEST_F(BadDisk, FullForTheJournalAloneKeepsItInTheDatabase) {
    const Answer answer = refresh_held(other_.id(), [this] { disk_->set_full(true); });
    EXPECT_EQ(answer.status, 200) << answer.body;
    disk_->set_full(false);
    expect_kept(other_.id(), other_.token());
}

TEST_F(BadDisk, FullForBothKeepsItInMemoryAndSaysSo) {
    std::thread space{[this] {
        // Nobody is answered with a token that is durable nowhere, so space must come meanwhile.
        EXPECT_TRUE(eventually([this] { return health("ready").status == 503; }));
        EXPECT_NE(health("ready").body.find("in memory alone"), std::string::npos);
        // It is not ready from the moment that there is only memory; it says so once the database
        // has refused, too.
        EXPECT_TRUE(eventually(
            [this] { return world_.app.logged("A token answer is durable nowhere yet."); }));
        disk_->set_full(false);
        machine_.set_full(false);
    }};
    const Answer answer = refresh_held(other_.id(), [this] {
        disk_->set_full(true);
        machine_.set_full(true);
    });
    space.join();
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_TRUE(eventually([this] { return health("ready").status == 200; }));
    expect_kept(other_.id(), other_.token());
}

TEST_F(BadDisk, FullAtTheStartIsToldAndNothingIsSpoilt) {
    world_.app.stop();
    machine_.set_full(true);
    const std::string why = world_.app.try_start();
    EXPECT_NE(why.find("disk is full"), std::string::npos) << why;
    machine_.set_full(false);
    world_.app.start();
    other_.expect_unharmed();
    other_.expect_renewable();
}

}  // namespace
}  // namespace fairlead::tests
