// SPDX-License-Identifier: Apache-2.0
#include "oauth/callback_check.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <algorithm>
#include <set>

namespace fairlead::oauth::callback_check {

namespace {

constexpr std::size_t most_parameters = 64;
constexpr std::size_t longest_parameter = 4096;
constexpr std::size_t longest_word = 64;

/// The last but one, or the last, segment of a redirect URI's path: what its path calls {provider}.
std::string provider_segment(const FlowState& flow) {
    const auto url = net::Url::parse(flow.redirect_uri);
    if (!url) return flow.integration;
    auto segments = split(url->path, '/');
    if (segments.size() < 3) return flow.integration;
    if (flow.path == CallbackPath::integrations_callback) return segments.back();
    return segments[segments.size() - 2];
}

std::optional<Refusal> cookie_of(const CallbackAsk& ask, const FlowState& flow) {
    const auto name = flow_cookie_name(parameter(ask.parameters, "state"));
    const auto named = [&](const auto& cookie) { return cookie.first == name; };
    const auto found = std::ranges::find_if(ask.cookies, named);
    if (found == ask.cookies.end())
        return Refusal{"connect.browser_mismatch", "the flow's cookie is missing"};
    if (std::ranges::count_if(ask.cookies, named) > 1)
        return Refusal{"connect.browser_mismatch", "the flow's cookie comes twice"};
    if (!crypto::equal(crypto::sha256_hex(found->second), flow.cookie_hash))
        return Refusal{"connect.browser_mismatch", "the flow's cookie is another's"};
    return std::nullopt;
}

std::optional<Refusal> session_of(const Caller& caller, const FlowState& flow) {
    const bool is_session = caller.kind == CallerKind::session && caller.user;
    if (is_session && (*caller.user != flow.user || caller.workspace != flow.workspace))
        return Refusal{"connect.user_mismatch", "the browser is signed in as another user"};
    if (flow.session && !is_session)
        return Refusal{"connect.user_mismatch", "the session that began is over"};
    return std::nullopt;
}

}  // namespace

std::string_view parameter(const net::Pairs& parameters, std::string_view name) {
    const auto found =
        std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<Refusal> well_formed(const net::Pairs& parameters) {
    if (parameters.size() > most_parameters) return Refusal{.detail = "too many parameters"};
    std::set<std::string_view> seen;
    for (const auto& [name, value] : parameters) {
        if (name.size() > longest_parameter || value.size() > longest_parameter)
            return Refusal{.detail = "an oversized parameter"};
        if (!seen.insert(name).second) return Refusal{.detail = "a parameter comes twice"};
    }
    return std::nullopt;
}

std::optional<Refusal> of_this_browser(const CallbackAsk& ask, const FlowState& flow) {
    if (auto refusal = cookie_of(ask, flow)) return refusal;
    if (auto refusal = session_of(ask.caller, flow)) return refusal;
    if (ask.path != flow.path || ask.provider != provider_segment(flow))
        return Refusal{"connect.integration_mismatch", "the callback is of another integration"};
    return std::nullopt;
}

std::optional<Refusal> unchanged(const Integrations::Ready& ready, const FlowState& flow) {
    if (ready.integration.fingerprint == flow.integration_fingerprint &&
        ready.client->provider->fingerprint == flow.provider_fingerprint)
        return std::nullopt;
    return Refusal{"connect.configuration_changed",
                   "the integration or its provider changed since the flow began"};
}

std::optional<Refusal> from_issuer(const net::Pairs& parameters, const std::string& issuer,
                                   catalog::IssParameter rule) {
    if (issuer.empty()) return std::nullopt;
    const bool is_there =
        std::ranges::find(parameters, "iss", &std::pair<std::string, std::string>::first) !=
        parameters.end();
    if (!is_there && rule == catalog::IssParameter::if_present) return std::nullopt;
    if (!is_there) return Refusal{"connect.issuer_mismatch", "iss is missing"};
    if (parameter(parameters, "iss") == issuer) return std::nullopt;
    return Refusal{"connect.issuer_mismatch", "iss is another's"};
}

std::optional<Refusal> of_request_token(const net::Pairs& parameters, const FlowState& flow,
                                        const std::string& verifier_in) {
    bool is_named = false;
    for (const char* name : {"oauth_token", "denied"}) {
        const auto token = parameter(parameters, name);
        if (token.empty()) continue;
        is_named = true;
        if (!crypto::equal(token, flow.request_token.token.expose()))
            return Refusal{.detail = "the request token is not this flow's"};
    }
    // Without a verifier there is nothing to redeem.
    if (is_named || parameter(parameters, verifier_in).empty()) return std::nullopt;
    return Refusal{.detail = "the request token is missing"};
}

std::optional<ConnectFault> signed_denial(const net::Pairs& parameters,
                                          const catalog::ProviderSpec& provider) {
    const auto problem = parameter(parameters, "oauth_problem");
    const bool is_no = problem == "user_refused" || problem == "permission_denied";
    if (!problem.empty() && !is_no)
        return fault_of(ConnectFailure::provider_error, provider,
                        "the platform's redirect said " + printable(problem, longest_word));
    const auto& verifier_in = provider.method.authorize.code_in;
    const bool is_denied = is_no || !parameter(parameters, "denied").empty();
    if (!is_denied && !parameter(parameters, verifier_in).empty()) return std::nullopt;
    return fault_of(ConnectFailure::access_denied, provider,
                    is_denied ? "the user declined" : "the platform gave no verifier");
}

std::optional<ConnectFault> platform_error(const net::Pairs& parameters,
                                           const catalog::ProviderSpec& provider) {
    for (const auto& rule : provider.method.authorize.denied)
        if (parameter(parameters, rule.parameter) == rule.value && !rule.value.empty())
            return fault_of(ConnectFailure::access_denied, provider, "the user declined");
    const auto error = parameter(parameters, "error");
    if (error.empty()) return std::nullopt;
    const auto failure =
        error == "access_denied" ? ConnectFailure::access_denied : ConnectFailure::provider_error;
    return fault_of(failure, provider,
                    "the platform's redirect said " + printable(error, longest_word));
}

}  // namespace fairlead::oauth::callback_check
