// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/wakeup.h"
#include "oauth/disconnect.h"
#include "oauth/refresher.h"
#include "oauth/revoke_call.h"
#include "storage/revocation_store.h"

#include <atomic>

namespace fairlead::oauth {

struct RevocationOptions {
    int at_once = 16;
    Milliseconds claim_for{60000};     ///< longer than one call takes
    Milliseconds look_at_most{60000};  ///< a look without a known time
    BackoffLimits backoff{Milliseconds{5000}, Milliseconds{3600 * 1000}};
};

/// Withdraws at the platforms what disconnects left to be withdrawn (SPEC A7): retried with
/// backoff, erased on success, given up after its deadline. A revocation that takes a user's whole
/// grant runs under the connection's lease, and not at all once there is a newer consent or another
/// live connection to the account. Every node may run one.
class Revocations {
public:
    Revocations(RefreshEngine& engine, RevocationOptions options, Refresher::NextLoop next_loop);
    ~Revocations();  ///< stop() first

    void start();
    /// Blocks the calling thread, which is not a loop's.
    void stop();
    /// Something was queued. Thread-safe.
    void wake() { wakeup_.notify(); }

    /// One look: starts what is due and may start now; answers how many. For one task at a time.
    Task<Result<int>> look();
    int in_flight() const { return in_flight_; }

private:
    enum class Lease : std::uint8_t { not_needed, taken, busy, forbidden };

    Task<Result<void>> run();
    Task<Result<void>> run_one(storage::Revocation revocation);
    Task<Result<void>> try_one(storage::Revocation revocation);
    Task<Result<void>> revoke(storage::Revocation revocation, const OAuthClient& client);
    Task<Result<Lease>> take_lease(const storage::Revocation& revocation,
                                   const OAuthClient& client);
    Task<Result<void>> clear_lease(const storage::Revocation& revocation);
    Task<Result<void>> finish(const storage::Revocation& revocation, RevokeAnswer answer);
    Task<Result<Milliseconds>> pause();

    RefreshEngine& engine_;
    const RevocationOptions options_;
    const Refresher::NextLoop next_loop_;
    storage::RevocationStore store_;
    std::atomic<int> in_flight_{0};
    Wakeup wakeup_;
    TaskScope scope_;
};

}  // namespace fairlead::oauth
