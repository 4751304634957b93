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

struct RefusedAt {
    Ticket ticket;
    Guard guard;
    Connection connection;
};

/// A younger token that lost a race and was kept: it becomes the stored one, and is tried at once.
Task<Result<bool>> promote_spare(Tx& tx, const RefusedAt& at, const vault::Sealer& sealer,
                                 Random& random) {
    const auto workspace = at.ticket.workspace;
    const auto id = at.ticket.connection;
    while (true) {
        CO_TRY(const auto spare, co_await rows::newest_spare(tx, workspace, id, at.guard.consent));
        if (!spare) co_return false;
        CO_CHECK(co_await rows::erase_spare(tx, workspace, spare->id));
        const auto tokens = open_spare(sealer, *spare);
        if (!tokens) continue;  // changed or of a lost key: no help
        const auto generation = at.guard.generation + 1;
        CO_CHECK(co_await rows::advance(tx, workspace, id, at.guard.generation));
        CO_CHECK(co_await rows::set_counters(tx, workspace, id, 0, 0));
        auto sealed = seal_tokens(sealer, workspace, id, at.guard.consent, generation, *tokens);
        CO_CHECK(co_await rows::write_tokens(tx, std::move(sealed)));
        std::string no_message;
        CO_CHECK(co_await ConnectionStore::set_status(
            tx, workspace, id, ConnectionStatus::connected, ConnectionReason::none,
            std::move(no_message), at.guard.now));
        CO_CHECK(co_await ConnectionStore::set_schedule(
            tx, workspace, id, generation, tokens->expires, at.guard.now, at.guard.now));
        CO_CHECK(co_await records::cleared(tx, at.connection, at.guard.now, random));
        co_return true;
    }
}

Task<Result<void>> condemn(Tx& tx, const RefusedAt& at, ConnectionReason reason, Random& random) {
    CO_CHECK(co_await ConnectionStore::set_status(tx, at.ticket.workspace, at.ticket.connection,
                                                  ConnectionStatus::expired, reason,
                                                  records::message_for(reason), at.guard.now));
    CO_CHECK(co_await ConnectionStore::set_refresh_at(tx, at.ticket.workspace, at.ticket.connection,
                                                      std::nullopt));
    co_return co_await records::expired(tx, at.connection, reason, at.guard.now, random);
}

/// No spare: this generation is never presented again, and the user is asked, unless another
/// process may still come back with a token.
Task<Result<Refusal>> give_up(Tx& tx, const RefusedAt& at, Random& random) {
    const auto workspace = at.ticket.workspace;
    const auto id = at.ticket.connection;
    CO_CHECK(co_await rows::set_refused(tx, workspace, id, true));
    CO_TRY(const auto others,
           co_await rows::attempts(tx, workspace, id, at.guard.consent, at.guard.generation));
    CO_TRY(const auto tokens, co_await rows::read_tokens(tx, workspace, id));
    const bool some_open = std::ranges::any_of(
        others, [](const auto& other) { return other.state == AttemptState::open; });
    const bool serves_on =
        tokens && tokens->access_expires && *tokens->access_expires > at.guard.now;
    if (some_open && serves_on) {
        // SWEEP looks again when the access token is over.
        CO_CHECK(
            co_await ConnectionStore::set_refresh_at(tx, workspace, id, tokens->access_expires));
        co_return Refusal::holder_awaited;
    }
    const auto reason =
        others.empty() ? ConnectionReason::dead_refresh_token : ConnectionReason::lost_rotation;
    CO_CHECK(co_await condemn(tx, at, reason, random));
    co_return Refusal::reconnect;
}

}  // namespace

Task<Result<Refused>> refuse_ticket(Tx& tx, Ticket ticket, const vault::Sealer& sealer,
                                    Random& random) {
    Refused refused;
    CO_TRY(const auto guard, co_await rows::lock(tx, ticket.workspace, ticket.connection));
    CO_TRY(auto connection,
           co_await ConnectionStore::find(tx, ticket.workspace, ticket.connection));
    if (!guard || !connection) co_return refused;
    refused.connection = *connection;
    CO_TRY(const auto attempt, co_await rows::take_attempt(tx, ticket.workspace, ticket.attempt));
    if (!attempt) co_return refused;
    CO_CHECK(co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt));
    if (guard->consent != ticket.consent || guard->generation != ticket.generation)
        co_return refused;

    const RefusedAt at{ticket, *guard, *std::move(connection)};
    CO_CHECK(co_await records::refresh_failed(tx, at.connection, "refused", guard->now, random));
    CO_TRY(const bool promoted, co_await promote_spare(tx, at, sealer, random));
    if (promoted) {
        refused.what = Refusal::spare_promoted;
        co_return refused;
    }
    CO_TRY(refused.what, co_await give_up(tx, at, random));
    co_return refused;
}

}  // namespace fairlead::oauth
