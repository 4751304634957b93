// SPDX-License-Identifier: Apache-2.0
#include "oauth/provider_trial.h"

#include "base/text.h"
#include "oauth/attach_token.h"
#include "oauth/authorize_url.h"
#include "oauth/credential.h"
#include "oauth/pkce.h"
#include "oauth/request_rand.h"
#include "oauth/token_request.h"
#include "oauth/trial_words.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr Milliseconds trial_patience{10'000};
constexpr const char* made_up = "fairlead-connection-test";

std::string address_of(const net::Url& url) { return url.origin() + url.path; }

/// Nobody's word decides where such a call goes.
bool is_fixed(const catalog::Request& request) {
    return std::ranges::all_of(request.url,
                               [](const catalog::Template& url) { return url.names().empty(); });
}

TrialStep untried(const char* call, const Error& error) {
    return {call, "", TrialVerdict::doubtful,
            "It cannot be tried before somebody connects: " + error.message};
}

Error not_tried() {
    return Error{.code = Errc::conflict,
                 .message =
                     "Only platforms that accounts are connected to by consent, or by a key "
                     "that a call of their own proves, can be tried. Other forms try what is "
                     "typed into them by themselves.",
                 .reason = "not_oauth"};
}

std::shared_ptr<OAuthClient> stand_in(std::shared_ptr<const catalog::ProviderSpec> provider) {
    auto client = std::make_shared<OAuthClient>();
    client->key = provider->id;
    client->provider = std::move(provider);
    client->client_id = made_up;
    client->client_secret = Secret::copy_of(made_up);
    return client;
}

/// The defaults of what people are asked for: the addresses that most will have.
std::map<std::string, std::string> default_vars(const catalog::AuthMethod& method) {
    std::map<std::string, std::string> vars;
    for (const auto& variable : method.vars) {
        if (!variable.default_value || !variable.default_value->names().empty()) continue;
        vars.emplace(variable.name, variable.default_value->text());
    }
    return vars;
}

/// A credential that nobody has.
Secret made_up_credential(const catalog::AuthMethod& method) {
    Credential credential;
    for (const auto& field : form_fields(method))
        if (field.of == FormField::Of::credential)
            credential.emplace(field.rule.name, Secret::copy_of(made_up));
    return pack_credential(method, credential);
}

/// Whether the operator names the call that proves what is typed in (`check_path`).
bool is_path_named(const catalog::AuthMethod& method) {
    return method.check && std::ranges::any_of(method.vars, [](const catalog::Variable& variable) {
               return variable.from == catalog::VarSource::app &&
                      variable.kind == catalog::VarKind::path;
           });
}

Error proves_nothing(const std::string& says) {
    return Error{.code = Errc::invalid,
                 .message = "The check path proves nothing: " + says,
                 .faults = {{"/vars/check_path", says}}};
}

net::ClientRequest in_time(net::ClientRequest call) {
    call.total_timeout = trial_patience;
    return call;
}

}  // namespace

ProviderTrial::ProviderTrial(Integrations& integrations, net::HttpClient& http, const Clock& clock,
                             Random& random, std::string redirect_base_url)
    : integrations_(integrations),
      http_(http),
      clock_(clock),
      random_(random),
      redirect_base_url_(std::move(redirect_base_url)) {}

std::string ProviderTrial::redirect_uri(const OAuthClient& client) const {
    return redirect_base_url_ + "/api/integrations/callback/" + client.key;
}

/// nullptr: nobody set it up, or not so that it works.
Task<Result<ProviderTrial::SharedClient>> ProviderTrial::configured(WorkspaceId workspace,
                                                                    std::string provider) {
    CO_TRY(const auto rows, co_await integrations_.list(workspace));
    const auto row = std::ranges::find_if(rows, [&](const Integration& each) {
        return each.provider == provider && each.variant.empty();
    });
    if (row == rows.end()) co_return SharedClient{};
    auto client = co_await integrations_.find(workspace, row->id);
    co_return client ? *std::move(client) : SharedClient{};
}

Task<Result<TrialStep>> ProviderTrial::try_authorize(SharedClient client, bool is_real) {
    FlowState flow;
    flow.redirect_uri = redirect_uri(*client);
    flow.scopes = client->method().authorize.scopes;
    flow.vars = default_vars(client->method());
    if (client->method().authorize.pkce == catalog::Pkce::s256)
        flow.verifier = new_verifier(random_);
    const auto text = authorize_url(*client, flow, random_.base64url(32));
    if (!text) co_return untried("authorize", text.error());
    auto url = net::Url::parse(*text);
    if (!url) co_return untried("authorize", url.error());
    net::ClientRequest call;
    call.url = *url;
    call.headers.set("Accept", "text/html");
    call = in_time(std::move(call));
    CO_TRY(const auto exchange, co_await http_.send(std::move(call)));
    auto judged = judge_authorize(exchange, is_real ? TrialClient::real : TrialClient::made_up);
    judged.address = address_of(*url);
    co_return judged;
}

