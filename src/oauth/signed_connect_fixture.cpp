// SPDX-License-Identifier: Apache-2.0
#include "oauth/signed_connect_fixture.h"

#include "base/text.h"

namespace fairlead::oauth {

std::string SignedConnectTest::parameter_of(const std::string& header, const std::string& name) {
    const auto mark = name + "=\"";
    const auto found = header.find(mark);
    if (found == std::string::npos) return {};
    const auto from = found + mark.size();
    return percent_decode(header.substr(from, header.find('"', from) - from)).value();
}

SignedConnectTest::Way SignedConnectTest::leave(ConnectAsk ask) {
    Way way;
    way.caller = session_of(user_);
    auto started = try_start(way.caller, std::move(ask));
    if (!started) {
        ADD_FAILURE() << started.error().message << ' ' << started.error().detail;
        return way;
    }
    way.started = *std::move(started);
    const auto callback = parameter_of(signed_with(request_path), "oauth_callback");
    way.state = query_value(callback, "state");
    return way;
}

CallbackAsk SignedConnectTest::back(const Way& way) {
    CallbackAsk ask;
    ask.caller = way.caller;
    ask.provider = "signer";
    ask.parameters = {
        {"state", way.state}, {"oauth_token", "request-1"}, {"oauth_verifier", "verifier-1"}};
    if (way.started.cookie) ask.cookies = {{way.started.cookie->name, way.started.cookie->value}};
    return ask;
}

}  // namespace fairlead::oauth
