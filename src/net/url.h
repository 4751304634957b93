// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::net {

/// An absolute http or https URL in canonical form: the one parser for checking and connecting
/// (security.md 70). Host lower case (an IPv6 literal without brackets), port always known.
struct Url {
    std::string scheme;
    std::string host;
    std::uint16_t port = 0;
    std::string path = "/";  ///< percent-encoded, begins with '/'
    std::string query;       ///< without '?'
    std::string fragment;    ///< without '#'
    bool has_userinfo = false;

    /// Refuses other schemes, control characters, backslashes, spaces, empty hosts, bad ports.
    static Result<Url> parse(std::string_view text);

    /// scheme://host[:port], the port only where it is not the scheme's own.
    std::string origin() const;
    /// path[?query]
    std::string target() const;
    std::string text() const;

    friend bool operator==(const Url&, const Url&) = default;
};

/// `url` with `pairs` added to its query (form-encoded), keeping what is there.
std::string add_query(std::string_view url,
                      const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace fairlead::net
