// SPDX-License-Identifier: Apache-2.0
#include "oauth/entry_persona.h"

#include "base/text.h"
#include "catalog/log_in.h"
#include "oauth/credential.h"
#include "oauth/entry_persona_answer.h"
#include "oauth/entry_registration.h"
#include "oauth/pkce.h"
#include "oauth/token_request.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

using catalog::IdentitySource;
using catalog::VarSource;

namespace {

constexpr std::int64_t lifetime = 3600;
constexpr const char* account = "account-1";

/// Everything that a request says, as texts.
std::vector<std::string> said_in(const net::ClientRequest& request) {
    std::vector<std::string> texts;
    for (const auto& part : {request.url.query, request.body})
        if (const auto pairs = net::parse_pairs(part))
            for (const auto& [name, value] : *pairs) texts.push_back(value);
    if (const auto document = parse_json(request.body); document && document->is_object())
        for (const auto& member : document->get_object())
            if (const auto text = scalar_text(&member.value())) texts.push_back(*text);
    texts.push_back(request.url.path);
    return texts;
}

void put_if_absent(json::value& document, const std::vector<std::string>& pointers,
                   json::value value) {
    if (pointers.empty() || find_pointer(document, pointers.front())) return;
    put(document, pointers.front(), std::move(value));
}

json::value sample_of(const catalog::MetadataField& field) {
    using catalog::MetadataKind;
    switch (field.kind) {
        case MetadataKind::integer:
        case MetadataKind::number: return 7;
        case MetadataKind::boolean: return true;
        case MetadataKind::url: return "https://sample.example/";
        case MetadataKind::string: break;
    }
    return "sample";
}

}  // namespace

std::string sample_of(const catalog::Variable& variable) {
    if (!variable.one_of.empty()) return variable.one_of.front();
    std::vector<std::string> samples{"sample",
                                     "sample.example",
                                     "8443",
                                     "12345678",
                                     "sample@example.test",
                                     "https://sample.example",
                                     "2026-01-31",
                                     "00000000-0000-4000-8000-000000000001",
                                     "a.sample",
                                     "us",
                                     "eu",
                                     "us-east",
                                     "us-east-1",
                                     "v1",
                                     "api.crowdstrike.com",
                                     "idcs-0123456789abcdef0123456789abcdef",
                                     "auth.fieldglass.net",
                                     "0123456789012345678901234567890123456789",
                                     "ABCDEFGHIJ0123456789ABCDEF",
                                     "ABCDEFGHIJ",
                                     "sample.my.workfront.com",
                                     "sellercentral.amazon.com",
                                     "pub_0123abcd",
                                     "sample.myconnectsecure.com",
                                     "v3.0",
                                     "api",
                                     "123456789012345",
                                     "sample.chargify.com",
                                     "0123456789abcdef0123456789abcdef",
                                     "dropsuite.com",
                                     "AN01",
                                     "abcdefghij0123456789",
                                     "sample.practicefusion.com/fhir",
                                     "1234567890123456789",
                                     "0123456789abcdef01234567",
                                     "vtexappkey-sample-ABC",
                                     "matching.altrata.com",
                                     "api.pverify.com"};
    if (variable.default_value && variable.default_value->names().empty())
        samples.insert(samples.begin(), variable.default_value->text());
    for (const auto& parent : variable.within)
        for (const auto* before : {"sample.", "https://sample.", "", "https://"})
            samples.push_back(before + parent);
    const auto fits = [&](const std::string& text) { return variable.accept(text).has_value(); };
    const auto found = std::ranges::find_if(samples, fits);
    return found == samples.end() ? std::string{} : *found;
}

EntryPersona::EntryPersona(const Clock& clock)
    : clock_(clock), key_(crypto::SigningKey::generate(crypto::JwtAlgorithm::es256, "e").value()) {}

void EntryPersona::add(Role role, const catalog::Request& request, const catalog::Lookup* lookup) {
    if (!request.url.empty()) calls_.push_back({role, &request, lookup});
}

