// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_check.h"

#include "crypto/hash.h"
#include "oauth/lookup.h"
#include "oauth/token_request.h"

#include <boost/json/object.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::ErrorClass;
using catalog::IdentitySource;

/// From here on a key is a machine's making, and its hash gives nothing away.
constexpr std::size_t unguessable_bytes = 20;
constexpr std::size_t shown_of_hash = 16;
constexpr std::size_t named_of_hash = 6;

std::vector<Fault> at_the_secret(const catalog::ProviderSpec& provider) {
    std::vector<Fault> at;
    for (const auto& field : form_fields(provider.method))
        if (field.rule.secret)
            at.push_back({"/fields/" + field.rule.name, provider.name + " does not accept this"});
    if (at.size() > 1) at.clear();  // which of them it is nobody says
    return at;
}

FormChecked refused(const catalog::ProviderSpec& provider, std::string detail) {
    FormChecked checked;
    checked.fault = fault_of(ConnectFailure::invalid_credentials, provider, std::move(detail));
    checked.at = at_the_secret(provider);
    return checked;
}

FormChecked not_allowed(const catalog::ProviderSpec& provider, std::string detail) {
    FormChecked checked;
    checked.fault = fault_of(ConnectFailure::invalid_credentials, provider, std::move(detail));
    checked.fault->message =
        provider.name + " refused this. Check the permissions in " + provider.name + "'s settings.";
    checked.fault->reason = "permission";
    return checked;
}

FormChecked suspended(const catalog::ProviderSpec& provider, std::string detail) {
    FormChecked checked;
    checked.fault = fault_of(ConnectFailure::provider_error, provider, std::move(detail));
    checked.fault->message =
        provider.name + " has suspended this account, or its plan is over. See to it there first.";
    checked.fault->reason = "suspended";
    return checked;
}

/// An answer that is no success, in the words of a person who typed in a key.
FormChecked failed(const catalog::ProviderSpec& provider, ApiAnswer& answer) {
    auto& fault = *answer.fault;
    switch (answer.meaning.value_or(ErrorClass::none)) {
        case ErrorClass::expired:
        case ErrorClass::dead_token:
        case ErrorClass::denied: return refused(provider, std::move(fault.detail));
        case ErrorClass::permission:
        case ErrorClass::consent: return not_allowed(provider, std::move(fault.detail));
        case ErrorClass::suspended: return suspended(provider, std::move(fault.detail));
        default: break;
    }
    FormChecked checked;
    checked.fault = std::move(fault);
    return checked;
}

/// The platform issued no token for a client's id and secret, or none to this server.
FormChecked not_issued(const catalog::ProviderSpec& provider, ConnectFault fault) {
    const bool is_operators = fault.reason && std::string_view{fault.reason} == "provider_config";
    if (fault.failure == ConnectFailure::invalid_credentials && !is_operators)
        return refused(provider, std::move(fault.detail));
    FormChecked checked;
    checked.fault = std::move(fault);
    return checked;
}

/// What the form and the lookups brought, without what is secret, over the token response.
json::value brought(const catalog::AuthMethod& method, const FormContent& form, const Vars& vars,
                    const json::value& response) {
    json::object document;
    if (response.is_object()) document = response.get_object();
    for (const auto& field : form_fields(method)) {
        const auto typed = form.credential.find(field.rule.name);
        if (!field.rule.secret && typed != form.credential.end())
            document[field.rule.name] = typed->second.expose();
    }
    for (const auto& [name, value] : vars) {
        const auto* variable = method.find_variable(name);
        if (variable && !variable->secret) document[name] = value;
    }
    return document;
}

/// The fields by which a lookup chooses its row.
std::vector<Fault> chosen_by(const catalog::AuthMethod& method, const catalog::Lookup& lookup) {
    std::vector<Fault> at;
    const auto& source = lookup.where_is ? lookup.where_is : lookup.where_has;
    if (!source) return at;
    const auto names = source->names();
    for (const auto& field : form_fields(method)) {
        const bool is_variable = field.of == FormField::Of::variable;
        const auto bound = is_variable ? field.rule.name : "cred." + field.rule.name;
        if (std::ranges::find(names, bound) == names.end()) continue;
        const auto* const group = is_variable ? "/vars/" : "/fields/";
        at.push_back({group + field.rule.name, "is not among what this credential opens"});
    }
    return at;
}

Task<Result<FormChecked>> look_up(ConnectContext& context, const OAuthClient& client,
                                  const Secret& access, CallMaterial& means) {
    FormChecked checked;
    for (const auto& lookup : client.method().lookup) {
        std::string what = "looking up what the connection needs";
        CO_TRY(auto answer,
               co_await call_api(context, client, lookup.request, access, means, std::move(what)));
        if (answer.fault) co_return failed(*client.provider, answer);
        auto bindings = bindings_for(client, means.vars);
        CO_CHECK(bind_credential(bindings, client.method(), access));
        const auto is_there = has_row(lookup, answer.document, bindings);
        if (!is_there && is_there.error().code != Errc::provider_failed) co_return is_there.error();
        if (!is_there) {
            checked.fault =
                fault_of(ConnectFailure::provider_error, *client.provider, is_there.error().detail);
            co_return checked;
        }
        if (!*is_there) {
            checked.at = chosen_by(client.method(), lookup);
            checked.fault = fault_of(ConnectFailure::invalid_credentials, *client.provider,
                                     "the credential does not open what was named");
            co_return checked;
        }
        const auto found =
            read_lookup(client.method(), lookup, answer.document, bindings, means.vars);
        if (found) continue;
        checked.fault =
            fault_of(ConnectFailure::provider_error, *client.provider, found.error().detail);
        co_return checked;
    }
    co_return checked;
}

