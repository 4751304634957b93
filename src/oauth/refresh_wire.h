// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/journal_slot.h"
#include "oauth/refresh_engine.h"
#include "oauth/token_outcome.h"

#include <memory>

namespace fairlead::oauth {

/// What a refresh call works with, once its ticket is taken. Lives in the flight's frame.
struct CallMeans {
    Ticket ticket;
    RotationPolicy policy;
    SendPermit permit;
    std::shared_ptr<const OAuthClient> client;
    std::map<std::string, std::string> vars;
    std::vector<std::string> scopes;  ///< granted
    LiveTokens tokens;                ///< the ones that are stored
    Secret journal_key;
    Time now{};                        ///< database time in T1
    RefreshEngine::Moment began{};     ///< own clock before T1 was sent
    RefreshEngine::Moment answered{};  ///< own clock when T1 was answered
};

/// How the call ended, and whether what came is durable.
struct CallEnd {
    bool too_late = false;        ///< the own lease time was over before the send: nothing left
    bool connected_late = false;  ///< nothing left, as there was no connection in time
    TokenOutcome outcome;
    /// Variables that calls before the token call brought anew; not kept by the slot.
    std::map<std::string, std::string> told;
    Time received{};         ///< database time from which lifetimes count
    bool journaled = false;  ///< the slot holds the answer
    bool slot_used = false;  ///< something may be in the slot, durable or not
};

/// The call of `refresh.md` section 4: the last look at the clock, the send, the deadline, and —
/// for a 2xx — the slot and its fdatasync before anything is parsed. Of a log-in of several calls
/// that is the last one; what happens to those before it loses nothing.
Task<Result<CallEnd>> call_platform(RefreshEngine& engine, const CallMeans& means,
                                    storage::Journal::Slot& slot);

}  // namespace fairlead::oauth
