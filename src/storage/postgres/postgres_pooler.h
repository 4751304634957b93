// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/postgres_session.h"

namespace fairlead::storage {

/// Whether something stands between this session and the server that deals server connections out
/// among its clients, as pgbouncer does: the process that answers is not the one that greeted.
Result<bool> is_pooled(PostgresSession& session);

}  // namespace fairlead::storage
