// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/listing.h"

namespace fairlead::api {

Task<Result<AccountListing>> list_accounts(oauth::ConnectionsService& connections, Caller caller,
                                           IncludeQuery query) {
    const bool disconnected = query.include == Include::disconnected;
    CO_TRY(auto found, co_await connections.list(std::move(caller), disconnected));
    AccountListing listing;
    for (auto& view : found.connections) {
        listing.integrations.push_back(account_of(std::move(view)));
    }
    for (auto& attempt : found.attempts) {
        listing.attempts.push_back(attempt_of(std::move(attempt)));
    }
    co_return listing;
}

}  // namespace fairlead::api
