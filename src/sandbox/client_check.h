// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/call.h"

#include <optional>

namespace fairlead::sandbox {

/// A client that proved itself, or the answer that refuses it.
struct ClientCheck {
    const Client* client = nullptr;
    std::optional<Answer> refusal = {};
};

/// RFC 6749 section 2.3: by exactly one method per request.
ClientCheck check_client(const Realm& realm, const Call& call);

/// The client of the call's platform that these credentials prove; nullptr: none.
const Client* prove_client(const Realm& realm, const Call& call, const Credentials& credentials);

/// The refusal itself (RFC 6749 section 5.2).
Answer invalid_client(std::string_view description);

}  // namespace fairlead::sandbox
