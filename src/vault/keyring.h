// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "crypto/key.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::vault {

/// The master keys, each with an id. An immutable value: changing keys makes a new one. Copies
/// share the locked memory; thread-safe. The first key is active: new data keys are wrapped by it,
/// the others only open.
class Keyring {
public:
    /// Reads the text of a key file (docs/formats/key-file.md). `source` names it in messages,
    /// which give line numbers and never a line's content.
    static Result<Keyring> parse(const Secret& text, std::string_view source);
    /// One key alone.
    static Result<Keyring> of(std::string id, crypto::KeyView key);
    /// This, then what `other` has beside it. `conflict` when one id stands for two keys.
    Result<Keyring> joined_with(const Keyring& other) const;

    const std::string& active_id() const;
    /// nullopt for an id that is not here. Valid while any copy of this keyring lives.
    std::optional<crypto::KeyView> find(std::string_view id) const;

    /// What may be shown of a key.
    struct Listed {
        std::string id;
        std::string fingerprint;  ///< 16 hexadecimal characters that tell keys apart
        std::string comment;
        bool active;
    };
    /// In the order of the file.
    std::vector<Listed> list() const;

private:
    struct Entry;
    explicit Keyring(std::vector<std::shared_ptr<const Entry>> entries);
    std::vector<std::shared_ptr<const Entry>> entries_;  // copies share the keys
};

/// Letters, digits, '.', '_' and '-', 1 to 32 of them.
Result<void> check_master_key_id(std::string_view id);

/// 32 bytes in hexadecimal, base64 or base64url. The message is the end of a sentence about the
/// key ("is not 32 bytes …") and does not quote it.
Result<Secret> decode_master_key(std::string_view text);

}  // namespace fairlead::vault
