// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fairlead::catalog {

class NodeReader;

/// How one page of a resource leads to the next.
enum class PagingStyle : std::uint8_t {
    none,         ///< there is one page
    cursor,       ///< `next` in the answer is sent back as `send`
    page,         ///< `send` counts pages, from `first`
    offset,       ///< `send` counts records, from `first`
    link_header,  ///< RFC 8288: the Link header with relation `rel`
    link_body,    ///< `next` in the answer is the next page's URL
};

/// `paging` of an API or a resource. Where a request's own JSON body carries a value, the key is a
/// pointer into that body (`/after`); else it is a query parameter.
struct Paging {
    PagingStyle style = PagingStyle::none;
    std::string send = {};               ///< of cursor, page and offset
    std::vector<std::string> next = {};  ///< pointers: of cursor and link_body
    std::int64_t first = 0;              ///< of page (1 unless said otherwise) and offset
    std::string rel = "next";            ///< of link_header
    std::vector<std::string> body_link =
        {};                  ///< where link_header's URL stands if there is no header
    std::string more = {};   ///< pointer to "there is more"; empty: the platform says none
    std::string size = {};   ///< the parameter of a page's size; empty: not sent
    std::int64_t most = 0;   ///< records that a page may have; 0: the platform's choice
    bool is_number = false;  ///< of cursor: in a body it is a number, not a text

    friend bool operator==(const Paging&, const Paging&) = default;
};

/// Reads `own` with `shared` (the API's) for each key it lacks. Adds faults for what a style needs
/// and does not have.
Paging read_paging(const NodeReader& own, const NodeReader& shared);

}  // namespace fairlead::catalog