void EntryPersona::play(const OAuthClient& own) {
    own_ = &own;
    calls_.clear();
    complaints_.clear();
    vars_.clear();
    access_.clear();
    issued_ = 0;
    callback_.clear();
    const auto& method = own.method();
    for (const auto& variable : method.vars) {
        const bool is_captured =
            variable.from != VarSource::connection && variable.from != VarSource::lookup;
        if (is_captured && method.token.url.empty()) continue;
        if (auto sample = sample_of(variable); !sample.empty())
            vars_[variable.name] = std::move(sample);
    }
    for (const auto& [name, value] : own.vars) vars_[name] = value;
    for (const auto& field : own.provider->metadata)
        if (field.kind == catalog::MetadataKind::url && !field.at.empty())
            if (const auto found = vars_.find(field.at.front().substr(1)); found != vars_.end())
                found->second = "https://sample.example/";
    has_token_call_ = !method.token.url.empty();
    const bool is_signed = method.kind == catalog::AuthKind::oauth1;
    if (is_signed) consent_ = catalog::signed_consent(method);
    before_ = catalog::calls_before_token(method);
    answers_ = sample_answers(method, vars_);
    for (const auto& request : before_) add(Role::before, request);
    if (!is_signed) add(Role::token, method.token);
    if (method.exchange) add(Role::exchange, *method.exchange);
    for (const auto& lookup : method.lookup) add(Role::lookup, lookup.request, &lookup);
    for (const auto& after : method.after) add(Role::after, after);
    if (own.provider->whoami) add(Role::whoami, own.provider->whoami->request);
    if (method.check) add(Role::check, *method.check);
    if (method.refresh.by != catalog::RefreshBy::none) add(Role::refresh, method.refresh.request);
    if (method.revoke) add(Role::revoke, method.revoke->request);
    if (method.introspect) add(Role::introspect, *method.introspect);
}

net::Pairs EntryPersona::come_back(const std::string& authorize_url) {
    if (own_->method().kind == catalog::AuthKind::oauth1) return come_back_signed(authorize_url);
    const auto& authorize = own_->method().authorize;
    const auto name_of = [&](const char* standard) {
        const auto renamed = authorize.rename.find(standard);
        return renamed == authorize.rename.end() ? std::string{standard} : renamed->second;
    };
    // The query may stand behind a route of the platform's page.
    const auto query = authorize_url.substr(authorize_url.find('?') + 1);
    const auto pairs = net::parse_pairs(query.substr(0, query.rfind('#')));
    const auto value_of = [&](const std::string& name) -> std::string {
        if (!pairs) return {};
        for (const auto& [key, value] : *pairs)
            if (key == name) return value;
        return {};
    };
    challenge_ = authorize.pkce == catalog::Pkce::s256 ? value_of(name_of("code_challenge")) : "";
    nonce_ = value_of("nonce");
    net::Pairs back{{authorize.code_in, "code-1"}, {name_of("state"), value_of(name_of("state"))}};
    for (const auto& variable : own_->method().vars)
        if (variable.from == VarSource::callback && vars_.contains(variable.name))
            back.emplace_back(variable.at, vars_.at(variable.name));
    if (const auto& issuer = own_->method().issuer)
        if (const auto text = catalog::render(issuer->issuer, bindings(), catalog::Place::url))
            back.emplace_back("iss", *text);
    return back;
}

catalog::Bindings EntryPersona::bindings() const {
    auto bound = bindings_for(*own_, vars_);
    bound.set("token", access_).set("refresh", "refresh-1").set("code", "code-1");
    bound.set_now(clock_.now());
    for (const auto& line : form_fields(own_->method()))
        if (line.of == FormField::Of::credential)
            bound.set("cred." + line.rule.name, sample_of(line.rule));
    for (const auto& call : calls_)
        for (const auto& url : call.request->url)
            for (const auto& name : url.names())
                if (const auto named = catalog::answer_named(name);
                    named && *named <= answers_.size())
                    bound.set_checked(name,
                                      *scalar_text(find_pointer(answers_[*named - 1],
                                                                name.substr(name.find('/')))),
                                      catalog::VarKind::url);
    return bound;
}

bool EntryPersona::is_meant(const Call& call, const net::Url& url,
                            const catalog::Bindings& bound) const {
    const bool is_token = call.role == Role::token;
    const bool comes_later =
        !is_token && call.role != Role::before && issued_ == 0 && has_token_call_;
    const bool is_over =
        is_token && issued_ > 0 && own_->method().refresh.by != catalog::RefreshBy::reissue;
    if (comes_later || is_over) return false;
    const auto choice = catalog::choose(call.request->url, bound);
    if (!choice) return false;
    const auto text = catalog::render_secret(**choice, bound, catalog::Place::url);
    if (!text) return false;
    const auto known = net::Url::parse(text->expose());
    return known && known->host == url.host && known->path == url.path;
}

