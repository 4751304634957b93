// SPDX-License-Identifier: Apache-2.0
//
// What the gateway before OnlyFans tells, as its pages have it: the envelope is of
// https://docs.onlyfansapi.com/webhooks and below, the signature of
// .../webhooks/protecting-your-webhooks. What a payload has is not verified: here it is the record
// as the gateway's API shows it.
#include "sandbox/api_keys.h"
#include "sandbox/onlyfans_lists.h"
#include "sandbox/webhook.h"

namespace fairlead::sandbox {

namespace {

constexpr std::string_view message_set = "onlyfans.messages";

constexpr WebhookEvent events[] = {
    {"messages.received", message_set},
    {"messages.ppv.unlocked", message_set},
    {"subscriptions.new", "onlyfans.fans"},
    {"subscriptions.renewed", "onlyfans.fans"},
};

/// Messages belong to a chat: that with the first of them who write to the creator.
std::string owner_of(Realm& realm, const WebhookEvent& event, const std::string& account) {
    if (event.set != message_set) return account;
    const RecordKind* chats = find_record_kind("onlyfans.chats");
    if (chats == nullptr) return "";
    const DataSet& set = realm.records.set(chats->name, account, chats->usual);
    for (const Sample& each : set.samples()) {
        if (!each.gone) return account + "/" + text_in(chats->show(each, account), "/fan/id");
    }
    return "";
}

Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    WebhookMessage message = json_message(json::object{
        {"event", hook.event.name}, {"account_id", hook.account}, {"payload", hook.record}});
    if (!hook.secret.empty()) {
        message.headers.add("Signature", hmac_hex(hook.secret, message.body));
    }
    return message;
}

}  // namespace

const WebhookSource& onlyfans_webhooks() {
    static const WebhookSource source{.id = "onlyfans",
                                      .where = "Signature",
                                      .proof = WebhookProof::agreed,
                                      .platform = &onlyfans_platform,
                                      .events = events,
                                      .write = &write,
                                      .accounts = &onlyfans_accounts,
                                      .owner = &owner_of};
    return source;
}

}  // namespace fairlead::sandbox
