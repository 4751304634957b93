// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/job_runner.h"
#include "oauth/bulks.h"
#include "oauth/connections_service.h"

namespace fairlead::oauth {

/// Does what a bulk waits for, one strand of it a job: item after item, each with its result stored
/// before the next begins, so that whoever takes over after a crash repeats one at most — and each
/// of the actions may be repeated. Handler of `bulk_job_name`.
class BulkWork {
public:
    struct Services {
        storage::Database& database;
        vault::Vault& vault;
        ConnectionsService& connections;
        ConnectStart& connect;
        const Clock& clock;
    };

    explicit BulkWork(Services services)
        : services_(services), store_(services.database), connections_(services.database) {}

    /// Ends after some seconds even where there is more to do, and asks to be run again.
    Task<Result<jobs::JobOutcome>> run(Job job);

private:
    struct Strand {
        WorkspaceId workspace;
        BulkId bulk;
        std::int64_t number = 0;
    };
    static Result<Strand> strand_of(const Job& job);

    /// False: nothing is left.
    Task<Result<bool>> do_next(Strand strand);
    Task<Result<void>> settle(Bulk bulk, BulkItem item, BulkResult result, Secret url);
    Task<Result<BulkResult>> change(Bulk bulk, BulkTerms terms, ConnectionId id);
    Task<Result<BulkResult>> make_link(BulkTerms terms, BulkAsk ask, Secret* url);

    Services services_;
    storage::BulkStore store_;
    storage::ConnectionStore connections_;
};

}  // namespace fairlead::oauth
