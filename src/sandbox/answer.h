// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::sandbox {

/// What an endpoint says, still open to being spoiled: a JSON document, or a body of another kind.
struct Answer {
    int status = 200;
    net::Headers headers = {};
    std::optional<json::object> document = {};
    std::string content_type = "application/json";
    std::string body = {};  ///< where there is no document

    static Answer json(json::object document, int status = 200);
    static Answer html(std::string page, int status = 200);
    static Answer redirect(std::string_view location, int status);
    /// An error of RFC 6749 section 5.2.
    static Answer oauth_error(int status, std::string_view error, std::string_view description);
};

/// With the headers that no answer of an OAuth server may lack (RFC 6749 section 5.1).
net::Response to_response(Answer answer);

}  // namespace fairlead::sandbox
