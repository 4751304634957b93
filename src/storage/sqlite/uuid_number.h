// SPDX-License-Identifier: Apache-2.0
#pragma once

struct sqlite3;

namespace fairlead::storage {

/// Gives a connection the SQL function uuid_number(blob): the row number that an id of version 7
/// asks for, its 48 bits of time before its first 12 random ones (RFC 9562 section 5.7), null for
/// what is no id. Ids made in one millisecond may share it, so it finds a row and proves nothing.
/// Answers SQLite's code.
int add_uuid_number(sqlite3* handle);

}  // namespace fairlead::storage
