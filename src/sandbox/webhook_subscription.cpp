// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_subscription.h"

#include <algorithm>
#include <utility>

namespace fairlead::sandbox {

WebhookSubscription& WebhookSubscriptions::add(WebhookSubscription subscription) {
    return all_.emplace_back(std::move(subscription));
}

WebhookSubscription* WebhookSubscriptions::find(std::string_view source, std::string_view id,
                                                Time now) {
    const auto found = std::ranges::find_if(all_, [&](const WebhookSubscription& each) {
        return each.source == source && each.id == id && !each.is_over(now);
    });
    return found == all_.end() ? nullptr : &*found;
}

bool WebhookSubscriptions::remove(std::string_view source, std::string_view id) {
    return std::erase_if(all_, [&](const WebhookSubscription& each) {
               return each.source == source && each.id == id;
           }) != 0;
}

std::vector<WebhookSubscription*> WebhookSubscriptions::list(std::string_view source,
                                                             std::string_view client,
                                                             std::string_view account, Time now) {
    std::vector<WebhookSubscription*> found;
    for (WebhookSubscription& each : all_) {
        const bool is_wanted =
            each.source == source && each.client == client && each.account == account;
        if (is_wanted && !each.is_over(now)) found.push_back(&each);
    }
    return found;
}

}  // namespace fairlead::sandbox
