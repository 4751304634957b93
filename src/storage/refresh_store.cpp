// SPDX-License-Identifier: Apache-2.0
#include "storage/refresh_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define ATTEMPT_COLUMNS                                                                       \
    "attempt_id, workspace_id, connection_id, consent, generation, node_id, boot_id, state, " \
    "started, result"
#define GUARD_COLUMNS                                                                           \
    "consent, generation, epoch, refused, lease_attempt, lease_node, lease_boot, lease_until, " \
    "journal_key, failures, unchanged, "
#define OF_CONNECTION "WHERE workspace_id = $1 AND connection_id = $2 "

constexpr Sql insert_guard_sql{
    "INSERT INTO refresh_guard (connection_id, workspace_id, consent, generation, epoch, "
    "journal_key) VALUES ($2, $1, $3, $4, 0, $5)"};
constexpr Sql lock_sql FAIRLEAD_SQL_NOW(
    "UPDATE refresh_guard SET touched = touched + 1 " OF_CONNECTION "RETURNING " GUARD_COLUMNS, "");
constexpr Sql find_guard_sql FAIRLEAD_SQL_NOW("SELECT " GUARD_COLUMNS,
                                              " FROM refresh_guard " OF_CONNECTION);
constexpr Sql begin_consent_sql FAIRLEAD_SQL_NOW(
    "UPDATE refresh_guard SET consent = consent + 1, generation = generation + 1, "
    "epoch = epoch + 1, refused = 0, lease_attempt = NULL, lease_node = NULL, lease_boot = NULL, "
    "lease_until = NULL, journal_key = $3, failures = 0, unchanged = 0 " OF_CONNECTION
    "RETURNING " GUARD_COLUMNS,
    "");
constexpr Sql take_lease_sql FAIRLEAD_SQL_NOW(
    "UPDATE refresh_guard SET epoch = epoch + 1, lease_attempt = $4, lease_node = $5, "
    "lease_boot = $6, lease_until = $7 + ",
    " " OF_CONNECTION "AND epoch = $3");
constexpr Sql clear_lease_sql{
    "UPDATE refresh_guard SET lease_attempt = NULL, lease_node = NULL, lease_boot = NULL, "
    "lease_until = NULL " OF_CONNECTION "AND lease_attempt = $3"};
constexpr Sql spend_epoch_sql{"UPDATE refresh_guard SET epoch = epoch + 1 " OF_CONNECTION
                              "AND epoch = $3"};
constexpr Sql set_refused_sql{"UPDATE refresh_guard SET refused = $3 " OF_CONNECTION};
constexpr Sql advance_sql{
    "UPDATE refresh_guard SET generation = generation + 1, refused = 0 " OF_CONNECTION
    "AND generation = $3"};
constexpr Sql set_counters_sql{
    "UPDATE refresh_guard SET failures = $3, unchanged = $4 " OF_CONNECTION};

constexpr Sql insert_attempt_sql FAIRLEAD_SQL_NOW(
    "INSERT INTO refresh_attempt (attempt_id, workspace_id, connection_id, consent, generation, "
    "node_id, boot_id, state, started) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', ",
    ") RETURNING started");
constexpr Sql attempts_sql{"SELECT " ATTEMPT_COLUMNS " FROM refresh_attempt " OF_CONNECTION
                           "AND consent = $3 AND generation = $4 AND state IN ('open', 'unknown') "
                           "ORDER BY started, attempt_id"};
constexpr Sql find_attempt_sql{"SELECT " ATTEMPT_COLUMNS
                               " FROM refresh_attempt WHERE workspace_id = $1 AND attempt_id = $2"};
constexpr Sql take_attempt_sql{
    "DELETE FROM refresh_attempt WHERE workspace_id = $1 AND attempt_id = $2 "
    "AND state <> 'spare' RETURNING " ATTEMPT_COLUMNS};
constexpr Sql mark_unknown_sql{
    "UPDATE refresh_attempt SET state = 'unknown' "
    "WHERE workspace_id = $1 AND attempt_id = $2 AND state = 'open'"};
constexpr Sql put_spare_sql{
    "INSERT INTO refresh_attempt (attempt_id, workspace_id, connection_id, consent, generation, "
    "node_id, boot_id, state, started, result) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 'spare', $8, $9)"};
constexpr Sql newest_spare_sql{"SELECT " ATTEMPT_COLUMNS " FROM refresh_attempt " OF_CONNECTION
                               "AND consent = $3 AND state = 'spare' "
                               "ORDER BY generation DESC, started DESC, attempt_id DESC LIMIT 1"};
