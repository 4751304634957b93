// SPDX-License-Identifier: Apache-2.0
//
// Microsoft's identity platform (version 2) and who Graph says somebody is, as the entra-docs of
// 2026 and Graph's own documentation have them; docs/providers/ names what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/microsoft_graph.h"
#include "sandbox/settings_page.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

/// The tenant that every personal account is in.
constexpr const char* personal_tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";

struct Person {
    const char* id;
    const char* tenant;
    const char* domain;  ///< the tenant's other name; "" for the personal one
    const char* principal;
    const char* name;
    const char* mail;  ///< nullptr: none, as personal accounts often have it
};
constexpr Person people[] = {
    {"00000000-0000-4000-8000-000000000011", "00000000-0000-4000-8000-0000000000a1",
     "first-sample.invalid", "first@sample.invalid", "First Sample", "first@sample.invalid"},
    {"00000000-0000-4000-8000-000000000022", "00000000-0000-4000-8000-0000000000a2",
     "second-sample.invalid", "second@sample.invalid", "Second Sample", "second@sample.invalid"},
    {"00000000000000c3", personal_tenant, "", "third@sample.invalid", "Third Sample", nullptr},
};

const Person* find_person(std::string_view id) {
    const auto found = std::ranges::find(
        people, id, [](const Person& person) { return std::string_view{person.id}; });
    return found == std::end(people) ? nullptr : found;
}

// Scopes of Graph go by their short names, entra-docs "scopes-oidc".
constexpr ScopeText scope_texts[] = {
    {"offline_access", "Maintain access to data you have given it access to"},
    {"openid", "Sign you in"},
    {"profile", "View your basic profile"},
    {"email", "View your e-mail address"},
    {"User.Read", "Sign you in and read your profile"},
    {"Calendars.Read", "Read your calendars"},
    {"Calendars.ReadWrite", "Have full access to your calendars"},
    {"Contacts.Read", "Read your contacts"},
    {"Mail.Read", "Read your mail"},
    {"Mail.Send", "Send mail as you"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::ranges::find(list, item) != list.end();
}

// --- tenants ------------------------------------------------------------------------------------

/// entra-docs "v2-oauth2-auth-code-flow": common, organizations, consumers, or a tenant's id or
/// domain, in the path.
std::string tenant_of(const Call& call) {
    const auto segments = split(call.request.path(), '/');
    return segments.size() > 2 ? segments[2] : std::string{};
}

bool admits(std::string_view tenant, const Person& person) {
    if (tenant == "common") return true;
    const bool is_personal = person.tenant == std::string_view{personal_tenant};
    if (tenant == "consumers") return is_personal;
    if (tenant == "organizations") return !is_personal;
    return equal_ignoring_case(tenant, person.tenant) ||
           (!is_personal && equal_ignoring_case(tenant, person.domain));
}

bool is_tenant(std::string_view tenant) {
    return std::ranges::any_of(people, [&](const Person& each) { return admits(tenant, each); });
}

/// Not verified: the code, and that it is told on Microsoft's own page.
Answer not_of_this_tenant(const Realm& realm) {
    return error_page(realm, "AADSTS50020: The account does not exist in this tenant.");
}

// --- authorize ----------------------------------------------------------------------------------

struct Flaw {
    const char* error = nullptr;
    const char* words = "";
};

/// What goes back to the application: entra-docs "v2-oauth2-auth-code-flow", error codes of the
/// authorization endpoint.
Flaw find_flaw(const Call& call, const ConsentRequest& request) {
    if (call.query.find("response_type") != "code") {
        return {"unsupported_response_type", "Only response_type=code is known here."};
    }
    if (request.scopes.empty()) return {"invalid_request", "AADSTS900144: scope is missing."};
    for (const std::string& scope : request.scopes) {
        // It stands for all that was registered, and never beside others.
        if (scope.ends_with(".default")) return {"invalid_scope", "AADSTS70011: .default"};
        if (words_of(scope).empty()) return {"invalid_scope", "AADSTS70011: no such scope."};
    }
    const auto method = call.query.find("code_challenge_method");
    if (!request.challenge.empty() && method != "S256" && method != "plain" && !method.empty()) {
        return {"invalid_request", "code_challenge_method must be S256 or plain."};
    }
    // Nobody is signed in at the sandbox.
    if (call.query.find("prompt") == "none") return {"login_required", "AADSTS50058: sign in."};
    return {};
}

Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);  // AADSTS50011, told on Microsoft's own page
    if (asker.refusal) return *asker.refusal;
    const std::string tenant = tenant_of(call);
    if (!is_tenant(tenant)) return error_page(realm, "AADSTS90002: There is no such tenant.");
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    const std::string_view mode = call.query.find("response_mode");
    if (!mode.empty() && mode != "query") {
        return error_page(realm, "The sandbox knows response_mode=query alone.");
    }
    if (const Flaw flaw = find_flaw(call, *request); flaw.error) {
        return send_error(realm, *request,
                          {{"error", flaw.error}, {"error_description", flaw.words}});
    }
    if (!request->challenge.empty() && call.query.find("code_challenge_method") != "S256") {
        // RFC 7636 section 4.2: plain is its own challenge, and the default.
        request->challenge = base64url_encode(crypto::sha256(request->challenge));
    }
    request->nonce = call.query.find("nonce");
    const Person* chosen = find_person(call.query.find("account"));
    if (chosen && !admits(tenant, *chosen)) return not_of_this_tenant(realm);
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

