// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What host names look like: the one place that both variables and URL templates ask.
namespace fairlead::catalog {

/// RFC 1123: letters, digits and inner hyphens, at most 63.
bool is_dns_label(std::string_view text);
/// Labels joined by single dots, at most 253 characters, no dot at the end.
bool is_dns_labels(std::string_view text);
/// A full name (or localhost), no address, with `:port` at most.
bool is_host(std::string_view text);
/// A host and a path without dot segments, query, fragment or escapes.
bool is_host_and_path(std::string_view text);
/// https://host[:port][/path], nothing more.
bool is_https_url(std::string_view text);
/// What may follow the `/` behind a base to the end of an address: segments without dot segments or
/// escapes, then a query at most. One `/` before it is allowed.
bool is_path_below(std::string_view text);
/// The host of `host[:port][/path]`, with or without https:// before it, in lower case.
std::string host_of(std::string_view text);
/// The host is one of the domains or below one of them.
bool is_within(std::string_view host, const std::vector<std::string>& domains);

/// "." and "..", escaped or not.
bool is_dot_segment(std::string_view segment);

}  // namespace fairlead::catalog
