// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/disconnected.h"

namespace fairlead::api {

Task<Result<DisconnectedAccount>> disconnect_account(oauth::ConnectionsService& connections,
                                                     Caller caller, ConnectionId id,
                                                     KeepData data) {
    CO_TRY(auto done, co_await connections.disconnect(std::move(caller), id, data.wish()));
    co_return DisconnectedAccount{true, std::move(done.message), oauth::to_text(done.grant),
                                  data.keep_data};
}

}  // namespace fairlead::api
