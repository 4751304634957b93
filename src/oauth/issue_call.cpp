// SPDX-License-Identifier: Apache-2.0
#include "oauth/issue_call.h"

#include "base/text.h"
#include "catalog/log_in.h"
#include "oauth/assertion.h"
#include "oauth/carried_token.h"
#include "oauth/credential.h"
#include "oauth/request_rand.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

using catalog::ClientAuth;

Error cannot(const catalog::ProviderSpec& provider, const std::string& why) {
    return Error{.code = Errc::conflict,
                 .message = "This version cannot connect " + provider.name + ": " + why,
                 .reason = "not_oauth"};
}

bool is_of_the_credential(const std::string& name) {
    return name.starts_with("cred.") || name.starts_with("app.") || name == "assertion" ||
           catalog::answer_named(name).has_value();
}

bool wants_it(const catalog::Template& source) {
    return std::ranges::any_of(source.names(), is_of_the_credential);
}

bool wants_it(const catalog::Parameters& parameters) {
    return std::ranges::any_of(parameters,
                               [](const auto& parameter) { return wants_it(parameter.value); });
}

/// Whether a call shows the platform who logs in; one that only finds the way does not.
bool shows_the_credential(const catalog::Request& request) {
    const auto leads_with = [](const catalog::Template& url) {
        return std::ranges::any_of(
            url.names(), [](const std::string& name) { return name.starts_with("cred."); });
    };
    const auto in_body = [&](std::string_view mark) {
        return request.body && request.body->text.find(mark) != std::string::npos;
    };
    return std::ranges::any_of(request.url, leads_with) || wants_it(request.extra) ||
           wants_it(request.query) || wants_it(request.headers) || in_body("{cred.") ||
           in_body("{step") || in_body("{assertion");
}

Secret member(const Credential& credential, const char* name) {
    const auto found = credential.find(name);
    return found == credential.end() ? Secret{} : found->second.duplicate();
}

/// Who asks: `client` with the id and the secret of the credential, if it has any.
Result<OAuthClient> account_client(const OAuthClient& client, const Secret& packed) {
    TRY(const auto credential, unpack_credential(client.method(), packed));
    OAuthClient own;
    own.integration = client.integration;
    own.workspace = client.workspace;
    own.key = client.key;
    own.provider = client.provider;
    own.client_id = member(credential, "client_id").expose();
    own.client_secret = member(credential, "client_secret");
    own.vars = client.vars;
    own.secret_vars = duplicate(client.secret_vars);
    own.certificate = client.certificate;
    return own;
}

Result<catalog::Bindings> bindings_of(const OAuthClient& own, const Vars& vars,
                                      const Secret& packed, Time now) {
    auto bindings = bindings_for(own, vars);
    CHECK_OK(bind_members(bindings, own.method(), packed));
    bindings.set_now(now);
    return bindings;
}

constexpr const char* jwt_bearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
constexpr const char* client_jwt_bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What the grant sends, before the provider's file has its say.
Result<Fields> fields_of(const catalog::AuthMethod& method, const catalog::Request& request,
                         const catalog::Bindings& bindings, Time now) {
    const bool is_jwt_grant = method.kind == catalog::AuthKind::jwt_grant;
    const auto standard = is_jwt_grant ? jwt_bearer : "client_credentials";
    Fields fields;
    fields.push_back(
        {"grant_type", Secret::copy_of(request.grant.empty() ? std::string_view{standard}
                                                             : std::string_view{request.grant})});
    const bool proves_client = request.client == ClientAuth::assertion;
    if (!is_jwt_grant && !proves_client) return fields;
    TRY(auto assertion, sign_assertion(method, bindings, now));
    if (proves_client)
        fields.push_back({"client_assertion_type", Secret::copy_of(client_jwt_bearer)});
    fields.push_back({proves_client ? "client_assertion" : "assertion", std::move(assertion)});
    return fields;
}

/// What nobody can answer for an application, whichever of the calls wants it.
Result<void> check_call(const catalog::ProviderSpec& provider, const catalog::Request& request) {
    if (request.send == catalog::Encoding::xml) return cannot(provider, "its log-in is in XML.");
    if (request.client == ClientAuth::assertion && !has_assertion(provider.method))
        return cannot(provider, "its file does not say how its assertion is signed.");
    if (request.grant == "password")
        return cannot(provider, "it wants a user's password for each token.");
    return ok();
}

