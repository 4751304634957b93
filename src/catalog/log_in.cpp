// SPDX-License-Identifier: Apache-2.0
#include "catalog/log_in.h"

#include "base/text.h"
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

/// The answer of a call before the token's is taken as it comes.
TokenFields nothing_read() {
    TokenFields nothing;
    for (auto* pointers : {&nothing.access, &nothing.refresh, &nothing.expires_in, &nothing.scope,
                           &nothing.token_type, &nothing.id_token})
        pointers->clear();
    return nothing;
}

}  // namespace

LogIn read_log_in(const NodeReader& node, const AuthMethod& method, Request grant) {
    const bool is_login = method.kind == AuthKind::login;
    // The grant says who asks.
    const bool is_jwt_grant = method.kind == AuthKind::jwt_grant;
    if (is_jwt_grant && !node.at("token").has("client")) grant.client = ClientAuth::omitted;
    LogIn log_in;
    if (!is_login) log_in.before.push_back(std::move(grant));
    for (const auto& step : node.at(is_login ? "steps" : "then").items())
        log_in.before.push_back(read_step(step, method.api.base));
    if (log_in.before.empty()) return log_in;
    log_in.token = std::move(log_in.before.back());
    log_in.before.pop_back();
    // What the token is read by is said with the method, or with the grant that all begins with.
    if (is_login) read_token_fields(node.at("read"), log_in.token.read);
    if (!is_login && !log_in.before.empty()) log_in.token.read = log_in.before.front().read;
    for (auto& request : log_in.before) request.read = nothing_read();
    return log_in;
}

std::vector<Request> calls_before_token(const AuthMethod& method) {
    const auto raw = from_json(method.raw);
    Faults found;  // of a file that was read before, so there are none
    const NodeReader node{&raw, "", found};
    const bool is_grant =
        method.kind == AuthKind::oauth2_client || method.kind == AuthKind::jwt_grant;
    if (is_grant && node.has("then"))
        return read_log_in(node, method, read_request(node.at("token"), method.api.base, {}))
            .before;
    if (method.kind != AuthKind::login) return {};
    return read_log_in(node, method, {}).before;
}

std::optional<std::size_t> answer_named(std::string_view name) {
    constexpr std::string_view group = "step";
    const auto slash = name.find('/');
    if (!name.starts_with(group) || slash == std::string_view::npos) return std::nullopt;
    const auto digits = name.substr(group.size(), slash - group.size());
    if (digits.empty() || digits.size() > 2 || digits.front() == '0' ||
        digits.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    return static_cast<std::size_t>(*parse_integer(digits));
}

}  // namespace fairlead::catalog
