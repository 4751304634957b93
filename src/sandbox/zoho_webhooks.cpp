// SPDX-License-Identifier: Apache-2.0
//
// Zoho CRM's notifications, as public samples of them have them and its pages on
// /crm/v8/actions/watch: ids and no more, and the token that was given with the channel. The words
// for operations are not verified.
#include "sandbox/webhook.h"
#include "sandbox/zoho_records.h"

namespace fairlead::sandbox {

namespace {

constexpr WebhookEvent events[] = {
    {"Contacts.edit", "zoho.contacts"},
    {"Contacts.create", "zoho.contacts"},
    {"Contacts.delete", "zoho.contacts", true},
    {"Accounts.edit", "zoho.accounts"},
    {"Accounts.create", "zoho.accounts"},
    {"Accounts.delete", "zoho.accounts", true},
    {"Deals.edit", "zoho.deals"},
    {"Deals.create", "zoho.deals"},
    {"Deals.delete", "zoho.deals", true},
};

const char* operation_of(std::string_view event) {
    if (event.ends_with(".create")) return "insert";
    return event.ends_with(".delete") ? "delete" : "update";
}

Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    const std::string module{hook.event.name.substr(0, hook.event.name.find('.'))};
    const std::string channel = hook.subscription.empty() ? "1000000068001" : hook.subscription;
    const std::string host{zoho_api_host_of(hook.account)};
    json::object body{{"module", module},
                      {"operation", operation_of(hook.event.name)},
                      {"ids", json::array{json::string(text_in(hook.record, "/id"))}},
                      {"channel_id", channel},
                      {"server_time", to_unix_ms(hook.at)},
                      {"resource_uri", "https://" + host + "/crm/v8/" + module},
                      {"query_params", json::object{}}};
    if (!hook.secret.empty()) body["token"] = hook.secret;
    return json_message(body);
}

}  // namespace

const WebhookSource& zoho_webhooks() {
    static const WebhookSource source{.id = "zoho",
                                      .where = "/token",
                                      .proof = WebhookProof::agreed,
                                      .platform = &zoho_platform,
                                      .events = events,
                                      .write = &write};
    return source;
}

}  // namespace fairlead::sandbox