constexpr Sql erase_spare_sql{
    "DELETE FROM refresh_attempt WHERE workspace_id = $1 AND attempt_id = $2 AND state = 'spare'"};
constexpr Sql erase_below_sql{"DELETE FROM refresh_attempt " OF_CONNECTION "AND generation < $3"};
constexpr Sql erase_attempts_sql{"DELETE FROM refresh_attempt " OF_CONNECTION};

// The tokens stand in the connection's own row, which is there as long as its guard is.
constexpr Sql read_tokens_sql{
    "SELECT workspace_id, id, token_consent, token_generation, access_sealed, refresh_sealed, "
    "token_type, access_expires, access_lifetime_ms, token_written_at FROM connections "
    "WHERE workspace_id = $1 AND id = $2 AND access_sealed IS NOT NULL"};
#define WRITE_TOKENS                                                                  \
    "UPDATE connections SET token_consent = $3, token_generation = $4, "              \
    "access_sealed = $5, refresh_sealed = $6, token_type = $7, access_expires = $8, " \
    "access_lifetime_ms = $9, token_written_at = "
#define TOKENS_OF_CONNECTION " WHERE workspace_id = $1 AND id = $2"
constexpr Sql write_tokens_sql{
    WRITE_TOKENS FAIRLEAD_SQLITE_NOW
    ", data_key = (SELECT k.number FROM data_keys k WHERE k.workspace_id = $1 "
    "AND k.owner_kind = 'user' AND k.owner_id = connections.user_id)" TOKENS_OF_CONNECTION,
    WRITE_TOKENS FAIRLEAD_POSTGRES_NOW TOKENS_OF_CONNECTION};
#define ERASE_TOKENS                                                                          \
    "UPDATE connections SET token_consent = NULL, token_generation = NULL, "                  \
    "access_sealed = NULL, refresh_sealed = NULL, token_type = NULL, access_expires = NULL, " \
    "access_lifetime_ms = NULL, token_written_at = NULL"
constexpr Sql erase_tokens_sql{ERASE_TOKENS ", data_key = NULL" TOKENS_OF_CONNECTION,
                               ERASE_TOKENS TOKENS_OF_CONNECTION};

constexpr Sql mark_earlier_sql{
    "UPDATE refresh_attempt SET state = 'unknown' "
    "WHERE node_id = $1 AND boot_id <> $2 AND state = 'open'"};
constexpr Sql earlier_leases_sql{
    "SELECT g.workspace_id, g.connection_id, c.integration_id, c.provider, g.lease_attempt "
    "FROM refresh_guard g JOIN connections c ON c.id = g.connection_id "
    "WHERE g.lease_node = $1 AND g.lease_boot <> $2"};
constexpr Sql refused_and_over_sql FAIRLEAD_SQL_NOW(
    "SELECT g.workspace_id, g.connection_id FROM refresh_guard g "
    "JOIN connections c ON c.id = g.connection_id "
    "WHERE g.refused = 1 AND c.status = 'connected' AND c.access_expires <= ",
    " ORDER BY g.connection_id LIMIT $1");
constexpr Sql counts_sql{"SELECT state, count(*) FROM refresh_attempt GROUP BY state"};

AttemptState state_of(std::string_view text) {
    if (text == "open") return AttemptState::open;
    return text == "spare" ? AttemptState::spare : AttemptState::unknown;
}

/// These tables keep the database's milliseconds as a number, not as an instant.
Value milliseconds_of(const std::optional<Time>& time) {
    if (!time) return std::monostate{};
    return to_unix_ms(*time);
}

Guard guard_of(const Row& row) {
    Guard guard;
    guard.consent = row.integer(0);
    guard.generation = row.integer(1);
    guard.epoch = row.integer(2);
    guard.refused = row.integer(3) != 0;
    if (!row.is_null(4)) {
        const NodeBoot holder{row.uuid(5), row.uuid(6)};
        guard.lease = Guard::Lease{row.id<AttemptId>(4), holder, row.time(7)};
    }
    guard.journal_key = row.optional_text(8);
    guard.failures = row.integer(9);
    guard.unchanged = row.integer(10);
    guard.now = row.time(11);
    return guard;
}

