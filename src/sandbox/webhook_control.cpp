// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_control.h"

#include "base/async.h"
#include "base/text.h"
#include "http/bind.h"
#include "http/shape_of.h"
#include "sandbox/control.h"
#include "sandbox/webhook_handshake.h"
#include "sandbox/webhook_order.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view every_path = "/control/webhooks";
constexpr std::string_view one_path = "/control/webhooks/*";
constexpr std::string_view handshake_path = "/control/webhooks/*/handshake";

// --- what there is -------------------------------------------------------------------------------

const char* words_for(WebhookProof proof) {
    switch (proof) {
        case WebhookProof::app_secret: return "the client's secret";
        case WebhookProof::agreed: return "the secret that was agreed, where one was";
        case WebhookProof::must_agree: return "the secret that was agreed";
        case WebhookProof::private_key: return "a key of the platform's own";
    }
    return "";
}

Result<json::object> describe(Realm& realm, const WebhookSource& source) {
    json::array events;
    for (const WebhookEvent& each : source.events) events.emplace_back(each.name);
    json::object described{{"platform", source.id},
                           {"events", std::move(events)},
                           {"proof", words_for(source.proof)},
                           {"where", source.where},
                           {"timestamp", source.tells_time},
                           {"handshake", source.ask != nullptr},
                           {"keys", json::object{}}};
    if (source.keys != nullptr) {
        TRY(described["keys"], source.keys(realm));
    }
    return described;
}

Result<Answer> list_sources(Mutex<Realm>& shared) {
    json::array list;
    const auto realm = shared.lock();
    for (const WebhookSource* source : webhook_sources()) {
        TRY(auto described, describe(*realm, *source));
        list.push_back(std::move(described));
    }
    Answer answer;
    answer.body = json::serialize(list);
    return answer;
}

// --- sending -------------------------------------------------------------------------------------

struct WebhookReply {
    int status = 0;       ///< 0: none came
    std::string failure;  ///< why
};
BOOST_DESCRIBE_STRUCT(WebhookReply, (), (status, failure))

struct SentWebhook {
    std::string platform;
    std::string event;
    std::string account;
    std::string set;
    std::string owner;
    std::uint64_t number = 0;
    std::vector<std::string> headers;  ///< their names
    std::size_t bytes = 0;             ///< of the body
    std::vector<WebhookReply> replies;
};
BOOST_DESCRIBE_STRUCT(SentWebhook, (),
                      (platform, event, account, set, owner, number, headers, bytes, replies))

template <class T>
Answer tell(const T& value) {
    Answer answer;
    answer.body = http::to_json_text(value);
    return answer;
}

WebhookReply reply_of(const net::Exchange& exchange) {
    if (exchange.answered()) return {exchange.response->status, ""};
    return {0, exchange.failure.error.message};
}

SentWebhook view_plan(const WebhookSource& source, const PlannedWebhook& plan) {
    SentWebhook view{.platform = std::string{source.id},
                     .event = plan.event,
                     .account = plan.account,
                     .set = plan.set,
                     .owner = plan.owner,
                     .number = plan.number,
                     .headers = {},
                     .bytes = plan.message.body.size(),
                     .replies = {}};
    for (const auto& [name, value] : plan.message.headers) view.headers.emplace_back(name);
    return view;
}

net::ClientRequest request_of(PlannedWebhook plan) {
    net::ClientRequest made;
    made.method = net::Method::post;
    made.url = std::move(plan.url);
    made.headers = std::move(plan.message.headers);
    made.body = std::move(plan.message.body);
    return made;
}

std::string platform_in(const net::Request& request) { return split(request.path(), '/').at(3); }

Result<PlannedWebhook> plan_for(Mutex<Realm>& shared, const WebhookSource& source,
                                const net::Request& request) {
    TRY(const auto order, http::from_json_text<WebhookOrder>(request.body));
    const auto realm = shared.lock();
    return plan_webhook(*realm, source, order);
}

/// The lock is not held while the receiver thinks: it may well call the sandbox.
Task<Result<Answer>> send_event(Mutex<Realm>& shared, net::HttpClient& client,
                                net::Request request) {
    CO_TRY(const auto* const source, find_webhook_source(platform_in(request)));
    CO_TRY(auto plan, plan_for(shared, *source, request));
    SentWebhook view = view_plan(*source, plan);
    const int times = plan.times;
    const net::ClientRequest ready = request_of(std::move(plan));
    for (int i = 0; i < times; ++i) {
        net::ClientRequest copy = ready;
        CO_TRY(const auto exchange, co_await client.send(std::move(copy)));
        view.replies.push_back(reply_of(exchange));
    }
    co_return tell(view);
}

// --- handshakes ----------------------------------------------------------------------------------

struct HandshakeInput {
    std::string url;
    std::optional<std::string> secret;
};
BOOST_DESCRIBE_STRUCT(HandshakeInput, (), (url, secret))

struct HandshakeView {
    std::string platform;
    bool wanted = false;  ///< the receiver answered as the platform wants it
    int status = 0;
    std::string failure;
};
BOOST_DESCRIBE_STRUCT(HandshakeView, (), (platform, wanted, status, failure))

Result<WebhookHandshake> plan_for(Mutex<Realm>& shared, const WebhookSource& source,
                                  const std::string& body) {
    TRY(const auto input, http::from_json_text<HandshakeInput>(body));
    const auto realm = shared.lock();
    return plan_handshake(*realm, source, input.url, input.secret.value_or(""));
}

Task<Result<Answer>> shake_hands(Mutex<Realm>& shared, net::HttpClient& client,
                                 net::Request request) {
    CO_TRY(const auto* const source, find_webhook_source(platform_in(request)));
    CO_TRY(const auto plan, plan_for(shared, *source, request.body));
    net::ClientRequest asked = plan.request;
    CO_TRY(const auto exchange, co_await client.send(std::move(asked)));
    const WebhookReply reply = reply_of(exchange);
    HandshakeView view{std::string{source->id}, false, reply.status, reply.failure};
    if (exchange.answered()) view.failure = flaw_of(*exchange.response, plan);
    view.wanted = view.failure.empty();
    co_return tell(view);
}

}  // namespace

bool is_webhook_control(const net::Request& request) {
    const std::string_view path = request.path();
    if (request.method == net::Method::get) return path == every_path;
    return request.method == net::Method::post &&
           (is_path_of(one_path, path) || is_path_of(handshake_path, path));
}

Task<Result<net::Response>> answer_webhook_control(Mutex<Realm>& realm, net::HttpClient& client,
                                                   net::Request request) {
    Result<Answer> answer = Error{Errc::not_found, "There is no such thing."};
    if (request.method == net::Method::get) {
        answer = list_sources(realm);
    } else if (is_path_of(one_path, request.path())) {
        answer = co_await send_event(realm, client, std::move(request));
    } else {
        answer = co_await shake_hands(realm, client, std::move(request));
    }
    co_return to_response(answer ? *std::move(answer) : tell_control_problem(answer.error()));
}

}  // namespace fairlead::sandbox
