// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "model/ids.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// What somebody who wants to connect says (SPEC A1), unchecked.
struct ConnectAsk {
    std::string provider;                    ///< the integration's key
    std::string redirect_url;                ///< empty: the default page
    std::optional<ConnectionId> connection;  ///< reconnect this one
    std::string method;                      ///< empty: the integration's
    std::string variant;                     ///< empty: the integration's
    std::map<std::string, std::string> vars;
    std::vector<std::string> scopes;  ///< empty: the integration's

    /// As it waits in a connect session.
    Json json() const;
    static Result<ConnectAsk> parse(const Json& carried);
};

/// The three paths on which a platform may send the browser back (SPEC A4).
enum class CallbackPath : std::uint8_t {
    integrations_callback,  ///< /api/integrations/callback/{provider}
    auth_callback,          ///< /api/auth/{provider}/callback
    legacy_callback,        ///< /integrations/auth/{provider}/callback
};

/// Which of them a registered redirect URI is.
CallbackPath callback_path_of(const std::string& redirect_uri);

}  // namespace fairlead::oauth
