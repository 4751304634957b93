// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_pooler.h"

#include <libpq-fe.h>

namespace fairlead::storage {

Result<bool> is_pooled(PostgresSession& session) {
    TRY(const std::int64_t answering, session.integer("SELECT CAST(pg_backend_pid() AS bigint)"));
    // A pooler greets with a number of its own, by which it knows whose statement to cancel.
    return answering != ::PQbackendPID(session.handle());
}

}  // namespace fairlead::storage
