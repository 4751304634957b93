// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/readiness.h"
#include "oauth/refresher.h"
#include "storage/database.h"
#include "storage/journal.h"

#include <atomic>

namespace fairlead::app {

/// Whether this node should be sent requests. Thread-safe.
class NodeReadiness final : public api::Readiness {
public:
    NodeReadiness(storage::Database& database, const storage::Journal& journal,
                  const oauth::Refresher& refresher)
        : database_(database), journal_(journal), refresher_(refresher) {}

    Task<Result<std::vector<Check>>> checks() override;

    /// From now on: not ready, so that load balancers look elsewhere.
    void drain() { draining_ = true; }

private:
    Task<Result<Check>> database();
    Check journal() const;

    storage::Database& database_;
    const storage::Journal& journal_;
    const oauth::Refresher& refresher_;
    std::atomic<bool> draining_{false};
};

}  // namespace fairlead::app
