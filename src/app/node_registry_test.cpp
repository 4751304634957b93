// SPDX-License-Identifier: Apache-2.0
#include "app/node_registry.h"

#include "base/async.h"
#include "base/mutex.h"
#include "base/task_scope.h"
#include "storage/store_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

namespace fairlead::app {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class NodeRegistryTest : public storage::StoreTest {
protected:
    /// One process: its heart beats in the background once it has entered.
    class Node {
    public:
        Node(NodeRegistryTest& test, storage::NodeRow self, Milliseconds silence)
            : loop_(test.db_.loop()),
              self_(self),
              registry_(*test.db_, std::move(self), keys(), test.log_,
                        {Milliseconds{20}, silence, Milliseconds{10}}) {}
        ~Node() { stop(); }

        Result<void> enter() {
            auto entered = run_blocking(loop_, [this] { return registry_.enter(); });
            if (entered) scope_.spawn(loop_, "heart", [this] { return registry_.run(); });
            return entered;
        }
        /// As kill -9 does: no farewell.
        void stop() {
            scope_.cancel();
            scope_.join();
        }
        Result<void> leave() {
            stop();
            return run_blocking(loop_, [this] { return registry_.leave(); });
        }
        std::string complaint() const { return registry_.complaint(); }
        const storage::NodeRow& self() const { return self_; }

        /// As a new key file does.
        void give(std::vector<std::string> names) { *names_.lock() = std::move(names); }
        void lead(const std::string& name) { *active_.lock() = name; }
        /// As a rotation does that comes between a heartbeat's look at the keys and its end.
        void lead_after_look(const std::string& name) { *led_after_look_.lock() = name; }
        std::string active() { return *active_.lock(); }
        Result<void> check_all_have(const std::string& key) {
            return run_blocking(loop_, [&] { return registry_.check_all_have(key); });
        }

    private:
        NodeRegistry::MasterKeys keys() {
            return {[this](storage::NodeRow& row) {
                        row.keys = *names_.lock();
                        row.active_key = *active_.lock();
                        const std::string next = std::exchange(*led_after_look_.lock(), {});
                        if (!next.empty()) lead(next);
                    },
                    [this](const std::string& from, const std::string& to) {
                        auto active = active_.lock();
                        if (*active == from) *active = to;
                    }};
        }

        Mutex<std::vector<std::string>> names_{std::vector<std::string>{"k1/aa"}};
        Mutex<std::string> active_{std::string{"k1/aa"}};
        Mutex<std::string> led_after_look_;
        Loop& loop_;
        storage::NodeRow self_;
        NodeRegistry registry_;
        TaskScope scope_{[](std::string_view name, const Error& error) {
            ADD_FAILURE() << name << ": " << error.message;
        }};
    };

    storage::NodeRow row(const std::string& host, bool shares_cache) {
        return {{Uuid::v7(clock_.now(), random_), Uuid::v7(clock_.now(), random_)},
                host,
                "1.0",
                {},
                {},
                shares_cache};
    }
    std::unique_ptr<Node> node(storage::NodeRow self, Milliseconds silence = 60s) {
        return std::make_unique<Node>(*this, std::move(self), silence);
    }
    std::unique_ptr<Node> entered(storage::NodeRow self) {
        auto one = node(std::move(self));
        const auto done = one->enter();
        EXPECT_TRUE(done) << done.error().message;
        // Of two that come in one millisecond the elder is whose id is the smaller.
        std::this_thread::sleep_for(2ms);
        return one;
    }
    std::vector<storage::NodeRow> roll() {
        storage::NodeStore store{*db_};
        return must<storage::NodeStore::Roll>([&] { return store.list(60s); }).nodes;
    }

