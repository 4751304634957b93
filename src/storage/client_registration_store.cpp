// SPDX-License-Identifier: Apache-2.0
#include "storage/client_registration_store.h"

#include "storage/columns.h"
#include "storage/statements.h"

namespace fairlead::storage {

namespace {

using State = ClientRegistration::State;

#define REGISTRATION_COLUMNS                                                                   \
    "r.id, r.workspace_id, r.integration_id, r.server, r.redirect_uri, r.state, r.client_id, " \
    "r.details, r.sealed, r.secret_expires_at, r.created_at, r.user_id, r.secret_generation"

constexpr Sql find_sql{"SELECT " REGISTRATION_COLUMNS
                       " FROM client_registrations r WHERE r.workspace_id = $1 AND r.id = $2"};
constexpr Sql find_in_use_sql{
    "SELECT " REGISTRATION_COLUMNS
    " FROM client_registrations r WHERE r.workspace_id = $1 AND r.integration_id = $2 "
    "AND r.server = $3 AND r.redirect_uri = $4 AND r.state <> 'retired' AND r.user_id IS NULL"};
constexpr Sql find_of_member_sql{
    "SELECT " REGISTRATION_COLUMNS
    " FROM client_registrations r WHERE r.workspace_id = $1 AND r.user_id = $2 "
    "AND r.integration_id = $3 AND r.state = 'current'"};
constexpr Sql find_of_connection_sql{
    "SELECT " REGISTRATION_COLUMNS
    " FROM connections c JOIN client_registrations r ON r.id = c.registration_id "
    "AND coalesce(r.user_id, c.user_id) = c.user_id "
    "WHERE c.workspace_id = $1 AND c.id = $2"};
#define CLAIM(now)                                                                               \
    "INSERT INTO client_registrations (id, workspace_id, integration_id, server, redirect_uri, " \
    "state, claimed_until, client_id, details, created_at) "                                     \
    "VALUES ($1, $2, $3, $4, $5, 'registering', " now                                            \
    " + $6, '', '{}', $7) "                                                                      \
    "ON CONFLICT (workspace_id, integration_id, server, redirect_uri) "                          \
    "WHERE state <> 'retired' AND user_id IS NULL "                                              \
    "DO UPDATE SET id = excluded.id, claimed_until = excluded.claimed_until, "                   \
    "created_at = excluded.created_at WHERE client_registrations.state = 'registering' "         \
    "AND client_registrations.claimed_until <= " now " RETURNING id"
constexpr Sql claim_sql{CLAIM(FAIRLEAD_SQLITE_NOW), CLAIM(FAIRLEAD_POSTGRES_NOW)};
constexpr Sql complete_sql{
    "UPDATE client_registrations SET state = 'current', client_id = $3, details = $4, "
    "sealed = $5, secret_expires_at = $6 "
    "WHERE workspace_id = $1 AND id = $2 AND state = 'registering'"};
constexpr Sql insert_of_member_sql{
    "INSERT INTO client_registrations (id, workspace_id, integration_id, user_id, server, "
    "redirect_uri, state, claimed_until, client_id, details, sealed, created_at) "
    "VALUES ($1, $2, $3, $4, '', $5, 'current', 0, $6, '{}', $7, $8)"};
constexpr Sql renew_sql{
    "UPDATE client_registrations SET sealed = $3, secret_expires_at = $4, secret_generation = $5 "
    "WHERE workspace_id = $1 AND id = $2 AND state = 'current' AND secret_generation + 1 = $5"};
constexpr Sql give_up_sql{
    "DELETE FROM client_registrations "
    "WHERE workspace_id = $1 AND id = $2 AND state = 'registering'"};
constexpr Sql retire_sql{
    "UPDATE client_registrations SET state = 'retired' "
    "WHERE workspace_id = $1 AND id = $2 AND state = 'current' AND user_id IS NULL"};
constexpr Sql retire_of_member_sql{
    "UPDATE client_registrations SET state = 'retired' "
    "WHERE workspace_id = $1 AND user_id = $2 AND integration_id = $3 AND state = 'current'"};
#define NOBODY_WAS_ISSUED_TO                              \
    "AND NOT EXISTS (SELECT 1 FROM connections c "        \
    "WHERE c.registration_id = client_registrations.id) " \
    "AND NOT EXISTS (SELECT 1 FROM revocations v "        \
    "WHERE v.registration_id = client_registrations.id)"
constexpr Sql erase_unused_sql{
    "DELETE FROM client_registrations WHERE workspace_id = $1 AND integration_id = $2 "
    "AND state = 'retired' AND user_id IS NULL AND created_at < $3 " NOBODY_WAS_ISSUED_TO};
constexpr Sql erase_unused_of_member_sql{
    "DELETE FROM client_registrations WHERE workspace_id = $1 AND user_id = $2 "
    "AND integration_id = $3 AND state = 'retired' " NOBODY_WAS_ISSUED_TO};
constexpr Sql wipe_let_go_sql{
    "UPDATE client_registrations SET sealed = NULL WHERE state = 'retired' "
    "AND user_id IS NOT NULL AND sealed IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM connections c "
    "WHERE c.registration_id = client_registrations.id AND c.status <> 'disconnected') "
    "AND NOT EXISTS (SELECT 1 FROM revocations v "
    "WHERE v.registration_id = client_registrations.id AND v.state <> 'dead')"};
constexpr Sql bind_sql{
    "UPDATE connections SET registration_id = $3 WHERE workspace_id = $1 AND id = $2"};
constexpr Sql bound_sql{
    "SELECT registration_id FROM connections WHERE workspace_id = $1 AND id = $2"};

State state_of(std::string_view text) {
    if (text == "current") return State::current;
    return text == "retired" ? State::retired : State::registering;
}

ClientRegistration registration_of(const Row& row) {
    ClientRegistration registration;
    registration.id = row.id<ClientRegistrationId>(0);
    registration.workspace = row.id<WorkspaceId>(1);
    registration.integration_id = row.id<IntegrationId>(2);
    registration.server = row.text(3);
    registration.redirect_uri = row.text(4);
    registration.state = state_of(row.bytes(5));
    registration.client_id = row.text(6);
    registration.details = row.json(7);
    registration.sealed = row.optional_text(8).value_or("");
    registration.secret_expires_at = row.optional_time(9);
    registration.created_at = row.time(10);
    registration.user = optional_id<UserId>(row, 11);
    registration.generation = row.integer(12);
    return registration;
}

Value sealed_or_null(std::string sealed) {
    if (sealed.empty()) return std::monostate{};
    return Bytes{std::move(sealed)};
}

Params renewal_of(ClientRegistration registration) {
    return {registration.workspace.value, registration.id.value,
            sealed_or_null(std::move(registration.sealed)),
            nullable(registration.secret_expires_at), registration.generation};
}

}  // namespace

Task<Result<std::optional<ClientRegistration>>> ClientRegistrationStore::find(
    WorkspaceId workspace, ClientRegistrationId id) {
    Params params{workspace.value, id.value};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_sql, std::move(params)));
    co_return first(rows, registration_of);
}

