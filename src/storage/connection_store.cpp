// SPDX-License-Identifier: Apache-2.0
#include "storage/connection_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

#define CONNECTION_COLUMNS                                                                      \
    "c.id, c.workspace_id, c.user_id, c.integration_id, i.key, c.provider, "                    \
    "c.provider_account_id, c.account_name, c.status, c.reason, c.error_message, "              \
    "c.scopes_granted, c.scopes_missing, c.vars, c.metadata, c.custom_metadata, c.expires_at, " \
    "c.refresh_at, c.generation, c.last_synced_at, c.created_at, c.updated_at"
#define FROM_CONNECTIONS " FROM connections c JOIN integrations i ON i.id = c.integration_id "

constexpr Sql find_sql{"SELECT " CONNECTION_COLUMNS FROM_CONNECTIONS
                       "WHERE c.workspace_id = $1 AND c.id = $2"};
constexpr Sql find_of_user_sql{"SELECT " CONNECTION_COLUMNS FROM_CONNECTIONS
                               "WHERE c.workspace_id = $1 AND c.user_id = $2 AND c.id = $3"};
constexpr Sql find_by_account_sql{
    "SELECT " CONNECTION_COLUMNS FROM_CONNECTIONS
    "WHERE c.workspace_id = $1 AND c.user_id = $2 AND c.integration_id = $3 "
    "AND c.provider_account_id = $4"};
/// Through any integration of the same OAuth client: two products of one platform share a grant.
constexpr Sql count_sharing_sql{
    "SELECT count(*) FROM connections WHERE workspace_id = $1 AND integration_id IN "
    "(SELECT other.id FROM integrations own JOIN integrations other "
    "ON other.workspace_id = own.workspace_id "
    "AND (other.id = own.id OR (own.client_id <> '' AND other.client_id = own.client_id)) "
    "WHERE own.workspace_id = $1 AND own.id = $2) "
    "AND provider_account_id = $3 AND status <> 'disconnected'"};
#define FOR_TOKEN_COLUMNS(setting, user, key)                                                \
    "SELECT c.user_id, c.integration_id, i.key, c.status, c.reason, c.error_message, "       \
    "c.scopes_granted, i.enabled, " setting ", " user                                        \
    ", c.token_consent, c.token_generation, c.access_sealed, c.refresh_sealed IS NOT NULL, " \
    "c.token_type, c.access_expires, c.access_lifetime_ms, " key                             \
    " FROM connections c JOIN integrations i ON i.id = c.integration_id "
#define JOIN_SETTINGS                   \
    "LEFT JOIN integration_settings s " \
    "ON s.user_id = c.user_id AND s.integration_id = c.integration_id "
#define OF_CONNECTION "WHERE c.workspace_id = $1 AND c.id = $2"
/// Triggers copy into the row what joins would find; a row from before they did has no copies.
#define FOR_TOKEN_COPIED(more)                                                 \
    FOR_TOKEN_COLUMNS("c.user_enables", "c.user_external_id, c.user_disabled", \
                      "c.key_id, c.key_master_id, c.key_wrapped" more)
#define FOR_TOKEN_JOINED(key_of_connection)                                                      \
    FOR_TOKEN_COLUMNS("s.is_enabled", "u.external_id, u.disabled",                               \
                      "k.id, k.master_key_id, k.wrapped")                                        \
    JOIN_SETTINGS "JOIN users u ON u.id = c.user_id LEFT JOIN data_keys k ON " key_of_connection \
        OF_CONNECTION
