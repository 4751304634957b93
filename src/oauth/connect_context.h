// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "model/audit.h"
#include "model/cache.h"
#include "model/job.h"
#include "net/http_client.h"
#include "oauth/client_registrar.h"
#include "oauth/flow_store.h"
#include "oauth/integrations.h"
#include "oauth/jwks_cache.h"
#include "storage/database.h"
#include "vault/vault.h"

#include <string>
#include <vector>

namespace fairlead::oauth {

struct ConnectOptions {
    std::string public_url;         ///< without a slash at the end
    std::string frontend_base_url;  ///< without a slash at the end
    /// Where `redirectUrl` may lead: origins, beside those of the two above.
    std::vector<std::string> allowed_origins;
    FlowLimits flows;
    Milliseconds link_life{10 * 60 * 1000};
    Milliseconds finish_within{5 * 60 * 1000};
    /// How long a callback waits for a revocation of the same user's grant: its lease's length.
    Milliseconds revocation_patience{30 * 1000};
    RegistrationLimits registrations;
};

/// What connecting stands on; all of it outlives the context.
struct ConnectServices {
    storage::Database& database;
    vault::Vault& vault;
    Cache& cache;
    net::HttpClient& http;
    Integrations& integrations;
    AuditSink& audit;
    JobQueue& jobs;
    const Clock& clock;
    Random& random;
    Log& log;
};

/// Shared by the parts that connect accounts: one per process. Thread-safe.
struct ConnectContext {
    ConnectContext(ConnectServices of, ConnectOptions with)
        : services(of),
          options(std::move(with)),
          flows(of.cache, of.vault, of.clock, of.random, options.flows),
          jwks(of.http, of.clock),
          registrar(of.http, of.integrations, of.vault, of.cache, of.clock, of.random, of.log,
                    options.registrations) {}
    ConnectContext(const ConnectContext&) = delete;
    ConnectContext& operator=(const ConnectContext&) = delete;

    const ConnectServices services;
    const ConnectOptions options;
    FlowStore flows;
    JwksCache jwks;
    ClientRegistrar registrar;
};

}  // namespace fairlead::oauth
