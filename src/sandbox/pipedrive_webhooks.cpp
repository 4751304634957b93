// SPDX-License-Identifier: Apache-2.0
//
// Pipedrive's webhooks of the second version, as its guide has them
// (https://pipedrive.readme.io/docs/guide-for-webhooks-v2, from a copy). Nothing is signed: who
// subscribes may give a user name and a password, and sees them again.
#include "sandbox/pipedrive_crm.h"
#include "sandbox/webhook.h"

#include "base/text.h"

namespace fairlead::sandbox {

namespace {

constexpr WebhookEvent events[] = {
    {"change.deal", "pipedrive.deals"},
    {"create.deal", "pipedrive.deals"},
    {"delete.deal", "pipedrive.deals", true},
    {"change.person", "pipedrive.persons"},
    {"create.person", "pipedrive.persons"},
    {"delete.person", "pipedrive.persons", true},
    {"change.organization", "pipedrive.organizations"},
    {"create.organization", "pipedrive.organizations"},
    {"delete.organization", "pipedrive.organizations", true},
};

json::object meta_of(Realm& realm, const Webhook& hook, const std::string& action) {
    const std::string entity{hook.event.name.substr(action.size() + 1)};
    const std::string user = pipedrive_user_of(hook.account);
    const std::string webhook = hook.subscription.empty() ? "4001" : hook.subscription;
    return {{"action", action},
            {"entity", entity},
            {"entity_id", text_in(hook.record, "/id")},
            {"company_id", hook.account},
            {"user_id", user},
            {"id", fresh_uuid(realm)},
            {"timestamp", to_rfc3339(hook.at)},
            {"type", "application"},
            {"version", "2.0"},
            {"webhook_id", webhook},
            {"webhook_owner_id", user},
            {"is_bulk_edit", false},
            {"change_source", "app"},
            {"attempt", 1},
            {"permitted_user_ids", json::array{json::string(user)}}};
}

/// What is deleted is told as it was, and of what is changed the members that are not what they
/// were.
Result<WebhookMessage> write(Realm& realm, const Webhook& hook) {
    const std::string action{hook.event.name.substr(0, hook.event.name.find('.'))};
    json::object body{
        {"meta", meta_of(realm, hook, action)}, {"data", hook.record}, {"previous", nullptr}};
    if (action == "delete") {
        body["data"] = nullptr;
        body["previous"] = hook.record;
    } else if (action == "change") {
        body["previous"] = json::object{{"update_time", text_in(hook.record, "/add_time")}};
    }
    WebhookMessage message = json_message(body);
    if (!hook.secret.empty()) {
        message.headers.add("Authorization", "Basic " + base64_encode(bytes_of(hook.secret)));
    }
    return message;
}

}  // namespace

/// The secret is `user:password`.
const WebhookSource& pipedrive_webhooks() {
    static const WebhookSource source{.id = "pipedrive",
                                      .where = "Authorization",
                                      .proof = WebhookProof::agreed,
                                      .platform = &pipedrive_platform,
                                      .events = events,
                                      .write = &write};
    return source;
}

}  // namespace fairlead::sandbox