    static bool comes_true(const std::function<bool()>& holds) {
        for (int tries = 0; tries < 3000; ++tries) {
            if (holds()) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }

    std::string logged_;
    Log log_{clock_, LogLevel::debug, [this](std::string_view line) { logged_ += line; }};
};

TEST_F(NodeRegistryTest, AnyNumberMayShareACache) {
    const auto first = entered(row("a", true));
    const auto second = entered(row("b", true));
    const auto third = entered(row("c", true));
    EXPECT_EQ(roll().size(), 3U);
    EXPECT_EQ(roll().front().host, "a");
    EXPECT_EQ(roll().front().version, "1.0");
    EXPECT_TRUE(roll().front().shares_cache);
}

TEST_F(NodeRegistryTest, ASecondNodeIsRefusedUnlessBothShareACache) {
    for (const auto& [elder, younger] : {std::pair{false, false}, {true, false}, {false, true}}) {
        const auto there = entered(row("there", elder));
        const auto refused = node(row("here", younger))->enter();
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::conflict);
        EXPECT_THAT(refused.error().message, HasSubstr("on there"));
        EXPECT_THAT(refused.error().message, HasSubstr("FAIRLEAD_REDIS_URL"));
        EXPECT_EQ(roll().size(), 1U) << "who was refused is not on the roll";
        ASSERT_TRUE(there->leave());
    }
}

TEST_F(NodeRegistryTest, WhoSaidGoodbyeIsNotWaitedFor) {
    ASSERT_TRUE(entered(row("a", false))->leave());
    EXPECT_THAT(roll(), IsEmpty());
    const auto second = entered(row("b", false));
    EXPECT_EQ(logged_.find("waiting"), std::string::npos);
}

TEST_F(NodeRegistryTest, WhoDiedIsWaitedForUntilItIsSilentForLongEnough) {
    entered(row("a", false))->stop();
    const auto second = node(row("b", false), 300ms);
    EXPECT_TRUE(second->enter());
    EXPECT_NE(logged_.find("waiting"), std::string::npos);
}

TEST_F(NodeRegistryTest, ARestartOfTheSameNodeWaitsForNobody) {
    const auto before = row("a", false);
    entered(before)->stop();
    auto after = before;
    after.self.boot = Uuid::v7(clock_.now(), random_);
    const auto again = entered(after);
    EXPECT_EQ(logged_.find("waiting"), std::string::npos);
    EXPECT_EQ(roll().size(), 1U);
}

TEST_F(NodeRegistryTest, OfTwoThatComeAtOnceTheElderStays) {
    const auto first = node(row("a", false));
    const auto second = node(row("b", false));
    bool came = false;
    std::thread other{[&] { came = second->enter().has_value(); }};
    const bool is_first = first->enter().has_value();
    other.join();
    EXPECT_NE(is_first, came);
    EXPECT_EQ(roll().size(), 1U);
}

TEST_F(NodeRegistryTest, AKeyIsActiveOnlyWhereEveryNodeHasIt) {
    const auto first = entered(row("a", true));
    const auto second = entered(row("b", true));
    second->give({"k2/bb", "k1/aa"});
    EXPECT_FALSE(second->check_all_have("k2/bb"));
    EXPECT_TRUE(second->check_all_have("k1/aa"));
    const auto third = node(row("c", true));
    third->give({"k2/bb", "k1/aa"});
    third->lead("k2/bb");
    ASSERT_TRUE(third->enter());
    EXPECT_EQ(third->active(), "k1/aa") << "the first node could not open what k2 wraps";
    EXPECT_TRUE(comes_true([&] {
        return std::ranges::all_of(roll(),
                                   [](const auto& one) { return one.active_key == "k1/aa"; });
    }));
    first->give({"k2/bb", "k1/aa"});
    EXPECT_TRUE(comes_true([&] { return second->check_all_have("k2/bb").has_value(); }));
    EXPECT_EQ(second->active(), "k1/aa") << "nobody has rotated yet";
    second->lead("k2/bb");
    EXPECT_TRUE(
        comes_true([&] { return first->active() == "k2/bb" && third->active() == "k2/bb"; }));
    EXPECT_EQ(second->active(), "k2/bb");
}

TEST_F(NodeRegistryTest, AKeyThatBecameActiveDuringAHeartbeatStaysActive) {
    const auto first = entered(row("a", true));
    const auto second = entered(row("b", true));
    for (const auto& one : {first.get(), second.get()}) one->give({"k2/bb", "k1/aa"});
    EXPECT_TRUE(comes_true([&] { return second->check_all_have("k2/bb").has_value(); }));
    second->lead_after_look("k2/bb");
    EXPECT_TRUE(
        comes_true([&] { return first->active() == "k2/bb" && second->active() == "k2/bb"; }));
}

TEST_F(NodeRegistryTest, ANodeNeedNotWaitForItsOwnHeartbeatToUseANewKey) {
    const auto alone = entered(row("a", true));
    EXPECT_TRUE(alone->check_all_have("k2/bb"));
}

TEST_F(NodeRegistryTest, ANodeWithOtherKeysIsRefused) {
    const auto first = entered(row("a", true));
    const auto second = node(row("b", true));
    second->give({"k1/ff"});
    second->lead("k1/ff");
    const auto refused = second->enter();
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("on a does not have this node's master keys"));
    EXPECT_EQ(roll().size(), 1U);
}

TEST_F(NodeRegistryTest, ACopiedIdentityIsNoticedByTheOneThatWasThere) {
    const auto original = entered(row("a", true));
    EXPECT_THAT(original->complaint(), IsEmpty());
    auto copy = original->self();
    copy.self.boot = Uuid::v7(clock_.now(), random_);
    const auto intruder = entered(copy);
    EXPECT_TRUE(comes_true([&] { return !original->complaint().empty(); }));
    EXPECT_THAT(original->complaint(), HasSubstr("copied"));
    EXPECT_THAT(intruder->complaint(), IsEmpty());
}

}  // namespace
}  // namespace fairlead::app
