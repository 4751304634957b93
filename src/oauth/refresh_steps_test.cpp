// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_fixture.h"
#include "storage/set_back.h"

namespace fairlead::oauth {
namespace {

using storage::NodeBoot;
using storage::Tx;

/// The transactions themselves, as several nodes would interleave them.
class RefreshSteps : public RefreshTest {
protected:
    RefreshSteps() { begin(Rotation::strict_family); }

    NodeBoot node(std::uint8_t number) { return {Uuid{{number}}, Uuid{{number, 1}}}; }

    TicketAsk ask_of(const NodeBoot& self) {
        TicketAsk ask;
        ask.workspace = default_workspace;
        ask.connection = id_;
        ask.attempt = AttemptId::create(clock_.now(), random_);
        ask.self = self;
        ask.epoch = guard().epoch;
        ask.rules = rules();
        return ask;
    }
    catalog::RefreshRules rules() { return client_->method().refresh; }

    TicketAnswer take(const TicketAsk& ask) {
        TicketAnswer answer = NoConnection{};
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(answer, co_await take_ticket(tx, ask));
            co_return ok();
        });
        return answer;
    }
    Ticket must_take(std::uint8_t number) {
        auto answer = take(ask_of(node(number)));
        const auto* taken = std::get_if<TicketTaken>(&answer);
        EXPECT_TRUE(taken) << answer.index();
        return taken ? taken->ticket : Ticket{};
    }
    bool settle(const Ticket& ticket, bool time_left = true) {
        bool goes_on = false;
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(goes_on, co_await settle_ticket(tx, ticket, time_left));
            co_return ok();
        });
        return goes_on;
    }
    Answer answer_of(const Ticket& ticket, const std::string& refresh) {
        Answer answer;
        answer.ticket = ticket;
        answer.tokens.access = Secret::copy_of("access-of-" + refresh);
        answer.tokens.refresh = Secret::copy_of(refresh);
        answer.tokens.lifetime = 1h;
        answer.received = guard().now;
        answer.tokens.expires = answer.received + 1h;
        answer.rules = rules();
        return answer;
    }
    Fate store(const Answer& answer) {
        StoredAnswer stored;
        const auto key = sealer();
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(stored, co_await store_answer(tx, answer, key, random_));
            co_return ok();
        });
        return stored.fate;
    }
    Refusal refuse(const Ticket& ticket) {
        Refused refused;
        const auto key = sealer();
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(refused, co_await refuse_ticket(tx, ticket, key, random_));
            co_return ok();
        });
        return refused.what;
    }
    void close_unknown(const Ticket& ticket) {
        const NoAnswer closed{ticket, RotationPolicy::of(rules(), 0), "test"};
        must_in_tx([&](Tx& tx) { return close_without_answer(tx, closed, random_); });
    }
    bool sweep() {
        bool marked = false;
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(marked, co_await sweep_connection(tx, default_workspace, id_, rules(), random_));
            co_return ok();
        });
        return marked;
    }
    /// The holder is stopped past its lease, and the access token is over.
    Ticket take_over(std::uint8_t number) {
        end_lease();
        set_access_left(0ms);
        return must_take(number);
    }
};

TEST_F(RefreshSteps, OfTwoNodesOneGetsTheTicket) {
    const auto first = ask_of(node(1));
    const auto second = ask_of(node(2));
    EXPECT_TRUE(std::holds_alternative<TicketTaken>(take(first)));
    EXPECT_TRUE(std::holds_alternative<LeaseHeld>(take(second)));
    EXPECT_EQ(attempts("open"), 1);
}

TEST_F(RefreshSteps, AfterARestoreAnOldTokenWaitsUntilNothingCanBeLostByIt) {
    const auto mark = [&] {
        return must<std::int64_t>([&] { return storage::mark_set_back(*db_, node(9), 10); });
    };
    EXPECT_EQ(mark(), 1);
    EXPECT_EQ(mark(), 0) << "once is enough";
    set_access_left(30min);
    EXPECT_TRUE(std::holds_alternative<SendForbidden>(take(ask_of(node(1)))));
    set_access_left(50s);
    const auto ticket = must_take(1);
    EXPECT_EQ(store(answer_of(ticket, "r2")), Fate::stored);
    EXPECT_TRUE(std::holds_alternative<TicketTaken>(take(ask_of(node(1))))) << "proven alive";
}

TEST_F(RefreshSteps, AClockThatStepsBackIsOutwaited) {
    must_take(1);
    auto ask = ask_of(node(2));
    EXPECT_TRUE(std::holds_alternative<LeaseHeld>(take(ask)));
    ask.outwaited = true;
    set_access_left(0ms);
    EXPECT_TRUE(std::holds_alternative<TicketTaken>(take(ask)));
}