Attempt attempt_of(const Row& row) {
    Attempt attempt;
    attempt.id = row.id<AttemptId>(0);
    attempt.workspace = row.id<WorkspaceId>(1);
    attempt.connection = row.id<ConnectionId>(2);
    attempt.consent = row.integer(3);
    attempt.generation = row.integer(4);
    attempt.holder = {row.uuid(5), row.uuid(6)};
    attempt.state = state_of(row.bytes(7));
    attempt.started = row.time(8);
    attempt.result = row.optional_text(9).value_or("");
    return attempt;
}

SealedTokens tokens_of(const Row& row) {
    SealedTokens tokens;
    tokens.workspace = row.id<WorkspaceId>(0);
    tokens.connection = row.id<ConnectionId>(1);
    tokens.consent = row.integer(2);
    tokens.generation = row.integer(3);
    tokens.access_sealed = row.text(4);
    tokens.refresh_sealed = row.optional_text(5);
    tokens.token_type = row.text(6);
    tokens.access_expires = row.optional_time(7);
    tokens.access_lifetime = Milliseconds{row.integer(8)};
    tokens.written_at = row.time(9);
    return tokens;
}

Task<Result<std::optional<Attempt>>> first_attempt(Tx& tx, Sql sql, Params params) {
    CO_TRY(const auto rows, co_await tx.run(sql, std::move(params)));
    co_return first(rows, attempt_of);
}

}  // namespace

namespace refresh {

Task<Result<void>> insert_guard(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                std::int64_t consent, std::int64_t generation,
                                std::string journal_key) {
    return run(tx, insert_guard_sql,
               {workspace.value, id.value, consent, generation, Bytes{std::move(journal_key)}});
}

Task<Result<std::optional<Guard>>> lock(Tx& tx, WorkspaceId workspace, ConnectionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows, co_await tx.run(lock_sql, std::move(params)));
    co_return first(rows, guard_of);
}

Task<Result<Guard>> begin_consent(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                  std::optional<std::string> journal_key) {
    Value key = std::monostate{};
    if (journal_key) key = Bytes{*std::move(journal_key)};
    Params params{workspace.value, id.value, std::move(key)};
    CO_TRY(const auto rows, co_await tx.run(begin_consent_sql, std::move(params)));
    if (rows.empty()) co_return Error{Errc::not_found, "There is no such connection."};
    co_return guard_of(rows.front());
}

Task<Result<bool>> take_lease(Tx& tx, WorkspaceId workspace, ConnectionId id, std::int64_t epoch,
                              AttemptId attempt, NodeBoot holder, Milliseconds length) {
    return changes_one(tx, take_lease_sql,
                       {workspace.value, id.value, epoch, attempt.value, holder.node, holder.boot,
                        std::int64_t{length.count()}});
}

Task<Result<void>> clear_lease(Tx& tx, WorkspaceId workspace, ConnectionId id, AttemptId attempt) {
    return run(tx, clear_lease_sql, {workspace.value, id.value, attempt.value});
}

Task<Result<void>> spend_epoch(Tx& tx, WorkspaceId workspace, ConnectionId id, std::int64_t epoch) {
    return run(tx, spend_epoch_sql, {workspace.value, id.value, epoch});
}

Task<Result<void>> set_refused(Tx& tx, WorkspaceId workspace, ConnectionId id, bool refused) {
    return run(tx, set_refused_sql, {workspace.value, id.value, std::int64_t{refused ? 1 : 0}});
}

Task<Result<bool>> advance(Tx& tx, WorkspaceId workspace, ConnectionId id,
                           std::int64_t generation) {
    return changes_one(tx, advance_sql, {workspace.value, id.value, generation});
}

Task<Result<void>> set_counters(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                std::int64_t failures, std::int64_t unchanged) {
    return run(tx, set_counters_sql, {workspace.value, id.value, failures, unchanged});
}

Task<Result<Time>> insert_attempt(Tx& tx, Attempt attempt) {
    Params params{attempt.id.value,   attempt.workspace.value, attempt.connection.value,
                  attempt.consent,    attempt.generation,      attempt.holder.node,
                  attempt.holder.boot};
    CO_TRY(const auto rows, co_await tx.run(insert_attempt_sql, std::move(params)));
    co_return rows.front().time(0);
}

Task<Result<std::vector<Attempt>>> attempts(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                            std::int64_t consent, std::int64_t generation) {
    Params params{workspace.value, id.value, consent, generation};
    CO_TRY(const auto rows, co_await tx.run(attempts_sql, std::move(params)));
    co_return every(rows, attempt_of);
}

