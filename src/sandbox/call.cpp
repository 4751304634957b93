// SPDX-License-Identifier: Apache-2.0
#include "sandbox/call.h"

#include "base/text.h"
#include "sandbox/platform.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

bool is_form(const net::Request& request) {
    const auto type = request.headers.find("Content-Type");
    if (!type) return false;
    const auto essence = trim(type->substr(0, type->find(';')));
    return equal_ignoring_case(essence, "application/x-www-form-urlencoded");
}

/// A token endpoint's request is of the one kind or the other.
Place find_place(const Call& call) {
    if (call.endpoint->place != Place::token) return call.endpoint->place;
    return call.form.find("grant_type") == "refresh_token" ? Place::refresh : Place::exchange;
}

/// RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
void read_basic(std::string_view encoded, Credentials& credentials) {
    credentials.basic = true;
    credentials.malformed = true;
    const auto decoded = base64_decode(trim(encoded));
    if (!decoded) return;
    const auto colon = decoded->find(':');
    if (colon == std::string::npos) return;
    auto id = form_decode(std::string_view{*decoded}.substr(0, colon));
    auto secret = form_decode(std::string_view{*decoded}.substr(colon + 1));
    if (!id || !secret) return;
    credentials.id = *std::move(id);
    credentials.secret = *std::move(secret);
    credentials.malformed = false;
}

/// What follows the scheme in the Authorization header, or nullopt.
std::optional<std::string_view> after_scheme(const net::Request& request, std::string_view scheme) {
    const auto header = request.headers.find("Authorization");
    if (!header || header->size() <= scheme.size() || (*header)[scheme.size()] != ' ') {
        return std::nullopt;
    }
    if (!equal_ignoring_case(header->substr(0, scheme.size()), scheme)) return std::nullopt;
    return trim(header->substr(scheme.size()));
}

/// Wherever platforms let a token be shown.
std::vector<std::string_view> shown_tokens(const Call& call) {
    return {
        bearer_token(call.request),      call.request.headers.find("x-goog-api-key").value_or(""),
        call.query.find("access_token"), call.query.find("key"),
        call.query.find("token"),        call.form.find("token"),
        call.form.find("refresh_token")};
}

/// What stands in the path for the pattern's `*`, decoded.
std::vector<std::string> arguments_in(std::string_view pattern, std::string_view path) {
    std::vector<std::string> arguments;
    if (pattern.find('*') == std::string_view::npos) return arguments;
    const auto wanted = split(pattern, '/');
    const auto given = split(path, '/');
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] != "*") continue;
        auto decoded = percent_decode(given[i]);
        arguments.push_back(decoded ? *std::move(decoded) : given[i]);
    }
    return arguments;
}

}  // namespace

bool is_path_of(std::string_view pattern, std::string_view path) {
    for (; !pattern.empty(); pattern.remove_prefix(1)) {
        if (pattern.front() == '*') {
            const auto segment = std::min(path.find('/'), path.size());
            if (segment == 0) return false;
            path.remove_prefix(segment);
            continue;
        }
        if (path.empty() || path.front() != pattern.front()) return false;
        path.remove_prefix(1);
    }
    return path.empty();
}

std::string origin_of(const Realm& realm) {
    return realm.issuer.substr(0, realm.issuer.rfind('/'));
}

bool ApiToken::has_scope(std::string_view scope) const {
    return family != nullptr && std::ranges::find(family->scopes, scope) != family->scopes.end();
}

ApiToken use_api_token(Realm& realm, const Call& call, std::string_view text) {
    const Occasion occasion = call.occasion(realm);
    const Token* known = realm.grants.find_token(text);
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (family && call.find_fault(FaultKind::expired_token)) {
        realm.grants.revoke(text, family->client, occasion);
    }
    const Token* token = realm.grants.use_access(text, occasion);
    return {token, token ? family : nullptr};
}

const PlayedFault* Call::find_fault(FaultKind kind) const {
    for (const PlayedFault& played : faults) {
        if (played.fault.kind == kind) return &played;
    }
    return nullptr;
}

Call read_call(net::Request request, const Platform& platform, const Endpoint& endpoint) {
    Call call;
    call.platform = &platform;
    call.endpoint = &endpoint;
    call.request = std::move(request);
    call.query = Parameters{call.request.query()};
    if (is_form(call.request)) call.form = Parameters{call.request.body};
    call.place = find_place(call);
    call.arguments = arguments_in(endpoint.path, call.request.path());
    return call;
}

std::string_view bearer_token(const net::Request& request) {
    return after_scheme(request, "Bearer").value_or("");
}

Credentials read_credentials(const Call& call) {
    Credentials credentials;
    const std::string_view id = call.form.find(call.platform->client_parameter());
    const std::string_view secret = call.form.find("client_secret");
    if (const auto basic = after_scheme(call.request, "Basic")) {
        read_basic(*basic, credentials);
        if (!secret.empty() || (!id.empty() && id != credentials.id)) credentials.malformed = true;
        return credentials;
    }
    credentials.id = id;
    credentials.secret = secret;
    return credentials;
}

Subject find_subject(Realm& realm, const Call& call) {
    Subject subject;
    for (const std::string_view token : shown_tokens(call)) {
        if (const Token* known = realm.grants.find_token(token)) subject.family = known->family;
    }
    if (const Code* code = realm.flows.find_code(call.form.find("code"))) {
        subject.family = code->family;
    }
    if (const Family* family = realm.grants.find_family(subject.family)) {
        subject.client = family->client;
        subject.account = family->account;
    }
    if (call.place == Place::authorize) {
        subject.client = call.query.find(call.platform->client_parameter());
    }
    if (subject.client.empty()) subject.client = read_credentials(call).id;
    return subject;
}

}  // namespace fairlead::sandbox
