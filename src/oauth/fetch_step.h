// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/platform_call.h"
#include "oauth/resource_fetch.h"
#include "oauth/resource_request.h"

namespace fairlead::oauth {

/// The steps between two pages of a fetch, without any waiting. `chain` is the wanted resource,
/// last, and those whose records it belongs to.
using Chain = std::vector<catalog::Resource>;

/// Before the first page. `invalid`: this resource cannot tell what changed, or not by this `since`.
Result<FetchPlace> begin_fetch(const Chain& chain, const std::string& since);

/// Which resource of the chain has the next page; nothing: all was read.
std::optional<std::size_t> active_level(const FetchPlace& place);

/// What that page is asked for with, but for the client, the connection and the moment.
PageQuestion question_for(const catalog::Resource& resource, const FetchPlace& place,
                          std::size_t level, std::int64_t page_size);

/// What a good answer brought.
struct TakenPage {
    FetchEnd end = FetchEnd::going_on;
    std::vector<json::value> records;
    std::string detail;
};
/// Takes the records out of it and moves `place` on.
TakenPage take_page(const Chain& chain, FetchPlace& place, std::size_t level,
                    const PageQuestion& question, const PlatformAnswer& answer);

/// What a complete fetch asks for the next time.
std::string next_since(const catalog::Resource& resource, const FetchPlace& place);

}  // namespace fairlead::oauth
