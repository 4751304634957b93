// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_answer.h"
#include "oauth/refresh_records.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"

#include <algorithm>

namespace fairlead::oauth {

using storage::AttemptState;
using storage::ConnectionStore;
using storage::Guard;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

struct ClosedAt {
    Guard guard;
    Connection connection;
};

Task<Result<std::optional<ClosedAt>>> locked(Tx& tx, WorkspaceId workspace, ConnectionId id) {
    CO_TRY(const auto guard, co_await rows::lock(tx, workspace, id));
    CO_TRY(auto connection, co_await ConnectionStore::find(tx, workspace, id));
    std::optional<ClosedAt> at;
    if (guard && connection) at = ClosedAt{*guard, *std::move(connection)};
    co_return at;
}

bool is_current(const ClosedAt& at, const Ticket& ticket) {
    return at.guard.consent == ticket.consent && at.guard.generation == ticket.generation;
}

/// The connection stays as it was; only why it is not at its best is written beside it.
Task<Result<void>> note_reason(Tx& tx, const ClosedAt& at, ConnectionReason reason) {
    if (at.connection.status != ConnectionStatus::connected) co_return ok();
    CO_CHECK(co_await ConnectionStore::set_status(tx, at.connection.workspace, at.connection.id,
                                                  ConnectionStatus::connected, reason,
                                                  records::message_for(reason), at.guard.now));
    co_return ok();
}

Task<Result<void>> count_failure(Tx& tx, const ClosedAt& at) {
    return rows::set_counters(tx, at.connection.workspace, at.connection.id, at.guard.failures + 1,
                              at.guard.unchanged);
}

/// When something may be sent again, as things stand now; none: at the next 401.
std::optional<Time> next_try(const ClosedAt& at, const RotationPolicy& policy,
                             const std::vector<storage::Attempt>& attempts,
                             const std::optional<Time>& access_expires, Random& random) {
    std::vector<PendingAttempt> pending;
    for (const auto& attempt : attempts)
        pending.push_back({attempt.state == AttemptState::open, attempt.started});
    const auto backoff =
        at.guard.now + retry_delay(static_cast<int>(at.guard.failures), std::nullopt, random);
    const auto permit = may_send(policy, pending, {access_expires}, at.guard.now);
    if (!permit.allowed && !permit.allowed_at) return std::nullopt;
    if (policy.repeats_freely()) return backoff;
    // The quiet time: an earlier request may still be on its way.
    const auto quiet = at.guard.lease ? at.guard.lease->until : at.guard.now;
    if (permit.allowed) return permit.grace_left ? quiet : std::max(quiet, backoff);
    return std::max(quiet, *permit.allowed_at);
}

bool warns_at_once(const RotationPolicy& policy) {
    return policy.rotation == catalog::Rotation::strict_family ||
           policy.rotation == catalog::Rotation::unknown;
}

}  // namespace

Task<Result<void>> close_without_answer(Tx& tx, NoAnswer closed, Random& random) {
    const auto& ticket = closed.ticket;
    CO_TRY(const auto at, co_await locked(tx, ticket.workspace, ticket.connection));
    if (!at) co_return ok();
    CO_CHECK(co_await rows::mark_unknown(tx, ticket.workspace, ticket.attempt));
    if (closed.policy.repeats_freely())
        CO_CHECK(
            co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt));
    if (!is_current(*at, ticket)) co_return ok();

    CO_TRY(const auto attempts, co_await rows::attempts(tx, ticket.workspace, ticket.connection,
                                                        ticket.consent, ticket.generation));
    if (attempts.empty()) co_return ok();  // its ticket is gone: somebody acted on it
    CO_TRY(const auto tokens, co_await rows::read_tokens(tx, ticket.workspace, ticket.connection));
    const auto expires = tokens ? tokens->access_expires : std::nullopt;
    const auto due = next_try(*at, closed.policy, attempts, expires, random);
    CO_CHECK(
        co_await ConnectionStore::set_refresh_at(tx, ticket.workspace, ticket.connection, due));
    CO_CHECK(co_await count_failure(tx, *at));
    CO_CHECK(
        co_await records::refresh_failed(tx, at->connection, "unknown", at->guard.now, random));
    const auto reason = closed.policy.repeats_freely() ? ConnectionReason::provider_unavailable
                                                       : ConnectionReason::refresh_unknown;
    if (warns_at_once(closed.policy))
        CO_CHECK(co_await records::warned(tx, at->connection, reason, at->guard.now, random));
    co_return co_await note_reason(tx, *at, reason);
}

