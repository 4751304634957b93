// SPDX-License-Identifier: Apache-2.0
#include "storage/copy/copied_tables.h"

#include <array>

namespace fairlead::storage {

namespace {

/// As ConnectionStore::insert chooses it.
constexpr auto connection_number =
    "(SELECT uuid_number(source.id) WHERE NOT EXISTS "
    "(SELECT 1 FROM connections WHERE number = uuid_number(source.id)))";
/// As the refresh engine sets it, beside the tokens.
constexpr auto connection_data_key =
    "CASE WHEN source.token_type IS NOT NULL THEN (SELECT k.number FROM data_keys k "
    "WHERE k.workspace_id = source.workspace_id AND k.owner_kind = 'user' "
    "AND k.owner_id = source.user_id) END";

std::vector<CopiedTable> all_tables() {
    return {
        {.name = "workspaces", .key = {"id"}, .is_seeded = true},
        {.name = "users", .key = {"id"}},
        {.name = "sessions", .key = {"id"}},
        {.name = "api_keys", .key = {"id"}},
        {.name = "data_keys", .key = {"id"}, .derived = {{"number"}}},
        {.name = "integrations", .key = {"id"}},
        {.name = "client_registrations", .key = {"id"}},
        {.name = "custom_providers", .key = {"id"}},
        {.name = "connections",
         .key = {"id"},
         .derived = {{"number", connection_number}, {"data_key", connection_data_key}},
         .triggered = {"user_external_id", "user_disabled", "user_enables", "key_id",
                       "key_master_id", "key_wrapped"}},
        {.name = "refresh_guard", .key = {"connection_id"}},
        {.name = "refresh_attempt", .key = {"attempt_id"}},
        {.name = "connect_attempts", .key = {"workspace_id", "user_id", "integration_id"}},
        {.name = "connect_sessions", .key = {"id"}},
        {.name = "connect_results", .key = {"session_id"}},
        {.name = "revocations", .key = {"id"}},
        {.name = "integration_settings", .key = {"user_id", "integration_id"}},
        {.name = "notices", .key = {"id"}},
        {.name = "bulks", .key = {"id"}},
        {.name = "bulk_items", .key = {"id"}},
        {.name = "jobs", .key = {"id"}},
        {.name = "events", .key = {"sequence"}, .counter = "sequence"},
        {.name = "audit", .key = {"sequence"}, .counter = "sequence"},
        {.name = "audit_counts", .key = {"sequence"}, .counter = "sequence"},
    };
}

constexpr std::array<UncopiedTable, 3> left_out{{
    {"nodes", "who serves from that database"},
    {"schema_migrations", "each database has its own steps"},
    {"unfinished_copy", "the copy's own note"},
}};

}  // namespace

std::span<const CopiedTable> copied_tables() {
    static const std::vector<CopiedTable> all = all_tables();
    return all;
}

std::span<const UncopiedTable> uncopied_tables() { return left_out; }

}  // namespace fairlead::storage
