// SPDX-License-Identifier: Apache-2.0
#include "support/api.h"

namespace fairlead::tests {

Answer Api::send(net::Method method, const std::string& path, const std::string& body) const {
    net::Headers headers;
    headers.add("Accept", "application/json");
    if (!key_.empty()) headers.add("Authorization", "Bearer " + key_);
    if (!user_.empty()) headers.add("Fairlead-User", user_);
    if (!body.empty()) headers.add("Content-Type", "application/json");
    return caller_.send(method, url_ + path, std::move(headers), body);
}

}  // namespace fairlead::tests
