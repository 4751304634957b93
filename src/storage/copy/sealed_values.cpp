// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/sealed_values.h"

#include "storage/columns.h"

#include <array>

namespace fairlead::storage {

namespace {

constexpr std::int64_t rows_per_page = 500;

// Every statement answers the same: the row, its workspace and user (null: the workspace's own),
// the sealed value, consent, generation, connection, and the data key of its owner.
#define KEY ", k.id, k.master_key_id, k.wrapped"
#define OF_USER(table)                                  \
    " LEFT JOIN data_keys k ON k.workspace_id = " table \
    ".workspace_id AND k.owner_kind = 'user' AND k.owner_id = " table ".user_id"
#define OF_CONNECTION(table) " JOIN connections c ON c.id = " table ".connection_id" OF_USER("c")
#define PAGE(id) " AND " id " > $1 ORDER BY " id " LIMIT $2"

constexpr std::array<SealedColumn, 12> all_columns{{
    {SealedKind::data_key, "data_keys", "wrapped",
     "SELECT k.id, k.workspace_id, CASE WHEN k.owner_kind = 'user' THEN k.owner_id END, "
     "k.wrapped, 0, 0, NULL" KEY " FROM data_keys k WHERE k.wrapped IS NOT NULL" PAGE("k.id")},
    {SealedKind::client_secret, "integrations", "client_secret_sealed",
     "SELECT i.id, i.workspace_id, NULL, i.client_secret_sealed, 0, i.secret_generation, NULL" KEY
     " FROM integrations i LEFT JOIN data_keys k ON k.workspace_id = i.workspace_id "
     "AND k.owner_kind = 'workspace' AND k.owner_id = i.workspace_id "
     "WHERE i.client_secret_sealed IS NOT NULL" PAGE("i.id")},
    {SealedKind::secret_vars, "integrations", "secret_vars_sealed",
     "SELECT i.id, i.workspace_id, NULL, i.secret_vars_sealed, 0, i.secret_vars_generation, "
     "NULL" KEY " FROM integrations i LEFT JOIN data_keys k ON k.workspace_id = i.workspace_id "
     "AND k.owner_kind = 'workspace' AND k.owner_id = i.workspace_id "
     "WHERE i.secret_vars_sealed IS NOT NULL" PAGE("i.id")},
    {SealedKind::client_registration, "client_registrations", "sealed",
     "SELECT r.id, r.workspace_id, r.user_id, r.sealed, 0, r.secret_generation, NULL" KEY
     " FROM client_registrations r LEFT JOIN data_keys k ON k.workspace_id = r.workspace_id "
     "AND k.owner_kind = CASE WHEN r.user_id IS NULL THEN 'workspace' ELSE 'user' END "
     "AND k.owner_id = coalesce(r.user_id, r.workspace_id) "
     "WHERE r.sealed IS NOT NULL" PAGE("r.id")},
    {SealedKind::access_token, "connections", "access_sealed",
     "SELECT c.id, c.workspace_id, c.user_id, c.access_sealed, c.token_consent, "
     "c.token_generation, NULL" KEY
     " FROM connections c" OF_USER("c") " WHERE c.access_sealed IS NOT NULL" PAGE("c.id")},
    {SealedKind::refresh_token, "connections", "refresh_sealed",
     "SELECT c.id, c.workspace_id, c.user_id, c.refresh_sealed, c.token_consent, "
     "c.token_generation, NULL" KEY
     " FROM connections c" OF_USER("c") " WHERE c.refresh_sealed IS NOT NULL" PAGE("c.id")},
    {SealedKind::journal_key, "refresh_guard", "journal_key",
     "SELECT g.connection_id, g.workspace_id, c.user_id, g.journal_key, g.consent, 0, NULL" KEY
     " FROM refresh_guard g" OF_CONNECTION("g") " WHERE g.journal_key IS NOT NULL" PAGE(
         "g.connection_id")},
    {SealedKind::spare, "refresh_attempt", "result",
     "SELECT a.attempt_id, a.workspace_id, c.user_id, a.result, a.consent, 0, "
     "a.connection_id" KEY " FROM refresh_attempt a" OF_CONNECTION(
         "a") " WHERE a.result IS NOT NULL" PAGE("a.attempt_id")},
    {SealedKind::connect_result, "connect_results", "sealed",
     "SELECT r.session_id, r.workspace_id, s.user_id, r.sealed, 0, 0, NULL" KEY
     " FROM connect_results r JOIN connect_sessions s ON s.id = r.session_id" OF_USER(
         "s") " WHERE r.sealed IS NOT NULL" PAGE("r.session_id")},
    {SealedKind::revocation, "revocations", "sealed",
     "SELECT r.id, r.workspace_id, r.user_id, r.sealed, r.consent, 0, NULL" KEY
     " FROM revocations r" OF_USER("r") " WHERE r.sealed IS NOT NULL" PAGE("r.id")},
    {SealedKind::link, "bulk_items", "sealed_url",
     "SELECT b.id, b.workspace_id, NULL, b.sealed_url, 0, 0, NULL" KEY
     " FROM bulk_items b LEFT JOIN data_keys k ON k.workspace_id = b.workspace_id "
     "AND k.owner_kind = 'workspace' AND k.owner_id = b.workspace_id "
     "WHERE b.sealed_url IS NOT NULL" PAGE("b.id")},
    {SealedKind::address, "audit", "address",
     "SELECT a.sequence, a.workspace_id, a.user_id, a.address, 0, 0, NULL" KEY
     ", a.at, a.type, a.actor, a.request_id FROM audit a "
     "LEFT JOIN data_keys k ON k.workspace_id = a.workspace_id "
     "AND k.owner_kind = CASE WHEN a.user_id IS NULL THEN 'workspace' ELSE 'user' END "
     "AND k.owner_id = coalesce(a.user_id, a.workspace_id) "
     "WHERE a.address IS NOT NULL" PAGE("a.sequence")},
}};

SealedValue value_of(SealedKind kind, const Row& row) {
    SealedValue value;
    value.kind = kind;
    const auto workspace = row.id<WorkspaceId>(1);
    const auto user = optional_id<UserId>(row, 2);
    value.owner = user ? Owner::of(workspace, *user) : Owner::of(workspace);
    value.sealed = row.text(3);
    value.consent = row.integer(4);
    value.generation = row.integer(5);
    if (!row.is_null(6)) value.connection = row.id<ConnectionId>(6);
    if (!row.is_null(7)) {
        value.key = WrappedKey{row.id<DataKeyId>(7), value.owner, row.text(8), row.text(9)};
    }
    if (kind != SealedKind::address) {
        value.row = row.uuid(0);
        return value;
    }
    value.event.workspace = workspace;
    value.event.user = user;
    value.at = row.time(10);
    value.event.type = row.text(11);
    value.event.actor = row.text(12);
    value.event.request_id = row.text(13);
    return value;
}

}  // namespace

std::span<const SealedColumn> sealed_columns() { return all_columns; }

Result<void> each_sealed_value(CopySide& side, const SealedColumn& column,
                               const std::function<Result<void>(const SealedValue&)>& visit) {
    const bool is_numbered = column.kind == SealedKind::address;
    Value after = is_numbered ? Value{std::int64_t{0}} : Value{Uuid{}};
    while (true) {
        TRY(const auto page, side.run(column.text, {after, rows_per_page}));
        if (page.empty()) return ok();
        for (const Row& row : page) CHECK_OK(visit(value_of(column.kind, row)));
        const Row& last = page.rows.back();
        after = is_numbered ? Value{last.integer(0)} : Value{last.uuid(0)};
    }
}

}  // namespace fairlead::storage
