// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_settle.h"

#include "base/async.h"
#include "crypto/locked_bytes.h"
#include "oauth/carried_token.h"
#include "oauth/registered_client.h"
#include "oauth/revoke_call.h"

namespace fairlead::oauth {

using storage::Database;
using storage::Tx;

namespace {

/// Counts an answer that is durable nowhere, for as long as that is so.
class UnsettledMark {
public:
    UnsettledMark(Gauge& gauge, Kept kept) : gauge_(gauge), counts_(kept == Kept::in_memory) {
        if (counts_) gauge_.add(1);
    }
    ~UnsettledMark() {
        if (counts_) gauge_.add(-1);
    }
    UnsettledMark(const UnsettledMark&) = delete;
    UnsettledMark& operator=(const UnsettledMark&) = delete;

private:
    Gauge& gauge_;
    bool counts_;
};

/// Waits between two tries. What is durable nowhere waits in locked memory: that may be for long,
/// and must reach neither swap nor a dump.
Task<Result<void>> wait_with(RefreshEngine& engine, Answer& answer, Kept kept, int tries) {
    const auto pause = engine.retry_pause(tries);
    if (kept == Kept::in_slot) co_return co_await sleep_for(pause);
    auto& tokens = answer.tokens;
    const crypto::LockedBytes access{std::move(tokens.access)};
    const crypto::LockedBytes refresh{std::move(tokens.refresh)};
    const auto slept = co_await sleep_for(pause);
    tokens.access = access.copy();
    tokens.refresh = refresh.copy();
    co_return slept;
}

Task<Result<void>> run_t3(RefreshEngine& engine, Tx& tx, const Answer& answer,
                          const vault::Sealer& sealer, StoredAnswer& stored) {
    CO_TRY(stored, co_await store_answer(tx, answer, sealer, engine.services.random));
    co_return ok();
}

/// One try of T3. A commit in doubt is a failure like any other: the next try finds no ticket.
Task<Result<void>> try_t3(RefreshEngine& engine, WorkspaceId workspace,
                          const Database::Body& body) {
    CO_CHECK(engine.probe.pass("before_t3"));
    auto once = body;
    CO_CHECK(co_await engine.transact(workspace, std::move(once), storage::Priority::answers));
    co_return engine.probe.pass("t3_commit_in_doubt");
}

/// `refresh.md` section 7: an answer that came after the user let go is withdrawn.
Task<Result<void>> revoke_orphan(RefreshEngine& engine, const SettleMeans& means,
                                 const Answer& answer) {
    CO_CHECK(engine.probe.pass("revoke_before_send"));
    auto vars = means.vars;
    auto tokens = answer.tokens.duplicate();
    CO_TRY(const auto revoked,
           co_await revoke_tokens(engine.services.http, *means.client, std::move(vars),
                                  std::move(tokens), engine.services.clock.now()));
    if (revoked.result == RevokeResult::later)
        engine.services.log.warning(
            "A token that came after a disconnect was not revoked.",
            {{"connection", means.ticket.connection.text()}, {"why", revoked.why}});
    co_return ok();
}

void tell(RefreshEngine& engine, const SettleMeans& means, const StoredAnswer& stored) {
    if (stored.fate == Fate::spared) engine.metrics.spares.add();
    if (!stored.lost_commit) return;
    engine.metrics.lost_commits.add();
    engine.services.log.error(
        "The database lost a commit; the answer was stored again.",
        {{"connection", means.ticket.connection.text()}, {"generation", means.ticket.generation}});
}

}  // namespace

Answer make_answer(const Ticket& ticket, const OAuthClient& client, const TokenAnswer& came,
                   Time received) {
    Answer answer;
    answer.ticket = ticket;
    answer.tokens.access = came.tokens.access.duplicate();
    answer.tokens.refresh = came.tokens.refresh.duplicate();
    answer.tokens.token_type = came.tokens.token_type;
    if (came.tokens.expires_in) {
        answer.tokens.lifetime = *came.tokens.expires_in;
        answer.tokens.expires = received + answer.tokens.lifetime;
    }
    answer.scopes = came.tokens.scopes;
    answer.recapture = recapture(client, came.document, came.tokens.access.expose());
    answer.rules = client.method().refresh;
    answer.beside = members_beside(client.method());
    if (!answer.beside.empty()) answer.tokens.token_type = carried_token_type;
    answer.received = received;
    return answer;
}

Task<Result<StoredAnswer>> settle_success(RefreshEngine& engine, const SettleMeans& means,
                                          Answer& answer, const vault::Sealer& sealer, Kept kept,
                                          std::function<void()> on_first_failure) {
    StoredAnswer stored;
    const Database::Body body = [&](Tx& tx) { return run_t3(engine, tx, answer, sealer, stored); };
    const UnsettledMark mark{engine.metrics.unsettled, kept};
    for (int tries = 0;; ++tries) {
        const auto done = co_await try_t3(engine, means.ticket.workspace, body);
        if (done) break;
        CO_CHECK(engine.probe.alive());
        if (tries == 0) {
            engine.services.log.failure(kept == Kept::in_memory
                                            ? "A token answer is durable nowhere yet."
                                            : "A token answer waits in the journal.",
                                        done.error());
            if (on_first_failure) on_first_failure();
        }
        if (kept == Kept::in_slot && engine.is_draining()) co_return done.error();
        CO_CHECK(co_await wait_with(engine, answer, kept, tries));
    }
    CO_CHECK(engine.probe.pass("t3_after_commit"));
    tell(engine, means, stored);
    if (stored.fate == Fate::orphaned) {
        const auto revoked = co_await revoke_orphan(engine, means, answer);
        CO_CHECK(engine.probe.alive());
        if (!revoked) engine.services.log.failure("A late token was not revoked.", revoked.error());
    }
    co_return stored;
}

Task<Result<Refused>> settle_refusal(RefreshEngine& engine, const SettleMeans& means,
                                     const TokenOutcome& outcome, const vault::Sealer& sealer) {
    Refused refused;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(refused, co_await refuse_ticket(tx, means.ticket, sealer, engine.services.random));
        co_return ok();
    };
    CO_CHECK(co_await engine.transact_until_known("before_t4", means.ticket.workspace, body));
    engine.services.log.warning("A platform refused a refresh token.",
                                {{"connection", means.ticket.connection.text()},
                                 {"provider", means.client->provider->id},
                                 {"status", outcome.status},
                                 {"error", outcome.code},
                                 {"description", outcome.description}});
    co_return refused;
}

