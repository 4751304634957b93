// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/database_part.h"
#include "app/node_registry.h"
#include "app/outside.h"
#include "app/settings.h"
#include "base/async.h"
#include "base/metrics.h"
#include "base/task_scope.h"
#include "catalog/live_catalog.h"
#include "jobs/job_runner.h"
#include "model/cache.h"
#include "net/beast_http_client.h"
#include "net/loops.h"
#include "storage/connection_store.h"
#include "storage/data_key_store.h"
#include "storage/job_store.h"
#include "storage/journal.h"
#include "vault/key_rotation.h"
#include "vault/vault.h"

#include <memory>

namespace fairlead::app {

/// The machinery every service stands on, in the order it is made; taken down in reverse. What
/// can fail is opened by create(), which says what to do.
class Foundation {
public:
    static Result<std::unique_ptr<Foundation>> create(const Settings& settings, Outside& outside);
    ~Foundation();
    Foundation(const Foundation&) = delete;
    Foundation& operator=(const Foundation&) = delete;

    /// Reads the master keys again and makes the first of them active, for `fairlead keys rotate`.
    /// `conflict` where another node does not have it yet.
    Task<Result<void>> reload_keys();

    const Settings& settings;
    Clock& clock;
    Random& random;
    Disk& disk;
    Log& log;
    Metrics metrics;
    net::Loops loops;
    TaskScope scope;
    WorkPool slow_work{2};         ///< password hashing, backups
    std::unique_ptr<Cache> cache;  ///< of this process, or what the nodes share
    std::unique_ptr<catalog::LiveCatalog> catalog;
    std::unique_ptr<DatabasePart> data;
    storage::Database* database = nullptr;  ///< of `data`
    std::unique_ptr<storage::Journal> journal;
    std::unique_ptr<NodeRegistry> registry;  ///< none where the database is this process's alone
    std::unique_ptr<storage::DataKeyStore> data_keys;
    std::unique_ptr<vault::Vault> vault;
    std::unique_ptr<vault::KeyRotation> key_rotation;
    std::unique_ptr<net::BeastHttpClient> http;
    std::unique_ptr<storage::JobStore> job_store;
    std::unique_ptr<jobs::JobRunner> jobs;
    std::unique_ptr<jobs::WakingQueue> queue;

private:
    Foundation(const Settings& settings, Outside& outside);
    Result<void> open();
    void make_registry();
    void look_at_keys(storage::NodeRow& row);
    void lead_by(const std::string& from, const std::string& to);
    Result<void> open_cache();
    Result<void> open_vault();
    Result<void> open_client();
    void make_jobs();
};

/// Where the master keys of these settings come from.
Result<vault::Keyring> keyring_of(const Settings& settings);

}  // namespace fairlead::app
