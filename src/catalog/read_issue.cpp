// SPDX-License-Identifier: Apache-2.0
#include "catalog/node_reader.h"

namespace fairlead::catalog {
namespace {

/// RFC 7617 with two templates.
std::optional<Template> basic_of(const NodeReader& pair) {
    const auto both = pair.templates();
    if (both.size() != 2) {
        pair.fault("expected user and password");
        return std::nullopt;
    }
    auto value = Template::parse("Basic {b64:" + both[0].text() + ":" + both[1].text() + "}");
    if (!value) return std::nullopt;
    return *std::move(value);
}

/// A platform's own log-in as a token call: what `body` says, and nothing that OAuth would add.
Request read_step(const NodeReader& step, const std::vector<Template>& base) {
    auto request = read_request(step, base, {.client = ClientAuth::omitted});
    request.omit.emplace_back("grant_type");
    if (step.has("basic"))
        if (auto value = basic_of(step.at("basic")))
            request.headers.push_back({"Authorization", *std::move(value)});
    if (request.send == Encoding::form && request.body) {
        request.extra = step.at("body").parameters();
        request.body.reset();
    }
    return request;
}

/// Whether one call is the whole log-in. The others are carried.
bool is_one_call(const NodeReader& node) {
    const auto steps = node.at("steps").items();
    return steps.size() == 1 && !node.has("assertion") && !node.has("keep_cookies");
}

}  // namespace

void read_issue(const NodeReader& node, AuthMethod& method) {
    const bool is_login = method.kind == AuthKind::login;
    if (!is_login && !node.has("token")) node.fault("expected token, the call that issues one");
    if (is_login && is_one_call(node)) {
        method.token = read_step(node.at("steps").items().front(), method.api.base);
        read_token_fields(node.at("read"), method.token.read);
        const auto refresh = node.at("refresh");
        method.refresh.lifetime = refresh.at("lifetime").seconds();
        method.refresh.margin = refresh.at("margin").seconds();
    }
    // The grant says who asks.
    const bool is_jwt_grant = method.kind == AuthKind::jwt_grant;
    if (is_jwt_grant && !node.at("token").has("client")) method.token.client = ClientAuth::omitted;
    if (node.has("then")) method.token.url.clear();
    method.token.read.refresh.clear();
    method.refresh.by = RefreshBy::reissue;
    method.refresh.request = method.token;
    method.refresh.rotation = Rotation::none;
}

}  // namespace fairlead::catalog
