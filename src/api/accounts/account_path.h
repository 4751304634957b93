// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"

#include <string>

namespace fairlead::api {

/// Which account at which integration: `accountId` is a connection's id or the platform's own
/// account id (SPEC Words).
struct AccountPath {
    std::string provider;
    std::string account_id;
};
BOOST_DESCRIBE_STRUCT(AccountPath, (), (provider, account_id))

}  // namespace fairlead::api
