// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"
#include "support/app_under_test.h"

namespace fairlead::tests {

/// A second workspace in an app's database: nothing in the product makes one yet. It has a key that
/// may do everything for anybody of it, and an administrator who has signed in.
class OtherWorkspace {
public:
    /// Stops the app and starts it again.
    explicit OtherWorkspace(AppUnderTest& app);

    /// The key, for one of its users; "" for nobody.
    net::Headers key_for(const std::string& user) const;
    /// The administrator's browser.
    net::Headers admin_session() const;

private:
    std::string origin_;
    std::string key_;
    std::string cookie_;
};

}  // namespace fairlead::tests
