// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/refresh_engine.h"
#include "oauth/token_outcome.h"

#include <functional>
#include <memory>

/// What follows the answer of a call, of this process or of one that died: T3, T4 and T5 until
/// their outcome is known, then the slot.
namespace fairlead::oauth {

/// An answer as T3 wants it: the platform's lifetime becomes a moment of the database's clock.
Answer make_answer(const Ticket& ticket, const OAuthClient& client, const TokenAnswer& came,
                   Time received);

/// Where the call came from and what it works with.
struct SettleMeans {
    Ticket ticket;
    RotationPolicy policy;
    std::shared_ptr<const OAuthClient> client;
    std::map<std::string, std::string> vars;
};

/// T3. Repeats until it is known; `on_first_failure` is told once when it has to. Gives up, with an
/// error, only when the engine dies, or drains while a slot keeps the answer.
/// An answer whose connection was disconnected meanwhile is revoked, once, best effort. One that is
/// kept in memory alone lies in locked memory between the tries, and nowhere else.
enum class Kept : std::uint8_t { in_slot, in_memory };
Task<Result<StoredAnswer>> settle_success(RefreshEngine& engine, const SettleMeans& means,
                                          Answer& answer, const vault::Sealer& sealer, Kept kept,
                                          std::function<void()> on_first_failure);

/// T4.
Task<Result<Refused>> settle_refusal(RefreshEngine& engine, const SettleMeans& means,
                                     const TokenOutcome& outcome, const vault::Sealer& sealer);

/// T5.
Task<Result<void>> settle_unknown(RefreshEngine& engine, const SettleMeans& means, std::string why);

/// The platform answered neither yes nor no, or nothing was sent: gives the ticket back and sets
/// the next try off.
Task<Result<void>> settle_postponed(RefreshEngine& engine, const SettleMeans& means,
                                    const TokenOutcome& outcome);

/// CANCEL.
Task<Result<void>> settle_cancelled(RefreshEngine& engine, Ticket ticket);

}  // namespace fairlead::oauth
