// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "model/ids.h"
#include "storage/database.h"

namespace fairlead::storage {

/// A link with which one user may connect one account (SPEC D8, J0). Its token is never stored,
/// only what `token_hash` says.
struct ConnectSession {
    ConnectSessionId id;
    WorkspaceId workspace;
    UserId user;
    std::string token_hash;  ///< what the session is found by; a hash is in it
    Json request;  ///< what the flow is to be: integration, redirect, method, variables, scopes
    std::optional<std::string> finish_challenge;  ///< set: the application's backend must finish
    Time created_at{};
    Time expires_at{};
    std::optional<Time> opened_at;  ///< when the link was used
};

/// What came of a session that waits to be finished.
struct ConnectResult {
    ConnectSessionId session;
    WorkspaceId workspace;
    std::string sealed;  ///< the tokens
    Json details;        ///< who the account is, what was granted
    Time created_at{};
};

/// Connect sessions and their results. Thread-safe.
class ConnectSessionStore {
public:
    explicit ConnectSessionStore(Database& database) : database_(database) {}

    static Task<Result<void>> insert(Tx& tx, ConnectSession session);
    /// Whether or not it was opened or is over: judging is the caller's.
    Task<Result<std::optional<ConnectSession>>> find(WorkspaceId workspace, ConnectSessionId id);
    Task<Result<std::optional<ConnectSession>>> find_by_token_hash(std::string token_hash);
    /// Uses the link: of many callers one gets the session. None: unknown, used, or over.
    Task<Result<std::optional<ConnectSession>>> open(std::string token_hash, Time now);

    /// `conflict` when the session has one already.
    static Task<Result<void>> put_result(Tx& tx, ConnectResult result);
    /// Reads and removes: of many callers one gets it.
    static Task<Result<std::optional<ConnectResult>>> take_result(Tx& tx, WorkspaceId workspace,
                                                                  ConnectSessionId id);
    /// Results of sessions that were over before `before`: their tokens are to be revoked.
    Task<Result<std::vector<ConnectResult>>> abandoned(Time before, int limit);
    /// Sessions that were over before `before` and have no result.
    Task<Result<std::int64_t>> erase_over(Time before);

private:
    Database& database_;
};

}  // namespace fairlead::storage