Task<Result<TrialStep>> ProviderTrial::try_token(SharedClient client, bool is_real) {
    const auto& method = client->method();
    auto bindings = bindings_for(*client, default_vars(method));
    const auto code = Secret::copy_of(made_up);
    const auto uri = redirect_uri(*client);
    bindings.set("redirect_uri", uri);
    bindings.set("scopes", join(method.authorize.scopes, method.authorize.scope_join));
    bindings.set("rand", draw_rand(random_));
    bindings.set("state", made_up);
    bindings.set_now(clock_.now());
    bindings.set_secret("code", code.duplicate());
    auto fields = code_fields(method.token, code, uri, new_verifier(random_));
    auto call = build_token_request(method.token, *client, std::move(fields), bindings);
    if (!call) co_return untried("token", call.error());
    const auto address = address_of(call->url);
    auto timed = in_time(*std::move(call));
    CO_TRY(const auto exchange, co_await http_.send(std::move(timed)));
    auto judged = judge_token(method, exchange, is_real ? TrialClient::real : TrialClient::made_up,
                              clock_.now());
    judged.address = address;
    co_return judged;
}

Task<Result<TrialStep>> ProviderTrial::try_identity(SharedClient client) {
    auto bindings = bindings_for(*client, default_vars(client->method()));
    bindings.set_now(clock_.now());
    auto call = build_token_request(client->provider->whoami->request, *client, {}, bindings);
    if (!call) co_return untried("identity", call.error());
    const auto address = address_of(call->url);
    auto timed = in_time(*std::move(call));
    CO_TRY(const auto exchange, co_await http_.send(std::move(timed)));
    auto judged = judge_identity(exchange);
    judged.address = address;
    co_return judged;
}

/// The call that proves what is typed in, as it is made for a person, with a credential that is none.
Task<Result<TrialStep>> ProviderTrial::try_check(SharedClient client) {
    const auto& method = client->method();
    const auto packed = made_up_credential(method);
    auto bindings = bindings_for(*client, default_vars(method));
    const auto bound = bind_credential(bindings, method, packed);
    if (!bound) co_return untried("check", bound.error());
    bindings.set("rand", draw_rand(random_));
    bindings.set_now(clock_.now());
    auto call = build_token_request(*method.check, *client, {}, bindings);
    if (!call) co_return untried("check", call.error());
    // The address may have the credential in it, so it is not shown.
    const auto once = OnceOnly::make(random_, clock_.now());
    const auto attached = attach_token(*call, *client, bindings, packed, once);
    if (!attached) co_return untried("check", attached.error());
    auto timed = in_time(*std::move(call));
    CO_TRY(const auto exchange, co_await http_.send(std::move(timed)));
    co_return judge_check(*method.check, exchange);
}

Task<Result<std::string>> ProviderTrial::prove_path(
    std::shared_ptr<const catalog::ProviderSpec> provider,
    std::map<std::string, std::string> vars) {
    if (!is_path_named(provider->method)) co_return std::string{};
    auto client = stand_in(provider);
    auto known = integrations_.operator_vars_of(*provider, vars);
    if (!known) co_return std::string{};  // what is wrong with them is told where they are stored
    client->vars = *std::move(known);
    const SharedClient asking = std::move(client);
    CO_TRY(const auto tried, co_await try_check(asking));
    if (tried.verdict == TrialVerdict::bad) co_return proves_nothing(tried.says);
    co_return tried.verdict == TrialVerdict::good ? std::string{} : tried.says;
}

Task<Result<std::vector<TrialStep>>> ProviderTrial::run(WorkspaceId workspace,
                                                        std::string provider) {
    CO_TRY(const auto spec, integrations_.catalog().find(provider, "", ""));
    const bool by_consent = spec->method.kind == catalog::AuthKind::oauth2_code;
    const bool by_key = is_carried(spec->method.kind) && spec->method.check;
    if (!by_consent && !by_key) co_return not_tried();
    CO_TRY(auto real, co_await configured(workspace, provider));
    const bool has_real = real != nullptr && real->provider->method.id == spec->method.id;
    const SharedClient made_up_client = stand_in(spec);
    const SharedClient known = has_real ? real : made_up_client;
    if (by_key) {
        CO_TRY(auto check, co_await try_check(known));
        co_return std::vector<TrialStep>{std::move(check)};
    }
    // The secret goes where the file says and to nobody whom a value could name.
    const bool may_prove = has_real && is_fixed(spec->method.token);
    const SharedClient proving = may_prove ? real : made_up_client;
    std::vector<TrialStep> steps;
    CO_TRY(auto authorize, co_await try_authorize(known, has_real));
    steps.push_back(std::move(authorize));
    CO_TRY(auto token, co_await try_token(proving, may_prove));
    steps.push_back(std::move(token));
    const bool asks = spec->whoami && spec->whoami->from == catalog::IdentitySource::call;
    if (asks) {
        CO_TRY(auto identity, co_await try_identity(made_up_client));
        steps.push_back(std::move(identity));
    }
    co_return steps;
}

}  // namespace fairlead::oauth
