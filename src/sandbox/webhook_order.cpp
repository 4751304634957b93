// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_order.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

Error invalid(std::string message) { return Error{Errc::invalid, std::move(message)}; }

/// A name is none, whatever it begins with; what it resolves to is looked at once more.
bool is_loopback_host(std::string_view host) {
    const bool is_number = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return host == "localhost" || host == "::1" || (is_number && host.starts_with("127."));
}

/// What somebody asked for through the platform's API, for whatever the order leaves open. Nothing
/// else may be ordered of it: the platform would not send that.
Result<void> complete_order(Realm& realm, const WebhookSource& source, WebhookOrder& order) {
    const auto id = order.subscription.value_or("");
    const auto* known = realm.subscriptions.find(source.id, id, realm.clock.now());
    if (known == nullptr) {
        if (order.url) return ok();
        return invalid("Give a url, or a subscription that was made and is not over.");
    }
    const std::string event = order.event.value_or(known->events.front());
    if (std::ranges::find(known->events, event) == known->events.end())
        return invalid("The subscription is for other events.");
    const bool is_same =
        order.url.value_or(known->url) == known->url &&
        order.account.value_or(known->account) == known->account &&
        order.client.value_or(known->client) == known->client &&
        (known->number == 0 || order.number.value_or(known->number) == known->number);
    if (!is_same) return invalid("The subscription is of somebody else, or for another record.");
    order.url = known->url;
    order.event = event;
    order.account = known->account;
    order.client = known->client;
    if (!known->secret.empty()) order.secret = known->secret;
    if (known->number != 0) order.number = known->number;
    return ok();
}

Result<const WebhookEvent*> find_event(const WebhookSource& source, const WebhookOrder& order) {
    if (!order.event) return &source.events.front();
    const auto found = std::ranges::find(source.events, *order.event, &WebhookEvent::name);
    if (found != source.events.end()) return &*found;
    std::string known;
    for (const WebhookEvent& each : source.events) known += " " + std::string{each.name};
    return invalid("Its events are:" + known);
}

Result<std::string> find_account(const WebhookSource& source, const WebhookOrder& order) {
    std::vector<std::string> accounts;
    if (source.accounts != nullptr) {
        accounts = source.accounts();
    } else {
        for (auto& each : source.platform().accounts()) accounts.push_back(std::move(each.id));
    }
    if (!order.account) return accounts.front();
    if (std::ranges::find(accounts, *order.account) != accounts.end()) return *order.account;
    return invalid("There is no such account.");
}

/// The application that the events are for: one of the platform's.
Result<const Client*> find_application(const Realm& realm, const WebhookSource& source,
                                       const WebhookOrder& order) {
    const Platform& platform = source.platform();
    const auto id = order.client.value_or(platform.first_client().id);
    const Client* client = find_client(realm.clients, id);
    if (client != nullptr && client->platform == platform.id()) return client;
    return invalid("The platform has no such client.");
}

/// What proves the delivery; something else of the same kind where it must not hold.
Result<std::string> find_secret(const WebhookSource& source, const WebhookOrder& order,
                                const Client& client, bool is_wrong) {
    if (source.proof == WebhookProof::private_key) return std::string{};
    std::string secret = order.secret.value_or("");
    if (source.proof == WebhookProof::app_secret) secret = client.secret;
    if (secret.empty() && source.proof == WebhookProof::must_agree) {
        return invalid("It signs with what was agreed when subscribing: give it as secret.");
    }
    if (!is_wrong) return secret;
    if (secret.empty()) return invalid("Without a secret there is nothing that could be wrong.");
    return secret + "-of-somebody-else";
}

std::optional<Time> ends_of(Realm& realm, const WebhookSource& source, const WebhookOrder& order) {
    const auto id = order.subscription.value_or("");
    const auto* known = realm.subscriptions.find(source.id, id, realm.clock.now());
    return known != nullptr ? known->ends : std::nullopt;
}

/// The record that an event names, which is there, or was until now.
Result<const Sample*> find_record(DataSet& set, const WebhookEvent& event,
                                  const WebhookOrder& order, Time now) {
    const auto& samples = set.samples();
    const Sample* sample = nullptr;
    if (order.number) {
        sample = set.find(*order.number);
    } else {
        const auto found = std::ranges::find(samples, false, &Sample::gone);
        if (found != samples.end()) sample = &*found;
    }
    if (sample == nullptr) return Error{Errc::not_found, "There is no such record."};
    if (event.removes) return sample->gone ? sample : set.remove(sample->number, now);
    if (sample->gone) return invalid("That record is gone.");
    return sample;
}

Result<void> add_record(Realm& realm, const WebhookSource& source, const WebhookOrder& order,
                        Webhook& hook, PlannedWebhook& plan) {
    if (hook.event.set.empty()) return ok();
    const RecordKind* kind = find_record_kind(hook.event.set);
    hook.owner = hook.account;
    if (source.owner != nullptr) hook.owner = source.owner(realm, hook.event, hook.account);
    if (kind == nullptr || hook.owner.empty()) return invalid("That account has no such records.");
    DataSet& set = realm.records.set(kind->name, hook.owner, kind->usual);
    TRY(const auto* const sample, find_record(set, hook.event, order, realm.clock.now()));
    hook.record = kind->show(*sample, hook.owner);
    plan.set = kind->name;
    plan.owner = hook.owner;
    plan.number = sample->number;
    return ok();
}

}  // namespace

Result<net::Url> read_webhook_url(const std::string& text) {
    TRY(auto url, net::Url::parse(text));
    if (url.has_userinfo || !is_loopback_host(url.host)) {
        return invalid(
            "The sandbox sends to this machine alone: give a url at localhost, 127.0.0.1 or [::1], "
            "without a user in it.");
    }
    return url;
}

Result<PlannedWebhook> plan_webhook(Realm& realm, const WebhookSource& source, WebhookOrder order) {
    PlannedWebhook plan;
    CHECK_OK(complete_order(realm, source, order));
    TRY(plan.url, read_webhook_url(*order.url));
    TRY(const auto fault, WebhookFault::parse(order.fault.value_or("")));
    if (fault.age > Seconds{0} && !source.tells_time) {
        return invalid("Its deliveries do not say when they were signed.");
    }
    TRY(const auto* const event, find_event(source, order));
    TRY(plan.account, find_account(source, order));
    TRY(const auto* const client, find_application(realm, source, order));
    TRY(auto secret, find_secret(source, order, *client, fault.wrong_signature));
    Webhook hook{.event = *event,
                 .account = plan.account,
                 .owner = {},
                 .record = {},
                 .url = plan.url.text(),
                 .client = client->id,
                 .secret = std::move(secret),
                 .is_forged = fault.wrong_signature,
                 .subscription = order.subscription.value_or(""),
                 .audience = order.audience.value_or(plan.url.text()),
                 .number = realm.webhook_keys.next_number(),
                 .at = realm.clock.now() - fault.age,
                 .ends = ends_of(realm, source, order)};
    CHECK_OK(add_record(realm, source, order, hook, plan));
    TRY(plan.message, source.write(realm, hook));
    plan.times = fault.twice ? 2 : 1;
    plan.event = event->name;
    return plan;
}

}  // namespace fairlead::sandbox
