// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/parameters.h"
#include "sandbox/records.h"

#include <boost/json/array.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

// Lists of Google's APIs: a page, and the token by which the next one is asked for.

/// What a token stands for: where a list goes on, and which list.
struct GoogleToken {
    std::uint64_t after = 0;  ///< number, or change, of the last record shown
    std::string list;         ///< by what else the list was asked for
};
std::string write_google_token(std::string_view kind, const GoogleToken& token);
std::optional<GoogleToken> read_google_token(std::string_view kind, std::string_view text);

/// A list as somebody asks for it.
struct GoogleListing {
    std::string_view token;  ///< "": from its beginning
    std::string list;        ///< the parameters that may not change from page to page
    std::int64_t size = 0;
    bool is_newest_first = false;
    std::function<bool(const Sample&)> takes = {};  ///< nothing: all that is there
};

struct GooglePage {
    std::vector<const Sample*> samples;
    std::string next;  ///< a token; "": that was the last one
};
/// Nothing where the token is of no page of this list.
std::optional<GooglePage> google_page(const DataSet& set, const GoogleListing& asked);

/// The page's records as `show` writes them.
json::array show_page(const GooglePage& page, std::string_view owner,
                      json::object (*show)(const Sample&, std::string_view));

/// `rows` under `name`, which is left out where there are none, and the token likewise: so writes
/// whatever makes JSON of protocol buffers.
json::object google_list(std::string_view name, json::array rows, const std::string& next);

/// A page's size; one that is too large is taken for the largest.
std::int64_t google_page_size(const Parameters& query, std::string_view name, std::int64_t usual,
                              std::int64_t largest);
/// The same where a size out of bounds is refused: nothing then.
std::optional<std::int64_t> strict_google_page_size(const Parameters& query, std::string_view name,
                                                    std::int64_t usual, std::int64_t largest);

}  // namespace fairlead::sandbox
