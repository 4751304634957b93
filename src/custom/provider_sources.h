// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "base/log.h"
#include "base/mutex.h"
#include "base/wakeup.h"
#include "catalog/live_catalog.h"
#include "model/cache.h"
#include "storage/custom_provider_store.h"

#include <atomic>
#include <functional>
#include <memory>
#include <set>
#include <string>

namespace fairlead::custom {

/// Whose an added provider is, as `catalog::UserSource::owner` says it.
std::string owner_text(WorkspaceId workspace);

/// Keeps a process' catalogue as the operator's files and the database say: read again when somebody
/// asks, when a file changes, and when another node tells that it changed something. Thread-safe.
class ProviderSources {
public:
    struct Services {
        catalog::LiveCatalog& catalog;
        storage::Database& database;
        Cache& cache;
        WorkPool& slow_work;
        Log& log;
    };
    /// `changed` runs after each look that may have changed the catalogue.
    using Changed = std::function<Task<Result<void>>()>;
    ProviderSources(Services services, Changed changed);

    /// Files and database. Errors: the directory or the database cannot be read; what was in force
    /// stays so.
    Task<Result<void>> reload();
    /// The database alone, after a change here; then the other nodes are told.
    Task<Result<void>> reload_added();
    /// The same files and rows on the other nodes, soon.
    void tell_others();

    /// Looks every few seconds, and when told, until cancelled.
    Task<Result<void>> run();
    /// Has run() read everything again. For a signal handler's thread.
    void look_soon();

    /// Away from the loop, as reading and judging takes a while.
    Task<Result<std::vector<catalog::SourceReport>>> reports();
    Task<Result<std::vector<catalog::FileFault>>> faults_of(catalog::UserSource source);

private:
    /// What the catalogue was last made of.
    struct Seen {
        std::string files;    ///< stamp
        std::string pending;  ///< another stamp, seen once: somebody may be writing still
        std::string rows;
        std::set<std::string> told;  ///< faults that the log has
    };
    Task<Result<void>> read_files();
    Task<Result<void>> read_rows();
    Task<Result<void>> look();
    Task<Result<void>> after_reading();
    bool have_files_settled(const std::string& stamp);
    void tell_faults(const std::vector<catalog::SourceReport>& reports);

    Services services_;
    Changed changed_;
    storage::CustomProviderStore store_;
    Mutex<Seen> seen_;
    Wakeup news_;
    std::atomic<bool> is_told_{false};
    std::unique_ptr<Cache::Subscription> subscription_;
};

}  // namespace fairlead::custom
