// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"
#include "sandbox/answer.h"
#include "sandbox/webhook_subscription.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead::sandbox {

struct Realm;
struct WebhookSource;

/// A platform's question at an address, ready to be asked.
struct WebhookHandshake {
    net::ClientRequest request;
    std::string answer;            ///< the body that a willing receiver answers 200 with
    std::string_view answer_type;  ///< and its type; "": any
};

/// `invalid` where the platform asks nothing, or the address is not on this machine.
Result<WebhookHandshake> plan_handshake(Realm& realm, const WebhookSource& source,
                                        const std::string& url, const std::string& agreed);

/// Why an answer is not the one that the platform wants; "": it is.
std::string flaw_of(const net::ClientResponse& response, const WebhookHandshake& handshake);

/// What a platform sends to an address while it takes a subscription, before it answers the call.
struct WebhookGreeting {
    net::ClientRequest request;
    /// The subscription is dropped, and the call refused with this, where the address does not
    /// answer as the platform wants it. None: whatever it answers is fine.
    struct Condition {
        WebhookHandshake handshake;
        std::string_view source;
        std::string subscription;
        Answer refusal;
    };
    std::optional<Condition> condition = {};
};

}  // namespace fairlead::sandbox