Task<Result<void>> settle_unknown(RefreshEngine& engine, const SettleMeans& means,
                                  std::string why) {
    const NoAnswer closed{means.ticket, means.policy, std::move(why)};
    engine.services.log.warning("A refresh got no answer.",
                                {{"connection", means.ticket.connection.text()},
                                 {"provider", means.client->provider->id},
                                 {"rotation", to_text(means.policy.rotation)},
                                 {"why", closed.why}});
    const Database::Body body = [&](Tx& tx) {
        return close_without_answer(tx, closed, engine.services.random);
    };
    co_return co_await engine.transact_until_known("before_t5", means.ticket.workspace, body);
}

Task<Result<void>> settle_postponed(RefreshEngine& engine, const SettleMeans& means,
                                    const TokenOutcome& outcome) {
    const bool is_operators = outcome.kind == OutcomeKind::operator_fault;
    const auto reason =
        is_operators ? refused_client(*means.client) : ConnectionReason::provider_unavailable;
    const Postponed postponed{means.ticket, reason, to_text(outcome.kind), outcome.retry_after};
    if (is_operators && means.client->member)
        engine.services.log.warning("A platform refuses a member's own app.",
                                    {{"connection", means.ticket.connection.text()},
                                     {"provider", means.client->provider->id},
                                     {"error", outcome.code}});
    else if (is_operators)
        engine.services.log.error("A platform refuses our client: check the integration.",
                                  {{"provider", means.client->provider->id},
                                   {"integration", means.client->key},
                                   {"status", outcome.status},
                                   {"error", outcome.code},
                                   {"description", outcome.description}});
    const Database::Body body = [&](Tx& tx) {
        return postpone(tx, postponed, engine.services.random);
    };
    co_return co_await engine.transact_until_known("before_cancel", means.ticket.workspace, body);
}

Task<Result<void>> settle_cancelled(RefreshEngine& engine, Ticket ticket) {
    const Database::Body body = [&](Tx& tx) { return cancel_ticket(tx, ticket); };
    co_return co_await engine.transact_until_known("before_cancel", ticket.workspace, body);
}

}  // namespace fairlead::oauth