Identity made_up(const OAuthClient& client, const FormContent& form, const FormOwner& owner) {
    Identity identity;
    identity.metadata = to_json(json::object{});
    std::string all = owner.workspace.text() + owner.user.text() + client.integration.text();
    std::size_t secret_bytes = 0;
    std::string label;
    for (const auto& field : form_fields(client.method())) {
        const auto typed = form.credential.find(field.rule.name);
        if (typed == form.credential.end()) continue;
        const auto value = typed->second.expose();
        if (!field.rule.secret && identity.account_id.empty()) identity.account_id = value;
        if (!field.rule.secret) continue;
        if (label.empty()) label = field.label;
        secret_bytes += value.size();
        all.append(":").append(std::to_string(value.size())).append(":").append(value);
    }
    identity.account_name = identity.account_id;
    if (identity.account_id.empty() && secret_bytes >= unguessable_bytes) {
        const auto hash = crypto::sha256_hex(all);
        identity.account_id = "key:" + hash.substr(0, shown_of_hash);
        identity.account_name = label + " " + hash.substr(0, named_of_hash);
        identity.is_made_up = true;
    }
    wipe_string(all);
    return identity;
}

/// The one call where no lookup has proven the credential; what it answered is for `whoami`.
Task<Result<ApiAnswer>> prove(ConnectContext& context, const OAuthClient& client,
                              const Secret& access, const CallMaterial& means) {
    const auto& whoami = client.provider->whoami;
    const auto& check = client.method().check;
    const bool asks_who = whoami && whoami->from == IdentitySource::call;
    ApiAnswer nothing;
    const bool is_proven = !is_carried(client.method().kind) && !check;
    if (!asks_who && (is_proven || !client.method().lookup.empty())) co_return nothing;
    CO_CHECK(check_provable(*client.provider));
    const auto& request = asks_who ? whoami->request : *check;
    std::string what = asks_who ? "asking who the account is" : "trying the credential";
    co_return co_await call_api(context, client, request, access, means, std::move(what));
}

/// A token was issued, so the credential is good; whom it is for not every platform tells a service.
bool is_nameless(const OAuthClient& client, const ApiAnswer& answer) {
    const auto& whoami = client.provider->whoami;
    const bool was_asked_who = whoami && whoami->from == IdentitySource::call;
    if (is_carried(client.method().kind) || !was_asked_who || !answer.meaning) return false;
    switch (*answer.meaning) {
        case ErrorClass::expired:
        case ErrorClass::permission:
        case ErrorClass::consent:
        case ErrorClass::bad_request: return true;
        default: return false;
    }
}

}  // namespace

Result<void> check_provable(const catalog::ProviderSpec& provider) {
    const auto& method = provider.method;
    if (!is_carried(method.kind)) return ok();
    const bool asks_who = provider.whoami && provider.whoami->from == IdentitySource::call;
    if (asks_who || method.check || !method.lookup.empty()) return ok();
    return Error{.code = Errc::conflict,
                 .message = provider.name +
                            " cannot be connected: its provider file names no call that proves a "
                            "credential. Give it a `check` in a file of your own.",
                 .detail = "no check, whoami or lookup for " + provider.id,
                 .reason = "provider_config"};
}

Task<Result<FormChecked>> check_form(ConnectContext& context, const OAuthClient& client,
                                     const FormContent& form, FormOwner owner) {
    const auto& provider = *client.provider;
    CO_TRY(auto tokens, co_await tokens_of_form(context, client, form));
    if (tokens.fault) co_return not_issued(provider, *std::move(tokens.fault));
    const auto& access = tokens.tokens.access;
    CallMaterial means;
    means.vars = tokens.vars;
    means.token_document = brought(client.method(), form, means.vars, tokens.document);
    CO_TRY(auto checked, co_await look_up(context, client, access, means));
    if (checked.fault) co_return checked;
    means.token_document = brought(client.method(), form, means.vars, tokens.document);
    CO_TRY(auto answer, co_await prove(context, client, access, means));
    const bool names_nobody = answer.fault && is_nameless(client, answer);
    if (answer.fault && !names_nobody) co_return failed(provider, answer);
    tokens.vars = means.vars;
    checked.tokens = std::move(tokens);
    if (!provider.whoami || names_nobody) {
        checked.identity = made_up(client, form, owner);
        co_return checked;
    }
    auto found = read_identity(provider, answer.document, means);
    checked.fault = std::move(found.fault);
    checked.identity = std::move(found.identity);
    co_return checked;
}

}  // namespace fairlead::oauth
