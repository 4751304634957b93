// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/time.h"
#include "vault/keyring.h"

#include <string>

namespace fairlead::vault {

/// Where master keys may come from. All that are there count: the active key is the first of the
/// first source, so a key of the environment still opens after a key file was made.
struct KeySources {
    std::string key_file;               ///< a path; empty: none
    std::string credentials_directory;  ///< systemd's $CREDENTIALS_DIRECTORY; empty: none
    Secret environment_key;  ///< TOKEN_ENCRYPTION_KEY: 32 bytes in hex, base64 or base64url
};

/// The file looked for in `credentials_directory`; absent is fine.
constexpr const char* credential_name = "fairlead-keys";
/// The id of the environment's key.
constexpr const char* environment_key_id = "env";

/// Every key of every source. `invalid` when there is none, when a named key file is absent,
/// malformed or readable by others than its owner: the message says what to do.
Result<Keyring> load_keyring(const KeySources& sources);

/// One key file, which must be 0400 or 0600 and belong to this user or root.
Result<Keyring> load_key_file(const std::string& path);

/// A line of a key file with a fresh key: `id base64key # comment`, without the newline.
Result<Secret> generate_key_line(const std::string& id, const std::string& comment, Random& random);

/// An id no key of the file has yet: the day, "2026-01-02", and "-2" and so on after it.
std::string unused_key_id(const Keyring* existing, Time now);

/// Makes a key file of one fresh key, mode 0400. `conflict` when the path exists.
Result<void> create_key_file(const std::string& path, const std::string& id,
                             const std::string& comment, Random& random);

/// Puts a fresh key before the others and so makes it active. The file is replaced in one step and
/// is durable when this answers; a crash leaves the old or the new one.
Result<void> add_key(const std::string& path, const std::string& id, const std::string& comment,
                     Random& random);

/// Takes a key out, the same way. `conflict` for the active key. Ask KeyRotation::removable first.
Result<void> remove_key(const std::string& path, const std::string& id);

}  // namespace fairlead::vault