/// SQLite finds the row by what its id says its number is, PostgreSQL all there is in two rows: there a
/// sub-select that is not pulled up makes the planner look each row up, whatever it takes the table
/// to be. Where nobody has counted the rows yet, it would walk through all of them for a few.
constexpr Sql find_for_token_sql{
    FOR_TOKEN_COPIED("") OF_CONNECTION
    " AND c.number = uuid_number($2) AND c.key_wrapped IS NOT NULL",
    "SELECT one.* FROM unnest(CAST($2 AS uuid[])) AS wanted (id) CROSS JOIN LATERAL "
    "(" FOR_TOKEN_COPIED(", c.id")
    "WHERE c.workspace_id = $1 AND c.id = wanted.id AND c.user_disabled IS NOT NULL "
    "AND (c.access_sealed IS NULL OR c.key_wrapped IS NOT NULL) OFFSET 0) AS one"};
/// Of a row whose number was taken or that has no copies, and of none.
constexpr Sql find_for_token_by_id_sql{
    FOR_TOKEN_JOINED("k.number = c.data_key "),
    FOR_TOKEN_JOINED(
        "k.workspace_id = c.workspace_id AND k.owner_kind = 'user' AND k.owner_id = c.user_id ")};
constexpr Sql list_sql{"SELECT " CONNECTION_COLUMNS FROM_CONNECTIONS
                       "WHERE c.workspace_id = $1 AND c.user_id = $2 "
                       "AND (c.status <> 'disconnected' OR $3) ORDER BY c.id"};
constexpr Sql list_all_sql{"SELECT " CONNECTION_COLUMNS FROM_CONNECTIONS
                           "WHERE c.workspace_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3"};
constexpr Sql counts_sql{
    "SELECT provider, status, count(*) FROM connections GROUP BY provider, status"};
constexpr Sql due_sql{
    "SELECT id, workspace_id, integration_id, provider, generation, refresh_at, expires_at "
    "FROM connections WHERE refresh_at <= $1 AND (refresh_at, id) > ($2, $3) "
    "AND status = 'connected' ORDER BY refresh_at, id LIMIT $4"};
constexpr Sql next_refresh_sql{
    "SELECT refresh_at FROM connections WHERE refresh_at IS NOT NULL AND status = 'connected' "
    "ORDER BY refresh_at LIMIT 1"};
constexpr Sql set_custom_metadata_sql{
    "UPDATE connections SET custom_metadata = $4, updated_at = $5 "
    "WHERE workspace_id = $1 AND user_id = $2 AND id = $3"};
#define INSERTED_COLUMNS                                                                       \
    "id, workspace_id, user_id, integration_id, provider, provider_account_id, account_name, " \
    "status, reason, error_message, scopes_granted, scopes_missing, vars, metadata, "          \
    "custom_metadata, expires_at, refresh_at, generation, last_synced_at, created_at, "        \
    "updated_at"
#define INSERTED_VALUES                                                                      \
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, " \
    "$20, $21)"
constexpr Sql insert_sql{
    "INSERT INTO connections (number, " INSERTED_COLUMNS
    ") VALUES ((SELECT uuid_number($1) WHERE NOT EXISTS (SELECT 1 FROM connections "
    "WHERE number = uuid_number($1))), " INSERTED_VALUES,
    "INSERT INTO connections (" INSERTED_COLUMNS ") VALUES (" INSERTED_VALUES};
constexpr Sql update_sql{
    "UPDATE connections SET provider_account_id = $3, account_name = $4, status = $5, "
    "reason = $6, error_message = $7, scopes_granted = $8, scopes_missing = $9, vars = $10, "
    "metadata = $11, expires_at = $12, refresh_at = $13, generation = $14, last_synced_at = $15, "
    "updated_at = $16 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_status_sql{
    "UPDATE connections SET status = $3, reason = $4, error_message = $5, updated_at = $6 "
    "WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_schedule_sql{
    "UPDATE connections SET generation = $3, expires_at = $4, refresh_at = $5, updated_at = $6 "
    "WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_refresh_at_sql{
    "UPDATE connections SET refresh_at = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_scopes_sql{
    "UPDATE connections SET scopes_granted = $3, scopes_missing = $4 "
    "WHERE workspace_id = $1 AND id = $2"};
