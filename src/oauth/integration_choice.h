// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_ask.h"
#include "oauth/integrations.h"

namespace fairlead::oauth {

/// The integration that an ask means (SPEC A1): the one `provider` names or, where the ask wants
/// another method or variant than that one has, the workspace's only integration of the same
/// platform that is set up for it. A connection lives on what its integration says — secret,
/// redirect URI, hosts —, so a choice is one among what the operator set up: nobody who connects
/// can lead a client's secret elsewhere. `conflict` where none is, or several are, set up so; else
/// as Integrations::ready_for() the user.
Task<Result<Integrations::Ready>> choose_integration(Integrations& integrations,
                                                     WorkspaceId workspace, UserId user,
                                                     const ConnectAsk& ask);

}  // namespace fairlead::oauth
