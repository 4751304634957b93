// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_connect.h"

#include "oauth/completion.h"
#include "oauth/failed_attempt.h"
#include "oauth/fault_error.h"
#include "oauth/form_proof.h"
#include "oauth/refusals.h"

namespace fairlead::oauth {

namespace {

Error has_consent_page() {
    return Error{.code = Errc::conflict,
                 .message = "This platform is connected through its consent page.",
                 .reason = "consent_page"};
}

Error malformed(std::vector<Fault> faults) {
    return Error{.code = Errc::invalid,
                 .message = "Something in this form is missing, or is not right.",
                 .faults = std::move(faults)};
}

Error error_at(const ConnectFault& fault, std::vector<Fault> at) {
    auto error = error_of(fault);
    error.faults = std::move(at);
    return error;
}

}  // namespace

Task<Result<Connection>> FormConnect::connect(Caller caller, ConnectAsk ask, FormInput input) {
    if (!caller.user) co_return no_user_named();
    const auto workspace = caller.workspace;
    const auto user = *caller.user;
    CO_TRY(const auto plan, co_await plan_connect(context_, workspace, user, std::move(ask)));
    if (!is_form(plan.ready.client->method().kind)) co_return has_consent_page();
    // Had before the platform is asked: without it nothing could be stored.
    const auto owner = Owner::of(workspace, user);
    CO_TRY(const auto sealer, co_await context_.services.vault.sealer(owner));
    auto actor = actor_of(caller);
    CO_TRY(auto proof, co_await prove_form(context_, plan, input, caller, std::move(actor)));
    if (!proof.faults.empty()) co_return malformed(std::move(proof.faults));
    if (proof.fault) co_return error_at(*proof.fault, std::move(proof.at));
    CO_TRY(auto done, co_await settle_account(context_, plan.ready.client, *proof.account, sealer));
    if (done.fault) {
        CO_CHECK(co_await note_failed_connect(context_, plan, caller, proof.account->actor,
                                              *done.fault));
        auto error = error_of(*done.fault);
        error.code = Errc::conflict;
        co_return error;
    }
    co_return *std::move(done.connection);
}

}  // namespace fairlead::oauth