/// Several calls may be one to the platform: who the account is and what is looked up of it.
std::vector<const EntryPersona::Call*> EntryPersona::find(const net::Url& url) const {
    const auto bound = bindings();
    std::vector<const Call*> meant;
    for (const auto& call : calls_)
        if (is_meant(call, url, bound)) meant.push_back(&call);
    return meant;
}

void EntryPersona::check_code(const net::ClientRequest& request) {
    const bool is_mcp = own_->method().kind == catalog::AuthKind::mcp_oauth;
    if (!is_mcp && own_->method().kind != catalog::AuthKind::oauth2_code) return;
    if (is_mcp && !is_challenge(challenge_)) complaints_.emplace_back("there was no challenge");
    const auto said = said_in(request);
    const auto has = [&](auto&& is_it) { return std::ranges::any_of(said, is_it); };
    if (!has([](const std::string& text) { return text.find("code-1") != std::string::npos; }))
        complaints_.emplace_back("the code was not sent");
    const auto proves = [&](const std::string& text) { return challenge_of(text) == challenge_; };
    if (is_challenge(challenge_) && !has(proves))
        complaints_.emplace_back("the verifier was not sent");
}

std::string EntryPersona::access_token() {
    json::value claims = json::object{};
    for (const auto& variable : own_->method().vars)
        if (variable.from == VarSource::token_claim && vars_.contains(variable.name))
            put(claims, variable.at, json::string(vars_.at(variable.name)));
    if (claims.get_object().empty()) return "access-" + std::to_string(issued_);
    const auto encode = [](const std::string& text) { return base64url_encode(bytes_of(text)); };
    return encode("{}") + "." + encode(json::serialize(claims)) + ".c2ln";
}

std::string EntryPersona::id_token() const {
    json::value claims = json::object{};
    if (const auto& issuer = own_->method().issuer)
        if (const auto text = catalog::render(issuer->issuer, bindings(), catalog::Place::url))
            claims.get_object()["iss"] = *text;
    const auto seconds = to_unix_ms(clock_.now()) / 1000;
    auto& members = claims.get_object();
    members["aud"] = own_->client_id;
    members["sub"] = account;
    members["nonce"] = nonce_;
    members["iat"] = seconds;
    members["exp"] = seconds + lifetime;
    put_identity(IdentitySource::id_token, claims);
    return crypto::sign_jwt(key_, claims.get_object()).value();
}

void EntryPersona::put_tokens(const Call& call, json::value& document) {
    const auto& read = call.request->read;
    ++issued_;
    access_ = access_token();
    put_first(document, read.access, json::string(access_));
    if (document.is_string()) return;  // the token is the whole answer
    if (own_->method().refresh.by == catalog::RefreshBy::refresh_token)
        put_first(document, read.refresh, "refresh-1");
    const bool in_ms = read.expires_unit == catalog::ExpiryUnit::ms;
    if (!read.expires_in.empty())
        put_first(document, read.expires_in, in_ms ? lifetime * 1000 : lifetime);
    else
        put_first(document, read.expires_at, to_unix_ms(clock_.now()) / 1000 + lifetime);
    const auto& issuer = own_->method().issuer;
    if (issuer && issuer->id_token == catalog::IdToken::verify)
        put_first(document, read.id_token, json::string(id_token()));
    const auto from = call.role == Role::exchange ? VarSource::exchange : VarSource::token;
    for (const auto& variable : own_->method().vars)
        if (variable.from == from && vars_.contains(variable.name) &&
            !catalog::answer_named(variable.at))
            put(document, variable.at, json::string(vars_.at(variable.name)));
    put_identity(IdentitySource::token, document);
}

void EntryPersona::put_identity(IdentitySource source, json::value& document) const {
    for (const auto& field : own_->provider->metadata) {
        const bool is_ours =
            field.from == source && !field.at.empty() && field.at.front().starts_with('/');
        if (!is_ours || find_pointer(document, field.at.front())) continue;
        put_first(document, field.at, sample_of(field));
    }
    const auto& whoami = own_->provider->whoami;
    if (whoami && whoami->from == source) {
        put_if_absent(document, whoami->id, account);
        put_if_absent(document, whoami->label, "Sample account");
        put_if_absent(document, whoami->email, "sample@example.test");
    }
}

