// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "oauth/refresh_crash_fixture.h"

namespace fairlead::oauth {
namespace {

/// Where the process dies, and what the platform has done by then.
struct Place {
    const char* point;
    enum class Platform : std::uint8_t {
        untouched,  ///< no request left
        lost,       ///< it rotated, and the answer died with the process
        durable,    ///< the slot or the database has the answer
    } platform;
};

using Platform = Place::Platform;

const Place places[] = {
    {"slot_reserved", Platform::untouched},
    {"t1_before_commit", Platform::untouched},
    {"t1_commit_in_doubt", Platform::untouched},
    {"t1_after_commit", Platform::untouched},
    {"after_clock_check", Platform::untouched},
    {"after_send", Platform::lost},
    {"first_byte", Platform::lost},
    {"last_byte", Platform::lost},
    {"before_journal_write", Platform::lost},
    {"after_fdatasync", Platform::durable},
    {"before_t3", Platform::durable},
    {"t3_commit_in_doubt", Platform::durable},
    {"t3_after_commit", Platform::durable},
    {"before_wipe", Platform::durable},
    {"after_wipe", Platform::durable},
};

class RefreshCrash : public RefreshCrashTest, public ::testing::WithParamInterface<Place> {
protected:
    void die_at(const std::string& point) {
        ASSERT_TRUE(fail_points::set(point + "=error"));
        const auto outcome = refresh(1);
        ASSERT_TRUE(std::holds_alternative<RefreshFailed>(*outcome)) << name_of(*outcome);
    }
};

TEST_P(RefreshCrash, OfAStrictFamilyLosesNothingThatWasDurable) {
    begin(Rotation::strict_family);
    die_at(GetParam().point);
    restart();
    if (GetParam().platform == Platform::durable) {
        EXPECT_EQ(guard().generation, 2) << log_text_;
        EXPECT_TRUE(provider_->is_valid(stored_refresh()));
        EXPECT_EQ(provider_->calls().size(), 1u);
        ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(2)));
        EXPECT_EQ(provider_->reuses(), 0u);
    } else {
        // The quiet time: nothing may be sent while the old request could still be on its way.
        const auto before = provider_->calls().size();
        const auto at_once = refresh(1, Why::due, 0ms);
        if (guard().lease) {
            EXPECT_TRUE(std::holds_alternative<StillGood>(*at_once)) << name_of(*at_once);
            EXPECT_EQ(provider_->calls().size(), before);
        }
        const auto late = refresh_late();
        const bool lost = GetParam().platform == Platform::lost;
        EXPECT_EQ(std::holds_alternative<ReconnectRequired>(*late), lost) << name_of(*late);
        EXPECT_EQ(std::holds_alternative<Refreshed>(*late), !lost) << name_of(*late);
        EXPECT_EQ(provider_->reuses(), lost ? 1u : 0u);
    }
    expect_clean();
}

TEST_P(RefreshCrash, WithoutRotationEveryRestartRefreshesAtOnce) {
    begin(Rotation::none);
    die_at(GetParam().point);
    restart();
    const auto outcome = refresh(guard().generation, Why::due, 0ms);
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*outcome)) << name_of(*outcome) << log_text_;
    EXPECT_EQ(stored_refresh(), first_token_);
    expect_clean();
}

TEST_P(RefreshCrash, TwiceInARowIsLikeOnce) {
    begin(Rotation::strict_family);
    die_at(GetParam().point);
    crash();
    // The restart dies as well, at each of its own places.
    for (const auto* point : {"start_before_replay", "start_after_replay", "before_t3",
                              "t3_after_commit", "before_wipe", "start_after_mark"}) {
        ASSERT_TRUE(fail_points::set(std::string{point} + "=error"));
        start();
        crash();
    }
    start();
    if (GetParam().platform == Platform::durable) {
        EXPECT_EQ(guard().generation, 2);
        EXPECT_TRUE(provider_->is_valid(stored_refresh()));
    }
    EXPECT_EQ(attempts("open"), 0);
    EXPECT_EQ(provider_->reuses(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Places, RefreshCrash, ::testing::ValuesIn(places),
                         [](const auto& place) { return std::string{place.param.point}; });

class RefreshFaults : public RefreshTest {};

TEST_F(RefreshFaults, TheJournalRefusesAndTheDatabaseTakesIt) {
    begin(Rotation::strict_family);
    ASSERT_TRUE(fail_points::set("journal_eio=error"));
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(1)));
    EXPECT_TRUE(provider_->is_valid(stored_refresh()));
    EXPECT_EQ(refresher_->unsettled(), 0u);
}

