// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::http {

/// What one of the server's own pages needs beyond nothing at all.
struct PagePolicy {
    /// The exact text between <style> and </style>; allowed by its hash.
    std::string_view style = {};
    /// Origins besides ours where its forms may end: browsers follow form-action through
    /// redirects, so a form that leads to a platform must name the platform's origin.
    std::vector<std::string> form_targets = {};
    /// Origins that may frame it (security.md 54); none: nobody.
    std::vector<std::string> framed_by = {};
};

/// The value of a Content-Security-Policy header (security.md 52). Set it on a Reply::html whose
/// page has a style or a form that leads elsewhere; others get the strictest by themselves.
std::string content_security_policy(const PagePolicy& policy);

}  // namespace fairlead::http
