// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_failure.h"

#include "model/ids.h"

#include <optional>
#include <string>

/// Where a browser goes after a connect: the application's page, with what came of it in the query
/// (SPEC A4).
namespace fairlead::oauth {

std::string return_connected(const std::string& page, const std::string& integration,
                             ConnectionId connection);
/// Nothing is connected before the application's backend finishes `session`.
std::string return_waiting(const std::string& page, const std::string& integration,
                           std::optional<ConnectSessionId> session);
/// `integration` is empty where it is not known.
std::string return_failed(const std::string& page, const std::string& integration,
                          const ConnectFault& fault);

}  // namespace fairlead::oauth
