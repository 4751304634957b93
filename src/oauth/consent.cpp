// SPDX-License-Identifier: Apache-2.0
#include "oauth/consent.h"

#include "base/fail_point.h"
#include "crypto/key.h"
#include "oauth/refresh_policy.h"
#include "oauth/refresh_records.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"
#include "storage/revocation_store.h"

namespace fairlead::oauth {

using storage::ConnectionStore;
using storage::Guard;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

using StoreOutcome = ConsentStored::What;

std::string new_journal_key(const vault::Sealer& sealer, ConnectionId connection,
                            std::int64_t consent, Random& random) {
    std::string key(crypto::key_size, '\0');
    random.fill(std::as_writable_bytes(std::span{key.data(), key.size()}));
    return sealer.seal(journal_key_place(connection, consent), Secret(std::move(key)));
}

/// StoreOutcome is stored: the answer's tokens, with the moment of their end.
LiveTokens dated(const NewConsent& consent, Time now) {
    auto tokens = consent.tokens.duplicate();
    tokens.expires = std::nullopt;
    if (tokens.lifetime > Milliseconds{0}) tokens.expires = now - consent.age + tokens.lifetime;
    return tokens;
}

/// The connection's row as it is to be.
Connection row_of(const NewConsent& consent, const LiveTokens& tokens, const Guard& guard,
                  Random& random) {
    auto row = consent.connection;
    row.status = consent.status;
    row.reason = ConnectionReason::none;
    row.error_message.clear();
    row.generation = guard.generation;
    row.expires_at = tokens.expires;
    row.refresh_at = refresh_due(guard.now, tokens.expires, consent.rules.margin, random);
    if (consent.verify) row.refresh_at = guard.now;
    row.updated_at = guard.now;
    return row;
}

/// A platform that never rotates may send the refresh token once only: the old one goes on.
Task<Result<bool>> keep_old_refresh_token(Tx& tx, const NewConsent& consent, LiveTokens& tokens,
                                          const vault::Sealer& sealer) {
    const auto& connection = consent.connection;
    const bool expects_one = consent.rules.by == catalog::RefreshBy::refresh_token;
    if (!expects_one || !tokens.refresh.empty()) co_return true;
    CO_TRY(const auto old, co_await rows::read_tokens(tx, connection.workspace, connection.id));
    if (!old || !old->refresh_sealed) co_return true;  // there never was one
    if (consent.by_other_client || consent.rules.rotation != catalog::Rotation::none)
        co_return false;
    auto opened = open_tokens(sealer, *old);
    if (!opened) co_return false;
    tokens.refresh = std::move(opened->refresh);
    co_return true;
}

Task<Result<void>> write_tokens(Tx& tx, const NewConsent& consent, const Guard& guard,
                                const LiveTokens& tokens, const vault::Sealer& sealer) {
    const auto& connection = consent.connection;
    auto sealed = seal_tokens(sealer, connection.workspace, connection.id, guard.consent,
                              guard.generation, tokens);
    return rows::write_tokens(tx, std::move(sealed));
}

ConsentStored stored_as(StoreOutcome what, const Guard& guard, const LiveTokens& tokens) {
    return {what, guard.consent, guard.generation, tokens.expires};
}

Task<Result<ConsentStored>> create(Tx& tx, const NewConsent& consent, const vault::Sealer& sealer,
                                   Random& random) {
    Guard guard;
    guard.consent = 1;
    guard.generation = 1;
    CO_TRY(guard.now, co_await storage::database_now(tx));
    const auto tokens = dated(consent, guard.now);
    auto row = row_of(consent, tokens, guard, random);
    const auto workspace = row.workspace;
    const auto id = row.id;
    auto key = new_journal_key(sealer, id, guard.consent, random);
    CO_CHECK(co_await ConnectionStore::insert(tx, row));
    CO_CHECK(co_await rows::insert_guard(tx, workspace, id, guard.consent, guard.generation,
                                         std::move(key)));
    CO_CHECK(co_await write_tokens(tx, consent, guard, tokens, sealer));
    CO_CHECK(co_await records::connected(tx, row, "connection.created", consent.actor, guard.now,
                                         random));
    co_return stored_as(StoreOutcome::created, guard, tokens);
}

Task<Result<ConsentStored>> replace(Tx& tx, const NewConsent& consent, Guard old,
                                    const vault::Sealer& sealer, Random& random) {
    const auto workspace = consent.connection.workspace;
    const auto id = consent.connection.id;
    auto tokens = dated(consent, old.now);
    CO_TRY(const bool complete, co_await keep_old_refresh_token(tx, consent, tokens, sealer));
    if (!complete) co_return stored_as(StoreOutcome::needs_refresh_token, old, tokens);
    auto key = new_journal_key(sealer, id, old.consent + 1, random);
    CO_TRY(const auto guard, co_await rows::begin_consent(tx, workspace, id, std::move(key)));
    CO_CHECK(co_await rows::erase_attempts(tx, workspace, id));
    CO_CHECK(co_await write_tokens(tx, consent, guard, tokens, sealer));
    auto row = row_of(consent, tokens, guard, random);
    CO_CHECK(co_await ConnectionStore::update(tx, row));
    // Revoking the old grant now would take the new one along.
    CO_CHECK(co_await storage::RevocationStore::cancel(tx, workspace, id));
    CO_CHECK(co_await records::cleared(tx, row, guard.now, random));
    CO_CHECK(co_await records::connected(tx, row, "connection.reconnected", consent.actor,
                                         guard.now, random));
    co_return stored_as(StoreOutcome::reconnected, guard, tokens);
}

}  // namespace

Task<Result<ConsentStored>> store_consent(Tx& tx, const NewConsent& consent,
                                          const vault::Sealer& sealer, Random& random) {
    const auto& connection = consent.connection;
    CO_TRY(const auto guard, co_await rows::lock(tx, connection.workspace, connection.id));
    ConsentStored stored;
    if (guard) {
        CO_TRY(stored, co_await replace(tx, consent, *guard, sealer, random));
    } else {
        CO_TRY(stored, co_await create(tx, consent, sealer, random));
    }
    if (fail_points::hit("reconnect_before_commit") == fail_points::Outcome::fail)
        co_return Error{Errc::unavailable, "A fail point said so.", "reconnect_before_commit"};
    co_return stored;
}

}  // namespace fairlead::oauth
