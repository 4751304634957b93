// SPDX-License-Identifier: Apache-2.0
#include "storage/journal.h"

#include "base/fail_point.h"
#include "base/faulty_disk.h"
#include "base/fixed_random.h"
#include "base/loop_thread.h"
#include "base/task_scope.h"
#include "base/temporary_directory.h"
#include "storage/full_slots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

namespace fairlead::storage {
namespace {

using testing::HasSubstr;

class JournalTest : public testing::Test {
protected:
    JournalTest() { open(); }
    ~JournalTest() override { static_cast<void>(fail_points::set("")); }

    void open() {
        journal_.reset();
        auto opened = Journal::open(disk_, random_, path_, 4);
        ASSERT_TRUE(opened) << opened.error().message << opened.error().detail;
        journal_ = *std::move(opened);
    }
    Result<Journal::Slot> reserve(Milliseconds at_most = 0ms) {
        return loop_.ask<Journal::Slot>([&, at_most] { return journal_->reserve(at_most); });
    }
    Result<void> write(Journal::Slot& slot, std::string content) {
        return loop_.run([&] { return journal_->write(slot, content); });
    }
    /// A slot must not outlive its journal, so it goes before the file is opened again.
    void reopen_without(Result<Journal::Slot>& slot) {
        { const Journal::Slot dropped = *std::move(slot); }
        open();
    }
    void flush() {
        ASSERT_TRUE(loop_.run([&] { return journal_->flush(); }));
    }
    std::string file() {
        std::ifstream in{path_, std::ios::binary};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    TemporaryDirectory directory_;
    std::string path_ = directory_.file("journal");
    SystemDisk system_disk_;
    FaultyDisk disk_{system_disk_};
    FixedRandom random_;
    std::unique_ptr<Journal> journal_;
    LoopThread loop_;
};

TEST_F(JournalTest, KeepsItsNodeIdOverStarts) {
    const auto id = journal_->node_id();
    EXPECT_FALSE(id.is_nil());
    open();
    EXPECT_EQ(journal_->node_id(), id);
    EXPECT_EQ(journal_->slots(), 4U);
    EXPECT_EQ(journal_->free_slots(), 4U);
}

TEST_F(JournalTest, WhatWasWrittenIsFoundAtTheNextStart) {
    {
        auto slot = reserve();
        ASSERT_TRUE(slot);
        ASSERT_TRUE(write(*slot, "an answer"));
    }
    EXPECT_EQ(journal_->free_slots(), 3U) << "a full slot is not free though nobody holds it";
    open();
    auto found = journal_->take_found();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].content.size(), Journal::slot_size);
    EXPECT_EQ(found[0].content.substr(0, 10), (std::string{"an answer\0", 10}));
    EXPECT_TRUE(journal_->take_found().empty());
    EXPECT_EQ(journal_->free_slots(), 3U);
    journal_->wipe(std::move(found[0].slot));
    flush();
    EXPECT_EQ(journal_->free_slots(), 4U);
    open();
    EXPECT_TRUE(journal_->take_found().empty());
}

TEST_F(JournalTest, TellsHowManySlotsAreFullWithoutChangingAnything) {
    EXPECT_EQ(count_full_slots(disk_, path_ + "-of-nobody").value(), 0U);
    EXPECT_THAT(count_full_slots(disk_, path_).error().message,
                HasSubstr("is in use by a server. Stop it first."));
    {
        auto one = reserve();
        auto other = reserve();
        ASSERT_TRUE(write(*one, "an answer"));
        ASSERT_TRUE(write(*other, "another"));
    }
    journal_.reset();
    const std::string before = file();
    EXPECT_EQ(count_full_slots(disk_, path_).value(), 2U);
    EXPECT_EQ(file(), before);
}

TEST_F(JournalTest, TellsWhenAnAnswerIsDurableBeforeItsCallerGoesOn) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    int syncs_then = 0;
    std::thread::id where;
    const int before = disk_.syncs();
    ASSERT_TRUE(loop_.run([&] {
        return journal_->write(*slot, "an answer", [&] {
            syncs_then = disk_.syncs();
            where = std::this_thread::get_id();
        });
    }));
    EXPECT_EQ(syncs_then, before + 1);
    EXPECT_NE(where, std::thread::id{}) << "it was told by the time the writer was answered";
}

TEST_F(JournalTest, DoesNotCallDurableWhatCouldNotBeSynced) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    bool told = false;
    disk_.fail_sync(1, EIO);
    EXPECT_FALSE(
        loop_.run([&] { return journal_->write(*slot, "an answer", [&] { told = true; }); }));
    EXPECT_FALSE(told);
}

TEST_F(JournalTest, AWipedSlotHoldsNothing) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    ASSERT_TRUE(write(*slot, "sealed-canary"));
    EXPECT_THAT(file(), HasSubstr("sealed-canary"));
    journal_->wipe(*std::move(slot));
    flush();
    EXPECT_EQ(file().find("canary"), std::string::npos);
}

TEST_F(JournalTest, AShorterAnswerLeavesNothingOfALongerOne) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    ASSERT_TRUE(write(*slot, std::string(1000, 'x')));
    ASSERT_TRUE(write(*slot, "y"));
    journal_->wipe(*std::move(slot));
    flush();
    EXPECT_EQ(file().find('x', 4096), std::string::npos);
}

TEST_F(JournalTest, AReservedSlotThatIsDroppedIsFreeAgain) {
    {
        const auto slot = reserve();
        ASSERT_TRUE(slot);
        EXPECT_EQ(journal_->free_slots(), 3U);
    }
    EXPECT_EQ(journal_->free_slots(), 4U);
}

