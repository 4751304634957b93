// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/resource.h"
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

/// How a page ended. From rate_limited to unreadable nothing was read, and `place` is where it was.
enum class FetchEnd : std::uint8_t {
    going_on,      ///< ask again with `place`
    complete,      ///< that was the last page
    rate_limited,  ///< the platform asks to wait
    unavailable,   ///< the platform's trouble, three times over
    reconnect,     ///< only the user's new consent helps
    consent,       ///< a scope is missing
    permission,    ///< the account may not read this
    operator_,     ///< the integration's client is refused
    suspended,     ///< the account is suspended at the platform
    resync,        ///< `since` is too old: everything must be read anew
    refused,       ///< the platform takes the question for wrong: the provider's file
    unreadable,    ///< the answer is not what the provider's file says
    foreign_link,  ///< the next page would be at a host that is not the provider's
    circle,        ///< the pages lead in a circle
};
const char* to_text(FetchEnd end);

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
    ResourceFetch(ConnectContext& context, Tokens& tokens)
        : context_(context), calls_(context, tokens) {}

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

    ConnectContext& context_;
    PlatformCalls calls_;
};

}  // namespace fairlead::oauth