/// A URL that begins with what an answer said; the renderer looks whether it is one.
void bind_urls(catalog::Bindings& bindings, const catalog::Request& request, const Issue& issue) {
    for (const auto& url : request.url) {
        if (url.nodes().empty()) continue;
        const auto& name = url.nodes().front().text;
        const auto named = catalog::answer_named(name);
        const bool is_value = url.nodes().front().kind == catalog::TemplateNode::Kind::value;
        if (!is_value || !named || *named > issue.answers.size()) continue;
        const auto& answer = issue.answers[*named - 1];
        if (const auto text = scalar_text(find_pointer(answer, name.substr(name.find('/')))))
            bindings.set_checked(name, *text, catalog::VarKind::url);
    }
}

Result<void> bind_issue(catalog::Bindings& bindings, const catalog::AuthMethod& method,
                        const Issue& issue, Time now) {
    using Sensitivity = catalog::Bindings::Sensitivity;
    for (std::size_t i = 0; i < issue.answers.size(); ++i)
        bindings.set_document("step" + std::to_string(i + 1), issue.answers[i],
                              Sensitivity::secret);
    bind_urls(bindings, issue.next(method), issue);
    if (method.kind != catalog::AuthKind::login || !has_assertion(method)) return ok();
    TRY(auto assertion, sign_assertion(method, bindings, now));
    bindings.set_secret("assertion", std::move(assertion));
    return ok();
}

}  // namespace

Issue Issue::of(const catalog::AuthMethod& method, Vars vars) {
    return {catalog::calls_before_token(method), std::move(vars), {}};
}

const catalog::Request& Issue::next(const catalog::AuthMethod& method) const {
    return is_last() ? method.token : before[answers.size()];
}

Result<void> check_issue(const catalog::ProviderSpec& provider) {
    const auto& method = provider.method;
    const auto raw = from_json(method.raw);
    const auto format = scalar_text(find_pointer(raw, "/assertion/format")).value_or("jwt");
    if (format != "jwt") return cannot(provider, "its assertion is in SAML, which is not signed.");
    if (scalar_text(find_pointer(raw, "/keep_cookies")) == "true")
        return cannot(provider, "its calls carry the cookies of its log-in, which are not kept.");
    for (const auto& request : catalog::calls_before_token(method))
        CHECK_OK(check_call(provider, request));
    CHECK_OK(check_call(provider, method.token));
    if (method.kind == catalog::AuthKind::jwt_grant && !has_assertion(method))
        return cannot(provider, "its file does not say how its assertion is signed.");
    if (wants_what_is_gone(method))
        return cannot(provider, "each call wants more of its log-in than what is kept.");
    return ok();
}

Result<net::ClientRequest> build_issue_call(const OAuthClient& client, const Issue& issue,
                                            const Secret& packed, Time now, Random& random) {
    const auto& method = client.method();
    TRY(const auto own, account_client(client, packed));
    TRY(auto bindings, bindings_of(own, issue.vars, packed, now));
    bindings.set("rand", draw_rand(random));
    CHECK_OK(bind_issue(bindings, method, issue, now));
    auto request = issue.next(method);
    Fields fields;
    // The grant comes first, and what follows it is as its file says.
    if (issue.answers.empty()) {
        TRY(fields, fields_of(method, request, bindings, now));
    }
    // The assertion among the fields is what proves the client.
    if (request.client == ClientAuth::assertion) request.client = ClientAuth::none;
    return build_token_request(request, own, std::move(fields), bindings);
}

TokenOutcome judge_answer_before(const catalog::AuthMethod& method, const Issue& issue,
                                 const net::Exchange& exchange, Time now) {
    const auto& request = issue.next(method);
    const ReadOptions no_token{now, std::nullopt, true};
    auto outcome = judge_exchange(method, request, no_token, exchange, now);
    const bool is_refusal = outcome.kind == OutcomeKind::refused && shows_the_credential(request);
    if (outcome.kind == OutcomeKind::success || is_refusal) return outcome;
    if (outcome.kind == OutcomeKind::operator_fault) return outcome;
    outcome.kind = exchange.answered() ? OutcomeKind::not_taken : OutcomeKind::never_sent;
    return outcome;
}

Result<void> take_answer(const catalog::AuthMethod& method, Issue& issue, json::value document) {
    const auto number = issue.answers.size() + 1;
    CHECK_OK(capture_from_answer(method, number, document, issue.vars));
    issue.answers.push_back(std::move(document));
    return ok();
}

Result<net::ClientRequest> build_issue_revocation(const OAuthClient& client, const Vars& vars,
                                                  const Secret& packed, const Secret& token,
                                                  Time now) {
    TRY(const auto own, account_client(client, packed));
    TRY(auto bindings, bindings_of(own, vars, packed, now));
    TRY(const auto issued, token_in(client.method(), token));
    bindings.set_secret("token", issued.duplicate());
    auto fields = revoke_fields(issued, TokenHint::access_token);
    return build_token_request(client.method().revoke->request, own, std::move(fields), bindings);
}

}  // namespace fairlead::oauth
