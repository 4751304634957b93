// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// What every disconnect may be told. False: what was synced from the account is to be erased, and
/// not kept for when it is connected again. Nothing is synced yet: the wish is audited, and said in
/// the event `connection.disconnected`.
struct KeepData {
    http::Default<bool> keep_data{true};

    oauth::SyncedData wish() const {
        return keep_data ? oauth::SyncedData::kept : oauth::SyncedData::erased;
    }
};
BOOST_DESCRIBE_STRUCT(KeepData, (), (keep_data))

/// The answer of every disconnect (SPEC A7).
struct DisconnectedAccount {
    bool success = true;
    std::string message;  ///< for the user: what became of the grant at the platform
    std::string grant;    ///< none, revoking, unsupported or shared
    bool keep_data = true;
};
BOOST_DESCRIBE_STRUCT(DisconnectedAccount, (), (success, message, grant, keep_data))

Task<Result<DisconnectedAccount>> disconnect_account(oauth::ConnectionsService& connections,
                                                     Caller caller, ConnectionId id, KeepData data);

}  // namespace fairlead::api
