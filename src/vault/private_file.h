// SPDX-License-Identifier: Apache-2.0
// Included by sources of this folder only.
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <functional>
#include <optional>
#include <string>

namespace fairlead::vault {

/// Who else than its owner may read a file that holds keys.
enum class Readers : std::uint8_t {
    owner_alone,  ///< and the owner is this user or root
    group_too,    ///< systemd lets the service in by an ACL, which shows as the group's right
};

/// A regular file of at most 64 KiB, refused when others may read it; the message says what to do.
/// nullopt when there is none.
Result<std::optional<Secret>> read_private_file(const std::string& path, Readers readers);

/// Makes a file of mode 0400, durable. `conflict` when the path exists.
Result<void> create_private_file(const std::string& path, const Secret& text);

/// Replaces a file's text in one step, keeping its owner and mode; durable. No other call of this
/// runs on that folder meanwhile, in any process. `change` gets the present text.
Result<void> replace_private_file(const std::string& path,
                                  const std::function<Result<Secret>(const Secret&)>& change);

}  // namespace fairlead::vault
