// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_callback.h"

#include "base/text.h"
#include "oauth/callback_check.h"

namespace fairlead::oauth {

namespace {

/// Half of what the server takes as a head: cookies come beside it.
constexpr std::size_t longest_url = 8 * 1024;

}  // namespace

std::string callback_url(const std::string& public_url, CallbackPath path,
                         const std::string& provider) {
    const auto segment = percent_encode(provider);
    switch (path) {
        case CallbackPath::auth_callback: return public_url + "/api/auth/" + segment + "/callback";
        case CallbackPath::legacy_callback:
            return public_url + "/integrations/auth/" + segment + "/callback";
        case CallbackPath::integrations_callback: break;
    }
    return public_url + "/api/integrations/callback/" + segment;
}

std::optional<std::string> callback_of_form(const std::string& public_url, CallbackPath path,
                                            const std::string& provider,
                                            const net::Pairs& parameters) {
    if (callback_check::well_formed(parameters)) return std::nullopt;
    if (callback_check::parameter(parameters, "state").empty()) return std::nullopt;
    auto url = net::add_query(callback_url(public_url, path, provider), parameters);
    if (url.size() > longest_url) return std::nullopt;
    return url;
}

}  // namespace fairlead::oauth
