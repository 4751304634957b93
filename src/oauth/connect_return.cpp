// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_return.h"

#include "net/http_message.h"
#include "net/url.h"

namespace fairlead::oauth {

std::string return_connected(const std::string& page, const std::string& integration,
                             ConnectionId connection) {
    const net::Pairs pairs{{"status", "success"},
                           {"provider", integration},
                           {"account", connection.text()},
                           {"oauth_success", integration}};
    return net::add_query(page, pairs);
}

std::string return_waiting(const std::string& page, const std::string& integration,
                           std::optional<ConnectSessionId> session) {
    const auto id = session ? session->text() : std::string{};
    const net::Pairs pairs{{"status", "pending"}, {"provider", integration}, {"session", id}};
    return net::add_query(page, pairs);
}

std::string return_failed(const std::string& page, const std::string& integration,
                          const ConnectFault& fault) {
    const std::string kind = to_text(fault.failure);
    net::Pairs pairs{{"status", "error"}};
    if (!integration.empty()) pairs.emplace_back("provider", integration);
    pairs.emplace_back("error", kind);
    pairs.emplace_back("oauth_error", kind);
    if (fault.reason) pairs.emplace_back("reason", fault.reason);
    return net::add_query(page, pairs);
}

}  // namespace fairlead::oauth