constexpr Sql set_metadata_sql{
    "UPDATE connections SET metadata = $3, account_name = $4, updated_at = $5 "
    "WHERE workspace_id = $1 AND id = $2"};

Connection connection_of(const Row& row) {
    Connection connection;
    connection.id = row.id<ConnectionId>(0);
    connection.workspace = row.id<WorkspaceId>(1);
    connection.user = row.id<UserId>(2);
    connection.integration_id = row.id<IntegrationId>(3);
    connection.integration = row.text(4);
    connection.provider = row.text(5);
    connection.provider_account_id = row.text(6);
    connection.account_name = row.text(7);
    connection.status = parse_connection_status(row.bytes(8)).value();
    connection.reason = parse_connection_reason(row.bytes(9)).value();
    connection.error_message = row.text(10);
    connection.scopes_granted = list_of(row.bytes(11));
    connection.scopes_missing = list_of(row.bytes(12));
    connection.vars = map_of(row.json(13));
    connection.metadata = row.json(14);
    connection.custom_metadata = row.json(15);
    connection.expires_at = row.optional_time(16);
    connection.refresh_at = row.optional_time(17);
    connection.generation = row.integer(18);
    connection.last_synced_at = row.optional_time(19);
    connection.created_at = row.time(20);
    connection.updated_at = row.time(21);
    return connection;
}

TokenRow token_row_of(WorkspaceId workspace, ConnectionId id, const Row& row) {
    TokenRow answer;
    answer.id = id;
    answer.user = row.id<UserId>(0);
    answer.integration_id = row.id<IntegrationId>(1);
    answer.integration = row.text(2);
    answer.status = parse_connection_status(row.bytes(3)).value();
    answer.reason = parse_connection_reason(row.bytes(4)).value();
    answer.error_message = row.text(5);
    answer.scopes_granted = list_of(row.bytes(6));
    answer.integration_enabled = row.boolean(7);
    answer.user_enabled = row.is_null(8) || row.boolean(8);
    answer.external_user = row.optional_text(9);
    answer.user_disabled = row.boolean(10);
    if (row.is_null(13)) return answer;
    auto& token = answer.token.emplace();
    token.consent = row.integer(11);
    token.generation = row.integer(12);
    token.access_sealed = row.text(13);
    token.has_refresh = row.boolean(14);
    token.token_type = row.text(15);
    token.access_expires = row.optional_time(16);
    token.access_lifetime = Milliseconds{row.integer(17)};
    if (row.is_null(18)) return answer;
    token.key = WrappedKey{row.id<DataKeyId>(18), Owner::of(workspace, answer.user), row.text(19),
                           row.text(20)};
    return answer;
}

DueConnection due_of(const Row& row) {
    DueConnection due;
    due.id = row.id<ConnectionId>(0);
    due.workspace = row.id<WorkspaceId>(1);
    due.integration_id = row.id<IntegrationId>(2);
    due.provider = row.text(3);
    due.generation = row.integer(4);
    due.refresh_at = row.time(5);
    due.expires_at = row.optional_time(6);
    return due;
}

}  // namespace

Task<Result<std::optional<Connection>>> ConnectionStore::find(WorkspaceId workspace,
                                                              ConnectionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, connection_of);
}

Task<Result<std::optional<Connection>>> ConnectionStore::find(WorkspaceId workspace, UserId user,
                                                              ConnectionId id) {
    Params params{workspace.value, user.value, id.value};
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace, user), find_of_user_sql,
                                                    std::move(params)));
    co_return first(rows, connection_of);
}

Task<Result<std::optional<Connection>>> ConnectionStore::find_by_account(
    WorkspaceId workspace, UserId user, IntegrationId integration,
    std::string provider_account_id) {
    Params params{workspace.value, user.value, integration.value, std::move(provider_account_id)};
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace, user),
                                                    find_by_account_sql, std::move(params)));
    co_return first(rows, connection_of);
}

