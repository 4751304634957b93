// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "net/http_client.h"
#include "oauth/database_time.h"
#include "oauth/oauth_client.h"
#include "oauth/refresh_answer.h"
#include "oauth/refresh_metrics.h"
#include "oauth/refresh_pace.h"
#include "oauth/refresh_policy.h"
#include "oauth/refresh_probe.h"
#include "storage/connection_store.h"
#include "storage/journal.h"
#include "storage/refresh_store.h"
#include "vault/vault.h"

#include <atomic>

namespace fairlead::oauth {

struct RefreshOptions {
    Milliseconds patience{30000};      ///< of callers who name none
    Milliseconds slot_patience{5000};  ///< for a free slot of the journal
    Milliseconds poll_least{50};       ///< between looks at somebody else's lease
    Milliseconds poll_most{500};
    Milliseconds retry_least{100};  ///< between tries of a transaction whose outcome is open
    Milliseconds retry_most{longest_store_pause};
    RefreshProbe::OnFailure on_failure = RefreshProbe::OnFailure::fail;  ///< for tests
};

/// What the refresh engine stands on; all of it outlives the engine.
struct RefreshServices {
    storage::Database& database;
    storage::Journal& journal;
    vault::Vault& vault;
    net::HttpClient& http;
    OAuthClients& clients;
    const Clock& clock;
    Random& random;
    Log& log;
    Metrics& metrics;
};

/// What every part of the refresh engine shares. Thread-safe.
class RefreshEngine {
public:
    using Moment = std::chrono::nanoseconds;  ///< CLOCK_BOOTTIME

    /// Draws the boot id: one engine is one start of the node.
    RefreshEngine(RefreshServices services, RefreshOptions options);
    RefreshEngine(const RefreshEngine&) = delete;
    RefreshEngine& operator=(const RefreshEngine&) = delete;

    const RefreshServices services;
    const RefreshOptions options;
    const storage::NodeBoot self;
    storage::RefreshStore refreshes;
    storage::ConnectionStore connections;
    RefreshMetrics metrics;
    RefreshPace pace;
    RefreshProbe probe;
    DatabaseTime time;

    /// One transaction of the protocol. T1 and its like are `tokens`; what closes a call goes before
    /// them: behind many that wait to begin, the lease would be over before its answer is stored.
    Task<Result<void>> transact(WorkspaceId workspace, storage::Database::Body body,
                                storage::Priority priority = storage::Priority::tokens);
    /// The same until its outcome is known: T4, T5, CANCEL and SETTLE may be repeated. Passes
    /// `point` before each try. Ends with an error only when the engine dies or drains.
    Task<Result<void>> transact_until_known(const char* point, WorkspaceId workspace,
                                            storage::Database::Body body);

    Moment now() const { return services.clock.boottime(); }
    Milliseconds poll_pause();
    Milliseconds retry_pause(int tries);

    /// The node is shutting down: what is durable may be left for the next start.
    void begin_drain() { draining_ = true; }
    bool is_draining() const { return draining_; }

private:
    Task<Result<void>> try_once(const char* point, WorkspaceId workspace,
                                storage::Database::Body body);

    std::atomic<bool> draining_{false};
};

}  // namespace fairlead::oauth
