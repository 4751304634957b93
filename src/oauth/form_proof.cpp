// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_proof.h"

#include "oauth/connect_audit.h"
#include "oauth/failed_attempt.h"
#include "oauth/form_check.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth {

namespace {

AuditEvent event_of(const ConnectPlan& plan, const Caller& caller, const std::string& actor,
                    const char* type, const char* result) {
    auto event = audit_of(caller, type, result);
    event.workspace = plan.workspace;
    event.user = plan.user;
    event.actor = actor;
    event.provider = plan.ready.integration.key;
    event.connection = plan.reconnect;
    return event;
}

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

Task<Result<void>> note_form_failure(ConnectContext& context, const ConnectPlan& plan,
                                     const Caller& caller, const std::string& actor,
                                     const ConnectFault& fault) {
    auto event = event_of(plan, caller, actor, fault.audit, to_text(fault.failure));
    json::object details{{"why", fault.detail}};
    event.details = to_json(details);
    CO_CHECK(co_await context.services.audit.record(std::move(event)));
    co_return co_await remember_failure(context, plan.workspace, plan.user,
                                        plan.ready.integration.id, fault);
}

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
        CO_CHECK(co_await note_form_failure(context, plan, caller, actor, *proof.fault));
        co_return proof;
    }
    proof.account = account_of(plan, checked, std::move(actor), context.services.clock.boottime());
    co_return proof;
}

}  // namespace fairlead::oauth