TEST_F(RefreshFaults, AFullJournalStopsTheCallNotTheAnswer) {
    begin(Rotation::strict_family);
    ASSERT_TRUE(fail_points::set("journal_full=error"));
    const auto outcome = refresh(1, Why::asked, 50ms);
    ASSERT_TRUE(std::holds_alternative<StillGood>(*outcome)) << name_of(*outcome);
    EXPECT_TRUE(provider_->calls().empty());
    EXPECT_EQ(attempts("open"), 0);
    EXPECT_EQ(guard().epoch, 0);
}

TEST_F(RefreshFaults, WithTheDatabaseAwayTheSlotAnswers) {
    begin(Rotation::strict_family);
    provider_->next({Act::hold_answer});
    auto caller = refresh_in_background(1);
    ASSERT_TRUE(provider_->wait_for_calls(1));
    doubtful_.next(DoubtfulDatabase::Doubt::refused, 1'000'000);
    provider_->release();
    // Durable in the slot: whoever waits here is answered.
    const auto outcome = caller.get();
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*outcome)) << name_of(*outcome);
    EXPECT_EQ(guard().generation, 1);
    EXPECT_EQ(refresher_->unsettled(), 0u);
    // Another one joins the same flight.
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(1)));
    // The process may leave now: the next one replays.
    EXPECT_TRUE(refresher_->drain(5s));
    crash();
    doubtful_.next(DoubtfulDatabase::Doubt::none, 0);
    const auto recovered = start();
    EXPECT_EQ(recovered.stored, 1);
    EXPECT_EQ(guard().generation, 2);
    EXPECT_TRUE(provider_->is_valid(stored_refresh()));
}

TEST_F(RefreshFaults, WithBothAwayTheAnswerStaysInMemory) {
    begin(Rotation::strict_family);
    provider_->next({Act::hold_answer});
    auto caller = refresh_in_background(1);
    ASSERT_TRUE(provider_->wait_for_calls(1));
    ASSERT_TRUE(fail_points::set("journal_eio=error"));
    doubtful_.next(DoubtfulDatabase::Doubt::refused, 1'000'000);
    provider_->release();
    while (refresher_->unsettled() == 0) std::this_thread::yield();
    // Nobody is answered, and the process must not exit.
    EXPECT_EQ(caller.wait_for(30ms), std::future_status::timeout);
    EXPECT_FALSE(refresher_->drain(30ms));
    doubtful_.next(DoubtfulDatabase::Doubt::none, 0);
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*caller.get()));
    EXPECT_TRUE(refresher_->drain(5s));
    EXPECT_TRUE(provider_->is_valid(stored_refresh()));
    EXPECT_EQ(guard().generation, 2);
}

TEST_F(RefreshFaults, ACommitOfTheAnswerInDoubtIsOneGeneration) {
    begin(Rotation::strict_family);
    for (const auto doubt : {DoubtfulDatabase::Doubt::done, DoubtfulDatabase::Doubt::not_done}) {
        const auto generation = guard().generation;
        provider_->next({Act::hold_answer});
        const auto calls = provider_->calls().size();
        auto caller = refresh_in_background(generation);
        ASSERT_TRUE(provider_->wait_for_calls(calls + 1));
        doubtful_.next(doubt);
        provider_->release();
        ASSERT_TRUE(std::holds_alternative<Refreshed>(*caller.get()));
        while (refresher_->flying() > 0) std::this_thread::yield();  // answered by the slot
        EXPECT_EQ(guard().generation, generation + 1);
        EXPECT_EQ(attempts("spare"), 0);
        EXPECT_TRUE(provider_->is_valid(stored_refresh()));
    }
}

