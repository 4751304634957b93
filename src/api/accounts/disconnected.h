// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// The answer of every disconnect (SPEC A7).
struct DisconnectedAccount {
    bool success = true;
    std::string message;  ///< for the user: what became of the grant at the platform
    std::string grant;    ///< none, revoking, unsupported or shared
};
BOOST_DESCRIBE_STRUCT(DisconnectedAccount, (), (success, message, grant))

Task<Result<DisconnectedAccount>> disconnect_account(oauth::ConnectionsService& connections,
                                                     Caller caller, ConnectionId id);

}  // namespace fairlead::api
