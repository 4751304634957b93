// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"
#include "oauth/connect_context.h"

namespace fairlead::oauth {

/// The platform refuses even the access token of `generation`, which it gave to renew another that
/// it refused. A refresh that succeeds proves nothing here any more: the connection goes on as it
/// is, but is marked `access_refused`, and its user is told. Writes nothing where the connection is
/// not connected, or of another generation by now.
Task<Result<void>> note_refused_access(ConnectServices services, Connection connection,
                                       std::int64_t generation);

/// The platform took this connection's token: what `note_refused_access` said is over.
Task<Result<void>> note_taken_access(ConnectServices services, Connection connection);

}  // namespace fairlead::oauth
