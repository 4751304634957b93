// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "catalog/provider_spec.h"
#include "model/connection.h"
#include "oauth/sealed_tokens.h"
#include "storage/database.h"

#include <string>

namespace fairlead::oauth {

/// What a finished connect or reconnect brings (`refresh.md` section 7).
struct NewConsent {
    /// As it shall be stored: a new one with a fresh id, or the existing one with what changed.
    /// Status, expiry, schedule and generation are set here. Its creation time is the caller's.
    Connection connection;
    ConnectionStatus status = ConnectionStatus::connected;
    LiveTokens tokens;    ///< `lifetime` set; `expires` is worked out here
    Milliseconds age{0};  ///< since the token request left
    catalog::RefreshRules rules;
    std::string actor;  ///< as the audit log names it
    /// This grant is issued to another client than the last one: the old refresh token is not its.
    bool by_other_client = false;
    /// A revocation of the old grant may have been on its way: renew at once, to see.
    bool verify = false;
};

struct ConsentStored {
    enum class What : std::uint8_t {
        created,
        reconnected,
        /// Nothing was written: the platform gave no refresh token, and the old one cannot be
        /// kept. The user must be asked again, with the platform told to ask anew.
        needs_refresh_token,
    };
    What what = What::created;
    std::int64_t consent = 0;
    std::int64_t generation = 0;
    std::optional<Time> expires_at;
};

/// The body of the transaction that stores a consent: a new family of tokens under new numbers, so
/// that nothing of an older one can overwrite it, whatever still runs or waits in a journal.
/// `sealer` is of the connection's user. `conflict` when the user has that account already under
/// another connection.
Task<Result<ConsentStored>> store_consent(storage::Tx& tx, const NewConsent& consent,
                                          const vault::Sealer& sealer, Random& random);

}  // namespace fairlead::oauth