Task<Result<std::optional<ClientRegistration>>> ClientRegistrationStore::find_in_use(
    WorkspaceId workspace, IntegrationId integration, std::string server,
    std::string redirect_uri) {
    Params params{workspace.value, integration.value, std::move(server), std::move(redirect_uri)};
    CO_TRY(const auto rows,
           co_await database_.read(Access::of(workspace), find_in_use_sql, std::move(params)));
    co_return first(rows, registration_of);
}

Task<Result<std::optional<ClientRegistration>>> ClientRegistrationStore::find_of_connection(
    WorkspaceId workspace, ConnectionId connection) {
    Params params{workspace.value, connection.value};
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace), find_of_connection_sql,
                                                    std::move(params)));
    co_return first(rows, registration_of);
}

Task<Result<bool>> ClientRegistrationStore::claim(ClientRegistration registration,
                                                  Milliseconds hold) {
    const auto access = Access::of(registration.workspace);
    Params params{registration.id.value,
                  registration.workspace.value,
                  registration.integration_id.value,
                  std::move(registration.server),
                  std::move(registration.redirect_uri),
                  std::int64_t{hold.count()},
                  registration.created_at};
    CO_TRY(const auto rows, co_await database_.write(access, claim_sql, std::move(params)));
    co_return !rows.empty();
}

