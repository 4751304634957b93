// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "oauth/page_walk.h"

#include <boost/json/object.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// One resource of a chain on the way to the wanted one: calendars, then the events of each.
struct FetchLevel {
    using Names = std::map<std::string, std::string>;

    bool is_active = false;  ///< a page of it is the next
    Names names;             ///< what `each.set` took from the records above
    std::string at;          ///< that page, as `next_page` told it
    Trail trail;
    std::vector<Names> waiting;  ///< further ones to walk after this

    friend bool operator==(const FetchLevel&, const FetchLevel&) = default;
};

/// Where a fetch stands between two pages: all that is needed to go on, in another process too.
struct FetchPlace {
    std::vector<FetchLevel> levels;             ///< the wanted resource is the last
    std::string since;                          ///< as it was asked
    std::optional<Time> from;                   ///< the moment that the platform is asked about
    std::optional<Time> newest;                 ///< of the records so far
    std::set<std::string> at_newest;            ///< ids of the records of that moment
    std::int64_t in_window = 0;                 ///< records since the question was put
    std::map<std::string, std::string> tokens;  ///< for the next time, by what stands above

    friend bool operator==(const FetchPlace&, const FetchPlace&) = default;
};

/// As JSON text, and back. `invalid` for what no fetch wrote.
std::string write_place(const FetchPlace& place);
Result<FetchPlace> read_place(std::string_view text);

/// Tokens of a resource that is read for each record of another, as one text; a single one is
/// itself.
std::string write_tokens(const std::map<std::string, std::string>& tokens);
std::map<std::string, std::string> read_tokens(std::string_view text);

/// By what a level's token is found again.
std::string key_of(const FetchLevel::Names& names);

}  // namespace fairlead::oauth
