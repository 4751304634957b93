// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "crypto/jwt.h"
#include "http/html.h"
#include "sandbox/client.h"
#include "sandbox/fault_rules.h"
#include "sandbox/flows.h"
#include "sandbox/grants.h"
#include "sandbox/ledger.h"
#include "sandbox/records.h"
#include "sandbox/webhook_keys.h"
#include "sandbox/webhook_subscription.h"

#include <string>
#include <vector>

namespace fairlead::sandbox {

/// All that the sandbox knows between two requests. Not thread-safe; the front has a lock.
struct Realm {
    struct Limits {
        std::size_t events = 200000;   ///< in the ledger
        std::size_t remembered = 256;  ///< refresh tokens of one grant
    };

    Realm(const Clock& its_clock, Random& its_random, const http::Pages& its_pages,
          crypto::SigningKey its_key, Limits limits)
        : clock(its_clock),
          random(its_random),
          pages(its_pages),
          key(std::move(its_key)),
          flows(random),
          ledger(limits.events),
          grants(random, ledger, limits.remembered) {}

    const Clock& clock;
    Random& random;
    const http::Pages& pages;
    std::string issuer;  ///< acme's
    crypto::SigningKey key;
    Clients clients;
    Flows flows;
    Ledger ledger;
    Grants grants;
    FaultRules faults;
    Records records;
    RateMeter rates;
    WebhookKeys webhook_keys;
    WebhookSubscriptions subscriptions;
};

/// Every scope that acme knows.
const std::vector<std::string>& acme_scopes();

}  // namespace fairlead::sandbox