Task<Result<bool>> ClientRegistrationStore::complete(ClientRegistration registration) {
    return changes_one(
        database_, Access::of(registration.workspace), complete_sql,
        {registration.workspace.value, registration.id.value, std::move(registration.client_id),
         std::move(registration.details), sealed_or_null(std::move(registration.sealed)),
         nullable(registration.secret_expires_at)});
}

Task<Result<bool>> ClientRegistrationStore::renew(ClientRegistration registration) {
    const auto access = Access::of(registration.workspace);
    return changes_one(database_, access, renew_sql, renewal_of(std::move(registration)));
}

Task<Result<void>> ClientRegistrationStore::give_up(WorkspaceId workspace,
                                                    ClientRegistrationId id) {
    return run(database_, Access::of(workspace), give_up_sql, {workspace.value, id.value});
}

Task<Result<bool>> ClientRegistrationStore::retire(WorkspaceId workspace, ClientRegistrationId id) {
    return changes_one(database_, Access::of(workspace), retire_sql, {workspace.value, id.value});
}

Task<Result<std::int64_t>> ClientRegistrationStore::erase_unused(WorkspaceId workspace,
                                                                 IntegrationId integration,
                                                                 Time before) {
    return count_changed(database_, Access::of(workspace), erase_unused_sql,
                         {workspace.value, integration.value, before});
}

Task<Result<std::optional<ClientRegistration>>> ClientRegistrationStore::find_of_member(
    WorkspaceId workspace, UserId user, IntegrationId integration) {
    Params params{workspace.value, user.value, integration.value};
    CO_TRY(const auto rows, co_await database_.read(Access::of(workspace, user), find_of_member_sql,
                                                    std::move(params)));
    co_return first(rows, registration_of);
}

Task<Result<std::optional<ClientRegistration>>> ClientRegistrationStore::find_of_member(
    Tx& tx, WorkspaceId workspace, UserId user, IntegrationId integration) {
    Params params{workspace.value, user.value, integration.value};
    CO_TRY(const auto rows, co_await tx.run(find_of_member_sql, std::move(params)));
    co_return first(rows, registration_of);
}

Task<Result<void>> ClientRegistrationStore::insert_of_member(Tx& tx,
                                                             ClientRegistration registration) {
    Params params{registration.id.value,
                  registration.workspace.value,
                  registration.integration_id.value,
                  nullable_id(registration.user),
                  std::move(registration.redirect_uri),
                  std::move(registration.client_id),
                  sealed_or_null(std::move(registration.sealed)),
                  registration.created_at};
    return run(tx, insert_of_member_sql, std::move(params));
}

Task<Result<bool>> ClientRegistrationStore::renew(Tx& tx, ClientRegistration registration) {
    return changes_one(tx, renew_sql, renewal_of(std::move(registration)));
}

Task<Result<bool>> ClientRegistrationStore::retire_of_member(Tx& tx, WorkspaceId workspace,
                                                             UserId user,
                                                             IntegrationId integration) {
    const Params whose{workspace.value, user.value, integration.value};
    Params params = whose;
    CO_TRY(const bool retired, co_await changes_one(tx, retire_of_member_sql, std::move(params)));
    params = whose;
    CO_CHECK(co_await run(tx, erase_unused_of_member_sql, std::move(params)));
    co_return retired;
}

Task<Result<std::int64_t>> ClientRegistrationStore::wipe_let_go() {
    return count_changed(database_, Access::service(), wipe_let_go_sql, {});
}

Task<Result<void>> ClientRegistrationStore::bind(Tx& tx, WorkspaceId workspace,
                                                 ConnectionId connection,
                                                 std::optional<ClientRegistrationId> registration) {
    return run(tx, bind_sql, {workspace.value, connection.value, nullable_id(registration)});
}

Task<Result<std::optional<ClientRegistrationId>>> ClientRegistrationStore::bound(
    Tx& tx, WorkspaceId workspace, ConnectionId connection) {
    using Found = std::optional<ClientRegistrationId>;
    Params params{workspace.value, connection.value};
    CO_TRY(const auto rows, co_await tx.run(bound_sql, std::move(params)));
    if (rows.empty()) co_return Found{};
    co_return optional_id<ClientRegistrationId>(rows.front(), 0);
}

}  // namespace fairlead::storage
