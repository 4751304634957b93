// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/accounts/account.h"
#include "model/user.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// What a list of connections may be asked to include.
enum class Include : std::uint8_t { disconnected };
BOOST_DESCRIBE_ENUM(Include, disconnected)

struct IncludeQuery {
    std::optional<Include> include;
};
BOOST_DESCRIBE_STRUCT(IncludeQuery, (), (include))

/// A user's connections, and what failed lately where there may be none yet.
struct AccountListing {
    std::vector<Account> integrations;  ///< oldest first
    std::vector<FailedAttempt> attempts;
};
BOOST_DESCRIBE_STRUCT(AccountListing, (), (integrations, attempts))

Task<Result<AccountListing>> list_accounts(oauth::ConnectionsService& connections, Caller caller,
                                           IncludeQuery query);

}  // namespace fairlead::api
