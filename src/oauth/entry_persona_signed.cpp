// SPDX-License-Identifier: Apache-2.0
// The legs of OAuth 1.0a, and its signatures.
#include "base/text.h"
#include "oauth/entry_persona.h"
#include "oauth/entry_persona_answer.h"
#include "oauth/request_signature.h"
#include "oauth/token_request.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr const char* temporary = "request-1";
constexpr const char* lasting = "access-1";
constexpr const char* verifier = "verifier-1";
constexpr std::string_view scheme = "OAuth ";

std::string value_of(const net::Pairs& pairs, const std::string& name) {
    const auto found = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
    return found == pairs.end() ? std::string{} : found->second;
}

/// RFC 5849 section 3.5.1; empty where the header is no such one.
net::Pairs protocol_of(const net::ClientRequest& request) {
    net::Pairs pairs;
    const std::string header{request.headers.find("Authorization").value_or("")};
    if (!header.starts_with(scheme)) return pairs;
    for (const auto& part : split(header.substr(scheme.size()), ',')) {
        const auto trimmed = trim(part);
        const auto equals = std::min(trimmed.find('='), trimmed.size());
        const auto quoted = trimmed.substr(std::min(equals + 1, trimmed.size()));
        if (quoted.size() < 2) continue;
        const auto value = percent_decode(quoted.substr(1, quoted.size() - 2));
        pairs.emplace_back(trimmed.substr(0, equals), value ? *value : std::string{});
    }
    return pairs;
}

Secret secret_of(const std::string& token) {
    return token.empty() ? Secret{} : Secret{"secret-of-" + token};
}

bool leads_to(const catalog::Request& request, const net::Url& url,
              const catalog::Bindings& bound) {
    const auto choice = catalog::choose(request.url, bound);
    if (!choice) return false;
    const auto text = catalog::render_secret(**choice, bound, catalog::Place::url);
    const auto known = text ? net::Url::parse(text->expose()) : net::Url::parse("");
    return known && known->host == url.host && known->path == url.path;
}

}  // namespace

void EntryPersona::check_signature(const net::ClientRequest& request, net::Pairs protocol) {
    const auto said = value_of(protocol, "oauth_signature");
    const auto token = value_of(protocol, "oauth_token");
    std::erase_if(protocol, [](const auto& pair) { return pair.first == "oauth_signature"; });
    const auto base = signature_base_string(request, protocol);
    const auto good = signature_of(consent_.signature, base ? *base : std::string{},
                                   own_->client_secret, secret_of(token));
    if (!base || said != good.expose())
        complaints_.push_back("the signature is wrong at " + request.url.path);
}

net::Exchange EntryPersona::issue(const catalog::Request& request, const std::string& token) {
    json::value document = json::object{};
    const auto& read = request.read;
    put_first(document, read.access, json::string(token));
    put_first(document, read.other.at("secret"), json::string(secret_of(token).expose()));
    if (token == temporary) {
        put_first(document, {"/oauth_callback_confirmed"}, "true");
    } else {
        ++issued_;
        access_ = token;
        put_first(document, read.expires_at, to_unix_ms(clock_.now()) + 3'600'000);
        for (const auto& variable : own_->method().vars)
            if (variable.from == catalog::VarSource::token && vars_.contains(variable.name))
                put(document, variable.at, json::string(vars_.at(variable.name)));
        put_identity(catalog::IdentitySource::token, document);
    }
    return answer_with(document, request.read_as);
}

std::optional<net::Exchange> EntryPersona::answer_leg(const net::ClientRequest& request) {
    const auto protocol = protocol_of(request);
    check_signature(request, protocol);
    const auto& method = own_->method();
    const auto token = value_of(protocol, "oauth_token");
    if (token.empty() && leads_to(consent_.request, request.url, bindings())) {
        callback_ = value_of(protocol, "oauth_callback");
        return issue(consent_.request, temporary);
    }
    if (token != temporary || !leads_to(method.token, request.url, bindings())) return std::nullopt;
    if (value_of(protocol, "oauth_verifier") != verifier)
        complaints_.emplace_back("the verifier was not sent");
    return issue(method.token, lasting);
}

net::Pairs EntryPersona::come_back_signed(const std::string& authorize_url) {
    const auto page = net::Url::parse(authorize_url);
    const auto asked = net::parse_pairs(page ? page->query : "");
    if (!asked || value_of(*asked, "oauth_token") != temporary)
        complaints_.emplace_back("the page does not know the request token");
    const auto callback = net::Url::parse(callback_);
    net::Pairs back{{"oauth_token", temporary}, {own_->method().authorize.code_in, verifier}};
    const auto ours = net::parse_pairs(callback ? callback->query : "");
    if (ours) back.insert(back.end(), ours->begin(), ours->end());
    for (const auto& variable : own_->method().vars)
        if (variable.from == catalog::VarSource::callback && vars_.contains(variable.name))
            back.emplace_back(variable.at, vars_.at(variable.name));
    return back;
}

}  // namespace fairlead::oauth
