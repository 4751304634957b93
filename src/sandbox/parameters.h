// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace fairlead::sandbox {

/// The parameters of a query or form. One without a value counts as absent, and none may be there
/// twice (RFC 6749 section 3.1).
class Parameters {
public:
    Parameters() = default;
    /// Bad escapes leave it empty and malformed.
    explicit Parameters(std::string_view encoded);

    /// The value, or "" where it is absent.
    std::string_view find(std::string_view name) const;
    bool has(std::string_view name) const { return !find(name).empty(); }
    bool is_malformed() const { return malformed_; }
    /// Every value of that name.
    std::vector<std::string> all(std::string_view name) const;

private:
    net::Pairs pairs_;
    bool malformed_ = false;
};

}  // namespace fairlead::sandbox