Task<Result<void>> postpone(Tx& tx, Postponed postponed, Random& random) {
    const auto& ticket = postponed.ticket;
    CO_TRY(const auto at, co_await locked(tx, ticket.workspace, ticket.connection));
    if (!at) co_return ok();
    CO_TRY(const auto attempt, co_await rows::take_attempt(tx, ticket.workspace, ticket.attempt));
    CO_CHECK(co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt));
    if (!attempt || !is_current(*at, ticket)) co_return ok();
    const auto delay =
        retry_delay(static_cast<int>(at->guard.failures), postponed.retry_after, random);
    CO_CHECK(co_await ConnectionStore::set_refresh_at(tx, ticket.workspace, ticket.connection,
                                                      at->guard.now + delay));
    CO_CHECK(co_await count_failure(tx, *at));
    CO_CHECK(co_await records::refresh_failed(tx, at->connection, std::move(postponed.kind),
                                              at->guard.now, random));
    co_return co_await note_reason(tx, *at, postponed.reason);
}

Task<Result<bool>> sweep_connection(Tx& tx, WorkspaceId workspace, ConnectionId connection,
                                    catalog::RefreshRules rules, Random& random) {
    CO_TRY(const auto at, co_await locked(tx, workspace, connection));
    if (!at || at->connection.status != ConnectionStatus::connected) co_return false;
    CO_TRY(const auto tokens, co_await rows::read_tokens(tx, workspace, connection));
    if (!tokens) co_return false;
    const bool over = tokens->access_expires && *tokens->access_expires <= at->guard.now;
    const bool refused = at->guard.refused && (over || !tokens->access_expires);
    const bool unrenewable = over && !has_credential(rules, *tokens);
    if (!refused && !unrenewable) co_return false;

    const auto reason =
        refused ? ConnectionReason::lost_rotation : ConnectionReason::no_refresh_token;
    CO_CHECK(co_await ConnectionStore::set_status(tx, workspace, connection,
                                                  ConnectionStatus::expired, reason,
                                                  records::message_for(reason), at->guard.now));
    CO_CHECK(co_await ConnectionStore::set_refresh_at(tx, workspace, connection, std::nullopt));
    CO_CHECK(co_await records::expired(tx, at->connection, reason, at->guard.now, random));
    co_return true;
}

Task<Result<void>> mark_vault_error(Tx& tx, Ticket ticket, Random& random) {
    CO_TRY(const auto at, co_await locked(tx, ticket.workspace, ticket.connection));
    if (!at) co_return ok();
    CO_CHECK(co_await rows::take_attempt(tx, ticket.workspace, ticket.attempt));
    CO_CHECK(co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt));
    if (!is_current(*at, ticket)) co_return ok();
    const auto reason = ConnectionReason::vault_error;
    CO_CHECK(co_await ConnectionStore::set_status(tx, ticket.workspace, ticket.connection,
                                                  ConnectionStatus::error, reason,
                                                  records::message_for(reason), at->guard.now));
    CO_CHECK(co_await ConnectionStore::set_refresh_at(tx, ticket.workspace, ticket.connection,
                                                      std::nullopt));
    co_return co_await records::refresh_failed(tx, at->connection, "vault_error", at->guard.now,
                                               random);
}

}  // namespace fairlead::oauth
