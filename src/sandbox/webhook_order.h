// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/webhook.h"
#include "sandbox/webhook_fault.h"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace fairlead::sandbox {

/// Which event somebody wants to be sent, as the control API takes it.
struct WebhookOrder {
    std::optional<std::string> url;       ///< on loopback, http or https; none: a subscription's
    std::optional<std::string> event;     ///< none: the platform's usual one
    std::optional<std::string> account;   ///< none: its first
    std::optional<std::uint64_t> number;  ///< of the record; none: the first that is there
    std::optional<std::string> client;    ///< whose secret signs; none: the platform's own
    std::optional<std::string> secret;    ///< what was agreed when subscribing
    /// Its id, or the channel's. One that was made through the platform's API says the rest, and
    /// gets only what it asked for; any other text is an id and no more.
    std::optional<std::string> subscription;
    std::optional<std::string> audience;  ///< of a signed token; none: the url
    std::optional<std::string> fault;     ///< see WebhookFault
};
BOOST_DESCRIBE_STRUCT(WebhookOrder, (),
                      (url, event, account, number, client, secret, subscription, audience, fault))

/// A delivery that is ready, and what may be told of it.
struct PlannedWebhook {
    net::Url url;
    WebhookMessage message;
    int times = 1;
    std::string event;
    std::string account;
    std::string set;  ///< of the record it names; "": none
    std::string owner;
    std::uint64_t number = 0;
};

/// Writes the event. A record that it says is gone, is gone from now on. `invalid` with the reason
/// where the platform could not have sent it, or not there.
Result<PlannedWebhook> plan_webhook(Realm& realm, const WebhookSource& source, WebhookOrder order);

/// An address on this machine, or why it is none: a sandbox must not send to the world.
Result<net::Url> read_webhook_url(const std::string& text);

}  // namespace fairlead::sandbox
