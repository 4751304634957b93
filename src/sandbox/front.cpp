// SPDX-License-Identifier: Apache-2.0
#include "sandbox/front.h"

#include "base/async.h"
#include "crypto/hash.h"
#include "sandbox/control.h"
#include "sandbox/pages.h"
#include "sandbox/platform.h"
#include "sandbox/spoil.h"
#include "sandbox/spoil_wire.h"
#include "sandbox/webhook_control.h"

#include <span>
#include <utility>
#include <vector>

namespace fairlead::sandbox {

namespace {

struct Found {
    const Platform* platform = nullptr;
    const Endpoint* endpoint = nullptr;
};

const Endpoint* find_among(std::span<const Endpoint> endpoints, const net::Request& request) {
    const bool post = request.method == net::Method::post;
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.post == post && is_path_of(endpoint.path, request.path())) return &endpoint;
    }
    return nullptr;
}

Found find_endpoint(const net::Request& request) {
    for (const Platform* platform : platforms()) {
        for (const auto list : {platform->endpoints(), platform->api_endpoints()}) {
            if (const auto* endpoint = find_among(list, request)) return {platform, endpoint};
        }
    }
    return {};
}

Answer not_found() {
    return Answer::oauth_error(404, "not_found", "There is nothing here. Begin at /.");
}

}  // namespace

Task<Result<net::Response>> Front::handle(net::Request request) {
    if (const Found found = find_endpoint(request); found.endpoint) {
        Call call = read_call(std::move(request), *found.platform, *found.endpoint);
        co_return co_await play(std::move(call));
    }
    if (is_webhook_control(request) && has_key(request)) {
        co_return co_await answer_webhook_control(realm_, client_, std::move(request));
    }
    co_return answer_plainly(request);
}

bool Front::has_key(const net::Request& request) const {
    return crypto::equal(bearer_token(request), control_key_);
}

Result<net::Response> Front::answer_plainly(const net::Request& request) {
    const std::string_view path = request.path();
    if (path == "/control" || path.starts_with("/control/")) {
        if (!has_key(request)) {
            return to_response(
                Answer::oauth_error(401, "unauthorized", "The control key, please."));
        }
        return to_response(answer_control(realm_, held_, request));
    }
    if (path == "/health/live" || path == "/health/ready") {
        json::object document;
        document.emplace("status", "ok");
        return to_response(Answer::json(std::move(document)));
    }
    // Browsers ask for it; without an answer their consoles speak of an error.
    if (path == "/favicon.ico") return to_response(Answer{.status = 204});
    if (path != "/") return to_response(not_found());
    const auto realm = realm_.lock();
    const std::string origin = realm->issuer.substr(0, realm->issuer.rfind('/'));
    TRY(auto page, realm->pages.render("index", describe_sandbox(origin, realm->clients)));
    return to_response(Answer::html(std::move(page)));
}

Task<Result<net::Response>> Front::play(Call call) {
    arrive(call);
    if (call.find_fault(FaultKind::hold)) CO_CHECK(co_await held_.wait(call.id));
    net::Response response = work(call);
    if (call.greeting) CO_CHECK(co_await greet(call, response));
    const Milliseconds delay = find_delay(call.faults);
    if (delay > Milliseconds{0}) CO_CHECK(co_await sleep_for(delay));
    send(call, response);
    co_return response;
}

/// Writes the request down and finds out what shall go wrong with it.
void Front::arrive(Call& call) {
    const auto realm = realm_.lock();
    call.subject = find_subject(*realm, call);
    const std::string what = std::string{net::to_text(call.request.method)} + " " +
                             std::string{call.request.path()} +
                             (call.place == Place::refresh ? " refresh" : "");
    call.id = realm->ledger.open_request(realm->clock.now(), what);
    call.faults = realm->faults.take(call.place, call.subject);
    if (call.place == Place::authorize) {
        for (const std::string& text : call.query.all("fault")) {
            const auto asked = parse_faults(text);
            if (!asked) continue;
            for (const Fault& fault : *asked) {
                if (fault.place == Place::authorize) call.faults.push_back({fault, std::nullopt});
            }
        }
    }
    LedgerRequest* entry = realm->ledger.request(call.id);
    entry->client = call.subject.client;
    for (const PlayedFault& played : call.faults) {
        entry->faults += (entry->faults.empty() ? "" : ",") + played.fault.text;
    }
}

net::Response Front::work(Call& call) {
    const auto realm = realm_.lock();
    Answer answer;
    if (!prevents_work(call.faults)) answer = call.endpoint->answer(*realm, call);
    spoil_answer(answer, call, realm->clock.now());
    net::Response response = to_response(std::move(answer));
    spoil_bytes(response, call.faults);
    if (LedgerRequest* entry = realm->ledger.request(call.id)) entry->status = response.status;
    return response;
}

/// Speaks to an address that somebody subscribed. The lock is not held meanwhile.
Task<Result<void>> Front::greet(Call& call, net::Response& response) {
    const WebhookGreeting greeting = *std::move(call.greeting);
    net::ClientRequest request = greeting.request;
    CO_TRY(const auto exchange, co_await client_.send(std::move(request)));
    if (!greeting.condition) co_return ok();
    const auto& condition = *greeting.condition;
    if (exchange.answered() && flaw_of(*exchange.response, condition.handshake).empty())
        co_return ok();
    const auto realm = realm_.lock();
    realm->subscriptions.remove(condition.source, condition.subscription);
    response = to_response(condition.refusal);
    if (LedgerRequest* entry = realm->ledger.request(call.id)) entry->status = response.status;
    co_return ok();
}

/// Tells the server how the answer goes out, and to say whether it did.
void Front::send(Call& call, net::Response& response) {
    auto delivery = std::make_shared<net::Delivery>(plan_delivery(response, call.faults));
    std::vector<std::string> told;
    std::vector<std::string> untold;
    for (const std::string& token : call.issued) {
        const bool in_body = response.body.find(token) != std::string::npos;
        (in_body ? told : untold).push_back(token);
    }
    delivery->done = [this, id = call.id, told = std::move(told),
                      untold = std::move(untold)](bool whole) { finish(id, told, untold, whole); };
    response.delivery = std::move(delivery);
    spoil_wire(response, call.faults);
}

void Front::finish(std::uint64_t call, const std::vector<std::string>& told,
                   const std::vector<std::string>& untold, bool whole) {
    const auto realm = realm_.lock();
    const Sent sent = whole ? Sent::whole : Sent::cut;
    realm->grants.note_sent(told, sent);
    realm->grants.note_sent(untold, Sent::cut);
    if (LedgerRequest* entry = realm->ledger.request(call)) {
        entry->sent = sent;
        entry->over = realm->clock.now();
    }
}

}  // namespace fairlead::sandbox
