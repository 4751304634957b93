// SPDX-License-Identifier: Apache-2.0
//
// Graph's subscriptions, as its documentation has them (microsoft-graph-docs-contrib,
// api-reference/v1.0/resources/subscription.md and the page on validation): made once the address
// repeated a token, for a time, and renewed before that is over. The words of refusals are not
// verified.
#include "sandbox/microsoft_graph.h"

#include "base/text.h"
#include "sandbox/webhook.h"
#include "sandbox/webhook_order.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view id = "microsoft";
/// The older of the two limits that are told for Outlook's records.
constexpr std::chrono::minutes longest{4230};
constexpr std::size_t longest_state = 128;

/// What can be subscribed here, and a scope that opens it.
struct Watched {
    std::string_view resource;  ///< behind `me/`
    std::string_view events;    ///< as the source's begin
    std::string_view scopes[2];
};
constexpr Watched all_watched[] = {
    {"events", "event.", {"Calendars.Read", "Calendars.ReadWrite"}},
    {"contacts", "contact.", {"Contacts.Read", "Contacts.ReadWrite"}},
};

Answer refuse(const Realm& realm, std::string_view message) {
    return microsoft_graph_error(400, "InvalidRequest", message, realm.clock.now());
}

/// `me/events`, `/me/events` and `users/<id>/events` are one.
const Watched* find_watched(std::string resource, std::string_view account) {
    if (resource.starts_with('/')) resource.erase(0, 1);
    const std::string by_id = "users/" + std::string{account} + "/";
    for (const Watched& each : all_watched) {
        const std::string name{each.resource};
        if (resource == "me/" + name || resource == by_id + name) return &each;
    }
    return nullptr;
}

bool may(const ApiToken& token, const Watched& watched) {
    return std::ranges::any_of(watched.scopes, [&](auto scope) { return token.has_scope(scope); });
}

/// The source's names of the kinds of change; empty: one is not known.
std::vector<std::string> events_of(const Watched& watched, const std::string& change_type) {
    std::vector<std::string> names;
    for (const std::string& word : split_words(change_type)) {
        const auto name = std::string{watched.events} + word;
        const auto known = microsoft_webhooks().events;
        if (std::ranges::find(known, name, &WebhookEvent::name) == known.end()) return {};
        names.push_back(name);
    }
    return names;
}

/// In the future, and not further than a subscription lives.
std::optional<Time> read_end(const Realm& realm, const json::object& given) {
    const auto end = parse_rfc3339(text_in(given, "/expirationDateTime"));
    const auto now = realm.clock.now();
    if (!end || *end <= now || *end > now + longest) return std::nullopt;
    return *end;
}

std::optional<json::object> read_body(const Call& call) {
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return std::nullopt;
    return body->get_object();
}

/// What was given, as Graph shows it again.
json::object show_new(const json::object& given, const WebhookSubscription& made) {
    json::object shown{
        {"@odata.context", "https://graph.microsoft.com/v1.0/$metadata#subscriptions/$entity"},
        {"id", made.id},
        {"applicationId", made.client},
        {"creatorId", made.account},
        {"clientState", nullptr},
        {"lifecycleNotificationUrl", nullptr}};
    for (const char* member : {"resource", "changeType", "clientState", "notificationUrl",
                               "lifecycleNotificationUrl", "expirationDateTime"}) {
        if (const auto* value = given.if_contains(member)) shown[member] = *value;
    }
    return shown;
}

/// The address is asked before the answer goes out, and there is no subscription unless it answers.
Answer begin(Realm& realm, Call& call, WebhookSubscription made) {
    auto handshake = plan_handshake(realm, microsoft_webhooks(), made.url, made.secret);
    if (!handshake)
        return refuse(realm, "notificationUrl must be of this machine, at the sandbox.");
    const Answer answer = Answer::json(made.shown, 201);
    WebhookGreeting greeting{.request = handshake->request};
    greeting.condition = WebhookGreeting::Condition{
        *std::move(handshake), id, made.id,
        microsoft_graph_error(400, "ValidationError",
                              "Subscription validation request failed. The address must answer "
                              "200 with the token.",
                              realm.clock.now())};
    call.greeting = std::move(greeting);
    realm.subscriptions.add(std::move(made));
    return answer;
}