Task<Result<std::int64_t>> ConnectionStore::count_sharing(WorkspaceId workspace,
                                                          IntegrationId integration,
                                                          std::string provider_account_id) {
    Params params{workspace.value, integration.value, std::move(provider_account_id)};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), count_sharing_sql, std::move(params)));
    co_return rows.front().integer(0);
}

Task<Result<std::int64_t>> ConnectionStore::count_sharing(Tx& tx, WorkspaceId workspace,
                                                          IntegrationId integration,
                                                          std::string provider_account_id) {
    Params params{workspace.value, integration.value, std::move(provider_account_id)};
    CO_TRY(const auto rows, co_await tx.run(count_sharing_sql, std::move(params)));
    co_return rows.front().integer(0);
}

Task<Result<std::optional<TokenRow>>> ConnectionStore::find_for_token(WorkspaceId workspace,
                                                                      ConnectionId id) {
    return find_for_token(Access::of(workspace), id);
}

Task<Result<std::optional<TokenRow>>> ConnectionStore::find_for_token(Access access,
                                                                      ConnectionId id) {
    const WorkspaceId workspace = access.workspace().value();
    CO_TRY(auto rows, co_await database_.read_row(access, find_for_token_sql, id.value));
    if (rows.empty()) {
        Params again{workspace.value, id.value};
        CO_TRY(rows, co_await database_.read(access, find_for_token_by_id_sql, std::move(again)));
    }
    co_return first(rows,
                    [workspace, id](const Row& row) { return token_row_of(workspace, id, row); });
}

std::optional<TokenRow> ConnectionStore::find_for_token_now(Access access, ConnectionId id) {
    const auto rows = database_.read_row_now(access, find_for_token_sql, id.value);
    if (!rows || rows->empty()) return std::nullopt;
    return token_row_of(access.workspace().value(), id, rows->front());
}

Task<Result<std::vector<Connection>>> ConnectionStore::list(WorkspaceId workspace, UserId user,
                                                            Disconnected disconnected) {
    Params params{workspace.value, user.value, disconnected == Disconnected::shown};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace, user), list_sql, std::move(params)));
    co_return every(rows, connection_of);
}

Task<Result<std::vector<Connection>>> ConnectionStore::list_all(WorkspaceId workspace,
                                                                ConnectionId after, int limit) {
    Params params{workspace.value, after.value, std::int64_t{limit}};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), list_all_sql, std::move(params)));
    co_return every(rows, connection_of);
}

Task<Result<std::vector<ConnectionStore::Count>>> ConnectionStore::counts() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), counts_sql, std::move(none)));
    co_return every(rows, [](const Row& row) {
        return Count{row.text(0), parse_connection_status(row.bytes(1)).value(), row.integer(2)};
    });
}

Task<Result<std::vector<DueConnection>>> ConnectionStore::due_for_refresh(
    Time now, std::optional<DueConnection> after, int limit) {
    const auto from = after.value_or(DueConnection{});
    Params params{now, from.refresh_at, from.id.value, std::int64_t{limit}};
    CO_TRY(const auto rows, co_await database_.read(Access::service(), due_sql, std::move(params)));
    co_return every(rows, due_of);
}

Task<Result<std::optional<Time>>> ConnectionStore::next_refresh() {
    Params none;
    CO_TRY(const auto rows,
           co_await database_.read(Access::service(), next_refresh_sql, std::move(none)));
    co_return first(rows, [](const Row& row) { return row.time(0); });
}

Task<Result<bool>> ConnectionStore::set_custom_metadata(WorkspaceId workspace, UserId user,
                                                        ConnectionId id, Json metadata, Time now) {
    Params params{workspace.value, user.value, id.value, std::move(metadata), now};
    CO_TRY(const auto rows, co_await database_.write(Access::of(workspace, user),
                                                     set_custom_metadata_sql, std::move(params)));
    co_return rows.changed == 1;
}

