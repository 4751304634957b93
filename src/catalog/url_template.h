// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

/// What a URL template's beginning says about where it leads.
struct UrlOutline {
    enum class Scheme : std::uint8_t { https, loopback_http, from_value, other };
    Scheme scheme = Scheme::other;
    std::vector<std::string> host_values;  ///< names that stand in the host, in order
    bool has_function_in_host = false;
    /// The fixed text behind the host's last value: ".zendesk.com" of https://{a}.zendesk.com/x
    std::string fixed_suffix;
    bool has_userinfo = false;
};

UrlOutline outline(const Template& url);

/// Two fixed labels at least behind the last value: whoever sets it stays within a domain.
bool keeps_to_domain(const UrlOutline& outline);

}  // namespace fairlead::catalog
