// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/readiness.h"
#include "app/node_registry.h"
#include "oauth/refresher.h"
#include "storage/database.h"
#include "storage/journal.h"

#include <atomic>

namespace fairlead::app {

/// Whether this node should be sent requests. Thread-safe.
class NodeReadiness final : public api::Readiness {
public:
    /// `registry`: none where no other node can be.
    NodeReadiness(storage::Database& database, const storage::Journal& journal,
                  const oauth::Refresher& refresher, const NodeRegistry* registry)
        : database_(database), journal_(journal), refresher_(refresher), registry_(registry) {}

    Task<Result<std::vector<Check>>> checks() override;

    /// From now on: not ready, so that load balancers look elsewhere.
    void drain() { draining_ = true; }

private:
    Task<Result<Check>> database();
    Check journal() const;
    Check place() const;

    storage::Database& database_;
    const storage::Journal& journal_;
    const oauth::Refresher& refresher_;
    const NodeRegistry* registry_;
    std::atomic<bool> draining_{false};
};

}  // namespace fairlead::app
