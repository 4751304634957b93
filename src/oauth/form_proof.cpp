// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_proof.h"

#include "oauth/failed_attempt.h"
#include "oauth/form_check.h"

namespace fairlead::oauth {

namespace {

NewAccount account_of(const ConnectPlan& plan, FormChecked& checked, std::string actor,
                      std::chrono::nanoseconds now) {
    NewAccount account;
    account.workspace = plan.workspace;
    account.user = plan.user;
    account.integration_id = plan.ready.integration.id;
    account.integration = plan.ready.integration.key;
    account.provider = plan.ready.client->provider->id;
    account.reconnect = plan.reconnect;
    account.vars = std::move(checked.tokens.vars);
    account.identity = std::move(checked.identity);
    account.tokens = std::move(checked.tokens.tokens);
    account.age = std::chrono::ceil<Milliseconds>(now - checked.tokens.sent);
    account.actor = std::move(actor);
    return account;
}

}  // namespace

Task<Result<FormProof>> prove_form(ConnectContext& context, const ConnectPlan& plan,
                                   const FormInput& input, Caller caller, std::string actor) {
    const auto& client = *plan.ready.client;
    auto form = read_form(client, input, plan.vars);
    FormProof proof;
    proof.faults = std::move(form.faults);
    if (!proof.faults.empty()) co_return proof;
    auto begun = event_of(plan, caller, actor, "oauth_initiated", "ok");
    CO_CHECK(co_await context.services.audit.record(std::move(begun)));
    const FormOwner owner{plan.workspace, plan.user};
    CO_TRY(auto checked, co_await check_form(context, client, form, owner));
    if (checked.fault) {
        proof.fault = std::move(checked.fault);
        proof.at = std::move(checked.at);
        CO_CHECK(co_await note_failed_connect(context, plan, caller, actor, *proof.fault));
        co_return proof;
    }
    proof.account = account_of(plan, checked, std::move(actor), context.services.clock.boottime());
    co_return proof;
}

}  // namespace fairlead::oauth
