// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/job_runner.h"
#include "oauth/new_account.h"

namespace fairlead::oauth {

/// Asks again who an account is, where tokens came but the identity call failed (SPEC A4). Then the
/// connection is live; or, where the user has that account already, its tokens become that
/// connection's and this one goes. Handler of `identify_job_name`; idempotent.
class IdentityRetry {
public:
    explicit IdentityRetry(ConnectContext& context) : context_(context) {}

    Task<Result<jobs::JobOutcome>> run(Job job);

private:
    struct Known;
    Task<Result<std::optional<LiveTokens>>> tokens_of(const Connection& connection,
                                                      const vault::Sealer& sealer);
    Task<Result<void>> settle(const Known& known, const vault::Sealer& sealer);
    Task<Result<void>> make_live(storage::Tx& tx, const Known& known);
    Task<Result<void>> hand_over(storage::Tx& tx, const Known& known, const vault::Sealer& sealer);

    ConnectContext& context_;
};

}  // namespace fairlead::oauth
