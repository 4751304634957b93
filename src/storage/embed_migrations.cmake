# SPDX-License-Identifier: Apache-2.0
# cmake -D FOLDER=… -D OUTPUT=… -P embed_migrations.cmake: writes migrations/ as a C++ source.
file(GLOB sqlite_files "${FOLDER}/*.sqlite.sql")
file(GLOB postgres_files "${FOLDER}/*.postgres.sql")
list(SORT sqlite_files)
list(LENGTH sqlite_files count)
list(LENGTH postgres_files postgres_count)
if(NOT count EQUAL postgres_count)
    message(FATAL_ERROR "migrations come in pairs: NNNN_name.sqlite.sql and NNNN_name.postgres.sql")
endif()

set(entries "")
set(expected 0)
foreach(sqlite_file IN LISTS sqlite_files)
    get_filename_component(stem "${sqlite_file}" NAME)
    string(REGEX REPLACE "\\.sqlite\\.sql$" "" stem "${stem}")
    if(NOT stem MATCHES "^([0-9][0-9][0-9][0-9])_([a-z0-9_]+)$")
        message(FATAL_ERROR "${stem}: a migration is named NNNN_name")
    endif()
    set(name "${CMAKE_MATCH_2}")
    math(EXPR version "${CMAKE_MATCH_1}")
    math(EXPR expected "${expected} + 1")
    if(NOT version EQUAL expected)
        message(FATAL_ERROR "${stem}: the next migration is number ${expected}")
    endif()
    file(READ "${sqlite_file}" sqlite_text)
    file(READ "${FOLDER}/${stem}.postgres.sql" postgres_text)
    string(APPEND entries
        "    Migration{${version}, \"${name}\",\n"
        "R\"sql(${sqlite_text})sql\",\n"
        "R\"sql(${postgres_text})sql\"},\n")
endforeach()

file(WRITE "${OUTPUT}" "// SPDX-License-Identifier: Apache-2.0
// Generated from migrations/ by embed_migrations.cmake.
#include \"storage/migrations.h\"

#include <array>

namespace fairlead::storage {

std::span<const Migration> embedded_migrations() {
    static constexpr std::array<Migration, ${count}> all{{
${entries}    }};
    return all;
}

}  // namespace fairlead::storage
")