Task<Result<std::optional<Attempt>>> find_attempt(Tx& tx, WorkspaceId workspace, AttemptId id) {
    return first_attempt(tx, find_attempt_sql, {workspace.value, id.value});
}

Task<Result<std::optional<Attempt>>> take_attempt(Tx& tx, WorkspaceId workspace, AttemptId id) {
    return first_attempt(tx, take_attempt_sql, {workspace.value, id.value});
}

Task<Result<void>> mark_unknown(Tx& tx, WorkspaceId workspace, AttemptId id) {
    return run(tx, mark_unknown_sql, {workspace.value, id.value});
}

Task<Result<void>> put_spare(Tx& tx, Attempt attempt) {
    return run(tx, put_spare_sql,
               {attempt.id.value, attempt.workspace.value, attempt.connection.value,
                attempt.consent, attempt.generation, attempt.holder.node, attempt.holder.boot,
                to_unix_ms(attempt.started), Bytes{std::move(attempt.result)}});
}

Task<Result<std::optional<Attempt>>> newest_spare(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                                  std::int64_t consent) {
    return first_attempt(tx, newest_spare_sql, {workspace.value, id.value, consent});
}

Task<Result<void>> erase_spare(Tx& tx, WorkspaceId workspace, AttemptId id) {
    return run(tx, erase_spare_sql, {workspace.value, id.value});
}

Task<Result<void>> erase_attempts_below(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                        std::int64_t generation) {
    return run(tx, erase_below_sql, {workspace.value, id.value, generation});
}

Task<Result<void>> erase_attempts(Tx& tx, WorkspaceId workspace, ConnectionId id) {
    return run(tx, erase_attempts_sql, {workspace.value, id.value});
}

Task<Result<std::optional<SealedTokens>>> read_tokens(Tx& tx, WorkspaceId workspace,
                                                      ConnectionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows, co_await tx.run(read_tokens_sql, std::move(params)));
    co_return first(rows, tokens_of);
}

Task<Result<void>> write_tokens(Tx& tx, SealedTokens tokens) {
    Value refresh_sealed = std::monostate{};
    if (tokens.refresh_sealed) refresh_sealed = Bytes{*std::move(tokens.refresh_sealed)};
    return run(tx, write_tokens_sql,
               {tokens.workspace.value, tokens.connection.value, tokens.consent, tokens.generation,
                Bytes{std::move(tokens.access_sealed)}, std::move(refresh_sealed),
                std::move(tokens.token_type), milliseconds_of(tokens.access_expires),
                std::int64_t{tokens.access_lifetime.count()}});
}

Task<Result<void>> erase_tokens(Tx& tx, WorkspaceId workspace, ConnectionId id) {
    return run(tx, erase_tokens_sql, {workspace.value, id.value});
}

}  // namespace refresh

Task<Result<std::optional<Guard>>> RefreshStore::find_guard(WorkspaceId workspace,
                                                            ConnectionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_guard_sql, std::move(params)));
    co_return first(rows, guard_of);
}

Task<Result<std::int64_t>> RefreshStore::mark_earlier_boots_unknown(NodeBoot self) {
    Params params{self.node, self.boot};
    CO_TRY(const auto rows, co_await database_.write(Access::service(), mark_earlier_sql,
                                                     std::move(params), Priority::tokens));
    co_return rows.changed;
}

Task<Result<std::vector<RefreshStore::Held>>> RefreshStore::leases_of_earlier_boots(NodeBoot self) {
    Params params{self.node, self.boot};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), earlier_leases_sql, std::move(params)));
    co_return every(rows, [](const Row& row) {
        return Held{row.id<WorkspaceId>(0), row.id<ConnectionId>(1), row.id<IntegrationId>(2),
                    row.text(3), row.id<AttemptId>(4)};
    });
}

Task<Result<std::vector<RefreshStore::Overdue>>> RefreshStore::refused_and_over(int limit) {
    Params params{std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), refused_and_over_sql, std::move(params)));
    co_return every(rows, [](const Row& row) {
        return Overdue{row.id<WorkspaceId>(0), row.id<ConnectionId>(1)};
    });
}

Task<Result<std::vector<RefreshStore::Count>>> RefreshStore::counts() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), counts_sql, std::move(none)));
    co_return every(rows,
                    [](const Row& row) { return Count{state_of(row.bytes(0)), row.integer(1)}; });
}

}  // namespace fairlead::storage
