// SPDX-License-Identifier: Apache-2.0
#include "oauth/id_token_check.h"

#include "crypto/jwt_claims.h"
#include "oauth/token_request.h"

namespace fairlead::oauth {

namespace {

ConnectFault unbelieved(const OAuthClient& client, const std::string& why) {
    auto fault = fault_of(ConnectFailure::provider_error, *client.provider, "the id_token: " + why);
    fault.audit = "connect.id_token_rejected";
    return fault;
}

crypto::ClaimRules rules_for(const OAuthClient& client, const FlowState& flow, std::string issuer) {
    crypto::ClaimRules rules;
    rules.issuer = std::move(issuer);
    rules.audience = client.client_id;
    rules.authorized_party = client.client_id;
    if (!flow.nonce.empty()) rules.nonce = flow.nonce;
    return rules;
}

}  // namespace

Result<std::string> issuer_of(const OAuthClient& client,
                              const std::map<std::string, std::string>& vars) {
    const auto& issuer = client.method().issuer;
    if (!issuer || issuer->issuer.empty()) return std::string{};
    const auto bindings = bindings_for(client, vars);
    return catalog::render(issuer->issuer, bindings, catalog::Place::url);
}

Task<Result<CheckedIdToken>> check_id_token(ConnectContext& context, const OAuthClient& client,
                                            const FlowState& flow, const Secret& id_token) {
    CheckedIdToken checked;
    const auto& issuer = client.method().issuer;
    if (!issuer || issuer->id_token != catalog::IdToken::verify || id_token.empty())
        co_return checked;
    const auto refuse = [&](const std::string& why) { checked.fault = unbelieved(client, why); };
    const auto name = issuer_of(client, flow.vars);
    const auto bindings = bindings_for(client, flow.vars);
    auto url = catalog::render(issuer->jwks, bindings, catalog::Place::url);
    const auto header = crypto::read_jwt_header(id_token.expose());
    if (!name || !url || !header) {
        refuse(!header ? header.error().message : "the issuer is not known");
        co_return checked;
    }
    const auto keys = co_await context.jwks.keys_for(*std::move(url), *header);
    if (!keys) {
        refuse(keys.error().message);
        co_return checked;
    }
    const std::vector<crypto::JwtAlgorithm> allowed{crypto::JwtAlgorithm::rs256,
                                                    crypto::JwtAlgorithm::es256};
    auto claims = crypto::verify_jwt(id_token.expose(), **keys, allowed);
    if (!claims) {
        refuse(claims.error().message);
        co_return checked;
    }
    const auto rules = rules_for(client, flow, *name);
    if (const auto broken = crypto::check_claims(*claims, rules, context.services.clock.now())) {
        refuse(crypto::to_text(*broken));
        co_return checked;
    }
    checked.claims = *std::move(claims);
    co_return checked;
}

}  // namespace fairlead::oauth
