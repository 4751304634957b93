// SPDX-License-Identifier: Apache-2.0
#include "support/stored_rows.h"

#include "storage/sqlite/sqlite_connection.h"
#include "storage/temporary_database.h"

namespace fairlead::tests {

void edit_database(const AppUnderTest& app, const storage::Sql& sql,
                   const storage::Params& params) {
    if (storage::engine_under_test() == storage::Engine::postgres) {
        auto session = must(storage::PostgresSession::open(app.database_address()));
        const storage::Rows rows = must(session.run(sql.postgres, params));
        if (rows.changed != 1) throw Failure{"changed " + std::to_string(rows.changed) + " rows"};
        return;
    }
    auto database = must(storage::SqliteConnection::open(
        app.data_directory() + "/fairlead.db", storage::SqliteConnection::Mode::read_write, 100));
    const storage::Rows rows = must(database.run(sql, params));
    if (rows.changed != 1) throw Failure{"changed " + std::to_string(rows.changed) + " rows"};
}

}  // namespace fairlead::tests
