// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/resource.h"
#include "oauth/connection_check.h"
#include "oauth/fetch_end.h"
#include "oauth/fetch_place.h"
#include "oauth/platform_call.h"

#include <string>
#include <vector>

namespace fairlead::oauth {

/// What is asked of a connection: a page of one of its provider's resources.
struct FetchAsk {
    WorkspaceId workspace;
    ConnectionId connection;
    std::string resource;
    /// What changed since: a moment (parse_moment), or what an earlier fetch said in `since`. Empty:
    /// everything. Read where a fetch begins.
    std::string since = {};
    std::string place = {};      ///< of the page before; empty: from the beginning
    std::int64_t page_size = 0;  ///< 0: as large as the platform's pages may be
};

struct FetchedPage {
    FetchEnd end = FetchEnd::going_on;
    std::vector<json::value> records;  ///< as the platform wrote them
    std::string place;                 ///< to go on from
    std::string since;                 ///< of a complete fetch: for the next time; may be empty
    std::string message;               ///< whose fault it is and what to do; empty when well
    std::string detail;                ///< the platform's own words
    std::optional<Seconds> wait;
};

/// Reads the resources of connected accounts, page by page, as provider files describe them. Keeps
/// nothing: who asks keeps the place. Thread-safe.
class ResourceFetch {
public:
    ResourceFetch(ConnectContext& context, Tokens& tokens, ConnectionCheck& checks)
        : context_(context), calls_(context, tokens), checks_(checks) {}

    /// Errors: `not_found` (no such connection or resource), `invalid` (`since`, `place`), and those
    /// of `Tokens` but for `reconnect_required`, which is a way to end.
    Task<Result<FetchedPage>> page(FetchAsk ask);

    /// What can be read of this connection's provider.
    Task<Result<catalog::Resources>> resources(WorkspaceId workspace, ConnectionId connection);

private:
    struct Subject;
    struct Asked;
    Task<Result<Subject>> find(WorkspaceId workspace, ConnectionId connection);
    Task<Result<FetchedPage>> step(Subject subject, Asked asked);
    Task<Result<FetchEnd>> end_of_refused(Connection connection);

    ConnectContext& context_;
    PlatformCalls calls_;
    ConnectionCheck& checks_;
};

}  // namespace fairlead::oauth