TEST_F(RefreshSteps, ACopyOfATicketsTransactionThatRunsLateFindsItsEpochSpent) {
    const auto ask = ask_of(node(1));
    EXPECT_FALSE(settle({ask.workspace, ask.connection, ask.attempt, 1, 1, ask.epoch}));
    EXPECT_TRUE(std::holds_alternative<EpochMoved>(take(ask)));
    EXPECT_EQ(attempts("open"), 0);
    EXPECT_FALSE(guard().lease);
}

TEST_F(RefreshSteps, ASettledTicketGoesOnOnlyIfNothingMoved) {
    const auto ticket = must_take(1);
    EXPECT_TRUE(settle(ticket));
    EXPECT_EQ(attempts("open"), 1);
    EXPECT_FALSE(settle(ticket, false));
    EXPECT_EQ(attempts("open"), 0);
    EXPECT_FALSE(guard().lease);

    const auto again = must_take(1);
    const auto rival = take_over(2);
    EXPECT_EQ(store(answer_of(rival, "from-2")), Fate::stored);
    EXPECT_FALSE(settle(again));
}

TEST_F(RefreshSteps, SiblingsInBothOrdersKeepTheYoungerAside) {
    for (const bool first_wins : {true, false}) {
        const auto before = guard().generation;
        const auto one = must_take(1);
        const auto two = take_over(2);
        const auto& winner = first_wins ? one : two;
        const auto& loser = first_wins ? two : one;
        EXPECT_EQ(store(answer_of(winner, "winner")), Fate::stored);
        EXPECT_EQ(store(answer_of(loser, "loser")), Fate::spared);
        EXPECT_EQ(stored_refresh(), "winner");
        EXPECT_EQ(guard().generation, before + 1);
        EXPECT_EQ(attempts("spare"), 1);
        // Gone after the next proven success.
        end_lease();
        EXPECT_EQ(store(answer_of(must_take(3), "next")), Fate::stored);
        EXPECT_EQ(attempts("spare"), 1 - 1);
    }
}

TEST_F(RefreshSteps, ASpareIsTriedBeforeAnybodyIsCondemned) {
    const auto one = must_take(1);
    const auto two = take_over(2);
    EXPECT_EQ(store(answer_of(one, "winner")), Fate::stored);
    EXPECT_EQ(store(answer_of(two, "spare")), Fate::spared);
    const auto three = must_take(3);
    EXPECT_EQ(refuse(three), Refusal::spare_promoted);
    EXPECT_EQ(stored_refresh(), "spare");
    EXPECT_EQ(guard().generation, 3);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_LE(*connection().refresh_at, guard().now);
    EXPECT_EQ(attempts("spare"), 0);
    // And with no spare left the user is asked.
    EXPECT_EQ(refuse(must_take(4)), Refusal::reconnect);
    EXPECT_EQ(connection().reason, ConnectionReason::dead_refresh_token);
}

TEST_F(RefreshSteps, AnAnswerThatEqualsTheStoredOneIsNotKept) {
    const auto one = must_take(1);
    const auto two = take_over(2);
    EXPECT_EQ(store(answer_of(one, "same")), Fate::stored);
    EXPECT_EQ(store(answer_of(two, "same")), Fate::same);
    EXPECT_EQ(attempts("spare") + attempts("open"), 0);
    EXPECT_EQ(guard().generation, 2);
}

TEST_F(RefreshSteps, ARefusalWaitsForAHolderThatMayReturn) {
    const auto stopped = must_take(1);
    const auto late = take_over(2);
    set_access_left(10min);
    EXPECT_EQ(refuse(late), Refusal::holder_awaited);
    EXPECT_TRUE(guard().refused);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_TRUE(std::holds_alternative<SendForbidden>(take(ask_of(node(3)))));
    EXPECT_FALSE(sweep());

    set_access_left(-1ms);
    EXPECT_TRUE(sweep());
    EXPECT_EQ(connection().status, ConnectionStatus::expired);
    EXPECT_EQ(connection().reason, ConnectionReason::lost_rotation);
    EXPECT_FALSE(sweep());

    // The holder comes back: its token heals even that, and is verified at once.
    EXPECT_EQ(store(answer_of(stopped, "healed")), Fate::stored);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_EQ(stored_refresh(), "healed");
    EXPECT_FALSE(guard().refused);
    EXPECT_LE(*connection().refresh_at, guard().now);
    EXPECT_EQ(notices(), std::vector<std::string>{});
}

