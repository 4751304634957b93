// SPDX-License-Identifier: Apache-2.0
#include "catalog/log_in.h"
#include "catalog/node_reader.h"

namespace fairlead::catalog {

void read_issue(const NodeReader& node, AuthMethod& method) {
    const bool is_login = method.kind == AuthKind::login;
    if (!is_login && !node.has("token")) node.fault("expected token, the call that issues one");
    if (is_login && node.at("steps").items().empty())
        node.fault("expected steps, the calls of the log-in in order");
    auto log_in = read_log_in(node, method, std::move(method.token));
    if (is_login) {
        const auto refresh = node.at("refresh");
        method.refresh.lifetime = refresh.at("lifetime").seconds();
        method.refresh.margin = refresh.at("margin").seconds();
    }
    method.token = std::move(log_in.token);
    method.token.read.refresh.clear();
    method.refresh.by = RefreshBy::reissue;
    method.refresh.request = method.token;
    method.refresh.rotation = Rotation::none;
}

}  // namespace fairlead::catalog
