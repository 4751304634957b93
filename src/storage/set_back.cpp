// SPDX-License-Identifier: Apache-2.0
#include "storage/set_back.h"

#include "storage/statements.h"

namespace fairlead::storage {
namespace {

// Started at the beginning of time: no grace that a platform gives reaches from there to now.
#define MARK_SET_BACK(new_id)                                                                     \
    "INSERT INTO refresh_attempt (attempt_id, workspace_id, connection_id, consent, generation, " \
    "node_id, boot_id, state, started) SELECT " new_id                                            \
    ", g.workspace_id, g.connection_id, g.consent, g.generation, $1, $2, 'unknown', 0 "           \
    "FROM refresh_guard g JOIN connections c ON c.id = g.connection_id "                          \
    "WHERE c.status <> 'disconnected' AND NOT EXISTS (SELECT 1 FROM refresh_attempt a "           \
    "WHERE a.connection_id = g.connection_id AND a.consent = g.consent "                          \
    "AND a.generation = g.generation AND a.state = 'unknown' AND a.started = 0) LIMIT $3"
constexpr Sql mark_set_back_sql{MARK_SET_BACK("randomblob(16)"),
                                MARK_SET_BACK("gen_random_uuid()")};

}  // namespace

Task<Result<std::int64_t>> mark_set_back(Database& database, NodeBoot by, int limit) {
    return count_changed(database, Access::service(), mark_set_back_sql,
                         {by.node, by.boot, std::int64_t{limit}}, Priority::bulk);
}

}  // namespace fairlead::storage
