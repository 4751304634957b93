// SPDX-License-Identifier: Apache-2.0
#include "oauth/disconnect.h"

#include "oauth/refresh_records.h"
#include "storage/client_registration_store.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"
#include "storage/revocation_store.h"

namespace fairlead::oauth {

using storage::ConnectionStore;
using storage::Guard;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

/// Whether revoking this grant would end somebody else's connection too.
Task<Result<bool>> is_shared(Tx& tx, const Connection& connection, catalog::RevokeReach reach) {
    if (reach == catalog::RevokeReach::token) co_return false;
    CO_TRY(const auto live, co_await ConnectionStore::count_sharing(
                                tx, connection.workspace, connection.integration_id,
                                connection.provider_account_id));
    co_return live > 1;  // this one counts
}

Task<Result<void>> queue_revocation(Tx& tx, const Disconnect& ask, const Guard& guard,
                                    const LiveTokens& tokens, const vault::Sealer& sealer,
                                    Random& random, Disconnected& done) {
    storage::Revocation row;
    row.id = RevocationId::create(guard.now, random);
    row.workspace = ask.workspace;
    row.user = done.connection.user;
    row.connection = ask.connection;
    row.integration_id = done.connection.integration_id;
    CO_TRY(row.registration,
           co_await storage::ClientRegistrationStore::bound(tx, ask.workspace, ask.connection));
    row.consent = guard.consent;
    row.sealed = sealer.seal(revocation_place(row.id, guard.consent), pack(tokens));
    row.next_try = guard.now;
    row.deadline = guard.now + ask.revoke_within;
    row.created_at = guard.now;
    done.revocation = row.id;
    co_return co_await storage::RevocationStore::insert(tx, std::move(row));
}

Task<Result<void>> let_grant_go(Tx& tx, const Disconnect& ask, const Guard& guard,
                                const vault::Sealer& sealer, Random& random, Disconnected& done) {
    CO_TRY(const auto stored, co_await rows::read_tokens(tx, ask.workspace, ask.connection));
    if (!stored) co_return ok();
    if (!ask.revoke) {
        done.grant = GrantFate::unsupported;
        co_return ok();
    }
    CO_TRY(const bool shared, co_await is_shared(tx, done.connection, ask.revoke->reach));
    if (shared) {
        done.grant = GrantFate::shared;
        co_return ok();
    }
    const auto tokens = open_tokens(sealer, *stored);
    if (!tokens) co_return ok();  // what does not open cannot be revoked, only forgotten
    done.grant = GrantFate::revoking;
    co_return co_await queue_revocation(tx, ask, guard, *tokens, sealer, random, done);
}

Task<Result<void>> record(Tx& tx, const Disconnect& ask, const Connection& connection, Time at,
                          Random& random) {
    return records::disconnected(tx, connection, ask.actor, ask.data, at, random);
}

Task<Result<void>> forget_everything(Tx& tx, const Disconnect& ask, const Connection& connection,
                                     Random& random) {
    CO_TRY(const auto guard,
           co_await rows::begin_consent(tx, ask.workspace, ask.connection, std::nullopt));
    CO_CHECK(co_await rows::erase_tokens(tx, ask.workspace, ask.connection));
    CO_CHECK(co_await rows::erase_attempts(tx, ask.workspace, ask.connection));
    std::string no_message;
    CO_CHECK(co_await ConnectionStore::set_status(
        tx, ask.workspace, ask.connection, ConnectionStatus::disconnected, ConnectionReason::none,
        std::move(no_message), guard.now));
    CO_CHECK(co_await ConnectionStore::set_schedule(tx, ask.workspace, ask.connection,
                                                    guard.generation, std::nullopt, std::nullopt,
                                                    guard.now));
    CO_CHECK(co_await records::cleared(tx, connection, guard.now, random));
    co_return co_await record(tx, ask, connection, guard.now, random);
}

}  // namespace

const char* to_text(GrantFate fate) {
    constexpr const char* names[] = {"none", "revoking", "unsupported", "shared"};
    return names[static_cast<std::size_t>(fate)];
}

Task<Result<Disconnected>> disconnect(Tx& tx, const Disconnect& ask, const vault::Sealer& sealer,
                                      Random& random) {
    CO_TRY(const auto guard, co_await rows::lock(tx, ask.workspace, ask.connection));
    CO_TRY(auto connection, co_await ConnectionStore::find(tx, ask.workspace, ask.connection));
    if (!guard || !connection) co_return Error{Errc::not_found, "There is no such connection."};
    Disconnected done;
    done.connection = *std::move(connection);
    if (done.connection.status == ConnectionStatus::disconnected) {
        if (ask.data == SyncedData::erased)
            CO_CHECK(co_await record(tx, ask, done.connection, guard->now, random));
        co_return done;
    }
    CO_CHECK(co_await let_grant_go(tx, ask, *guard, sealer, random, done));
    CO_CHECK(co_await forget_everything(tx, ask, done.connection, random));
    co_return done;
}

}  // namespace fairlead::oauth
