// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/acme_world.h"

#include <string>

namespace fairlead::tests {

/// A connect that its user approved, and whose answer the browser has not brought back yet: what
/// may go wrong between the two is the test's to play.
class HalfConnect {
public:
    struct Ask {
        std::string integration = "acme";
        std::string members = {};  ///< more of the body, `,"scopes":[]`
    };

    HalfConnect(AcmeWorld& world, const std::string& user, const std::string& account);
    HalfConnect(AcmeWorld& world, const std::string& user, const std::string& account,
                const Ask& ask);

    /// The URL that the platform sends the browser to.
    const std::string& callback() const { return callback_; }
    /// The same with another value for a parameter; "" takes it out.
    std::string callback_with(std::string_view name, const std::string& value) const;

    /// The browser that began brings back what the platform said, or something else.
    Page come_back() { return come_back_to(callback_); }
    Page come_back_to(const std::string& url) { return browser_.open(url); }

private:
    Browser browser_;
    std::string callback_;
};

}  // namespace fairlead::tests
