// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/connection.h"
#include "model/user.h"
#include "oauth/connect_ask.h"
#include "oauth/connect_context.h"
#include "oauth/form_input.h"

namespace fairlead::oauth {

/// Connects accounts of platforms without a consent page (SPEC A15): the credential that a person
/// typed in is proven with a call, then sealed in place of an access token. Thread-safe.
class FormConnect {
public:
    explicit FormConnect(ConnectContext& context) : context_(context) {}

    /// For `caller.user`; with `ask.connection` as the new credential of that connection.
    ///
    /// Errors beside those of ConnectStart: `invalid` with faults at `/fields/…` and `/vars/…`;
    /// by the kinds of SPEC A4, as the reason: "invalid_credentials" (400; "permission" where the
    /// credential is good and may not do enough), "network" and "provider_error" (502),
    /// "rate_limited" (429, with the wait); `conflict` "other_account" for a reconnect that brought
    /// another one, "consent_page" for a platform that has one. Nothing is stored then.
    Task<Result<Connection>> connect(Caller caller, ConnectAsk ask, FormInput input);

    /// What the platform says now of a credential that was connected by a form.
    enum class Standing : std::uint8_t {
        not_asked,  ///< not what calls carry, not live, or it cannot be read
        good,
        not_allowed,  ///< taken, and may not even make the call that proves it
        refused,
    };
    /// `rate_limited`, and `provider_failed`: the platform did not say, or that it takes nothing
    /// until its owner has settled something there (reason "suspended").
    Task<Result<Standing>> standing(Connection connection);

private:
    ConnectContext& context_;
};

}  // namespace fairlead::oauth
