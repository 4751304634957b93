// SPDX-License-Identifier: Apache-2.0
#include "support/webhook_world.h"

#include <map>
#include <utility>

namespace fairlead::tests {

WebhookReceiver::WebhookReceiver()
    : server_([this](net::Request request) -> Task<Result<net::Response>> {
          co_return reply_to(request);
      }) {}

net::Response WebhookReceiver::reply_to(const net::Request& request) {
    net::Response response;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.status = *status_.lock();
    const auto pairs = must(net::parse_pairs(request.query()));
    const std::map<std::string, std::string> query{pairs.begin(), pairs.end()};
    if (query.contains("validationToken")) {
        response.body = query.at("validationToken");
    } else if (query.contains("hub.challenge")) {
        if (query.at("hub.verify_token") != verify_token) response.status = 403;
        response.body = query.at("hub.challenge");
    } else {
        received_.lock()->push_back(request);
    }
    return response;
}

std::vector<net::Request> WebhookReceiver::take() { return std::exchange(*received_.lock(), {}); }

Answer WebhookWorld::order(const std::string& name, const std::string& members) {
    return sandbox.control(net::Method::post, "/control/webhooks/" + name,
                           R"({"url":")" + url_for(name) + "\"" + members + "}");
}

net::Request WebhookWorld::deliver(const std::string& name, const std::string& members) {
    const Answer answer = order(name, members);
    auto received = receiver.take();
    if (received.size() != 1) throw Failure{name + " sent nothing: " + answer.body};
    return received.front();
}

Answer WebhookWorld::shake_hands(const std::string& name, const std::string& secret) {
    return sandbox.control(net::Method::post, "/control/webhooks/" + name + "/handshake",
                           R"({"url":")" + url_for(name) + R"(","secret":")" + secret + "\"}");
}

std::string WebhookWorld::grant(const std::string& client, const std::string& account,
                                const std::string& scope) {
    const auto made = sandbox.tell(net::Method::post, "/control/families",
                                   R"({"client":")" + client + R"(","account":")" + account +
                                       R"(","scopes":[")" + scope + "\"]}");
    return scalar_text(find_pointer(made, "/0/accessToken")).value_or("");
}

std::string text_at(const std::string& body, std::string_view pointer) {
    return scalar_text(find_pointer(must(parse_json(body)), pointer)).value_or("");
}

}  // namespace fairlead::tests