Answer decide(Realm& realm, Call& call) {
    const Person* chosen = find_person(call.form.find("account"));
    if (chosen && call.form.find("decision") == "allow" && !admits(tenant_of(call), *chosen)) {
        return not_of_this_tenant(realm);
    }
    return decide_consent(realm, call);
}

// --- token --------------------------------------------------------------------------------------

/// entra-docs "v2-oauth2-auth-code-flow", error response of the token endpoint.
Answer refuse(const Realm& realm, int status, std::string_view error, int code,
              const std::string& words) {
    constexpr auto id = "00000000-0000-4000-8000-00000000feed";
    const std::string time = to_rfc3339(realm.clock.now());
    const std::string number = std::to_string(code);
    return Answer::json(
        {{"error", error},
         {"error_description", "AADSTS" + number + ": " + words + " Trace ID: " + id +
                                   " Correlation ID: " + id + " Timestamp: " + time},
         {"error_codes", json::array{code}},
         {"timestamp", time},
         {"trace_id", id},
         {"correlation_id", id}},
        status);
}

/// In the body or as Basic, whichever the application likes, but once.
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials = read_credentials(call);
    const Client* known = find_client(realm.clients, credentials.id);
    if (!known || known->platform != "microsoft") {
        return {nullptr,
                refuse(realm, 400, "unauthorized_client", 700016, "The application is not known.")};
    }
    const bool refused = credentials.malformed || call.find_fault(FaultKind::invalid_client);
    const Client* client = refused ? nullptr : prove_client(realm, call, credentials);
    if (client) return {client, std::nullopt};
    return {nullptr,
            refuse(realm, 401, "invalid_client", 7000215, "Invalid client secret provided.")};
}

/// What the application learns of who consented, when it asked for openid: entra-docs
/// "id-token-claims-reference". The issuer names the person's own tenant, whatever was asked for.
std::optional<std::string> id_token(const Realm& realm, const Family& family) {
    const Person* person = find_person(family.account);
    if (!person || !contains(family.scopes, "openid")) return std::nullopt;
    const std::int64_t now = to_unix_ms(realm.clock.now()) / 1000;
    json::object claims{
        {"iss", std::string{"https://login.microsoftonline.com/"} + person->tenant + "/v2.0"},
        {"aud", family.client},
        {"tid", person->tenant},
        {"oid", person->id},
        {"sub", std::string{"pairwise-"} + person->id},
        {"ver", "2.0"},
        {"iat", now},
        {"exp", now + 3600}};
    if (!family.nonce.empty()) claims.emplace("nonce", family.nonce);
    if (contains(family.scopes, "email") && person->mail) claims.emplace("email", person->mail);
    if (contains(family.scopes, "profile")) {
        claims.emplace("name", person->name);
        claims.emplace("preferred_username", person->principal);
    }
    auto signed_token = crypto::sign_jwt(realm.key, claims);
    if (!signed_token) return std::nullopt;
    return *std::move(signed_token);
}

