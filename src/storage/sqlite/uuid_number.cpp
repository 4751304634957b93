// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/uuid_number.h"

#include <sqlite3.h>

namespace fairlead::storage {

namespace {

constexpr int uuid_size = 16;

void uuid_number(sqlite3_context* context, int, sqlite3_value** arguments) {
    const auto* id = static_cast<const unsigned char*>(::sqlite3_value_blob(arguments[0]));
    if (id == nullptr || ::sqlite3_value_bytes(arguments[0]) != uuid_size) return;
    sqlite3_int64 number = 0;
    for (int i = 0; i < 6; ++i) number = (number << 8) | id[i];
    number = (number << 4) | (id[6] & 0x0f);  // without the version
    ::sqlite3_result_int64(context, (number << 8) | id[7]);
}

}  // namespace

int add_uuid_number(sqlite3* handle) {
    return ::sqlite3_create_function_v2(handle, "uuid_number", 1,
                                        SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                        nullptr, &uuid_number, nullptr, nullptr, nullptr);
}

}  // namespace fairlead::storage
