// SPDX-License-Identifier: Apache-2.0
//
// HubSpot's webhooks: the events' members as its specification of 2026-03 has them
// (HubSpot-public-api-spec-collection, Webhooks/147891), the signatures as its page on validating
// requests (docs/apps/developer-platform/build-apps/authentication/request-validation).
#include "sandbox/webhook.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace fairlead::sandbox {

namespace {

constexpr std::int64_t app_id = 2'000'001;
constexpr std::string_view usual_subscription = "3000001";

/// Names of companies' and deals' events are those of contacts' with the other word, and that of
/// deletion is of HubSpot's guide: none of them is verified.
constexpr WebhookEvent events[] = {
    {"contact.propertyChange", "hubspot.contacts"},
    {"contact.creation", "hubspot.contacts"},
    {"contact.deletion", "hubspot.contacts", true},
    {"company.propertyChange", "hubspot.companies"},
    {"company.creation", "hubspot.companies"},
    {"deal.propertyChange", "hubspot.deals"},
    {"deal.creation", "hubspot.deals"},
};

/// Of each kind one that always has a value.
std::string_view changed_property(std::string_view event) {
    if (event.starts_with("contact")) return "lifecyclestage";
    return event.starts_with("company") ? "industry" : "dealstage";
}

std::int64_t number_of(std::string_view digits) {
    const auto parsed = parse_integer(digits);
    return parsed ? *parsed : std::int64_t{0};
}

json::object event_of(const Webhook& hook) {
    json::object event{{"eventId", 100'000'000 + hook.number},
                       {"subscriptionId",
                        number_of(hook.subscription.empty() ? usual_subscription
                                                            : std::string_view{hook.subscription})},
                       {"portalId", number_of(hook.account)},
                       {"appId", app_id},
                       {"occurredAt", to_unix_ms(hook.at)},
                       {"subscriptionType", hook.event.name},
                       {"attemptNumber", 0},
                       {"objectId", number_of(text_in(hook.record, "/id"))},
                       {"changeSource", "CRM"}};
    if (hook.event.name.ends_with(".propertyChange")) {
        const std::string property{changed_property(hook.event.name)};
        event["propertyName"] = property;
        event["propertyValue"] = text_in(hook.record, "/properties/" + property);
    }
    return event;
}

/// Some escapes are undone before the address is signed, and no others.
std::string signed_uri(std::string_view url) {
    static constexpr std::pair<std::string_view, std::string_view> undone[] = {
        {"%3A", ":"}, {"%2F", "/"}, {"%3F", "?"}, {"%40", "@"}, {"%21", "!"}, {"%24", "$"},
        {"%27", "'"}, {"%28", "("}, {"%29", ")"}, {"%2A", "*"}, {"%2C", ","}, {"%3B", ";"}};
    std::string uri{url};
    for (const auto& [escape, character] : undone) uri = replace_all(uri, escape, character);
    return uri;
}

Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    WebhookMessage message = json_message(json::array{event_of(hook)});
    const auto moment = std::to_string(to_unix_ms(hook.at));
    const auto signed_text = "POST" + signed_uri(hook.url) + message.body + moment;
    const crypto::Digest digest = crypto::hmac_sha256(hook.secret, signed_text);
    message.headers.add("X-HubSpot-Signature-v3", base64_encode(digest));
    message.headers.add("X-HubSpot-Request-Timestamp", moment);
    // The first version goes along with webhooks still.
    message.headers.add("X-HubSpot-Signature", crypto::sha256_hex(hook.secret + message.body));
    message.headers.add("X-HubSpot-Signature-Version", "v1");
    return message;
}

}  // namespace

const WebhookSource& hubspot_webhooks() {
    static const WebhookSource source{.id = "hubspot",
                                      .where = "X-HubSpot-Signature-v3",
                                      .proof = WebhookProof::app_secret,
                                      .tells_time = true,
                                      .platform = &hubspot_platform,
                                      .events = events,
                                      .write = &write};
    return source;
}

}  // namespace fairlead::sandbox
