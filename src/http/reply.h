// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/cookies.h"
#include "net/http_message.h"

#include <memory>
#include <string>
#include <vector>

namespace fairlead::http {

/// An answer that is not a plain JSON body with the route's status.
struct Reply {
    int status = 200;
    net::Headers headers = {};
    std::string body = {};
    std::vector<SetCookie> cookies = {};
    std::shared_ptr<net::BodyStream> stream = {};  ///< in place of `body`

    /// 302 to an absolute URL or a path of ours. Never an address the caller chose unchecked.
    static Reply redirect(std::string location);
    /// `page` must have been made by http/html.h.
    static Reply html(std::string page, int status = 200);
    static Reply text(std::string body, int status = 200);
    /// `document` is JSON text already.
    static Reply json(std::string document, int status = 200);
};

}  // namespace fairlead::http