Task<Result<std::optional<Connection>>> ConnectionStore::find(Tx& tx, WorkspaceId workspace,
                                                              ConnectionId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows, co_await tx.run(find_sql, std::move(params)));
    co_return first(rows, connection_of);
}

Task<Result<std::optional<Connection>>> ConnectionStore::find_by_account(
    Tx& tx, WorkspaceId workspace, UserId user, IntegrationId integration,
    std::string provider_account_id) {
    Params params{workspace.value, user.value, integration.value, std::move(provider_account_id)};
    CO_TRY(const auto rows, co_await tx.run(find_by_account_sql, std::move(params)));
    co_return first(rows, connection_of);
}

Task<Result<void>> ConnectionStore::insert(Tx& tx, Connection connection) {
    Params params{connection.id.value,
                  connection.workspace.value,
                  connection.user.value,
                  connection.integration_id.value,
                  std::move(connection.provider),
                  std::move(connection.provider_account_id),
                  std::move(connection.account_name),
                  std::string{to_text(connection.status)},
                  std::string{to_text(connection.reason)},
                  std::move(connection.error_message),
                  json_of(connection.scopes_granted),
                  json_of(connection.scopes_missing),
                  json_of(connection.vars),
                  std::move(connection.metadata),
                  std::move(connection.custom_metadata),
                  nullable(connection.expires_at),
                  nullable(connection.refresh_at),
                  connection.generation,
                  nullable(connection.last_synced_at),
                  connection.created_at,
                  connection.updated_at};
    CO_CHECK(co_await tx.run(insert_sql, std::move(params)));
    co_return ok();
}

Task<Result<bool>> ConnectionStore::update(Tx& tx, Connection connection) {
    return changes_one(
        tx, update_sql,
        {connection.workspace.value, connection.id.value, std::move(connection.provider_account_id),
         std::move(connection.account_name), std::string{to_text(connection.status)},
         std::string{to_text(connection.reason)}, std::move(connection.error_message),
         json_of(connection.scopes_granted), json_of(connection.scopes_missing),
         json_of(connection.vars), std::move(connection.metadata), nullable(connection.expires_at),
         nullable(connection.refresh_at), connection.generation,
         nullable(connection.last_synced_at), connection.updated_at});
}

Task<Result<bool>> ConnectionStore::set_status(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                               ConnectionStatus status, ConnectionReason reason,
                                               std::string error_message, Time now) {
    return changes_one(tx, set_status_sql,
                       {workspace.value, id.value, std::string{to_text(status)},
                        std::string{to_text(reason)}, std::move(error_message), now});
}

Task<Result<bool>> ConnectionStore::set_schedule(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                                 std::int64_t generation,
                                                 std::optional<Time> expires_at,
                                                 std::optional<Time> refresh_at, Time now) {
    return changes_one(
        tx, set_schedule_sql,
        {workspace.value, id.value, generation, nullable(expires_at), nullable(refresh_at), now});
}

Task<Result<bool>> ConnectionStore::set_refresh_at(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                                   std::optional<Time> refresh_at) {
    return changes_one(tx, set_refresh_at_sql, {workspace.value, id.value, nullable(refresh_at)});
}

Task<Result<bool>> ConnectionStore::set_scopes(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                               std::vector<std::string> granted,
                                               std::vector<std::string> missing) {
    return changes_one(tx, set_scopes_sql,
                       {workspace.value, id.value, json_of(granted), json_of(missing)});
}

Task<Result<bool>> ConnectionStore::set_metadata(Tx& tx, WorkspaceId workspace, ConnectionId id,
                                                 Json metadata, std::string account_name,
                                                 Time now) {
    return changes_one(
        tx, set_metadata_sql,
        {workspace.value, id.value, std::move(metadata), std::move(account_name), now});
}

}  // namespace fairlead::storage