TEST_F(JournalTest, WithoutAFreeSlotNothingIsReserved) {
    std::vector<Journal::Slot> held;
    for (int i = 0; i < 4; ++i) {
        auto slot = reserve();
        ASSERT_TRUE(slot);
        held.push_back(*std::move(slot));
    }
    const auto refused = reserve();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    std::thread later{[&] { held.pop_back(); }};
    EXPECT_TRUE(reserve(10s)) << "one that becomes free is taken";
    later.join();
}

TEST_F(JournalTest, ASlotIsGivenToWhoWaitsLongestAndNotToWhoGaveUp) {
    std::vector<Journal::Slot> held;
    for (int i = 0; i < 4; ++i) held.push_back(*reserve());
    TaskScope waiters([](std::string_view, const Error&) {});
    TaskScope stopped([](std::string_view, const Error&) {});
    std::vector<int> served;  // of the loop alone
    const auto wait = [&](TaskScope& scope, int number, Milliseconds at_most) {
        scope.spawn(loop_.loop(), "waiter", [&, number, at_most]() -> Task<Result<void>> {
            CO_TRY(const auto slot, co_await journal_->reserve(at_most));
            served.push_back(number);
            co_return ok();
        });
    };
    wait(waiters, 1, 30s);
    wait(waiters, 2, 1ms);
    wait(stopped, 3, 30s);
    wait(waiters, 4, 30s);
    // Behind them in the loop's queue; 2 has given up then.
    EXPECT_FALSE(reserve(50ms));
    stopped.cancel();
    stopped.join();
    held.pop_back();
    waiters.join();
    EXPECT_EQ(served, (std::vector{1, 4}));
    EXPECT_EQ(journal_->free_slots(), 1U);
}

TEST_F(JournalTest, TheFullSlotIsAsLongAsPromisedAndNotLonger) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    const auto refused = write(*slot, std::string(Journal::slot_size + 1, 'x'));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::too_large);
    EXPECT_TRUE(write(*slot, std::string(Journal::slot_size, 'x')));
    reopen_without(slot);
    const auto found = journal_->take_found();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].content, std::string(Journal::slot_size, 'x'));
}

TEST_F(JournalTest, AFailedSyncIsAnErrorAndTheSlotMayBeWrittenAgain) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    disk_.fail_sync(1, EIO);
    EXPECT_FALSE(write(*slot, "first"));
    disk_.fail_write(1, ENOSPC);
    EXPECT_FALSE(write(*slot, "second"));
    EXPECT_TRUE(write(*slot, "third"));
    reopen_without(slot);
    const auto found = journal_->take_found();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].content.substr(0, 5), "third");
}

TEST_F(JournalTest, ATornWriteIsFoundForItsReaderToJudge) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    disk_.tear_write(1, 3);
    EXPECT_FALSE(write(*slot, "answer"));
    reopen_without(slot);
    auto found = journal_->take_found();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].content.substr(0, 4), (std::string{"ans\0", 4}));
}

TEST_F(JournalTest, AFullDiskDoesNotMatterOnceTheFileExists) {
    auto slot = reserve();
    ASSERT_TRUE(slot);
    const auto before = file().size();
    ASSERT_TRUE(write(*slot, std::string(60'000, 'x')));
    EXPECT_EQ(file().size(), before);
}

TEST_F(JournalTest, WritesAtTheSameTimeShareASync) {
    constexpr int writers = 4;
    // The first sync waits until the others are queued behind it.
    ASSERT_TRUE(fail_points::set("after_journal_write=delay:50*1"));
    const int before = disk_.syncs();
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::atomic<int> durable{0};
    for (int i = 0; i < writers; ++i) {
        scope.spawn(loop_.loop(), "write", [&]() -> Task<Result<void>> {
            CO_TRY(auto slot, co_await journal_->reserve(0ms));
            std::string content = "answer";
            CO_CHECK(co_await journal_->write(slot, std::move(content)));
            ++durable;
            co_return ok();
        });
    }
    scope.join();
    EXPECT_EQ(durable, writers);
    EXPECT_LE(disk_.syncs() - before, 2);
}

TEST_F(JournalTest, FailPointsStandInForTheDisk) {
    ASSERT_TRUE(fail_points::set("journal_full=error*1;journal_eio=error*1"));
    EXPECT_FALSE(reserve());
    auto slot = reserve();
    ASSERT_TRUE(slot);
    EXPECT_FALSE(write(*slot, "answer"));
    EXPECT_TRUE(write(*slot, "answer"));
}

TEST_F(JournalTest, ASecondProcessIsKeptOff) {
    const auto second = Journal::open(disk_, random_, path_, 4);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Errc::conflict);
    EXPECT_THAT(second.error().message, HasSubstr("another Fairlead"));
}

TEST_F(JournalTest, AnotherFileIsRefusedAndLeftAlone) {
    const auto other = directory_.file("other");
    std::ofstream{other} << "something else";
    const auto refused = Journal::open(disk_, random_, other, 4);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr(other));
    std::ifstream in{other};
    EXPECT_EQ((std::string{std::istreambuf_iterator<char>{in}, {}}), "something else");
}

TEST_F(JournalTest, ACreationThatWasCutShortBeginsAgain) {
    const auto path = directory_.file("second");
    disk_.fail_write(2, EIO);  // the space is there, the header is not
    ASSERT_FALSE(Journal::open(disk_, random_, path, 4));
    const auto opened = Journal::open(disk_, random_, path, 4);
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->free_slots(), 4U);
}

}  // namespace
}  // namespace fairlead::storage
