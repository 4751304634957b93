// SPDX-License-Identifier: Apache-2.0
//
// Graph's change notifications, as its documentation has them (microsoft-graph-docs,
// concepts/change-notifications-delivery-webhooks.md and the page on validation it includes): they
// say which record to fetch, and prove themselves by the state that the client chose.
#include "sandbox/microsoft_graph.h"
#include "sandbox/webhook.h"

#include <boost/json/array.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view usual_subscription = "00000000-0000-4000-8000-00000000005a";
/// The older of the two limits that are told for Outlook's records.
constexpr std::chrono::minutes longest_life{4230};

/// Graph's own names are the part behind the point; before it is what the subscription is for.
constexpr WebhookEvent events[] = {
    {"event.updated", "microsoft.events"},       {"event.created", "microsoft.events"},
    {"event.deleted", "microsoft.events", true}, {"contact.updated", "microsoft.contacts"},
    {"contact.created", "microsoft.contacts"},   {"contact.deleted", "microsoft.contacts", true},
};

json::object notification_of(const Webhook& hook) {
    const auto point = hook.event.name.find('.');
    const bool is_event = hook.event.name.starts_with("event");
    const std::string id = text_in(hook.record, "/id");
    const std::string resource =
        "Users/" + hook.account + (is_event ? "/Events/" : "/Contacts/") + id;
    const json::object data{
        {"@odata.type", is_event ? "#Microsoft.Graph.Event" : "#Microsoft.Graph.Contact"},
        {"@odata.id", resource},
        {"id", id}};
    json::object notification{
        {"subscriptionId", hook.subscription.empty() ? usual_subscription : hook.subscription},
        {"subscriptionExpirationDateTime", to_rfc3339(hook.ends.value_or(hook.at + longest_life))},
        {"changeType", hook.event.name.substr(point + 1)},
        {"resource", resource},
        {"resourceData", data},
        {"tenantId", microsoft_tenant_of(hook.account)}};
    if (!hook.secret.empty()) notification["clientState"] = hook.secret;
    return notification;
}

Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    return json_message(json::object{{"value", json::array{notification_of(hook)}}});
}

/// With characters that a receiver must decode and must not take for HTML.
WebhookQuestion ask(Realm& realm, const std::string&) {
    const std::string token = "Validation: " + fresh_uuid(realm) + " <&>+";
    return {.method = net::Method::post,
            .query = {{"validationToken", token}},
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
            .answer = token,
            .answer_type = "text/plain"};
}

}  // namespace

const WebhookSource& microsoft_webhooks() {
    static const WebhookSource source{.id = "microsoft",
                                      .where = "/value/0/clientState",
                                      .proof = WebhookProof::agreed,
                                      .platform = &microsoft_platform,
                                      .events = events,
                                      .write = &write,
                                      .ask = &ask};
    return source;
}

}  // namespace fairlead::sandbox
