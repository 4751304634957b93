// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "storage/postgres/postgres_session.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead::storage {

/// Something about a live database that an operator should know.
struct DatabaseFinding {
    enum class Weight : std::uint8_t {
        fine,     ///< proven, for the doctor to say
        warning,  ///< to be mended, but nobody's rows are open to others
        fatal,    ///< a node must not serve on it
    };
    Weight weight = Weight::fine;
    std::string text;  ///< what is so, and for a fault what to do
};

/// Proves on the database itself what row-level security rests on: that the application's role is
/// an ordinary one that owns nothing and may change no schema, that every table is guarded, and that
/// a session which says nothing sees no row. `application` and `service` are sessions as the two
/// roles. Errors: the database does not answer.
Result<std::vector<DatabaseFinding>> examine_rights(PostgresSession& application,
                                                    PostgresSession& service);

/// The first fatal finding as an error: `conflict`.
Result<void> refuse_fatal(const std::vector<DatabaseFinding>& findings);

}  // namespace fairlead::storage
