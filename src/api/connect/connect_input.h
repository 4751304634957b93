// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/connect_ask.h"

namespace fairlead::api {

/// What may be said about a connect that begins (SPEC A1), where it can be a body.
struct ConnectInput {
    std::string provider;
    http::Default<std::string> redirect_url;
    std::optional<ConnectionId> connection_id;
    http::Default<std::string> method;   ///< with variant: of the integrations of this platform,
    http::Default<std::string> variant;  ///< the one that is set up so
    std::map<std::string, std::string> vars;
    std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(ConnectInput, (),
                      (provider, redirect_url, connection_id, method, variant, vars, scopes))

/// The same as a query, which has no maps.
struct ConnectQuery {
    std::string provider;
    http::Default<std::string> redirect_url;
    std::optional<ConnectionId> connection_id;
    http::Default<std::string> method;
    http::Default<std::string> variant;
    std::vector<std::string> scopes;
};
BOOST_DESCRIBE_STRUCT(ConnectQuery, (),
                      (provider, redirect_url, connection_id, method, variant, scopes))

template <class In>
oauth::ConnectAsk ask_of(In input) {
    oauth::ConnectAsk ask;
    ask.provider = std::move(input.provider);
    ask.redirect_url = std::move(input.redirect_url.value);
    ask.connection = input.connection_id;
    ask.method = std::move(input.method.value);
    ask.variant = std::move(input.variant.value);
    if constexpr (requires { input.vars; }) ask.vars = std::move(input.vars);
    ask.scopes = std::move(input.scopes);
    return ask;
}

}  // namespace fairlead::api
