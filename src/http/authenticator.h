// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "model/user.h"
#include "net/http_message.h"

#include <optional>

namespace fairlead::http {

/// Who looks up the user that a key names.
enum class FindUser : std::uint8_t { here, by_endpoint };

/// Tells who sends a request (SPEC H2): a session cookie (`session_cookie`), `Authorization: Bearer`
/// with an API key or a JWT, `Fairlead-User`. Thread-safe. Implemented by auth.
class Authenticator {
public:
    virtual ~Authenticator() = default;

    /// A request without any credential answers a Caller of kind `open`; one with a credential
    /// that is not good answers `unauthenticated`. Scopes are filled in for every kind (those of a
    /// session are what its user may do). `address` and `request_id` are the pipeline's to set.
    /// `request` lives until the answer. The pipeline has refused cookie and header together.
    /// Where the endpoint finds the user, one whom a key names is not looked up.
    virtual Task<Result<Caller>> authenticate(const net::Request& request, FindUser find) = 0;

    /// The same where nothing has to be looked up. None: authenticate() finds out, or refuses.
    virtual std::optional<Caller> recognise(const net::Request& /*request*/, FindUser /*find*/) {
        return std::nullopt;
    }
};

}  // namespace fairlead::http