void EntryPersona::put_lookup(const catalog::Lookup& lookup, json::value& document) const {
    json::value row = json::object{};
    for (const auto& set : lookup.set)
        if (const auto found = vars_.find(set.variable); found != vars_.end())
            put(row, set.at, json::string(found->second));
    if (lookup.list) {
        const auto& where = lookup.where_is ? lookup.where_is : lookup.where_has;
        const auto text =
            where ? catalog::render(*where, bindings(), catalog::Place::text) : std::string{};
        const bool is_same = text && lookup.where_has && find_pointer(row, lookup.where_at);
        if (where && text)
            put(row, lookup.where_at,
                json::string(is_same ? "https://" + *text + ".example" : *text));
        put(document, *lookup.list, json::array{row});
        return;
    }
    if (!row.is_object() || !document.is_object()) {
        document = std::move(row);
        return;
    }
    for (const auto& member : row.get_object())
        if (!document.get_object().contains(member.key()))
            document.get_object()[member.key()] = member.value();
}

void EntryPersona::answer(const Call& call, json::value& document) {
    const auto& request = *call.request;
    if (call.role == Role::before)
        document = answers_[static_cast<std::size_t>(call.request - before_.data())];
    if (request.ok) put(document, request.ok->at, json::string(request.ok->is.value_or("sample")));
    if (call.role == Role::token || call.role == Role::exchange || call.role == Role::refresh)
        put_tokens(call, document);
    if (call.role == Role::whoami) put_identity(IdentitySource::call, document);
    if (call.lookup) put_lookup(*call.lookup, document);
}

bool EntryPersona::is_for_keys(const net::Url& url) const {
    const auto& issuer = own_->method().issuer;
    if (!issuer || issuer->jwks.empty()) return false;
    const auto text = catalog::render(issuer->jwks, bindings(), catalog::Place::url);
    return text && url.text() == *text;
}

std::optional<net::Exchange> EntryPersona::shut_out(const Call& call,
                                                    const net::ClientRequest& request) {
    const bool is_of_api = call.role >= Role::lookup;
    const bool wants_one = call.request->mtls || (is_of_api && own_->method().api.mtls);
    const auto& shown = request.certificate;
    const bool is_it = shown && certificate_ && shown->fingerprint() == certificate_->fingerprint();
    if (wants_one ? is_it : !shown) return std::nullopt;
    complaints_.emplace_back(wants_one ? "no certificate was shown, or another"
                                       : "a certificate was shown unasked");
    net::Exchange exchange;
    exchange.failure = {net::Progress::never_sent, Error{Errc::provider_failed, complaints_.back()},
                        true};
    return exchange;
}

Task<Result<net::Exchange>> EntryPersona::send(net::ClientRequest request) {
    net::Exchange exchange;
    auto& response = exchange.response.emplace();
    response.status = 200;
    if (is_for_keys(request.url)) {
        const json::object keys{{"keys", json::array{key_.public_jwk().value()}}};
        response.headers.add("Content-Type", "application/json");
        response.body = json::serialize(keys);
        co_return exchange;
    }
    if (auto registered = registration_answer(*own_, bindings(), request, complaints_))
        co_return *std::move(registered);
    if (own_->method().kind == catalog::AuthKind::oauth1)
        if (auto leg = answer_leg(request)) co_return *std::move(leg);
    const auto calls = find(request.url);
    if (calls.empty()) {
        complaints_.push_back("nobody is asked at " + request.url.host + request.url.path);
        response.status = 404;
        co_return exchange;
    }
    const auto* call = calls.front();
    if (auto shut = shut_out(*call, request)) co_return *std::move(shut);
    if (call->role == Role::token && issued_ == 0) check_code(request);
    json::value document = json::object{};
    // One that issues tokens is that alone.
    const auto issues = [](Role role) { return role <= Role::refresh; };
    for (const auto* each : calls)
        if (each == call || (!issues(call->role) && !issues(each->role))) answer(*each, document);
    co_return answer_with(document, call->request->read_as);
}

}  // namespace fairlead::oauth
