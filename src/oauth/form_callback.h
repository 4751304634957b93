// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"
#include "oauth/connect_ask.h"

#include <optional>
#include <string>

namespace fairlead::oauth {

/// Where a browser goes that a platform made post its answer (`response_mode: form_post`): to the
/// callback itself, on our own origin. Another site's form carries no SameSite cookie, so that
/// nothing about it says which browser began; the GET that follows is a navigation, carries the
/// flow's cookie, and is checked as every callback. Nothing is stored or used up on the form's
/// word. None: what came is no callback (no state, a parameter twice, more than an address holds).
std::optional<std::string> callback_of_form(const std::string& public_url, CallbackPath path,
                                            const std::string& provider,
                                            const net::Pairs& parameters);

/// The callback without parameters, which refuses: for a browser whose form was none.
std::string callback_url(const std::string& public_url, CallbackPath path,
                         const std::string& provider);

}  // namespace fairlead::oauth
