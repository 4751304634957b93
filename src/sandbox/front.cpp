// SPDX-License-Identifier: Apache-2.0
#include "sandbox/front.h"

#include "base/async.h"
#include "crypto/hash.h"
#include "sandbox/control.h"
#include "sandbox/pages.h"
#include "sandbox/spoil.h"

#include <utility>
#include <vector>

namespace fairlead::sandbox {

namespace {

struct Endpoint {
    std::string_view path;
    bool post;  ///< else every other method
    Answer (*answer)(Acme&, Call&);
};

constexpr Endpoint endpoints[] = {
    {"/acme/authorize", false, &show_consent},
    {"/acme/authorize", true, &decide_consent},
    {"/acme/token", false, &answer_token},
    {"/acme/token", true, &answer_token},
    {"/acme/revoke", false, &answer_revocation},
    {"/acme/revoke", true, &answer_revocation},
    {"/acme/me", false, &answer_identity},
    {"/acme/me", true, &answer_identity},
    {"/acme/jwks", false, &answer_keys},
    {"/acme/.well-known/openid-configuration", false, &answer_metadata},
    {"/.well-known/openid-configuration/acme", false, &answer_metadata},
    {"/.well-known/oauth-authorization-server/acme", false, &answer_metadata},
};

const Endpoint* find_endpoint(const net::Request& request) {
    const bool post = request.method == net::Method::post;
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.path == request.path() && endpoint.post == post) return &endpoint;
    }
    return nullptr;
}

Answer not_found() {
    return Answer::oauth_error(404, "not_found", "There is nothing here. Begin at /.");
}

}  // namespace

Task<Result<net::Response>> Front::handle(net::Request request) {
    if (find_endpoint(request)) {
        Call call = read_call(std::move(request));
        co_return co_await play(std::move(call));
    }
    co_return answer_plainly(request);
}

Result<net::Response> Front::answer_plainly(const net::Request& request) {
    const std::string_view path = request.path();
    if (path == "/control" || path.starts_with("/control/")) {
        if (!crypto::equal(bearer_token(request), control_key_)) {
            return to_response(
                Answer::oauth_error(401, "unauthorized", "The control key, please."));
        }
        return to_response(answer_control(acme_, held_, request));
    }
    if (path == "/health/live" || path == "/health/ready") {
        json::object document;
        document.emplace("status", "ok");
        return to_response(Answer::json(std::move(document)));
    }
    if (path != "/") return to_response(not_found());
    const auto acme = acme_.lock();
    const std::string origin = acme->issuer.substr(0, acme->issuer.rfind('/'));
    TRY(auto page, acme->pages.render("index", describe_sandbox(origin, acme->clients)));
    return to_response(Answer::html(std::move(page)));
}

Task<Result<net::Response>> Front::play(Call call) {
    arrive(call);
    if (call.find_fault(FaultKind::hold)) CO_CHECK(co_await held_.wait(call.id));
    net::Response response = work(call);
    const Milliseconds delay = find_delay(call.faults);
    if (delay > Milliseconds{0}) CO_CHECK(co_await sleep_for(delay));
    send(call, response);
    co_return response;
}

/// Writes the request down and finds out what shall go wrong with it.
void Front::arrive(Call& call) {
    const auto acme = acme_.lock();
    call.subject = find_subject(*acme, call);
    const std::string what = std::string{net::to_text(call.request.method)} + " " +
                             std::string{call.request.path()} +
                             (call.place == Place::refresh ? " refresh" : "");
    call.id = acme->ledger.open_request(acme->clock.now(), what);
    call.faults = acme->faults.take(call.place, call.subject);
    if (call.place == Place::authorize) {
        for (const std::string& text : call.query.all("fault")) {
            const auto asked = parse_faults(text);
            if (!asked) continue;
            for (const Fault& fault : *asked) {
                if (fault.place == Place::authorize) call.faults.push_back({fault, std::nullopt});
            }
        }
    }
    LedgerRequest* entry = acme->ledger.request(call.id);
    entry->client = call.subject.client;
    for (const PlayedFault& played : call.faults) {
        entry->faults += (entry->faults.empty() ? "" : ",") + played.fault.text;
    }
}

net::Response Front::work(Call& call) {
    const auto acme = acme_.lock();
    Answer answer;
    if (!prevents_work(call.faults)) answer = find_endpoint(call.request)->answer(*acme, call);
    spoil_answer(answer, call.faults, acme->clock.now());
    net::Response response = to_response(std::move(answer));
    spoil_bytes(response, call.faults);
    if (LedgerRequest* entry = acme->ledger.request(call.id)) entry->status = response.status;
    return response;
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
}

void Front::finish(std::uint64_t call, const std::vector<std::string>& told,
                   const std::vector<std::string>& untold, bool whole) {
    const auto acme = acme_.lock();
    const Sent sent = whole ? Sent::whole : Sent::cut;
    acme->grants.note_sent(told, sent);
    acme->grants.note_sent(untold, Sent::cut);
    if (LedgerRequest* entry = acme->ledger.request(call)) {
        entry->sent = sent;
        entry->over = acme->clock.now();
    }
}

}  // namespace fairlead::sandbox
