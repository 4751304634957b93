// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

/// Somebody who may sign in at the sandbox. Plainly a sample.
struct Account {
    std::string id;
    std::string username;
    std::string display_name;
    std::string email;
    std::string plan;
};
BOOST_DESCRIBE_STRUCT(Account, (), (id, username, display_name, email, plan))

/// Those whom the consent page shows.
const std::vector<Account>& sample_accounts();

/// One of the samples, or, for an id like `bulk-17`, one made up from the number: for tests that
/// need many.
std::optional<Account> find_account(std::string_view id);

}  // namespace fairlead::sandbox