TEST_F(RefreshFaults, ATicketInDoubtIsSettled) {
    begin(Rotation::strict_family);
    for (const auto doubt : {DoubtfulDatabase::Doubt::done, DoubtfulDatabase::Doubt::not_done}) {
        const auto before = guard();
        doubtful_.next(doubt);
        ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(before.generation)));
        EXPECT_EQ(guard().generation, before.generation + 1);
        EXPECT_EQ(attempts("open"), 0);
    }
    EXPECT_EQ(provider_->calls().size(), 2u);
}

TEST_F(RefreshFaults, ATicketThatWasLostSpendsItsEpoch) {
    begin(Rotation::strict_family);
    doubtful_.next(DoubtfulDatabase::Doubt::not_done);
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(1)));
    // One spent by SETTLE, one taken by the call.
    EXPECT_EQ(guard().epoch, 2);
}

TEST_F(RefreshFaults, ARestartDuringAHeldRequestKeepsQuiet) {
    begin(Rotation::strict_family, 1000ms, 500ms);
    provider_->next({Act::hold_request});
    auto caller = refresh_in_background(1);
    ASSERT_TRUE(provider_->wait_for_calls(1));
    restart();
    caller.get();
    // The old request is still on its way: the new process must not send beside it.
    set_access_left(-1s);
    const auto outcome = refresh(1, Why::due, 200ms);
    EXPECT_TRUE(std::holds_alternative<RefreshFailed>(*outcome)) << name_of(*outcome);
    EXPECT_TRUE(provider_->calls().empty());
    provider_->release();
    EXPECT_EQ(provider_->reuses(), 0u);
}

TEST_F(RefreshFaults, AHolderStoppedPastItsLeaseSendsNothing) {
    begin(Rotation::strict_family, 1000ms, 200ms);
    // M/2 is 100 ms: the process stands still for longer between T1 and the send.
    ASSERT_TRUE(fail_points::set("t1_after_commit=delay:150*1"));
    const auto outcome = refresh(1);
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*outcome)) << name_of(*outcome);
    EXPECT_EQ(guard().epoch, 2);  // the first ticket was cancelled
    EXPECT_EQ(provider_->calls().size(), 1u);
    EXPECT_EQ(attempts("open"), 0);
}

TEST_F(RefreshFaults, AnAnswerThatIsThereBeatsTheTimer) {
    begin(Rotation::strict_family, 400ms, 400ms);
    // The process stands still past its deadline with the answer in its socket.
    ASSERT_TRUE(fail_points::set("after_send=delay:700*1"));
    ASSERT_TRUE(std::holds_alternative<Refreshed>(*refresh(1)));
    EXPECT_EQ(guard().generation, 2);
    EXPECT_TRUE(provider_->is_valid(stored_refresh()));
}

TEST_F(RefreshFaults, ATornSlotIsEmpty) {
    begin(Rotation::strict_family);
    ASSERT_TRUE(fail_points::set("after_fdatasync=error"));
    refresh(1);
    crash();
    {
        auto file = *disk_.open(db_.directory().file("journal"), OpenMode::write);
        // The first slot begins behind the page of the header.
        const std::string garbage = "????";
        for (std::uint64_t slot = 0; slot < slots_; ++slot)
            ASSERT_TRUE(
                file->write_at(4096 + slot * storage::Journal::slot_size + 120, bytes_of(garbage)));
    }
    const auto recovered = start();
    EXPECT_EQ(recovered.stored, 0);
    EXPECT_EQ(recovered.unknown, 1);
    EXPECT_EQ(guard().generation, 1);
    EXPECT_EQ(journal_->free_slots(), slots_);
}

}  // namespace
}  // namespace fairlead::oauth
