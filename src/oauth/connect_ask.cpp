// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_ask.h"

#include <boost/json/array.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/object.hpp>

#include <array>

namespace fairlead::oauth {

Json ConnectAsk::json() const {
    std::array<unsigned char, 2048> room{};
    json::monotonic_resource arena{room.data(), room.size()};
    json::object object{&arena};
    object["provider"] = provider;
    object["redirect_url"] = redirect_url;
    if (connection) object["connection"] = connection->text();
    object["method"] = method;
    object["variant"] = variant;
    json::object variables{&arena};
    for (const auto& [name, value] : vars) variables[name] = value;
    object["vars"] = std::move(variables);
    object["scopes"] = json::array(scopes.begin(), scopes.end(), &arena);
    return to_json(std::move(object));
}

Result<ConnectAsk> ConnectAsk::parse(const Json& carried) {
    TRY(const auto document, parse_json(carried.text));
    const Error broken{Errc::internal, "This link is not readable.",
                       "the connect session's request is malformed"};
    if (!document.is_object()) return broken;
    const auto text = [&](std::string_view at) {
        return scalar_text(find_pointer(document, at)).value_or("");
    };
    ConnectAsk ask;
    ask.provider = text("/provider");
    ask.redirect_url = text("/redirect_url");
    ask.method = text("/method");
    ask.variant = text("/variant");
    if (const auto id = text("/connection"); !id.empty()) {
        TRY(ask.connection, ConnectionId::parse(id));
    }
    const auto* vars = find_pointer(document, "/vars");
    const auto* scopes = find_pointer(document, "/scopes");
    if (!vars || !vars->is_object() || !scopes || !scopes->is_array()) return broken;
    for (const auto& member : vars->get_object())
        ask.vars.emplace(member.key(), scalar_text(&member.value()).value_or(""));
    for (const auto& scope : scopes->get_array())
        ask.scopes.push_back(scalar_text(&scope).value_or(""));
    return ask;
}

}  // namespace fairlead::oauth
