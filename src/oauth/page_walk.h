// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/paging.h"
#include "net/http_client.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::oauth {

/// Into the call's JSON body where the name is a pointer, else into its query; nowhere where it is
/// empty.
Result<void> put_value(net::ClientRequest& call, const std::string& name, const json::value& value);

/// Adds to a call what asks for the page `at`: "" is the first one, else what `next_page` answered.
/// `size` records are wanted; 0: as many as the platform likes. Of the styles that follow links a
/// later page's whole URL is `at`, and whoever calls has seen that it leads to the provider.
Result<void> ask_for_page(net::ClientRequest& call, const catalog::Paging& paging,
                          const std::string& at, std::int64_t size);

/// A page that came.
struct SeenPage {
    const net::Url& url;  ///< it was asked for by
    const net::Headers& headers;
    const json::value& document;
    std::int64_t records = 0;
    std::int64_t size = 0;  ///< records that were asked for; 0: not said
};

/// Where the next page is; nothing: that was the last one. `provider_failed`: the answer names a
/// page that is none.
Result<std::optional<std::string>> next_page(const catalog::Paging& paging, const std::string& at,
                                             const SeenPage& seen);

/// The target of the first link with this relation (RFC 8288 section 3), as it is written.
std::optional<std::string> linked(const net::Headers& headers, std::string_view relation);

/// A reference in an answer to a call of `base`, as a URL (RFC 3986 section 5); dot segments are
/// refused. Behind a loopback address several platforms may stand, told apart by the host that the
/// path begins with: a path is then of the same one.
Result<net::Url> resolve(const net::Url& base, std::string_view reference);

/// Whether a URL is at the same scheme, host and port as one of `known` (and the same platform
/// behind a loopback address).
bool leads_to(const net::Url& url, const std::vector<net::Url>& known);

/// Notices a walk that comes to a page it was at, however long the circle, and remembers one page
/// only (Brent's algorithm): within three turns of the circle at most.
struct Trail {
    std::string mark = {};
    std::int64_t steps = 0;
    std::int64_t reach = 1;

    /// True: this page was seen before.
    bool step(const std::string& at);

    friend bool operator==(const Trail&, const Trail&) = default;
};

}  // namespace fairlead::oauth