Answer subscribe(Realm& realm, Call& call, const ApiToken& token) {
    const auto given = read_body(call);
    if (!given) return refuse(realm, "The body is no object of JSON.");
    const auto& family = *token.family;
    const auto* watched = find_watched(text_in(*given, "/resource"), family.account);
    if (watched == nullptr) return refuse(realm, "The sandbox has no such resource.");
    if (!may(token, *watched))
        return microsoft_graph_error(403, "ExtensionError", "Access is denied.", realm.clock.now());
    WebhookSubscription made{.id = fresh_uuid(realm),
                             .source = id,
                             .client = family.client,
                             .account = family.account,
                             .url = text_in(*given, "/notificationUrl")};
    made.secret = text_in(*given, "/clientState");
    made.events = events_of(*watched, text_in(*given, "/changeType"));
    made.ends = read_end(realm, *given);
    if (made.events.empty()) return refuse(realm, "changeType is not created, updated or deleted.");
    if (!made.ends) return refuse(realm, "expirationDateTime is missing, over, or too far ahead.");
    if (made.secret.size() > longest_state) return refuse(realm, "clientState is too long.");
    made.shown = show_new(*given, made);
    return begin(realm, call, std::move(made));
}

Answer list(Realm& realm, Call&, const ApiToken& token) {
    json::array value;
    const auto& family = *token.family;
    for (const auto* each :
         realm.subscriptions.list(id, family.client, family.account, realm.clock.now()))
        value.push_back(each->shown);
    return Answer::json(
        {{"@odata.context", "https://graph.microsoft.com/v1.0/$metadata#subscriptions"},
         {"value", std::move(value)}});
}

Answer renew(Realm& realm, const Call& call, WebhookSubscription& known) {
    const auto given = read_body(call);
    const auto end = given ? read_end(realm, *given) : std::nullopt;
    if (!end) return refuse(realm, "expirationDateTime is missing, over, or too far ahead.");
    known.ends = end;
    known.shown["expirationDateTime"] = text_in(*given, "/expirationDateTime");
    return Answer::json(known.shown);
}

Answer one(Realm& realm, Call& call, const ApiToken& token) {
    auto* known = realm.subscriptions.find(id, call.arguments.at(0), realm.clock.now());
    const auto& family = *token.family;
    if (known == nullptr || known->client != family.client || known->account != family.account)
        return microsoft_graph_error(404, "ResourceNotFound", "There is no such subscription.",
                                     realm.clock.now());
    if (call.request.method == net::Method::patch) return renew(realm, call, *known);
    if (call.request.method != net::Method::del) return Answer::json(known->shown);
    realm.subscriptions.remove(id, known->id);
    return Answer{.status = 204};
}

using Work = Answer (*)(Realm&, Call&, const ApiToken&);

template <Work work>
Answer run(Realm& realm, Call& call) {
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    if (token.token != nullptr) return work(realm, call, token);
    return microsoft_graph_error(401, "InvalidAuthenticationToken",
                                 "The token is expired or unknown.", realm.clock.now());
}

constexpr Endpoint endpoints[] = {
    {"/graph.microsoft.com/v1.0/subscriptions", true, Place::api, &run<&subscribe>},
    {"/graph.microsoft.com/v1.0/subscriptions", false, Place::api, &run<&list>},
    {"/graph.microsoft.com/v1.0/subscriptions/*", false, Place::api, &run<&one>},
};

}  // namespace

std::span<const Endpoint> microsoft_subscription_endpoints() { return endpoints; }

}  // namespace fairlead::sandbox
