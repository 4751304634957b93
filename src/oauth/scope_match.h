// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::oauth {

/// Whether two spellings are one scope. Compared to the letter (RFC 6749 section 3.3), but for
/// platforms that are asked for a short name and answer with its URL, or the other way round:
/// `Mail.Read` is `https://graph.microsoft.com/mail.read`.
bool is_same_scope(std::string_view a, std::string_view b);

/// Whether a scope is among those, in whatever spelling.
bool holds_scope(const std::vector<std::string>& scopes, std::string_view scope);

}  // namespace fairlead::oauth
