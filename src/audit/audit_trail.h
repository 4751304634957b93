// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "model/audit.h"
#include "storage/audit_store.h"
#include "vault/vault.h"

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::audit {

class AuditCounts;

/// The audit log (SPEC H5): one row for each event, and counts by the minute for token reads and
/// proxy calls. Addresses are sealed with the key of the user they belong to — the workspace's
/// where there is no user —, so that erasing somebody leaves the log whole. Thread-safe.
class AuditTrail final : public AuditSink {
public:
    struct Services {
        storage::AuditStore& store;
        vault::Vault& vault;
        const Clock& clock;
        Log& log;
    };
    explicit AuditTrail(Services services);
    ~AuditTrail() override;
    AuditTrail(const AuditTrail&) = delete;
    AuditTrail& operator=(const AuditTrail&) = delete;

    /// Durable when answered; events of the same moment share one commit. An event whose type is
    /// not on the list of model/audit_types.h is our bug: it is stored, and logged as an error.
    Task<Result<void>> record(AuditEvent event) override;
    Task<Result<SealedAuditEvent>> seal(AuditEvent event) override;

    /// `what` is a literal. Written by run() within seconds, and at stop: a crash loses those.
    void count(const char* what, WorkspaceId workspace, std::optional<ApiKeyId> key,
               ConnectionId connection) override;
    Result<void> check_counting() const override;

    /// Writes the counts every few seconds until cancelled, then once more.
    Task<Result<void>> run();
    /// Writes the counts of now. What cannot be written is kept for the next time.
    Task<Result<void>> write_counts();

    struct Entry {
        std::int64_t sequence = 0;
        Time at{};
        AuditEvent event;  ///< the address is empty where there is none or its owner was erased
    };
    struct Page {
        std::vector<Entry> entries;
        std::optional<std::int64_t> next;  ///< `before` of the next page; none: this was the last
    };
    /// A workspace's, newest first. At most 200 at once; `invalid` for a type that is none.
    Task<Result<Page>> list(WorkspaceId workspace, storage::AuditStore::Filter filter, int limit);

private:
    Task<Result<Entry>> entry_of(storage::AuditRow row);

    Services services_;
    std::unique_ptr<AuditCounts> counts_;
    std::atomic<bool> counting_fails_{false};
};

}  // namespace fairlead::audit
