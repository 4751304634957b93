// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/aead.h"
#include "model/ids.h"

#include <string>
#include <string_view>

namespace fairlead::oauth {

/// What a slot of the journal says in the clear. All of it is authenticated.
struct SlotHeader {
    WorkspaceId workspace;
    AttemptId attempt;
    ConnectionId connection;
    std::int64_t consent = 0;
    std::int64_t generation = 0;
    Time time_base{};  ///< database time when the request left; lifetimes count from it
    int status = 0;    ///< HTTP

    friend bool operator==(const SlotHeader&, const SlotHeader&) = default;
};

/// Bytes a slot needs beside the answer's body.
constexpr std::size_t slot_overhead = 92 + crypto::seal_overhead;

/// An answer as the journal keeps it (`refresh.md` section 6, docs/formats/journal.md): header ‖
/// nonce ‖ ciphertext ‖ tag, sealed with the journal key of the consent.
std::string encode_slot(const SlotHeader& header, crypto::KeyView journal_key,
                        std::string_view body, Random& random);

/// The header of a slot, not yet authenticated: to find the key. `invalid` for anything else than
/// a whole slot of a known version; zeros behind it are allowed.
Result<SlotHeader> read_slot_header(std::string_view slot);

/// The body. A slot that was torn, changed, or sealed with another key is `invalid`: it counts as
/// empty.
Result<Secret> open_slot(std::string_view slot, crypto::KeyView journal_key);

}  // namespace fairlead::oauth