/// Live clients see the short names, entra-docs shows the long ones: one account gets those.
std::string told_scopes(const Family& family) {
    if (family.account != people[1].id) return join(family.scopes, " ");
    auto scopes = family.scopes;
    for (std::string& scope : scopes) {
        const bool is_of_graph = scope != "openid" && scope != "profile" && scope != "email";
        if (is_of_graph) scope.insert(0, "https://graph.microsoft.com/");
    }
    return join(scopes, " ");
}

Answer tell(const Realm& realm, Call& call, const Grants::Issued& issued, const Client& client) {
    json::object document{{"token_type", "Bearer"},
                          {"scope", told_scopes(*issued.family)},
                          {"expires_in", client.access_seconds - 1},
                          {"ext_expires_in", client.access_seconds - 1},
                          {"access_token", issued.access->text}};
    call.issued.push_back(issued.access->text);
    if (issued.refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
    }
    if (auto about = id_token(realm, *issued.family)) {
        document.emplace("id_token", *std::move(about));
    }
    return Answer::json(std::move(document));
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw == CodeFlaw::expired) {
        return refuse(realm, 400, "invalid_grant", 70008, to_text(redeemed.flaw));
    }
    if (redeemed.flaw != CodeFlaw::none) {
        return refuse(realm, 400, "invalid_grant", 70000, to_text(redeemed.flaw));
    }
    const Person* person = find_person(redeemed.family->account);
    if (!person || !admits(tenant_of(call), *person)) {
        return refuse(realm, 400, "invalid_grant", 70000, "The code is of another tenant.");
    }
    return tell(realm, call,
                realm.grants.issue_first(*redeemed.family, client, call.occasion(realm)), client);
}

/// entra-docs "refresh-tokens": the same scopes or fewer.
bool asks_for_more(Realm& realm, const Call& call) {
    const Token* known = realm.grants.find_token(call.form.find("refresh_token"));
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (!family) return false;
    const auto asked = split_words(call.form.find("scope"));
    return std::ranges::any_of(asked, [&](const std::string& scope) {
        return scope != "offline_access" && !contains(family->scopes, scope);
    });
}

/// Which number goes with which reason is not verified.
int number_of(std::string_view refusal) {
    if (refusal.find("expired") != refusal.npos) return 700082;
    if (refusal.find("revoked") != refusal.npos) return 50173;
    return 70000;
}

Answer refresh(Realm& realm, Call& call, const Client& client) {
    if (asks_for_more(realm, call)) {
        return refuse(realm, 400, "invalid_grant", 65001, "The user has not consented to that.");
    }
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) {
        return refuse(realm, 400, "invalid_grant", number_of(refreshed.refusal), refreshed.refusal);
    }
    return tell(realm, call, refreshed.issued, client);
}

Answer token(Realm& realm, Call& call) {
    if (!is_tenant(tenant_of(call))) {
        return refuse(realm, 400, "invalid_request", 90002, "There is no such tenant.");
    }
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) {
        return refuse(realm, 400, "invalid_grant", 70000, "The provided grant is invalid.");
    }
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return refuse(realm, 400, "unsupported_grant_type", 70003, "The grant type is not known.");
}

// --- Graph --------------------------------------------------------------------------------------