TEST_F(RefreshSteps, AReturningAnswerReplacesARefusedYoungerToken) {
    const auto stopped = must_take(1);
    EXPECT_EQ(store(answer_of(take_over(2), "young")), Fate::stored);
    EXPECT_EQ(refuse(must_take(3)), Refusal::reconnect);
    EXPECT_EQ(store(answer_of(stopped, "returned")), Fate::promoted);
    EXPECT_EQ(stored_refresh(), "returned");
    EXPECT_EQ(guard().generation, 3);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_LE(*connection().refresh_at, guard().now);
}

TEST_F(RefreshSteps, ARefusalAfterAnUnknownAttemptIsALostRotation) {
    close_unknown(must_take(1));
    end_lease();
    set_access_left(30s);
    EXPECT_EQ(refuse(must_take(2)), Refusal::reconnect);
    EXPECT_EQ(connection().reason, ConnectionReason::lost_rotation);
}

TEST_F(RefreshSteps, LateCopiesOfEveryStepFindNoTicket) {
    const auto ticket = must_take(1);
    const auto answer = answer_of(ticket, "new");
    EXPECT_EQ(store(answer), Fate::stored);
    EXPECT_EQ(store(answer), Fate::obsolete);
    EXPECT_EQ(refuse(ticket), Refusal::ignored);
    close_unknown(ticket);
    must_in_tx([&](Tx& tx) { return cancel_ticket(tx, ticket); });
    EXPECT_EQ(stored_refresh(), "new");
    EXPECT_EQ(guard().generation, 2);
    EXPECT_EQ(connection().status, ConnectionStatus::connected);
    EXPECT_EQ(connection().reason, ConnectionReason::none);
}

TEST_F(RefreshSteps, NothingOfAnOlderConsentIsWritten) {
    const auto ticket = must_take(1);
    const auto answer = answer_of(ticket, "old-family");
    const auto late = ask_of(node(1));
    reconnect("new-family");
    EXPECT_EQ(guard().consent, 2);
    EXPECT_FALSE(guard().lease);  // the old lease does not delay the new family
    EXPECT_EQ(store(answer), Fate::obsolete);
    EXPECT_EQ(refuse(ticket), Refusal::ignored);
    EXPECT_TRUE(std::holds_alternative<EpochMoved>(take(late)));
    EXPECT_EQ(stored_refresh(), "new-family");

    EXPECT_EQ(disconnect_now(), GrantFate::revoking);
    EXPECT_EQ(store(answer), Fate::orphaned);
    EXPECT_EQ(stored_refresh(), "");
    EXPECT_EQ(attempts("open") + attempts("unknown") + attempts("spare"), 0);
}

TEST_F(RefreshSteps, ADatabaseThatForgotIsWrittenAgainWithAnAlarm) {
    const auto ticket = must_take(1);
    const storage::Params params{id_.value};
    sql("DELETE FROM refresh_attempt WHERE connection_id = $1", params);
    EXPECT_EQ(store(answer_of(ticket, "found")), Fate::stored);
    EXPECT_EQ(stored_refresh(), "found");
}

TEST_F(RefreshSteps, TheNumbersNeverGoBack) {
    std::vector<Ticket> tickets;
    std::vector<std::string> tokens{first_token_};
    auto last = guard();
    int minted = 0;
    for (int step = 0; step < 150; ++step) {
        const auto pick = [&] { return tickets[random_.below(tickets.size())]; };
        const auto name = "t-" + std::to_string(++minted);
        switch (random_.below(8)) {
            case 0: reconnect(name); break;
            case 1: disconnect_now(); break;
            case 2:
            case 3: {
                end_lease();
                if (attempts("open") > 0) set_access_left(0ms);
                auto answer = take(ask_of(node(static_cast<std::uint8_t>(1 + random_.below(3)))));
                if (const auto* taken = std::get_if<TicketTaken>(&answer))
                    tickets.push_back(taken->ticket);
                break;
            }
            case 4:
            case 5:
                if (!tickets.empty()) store(answer_of(pick(), name));
                break;
            case 6:
                if (!tickets.empty()) refuse(pick());
                break;
            default:
                if (!tickets.empty()) close_unknown(pick());
        }
        const auto now = guard();
        ASSERT_GE(now.consent, last.consent);
        ASSERT_GE(now.generation, last.generation);
        ASSERT_GE(now.epoch, last.epoch);
        const bool gone = connection().status == ConnectionStatus::disconnected;
        ASSERT_EQ(stored_refresh().empty(), gone);
        ASSERT_EQ(now.journal_key.has_value(), !gone);
        const auto left = attempts("open") + attempts("unknown") + attempts("spare");
        ASSERT_TRUE(!gone || left == 0);
        ASSERT_EQ(connection().generation, now.generation);
        last = now;
    }
}

}  // namespace
}  // namespace fairlead::oauth
