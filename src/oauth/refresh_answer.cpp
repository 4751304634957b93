// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_answer.h"

#include "crypto/hash.h"
#include "oauth/carried_token.h"
#include "oauth/refresh_records.h"
#include "oauth/scope_match.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

using storage::ConnectionStore;
using storage::Guard;
using storage::Tx;
namespace rows = storage::refresh;

namespace {

/// What the transaction knows once it holds the lock.
struct AnsweredAt {
    Guard guard;
    Connection connection;
    std::optional<storage::SealedTokens> stored;

    bool was_given_up() const {
        return guard.refused || connection.status == ConnectionStatus::expired;
    }
};

/// The credential that this provider's refresh presents.
const Secret& credential(const catalog::RefreshRules& rules, const LiveTokens& tokens) {
    return rules.by == catalog::RefreshBy::access_token ? tokens.access : tokens.refresh;
}

bool equal(const Secret& a, const Secret& b) { return crypto::equal(a.expose(), b.expose()); }

/// What the answer left out goes on from the stored row. A stored value that does not open is
/// lost: what came is worth more than what it would have been joined with.
LiveTokens complete(const Answer& answer, const LiveTokens& old) {
    auto tokens = answer.tokens.duplicate();
    if (tokens.refresh.empty()) tokens.refresh = old.refresh.duplicate();
    if (!answer.beside.empty() && !tokens.access.empty())
        tokens.access = pack_carried(tokens.access, tokens.refresh, answer.beside);
    if (tokens.access.empty()) {
        tokens.access = old.access.duplicate();
        tokens.expires = old.expires;
        tokens.lifetime = old.lifetime;
    }
    return tokens;
}

LiveTokens stored_tokens(const AnsweredAt& at, const vault::Sealer& sealer) {
    if (!at.stored) return {};
    auto opened = open_tokens(sealer, *at.stored);
    if (!opened) return {};
    return *std::move(opened);
}

struct Write {
    LiveTokens tokens;
    std::optional<Time> refresh_at;
    std::int64_t unchanged = 0;
};

/// A refresh that succeeds makes a connection well, but for one whose access the platform refuses
/// although it renews it: only a call that it takes, or a new consent, does.
Task<Result<void>> write_wellness(Tx& tx, const AnsweredAt& at, Random& random) {
    const auto& row = at.connection;
    const bool stays_refused =
        row.status == ConnectionStatus::connected && row.reason == ConnectionReason::access_refused;
    if (stays_refused) co_return ok();
    std::string no_message;
    CO_CHECK(co_await ConnectionStore::set_status(
        tx, row.workspace, row.id, ConnectionStatus::connected, ConnectionReason::none,
        std::move(no_message), at.guard.now));
    co_return co_await records::cleared(tx, row, at.guard.now, random);
}

/// Makes tokens the connection's, one generation on, and the connection well.
Task<Result<void>> write_next(Tx& tx, const AnsweredAt& at, Write write,
                              const vault::Sealer& sealer, Random& random) {
    const auto workspace = at.connection.workspace;
    const auto id = at.connection.id;
    const auto generation = at.guard.generation + 1;
    CO_TRY(const bool advanced, co_await rows::advance(tx, workspace, id, at.guard.generation));
    if (!advanced) co_return Error{Errc::internal, "The generation moved under its lock."};
    CO_CHECK(co_await rows::set_counters(tx, workspace, id, 0, write.unchanged));
    auto sealed = seal_tokens(sealer, workspace, id, at.guard.consent, generation, write.tokens);
    CO_CHECK(co_await rows::write_tokens(tx, std::move(sealed)));
    CO_CHECK(co_await ConnectionStore::set_schedule(
        tx, workspace, id, generation, write.tokens.expires, write.refresh_at, at.guard.now));
    CO_CHECK(co_await write_wellness(tx, at, random));
    co_return co_await records::refreshed(tx, at.connection, at.guard.now, random);
}

/// RFC 6749 section 6: a refresh may narrow the scopes, and must not widen them. What was asked for
/// is what we knew: a scope that came once and unasked would be missed for ever after.
Task<Result<void>> write_scopes(Tx& tx, const AnsweredAt& at, std::vector<std::string> came) {
    std::vector<std::string> granted;
    std::vector<std::string> missing;
    for (const auto* known : {&at.connection.scopes_granted, &at.connection.scopes_missing})
        for (const auto& scope : *known)
            (holds_scope(came, scope) ? granted : missing).push_back(scope);
    CO_CHECK(co_await ConnectionStore::set_scopes(tx, at.connection.workspace, at.connection.id,
                                                  std::move(granted), std::move(missing)));
    co_return ok();
}

/// Where the account lives now, if the answer says something else than what was known.
Task<Result<void>> write_place(Tx& tx, const Answer& answer, const AnsweredAt& at) {
    auto row = at.connection;
    if (!apply_recapture(answer.recapture, row)) co_return ok();
    CO_TRY(const bool written, co_await ConnectionStore::update(tx, std::move(row)));
    if (!written) co_return Error{Errc::internal, "The connection went under its lock."};
    co_return ok();
}

/// The answer is of the stored generation: it becomes the next one.
Task<Result<Fate>> write_current(Tx& tx, const Answer& answer, const AnsweredAt& at,
                                 const vault::Sealer& sealer, Random& random) {
    const auto old = stored_tokens(at, sealer);
    Write write;
    write.tokens = complete(answer, old);
    const auto& came = credential(answer.rules, answer.tokens);
    const bool kept = came.empty() || equal(came, credential(answer.rules, old));
    write.unchanged = kept ? at.guard.unchanged + 1 : 0;
    const auto policy = RotationPolicy::of(answer.rules, static_cast<int>(at.guard.unchanged));
    if (at.was_given_up() && policy.may_revoke_family())
        write.refresh_at = at.guard.now;  // a refusal may have ended the family: verify
    else
        write.refresh_at =
            refresh_due(answer.received, write.tokens.expires, answer.rules.margin, random);
    CO_CHECK(co_await write_place(tx, answer, at));
    CO_CHECK(co_await write_next(tx, at, std::move(write), sealer, random));
    CO_CHECK(co_await rows::erase_attempts_below(tx, at.connection.workspace, at.connection.id,
                                                 answer.ticket.generation));
    if (answer.scopes) {
        auto granted = *answer.scopes;
        CO_CHECK(co_await write_scopes(tx, at, std::move(granted)));
    }
    co_return Fate::stored;
}

/// A younger generation is stored already: the answer may still be the better one.
Task<Result<Fate>> keep_beside(Tx& tx, const Answer& answer, const AnsweredAt& at,
                               storage::Attempt attempt, const vault::Sealer& sealer,
                               Random& random) {
    const auto stored = stored_tokens(at, sealer);
    const auto& came = credential(answer.rules, answer.tokens);
    if (came.empty() || equal(came, credential(answer.rules, stored))) co_return Fate::same;
    if (at.was_given_up()) {
        Write write;
        write.tokens = complete(answer, {});
        write.refresh_at = at.guard.now;
        CO_CHECK(co_await write_next(tx, at, std::move(write), sealer, random));
        co_return Fate::promoted;
    }
    attempt.result = seal_spare(sealer, attempt, answer.tokens);
    CO_CHECK(co_await rows::put_spare(tx, std::move(attempt)));
    co_return Fate::spared;
}

/// T3 under the lock.
Task<Result<StoredAnswer>> apply(Tx& tx, const Answer& answer, AnsweredAt at,
                                 const vault::Sealer& sealer, Random& random) {
    const auto& ticket = answer.ticket;
    StoredAnswer result;
    result.connection = at.connection;
    CO_TRY(auto attempt, co_await rows::take_attempt(tx, ticket.workspace, ticket.attempt));
    const bool same_consent = at.guard.consent == ticket.consent;
    const bool is_current = same_consent && at.guard.generation == ticket.generation;
    if (!is_current && (!attempt || !same_consent)) {
        const bool gone = at.connection.status == ConnectionStatus::disconnected;
        result.fate = gone && !same_consent ? Fate::orphaned : Fate::obsolete;
        co_return result;
    }
    result.lost_commit = !attempt;
    if (is_current) {
        CO_TRY(result.fate, co_await write_current(tx, answer, at, sealer, random));
    } else {
        CO_TRY(result.fate,
               co_await keep_beside(tx, answer, at, *std::move(attempt), sealer, random));
    }
    const bool written = result.fate == Fate::stored || result.fate == Fate::promoted;
    if (written) result.generation = at.guard.generation + 1;
    CO_CHECK(co_await rows::clear_lease(tx, ticket.workspace, ticket.connection, ticket.attempt));
    co_return result;
}

}  // namespace

const char* to_text(Fate fate) {
    constexpr const char* names[] = {"stored", "promoted", "spared",
                                     "same",   "obsolete", "orphaned"};
    return names[static_cast<std::size_t>(fate)];
}

Task<Result<StoredAnswer>> store_answer(Tx& tx, const Answer& answer, const vault::Sealer& sealer,
                                        Random& random) {
    const auto& ticket = answer.ticket;
    CO_TRY(const auto guard, co_await rows::lock(tx, ticket.workspace, ticket.connection));
    CO_TRY(auto connection,
           co_await ConnectionStore::find(tx, ticket.workspace, ticket.connection));
    if (!guard || !connection) co_return StoredAnswer{};
    AnsweredAt at{*guard, *std::move(connection), std::nullopt};
    CO_TRY(at.stored, co_await rows::read_tokens(tx, ticket.workspace, ticket.connection));
    co_return co_await apply(tx, answer, std::move(at), sealer, random);
}

}  // namespace fairlead::oauth