/// Graph's documentation, "user-get" with User.Read.
Answer me(Realm& realm, Call& call) {
    const Token* token = realm.grants.use_access(bearer_token(call.request), call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const Person* person = family ? find_person(family->account) : nullptr;
    if (!person) {
        return microsoft_graph_error(401, "InvalidAuthenticationToken",
                                     "Lifetime validation failed, the token is expired or unknown.",
                                     realm.clock.now());
    }
    if (!contains(family->scopes, "User.Read")) {
        return microsoft_graph_error(403, "Authorization_RequestDenied",
                                     "Insufficient privileges to complete the operation.",
                                     realm.clock.now());
    }
    const auto mail = person->mail ? json::value(person->mail) : json::value(nullptr);
    return Answer::json({{"@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users"},
                         {"id", person->id},
                         {"displayName", person->name},
                         {"userPrincipalName", person->principal},
                         {"mail", mail}});
}

// There is no address that revokes a token.
constexpr Endpoint microsoft_endpoints[] = {
    {"/login.microsoftonline.com/*/oauth2/v2.0/authorize", false, Place::authorize, &authorize},
    {"/login.microsoftonline.com/*/oauth2/v2.0/authorize", true, Place::authorize, &decide},
    {"/login.microsoftonline.com/*/oauth2/v2.0/token", true, Place::token, &token},
    {"/myapps.microsoft.com", false, Place::any, &show_settings},
    {"/myapps.microsoft.com", true, Place::any, &change_settings},
    {"/graph.microsoft.com/v1.0/me", false, Place::me, &me},
};

class MicrosoftPlatform final : public Platform {
public:
    std::string_view id() const override { return "microsoft"; }
    std::string_view name() const override { return "Microsoft"; }
    std::string_view about() const override {
        return "tenants, a further refresh token each time, nothing that revokes one";
    }
    std::span<const Endpoint> endpoints() const override { return microsoft_endpoints; }
    std::span<const Endpoint> api_endpoints() const override {
        static const auto all =
            joined<Endpoint>({microsoft_graph_endpoints(), microsoft_subscription_endpoints()});
        return all;
    }
    std::span<const RecordKind> record_kinds() const override { return microsoft_graph_kinds(); }
    /// entra-docs "refresh-tokens": 90 days, a new one with each use, the old one is not revoked.
    Client first_client() const override {
        return {.id = "microsoft-client",
                .platform = "microsoft",
                .secret = "microsoft~sample+secret",  // must be encoded, as real ones must
                .name = "Fairlead (sample application)",
                .rotation = Rotation::additive,
                .access_seconds = 3600,
                .refresh_idle_days = 90,
                .style = {.access_prefix = "EwB", .refresh_prefix = "1.A", .bytes = 900}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Person& person : people) {
            const std::string of = *person.domain == '\0' ? "personal" : person.domain;
            list.push_back({person.id, person.name, person.principal + (", " + of)});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    std::string_view code_prefix() const override { return "0.A"; }
    Seconds code_lifetime() const override { return Seconds{600}; }
    net::Pairs refusal() const override {
        return {{"error", "access_denied"},
                {"error_subcode", "cancel"},
                {"error_description", "AADSTS65004: The user declined to consent."}};
    }
    /// It is told by there being a refresh token, not in the answer's list.
    void settle_grant(Realm&, const ConsentRequest&, Family& family, Occasion) const override {
        family.refreshable = std::erase(family.scopes, "offline_access") > 0;
    }
    Answer too_many_requests() const override {
        return Answer::json({{"error", "temporarily_unavailable"},
                             {"error_description", "AADSTS90033: Too many requests."},
                             {"error_codes", json::array{90033}}},
                            429);
    }
    Answer too_many_calls() const override { return microsoft_too_many_calls(); }
};

}  // namespace

std::string_view microsoft_tenant_of(std::string_view person) {
    const Person* known = find_person(person);
    return known != nullptr ? known->tenant : "";
}

const Platform& microsoft_platform() {
    static const MicrosoftPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
