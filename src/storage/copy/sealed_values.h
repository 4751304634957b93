// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/audit.h"
#include "model/data_key.h"
#include "storage/copy/copy_side.h"

#include <functional>
#include <optional>
#include <span>

namespace fairlead::storage {

enum class SealedKind : std::uint8_t {
    data_key,
    client_secret,
    secret_vars,
    client_registration,
    access_token,
    refresh_token,
    journal_key,
    spare,
    connect_result,
    revocation,
    link,
    address,
};

/// Where sealed values lie.
struct SealedColumn {
    SealedKind kind;
    const char* table;
    const char* column;
    const char* text;  ///< $1: behind which row; $2: how many
};
std::span<const SealedColumn> sealed_columns();

/// A stored value that only the master keys open, with all that it is bound to.
struct SealedValue {
    SealedKind kind = SealedKind::data_key;
    Uuid row;  ///< nil in the audit log, whose rows have numbers
    Owner owner;
    std::int64_t consent = 0;
    std::int64_t generation = 0;
    ConnectionId connection;  ///< of a spare
    AuditEvent event;         ///< of an address: without it
    Time at{};                ///< of an address
    std::string sealed;
    /// The owner's data key; none: it was destroyed, as erasing somebody does.
    std::optional<WrappedKey> key;
};

/// Shows every sealed value of a column, a page at a time. An error of `visit` ends it.
Result<void> each_sealed_value(CopySide& side, const SealedColumn& column,
                               const std::function<Result<void>(const SealedValue&)>& visit);

}  // namespace fairlead::storage
