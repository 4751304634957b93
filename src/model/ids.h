// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/id.h"

namespace fairlead {

using WorkspaceId = Id<struct WorkspaceTag>;
using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using DataKeyId = Id<struct DataKeyTag>;
using IntegrationId = Id<struct IntegrationTag>;
using ConnectionId = Id<struct ConnectionTag>;
using AttemptId = Id<struct AttemptTag>;
using NoticeId = Id<struct NoticeTag>;
using JobId = Id<struct JobTag>;
using EventId = Id<struct EventTag>;
using RevocationId = Id<struct RevocationTag>;
using ConnectSessionId = Id<struct ConnectSessionTag>;

/// The workspace that installing creates (all zero but for the last bit).
constexpr WorkspaceId default_workspace{
    Uuid{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1}}};

}  // namespace fairlead
