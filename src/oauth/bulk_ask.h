// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "oauth/connect_ask.h"
#include "oauth/disconnect.h"

namespace fairlead::oauth {

/// One of many, as it waits to be done: which connection, or what link for whom.
struct BulkAsk {
    std::optional<ConnectionId> connection;  ///< of refresh and disconnect
    std::optional<ConnectAsk> link;
    /// For whom a link is; set where a link is.
    std::optional<UserId> user;
    std::string external_user;  ///< what the application called that user; empty: it did not

    Json json() const;
    static Result<BulkAsk> parse(const Json& stored);
};

/// Who asked for all of it and with what wish: the audit log must name them hours later.
struct BulkTerms {
    Caller caller;  ///< of whom only what names them is kept: no rights
    SyncedData data = SyncedData::kept;

    Json json() const;
    static Result<BulkTerms> parse(const Json& stored);
};

}  // namespace fairlead::oauth
