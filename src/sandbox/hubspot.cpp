// SPDX-License-Identifier: Apache-2.0
//
// HubSpot, as its public API specifications of 2026 and its changelog have it; docs/providers/
// names what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/hubspot_crm.h"
#include "sandbox/settings_page.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

struct Portal {
    const char* hub_id;
    const char* domain;
    const char* user;
    std::int64_t user_id;
    const char* time_zone;
};
constexpr Portal portals[] = {
    {"20010001", "first-sample.invalid", "first@sample.invalid", 710001, "Europe/Berlin"},
    {"20010002", "second-sample.invalid", "second@sample.invalid", 710002, "America/New_York"},
    {"20010003", "third-sample.invalid", "third@sample.invalid", 710003, "Asia/Tokyo"},
};

const Portal* find_portal(std::string_view hub_id) {
    const auto found = std::ranges::find(
        portals, hub_id, [](const Portal& portal) { return std::string_view{portal.hub_id}; });
    return found == std::end(portals) ? nullptr : found;
}

constexpr ScopeText scope_texts[] = {
    {"oauth", "Know which HubSpot account this is"},
    {"crm.objects.contacts.read", "View your contacts"},
    {"crm.objects.contacts.write", "Create and change your contacts"},
    {"crm.objects.companies.read", "View your companies"},
    {"crm.objects.companies.write", "Create and change your companies"},
    {"crm.objects.deals.read", "View your deals"},
    {"crm.objects.deals.write", "Create and change your deals"},
    {"crm.schemas.contacts.read", "View which fields your contacts have"},
    {"crm.schemas.companies.read", "View which fields your companies have"},
    {"crm.schemas.deals.read", "View which fields your deals have"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

/// The one shape of the OAuth endpoints' errors since the versions with a date.
Answer refuse(std::string_view error, std::string_view status, std::string_view message) {
    return Answer::json({{"error", error},
                         {"error_description", message},
                         {"status", status},
                         {"message", message}},
                        400);
}

/// What the CRM's own endpoints say.
Answer api_error(int http, std::string_view category, std::string_view message) {
    return Answer::json({{"status", "error"},
                         {"message", message},
                         {"correlationId", "00000000-0000-4000-8000-000000000000"},
                         {"category", category}},
                        http);
}

json::array texts(const std::vector<std::string>& list) {
    json::array array;
    for (const std::string& text : list) array.emplace_back(text);
    return array;
}

std::int64_t number_of(std::string_view digits) {
    const auto parsed = parse_integer(digits);
    return parsed ? *parsed : 0;
}

// --- authorize ----------------------------------------------------------------------------------

/// What is wrong with the scopes is told on HubSpot's own page, not to the application.
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    for (auto& scope : split_words(call.query.find("optional_scope"))) {
        request->scopes.push_back(std::move(scope));
    }
    if (request->scopes.empty()) return error_page(realm, "The application asks for no scopes.");
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) {
            return error_page(realm, "The application's scopes do not match: " + scope);
        }
    }
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

/// Only from the body: what stands in a header or the query is not looked at.
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials{std::string{call.form.find("client_id")},
                                  std::string{call.form.find("client_secret")}};
    const Client* known = find_client(realm.clients, credentials.id);
    if (!known || known->platform != "hubspot" || call.find_fault(FaultKind::invalid_client)) {
        return {nullptr, refuse("invalid_client", "BAD_CLIENT_ID", "missing or unknown client id")};
    }
    const Client* client = prove_client(realm, call, credentials);
    if (client) return {client, std::nullopt};
    return {nullptr,
            refuse("invalid_client", "BAD_CLIENT_SECRET", "missing or invalid client secret")};
}

Answer tell(Call& call, const Grants::Issued& issued, const Client& client) {
    const Family& family = *issued.family;
    const Portal* portal = find_portal(family.account);
    json::object document{{"token_type", "bearer"},
                          {"access_token", issued.access->text},
                          {"expires_in", client.access_seconds},
                          {"hub_id", number_of(family.account)},
                          {"user_id", portal ? portal->user_id : 0},
                          {"scopes", texts(family.scopes)},
                          {"token_use", "access_token"}};
    call.issued.push_back(issued.access->text);
    if (issued.refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
    }
    return Answer::json(std::move(document));
}

Answer refuse_code(CodeFlaw flaw) {
    const char* message = to_text(flaw);
    if (flaw == CodeFlaw::redirect_uri) {
        return refuse("invalid_grant", "BAD_REDIRECT_URI", message);
    }
    if (flaw == CodeFlaw::verifier) return refuse("invalid_grant", "BAD_CODE_VERIFIER", message);
    return refuse("invalid_grant", "BAD_AUTH_CODE", message);
}

Answer dead_refresh_token() {
    return refuse("invalid_grant", "BAD_REFRESH_TOKEN",
                  "refresh token is invalid, expired or revoked");
}

Answer refresh(Realm& realm, Call& call, const Client& client) {
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return dead_refresh_token();
    return tell(call, refreshed.issued, client);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) return dead_refresh_token();
    const std::string_view type = call.form.find("grant_type");
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    if (type != "authorization_code") {
        return refuse("unsupported_grant_type", "BAD_GRANT_TYPE", "missing or unknown grant type");
    }
    const auto redeemed = redeem_code(realm, call, *proof.client);
    if (redeemed.flaw != CodeFlaw::none) return refuse_code(redeemed.flaw);
    const auto issued =
        realm.grants.issue_first(*redeemed.family, *proof.client, call.occasion(realm));
    return tell(call, issued, *proof.client);
}

/// Access tokens that are out go on until they end, and the application stays installed.
Answer revoke(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    const Token* known = realm.grants.find_token(call.form.find("token"));
    Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (family && known->kind == TokenKind::refresh && family->client == proof.client->id) {
        realm.grants.end(*family, "revoked by the client", call.occasion(realm),
                         Grants::Access::lives_on);
    }
    return Answer::json({});
}

Answer introspect(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    const Occasion occasion = call.occasion(realm);
    const Token* token = realm.grants.use_access(call.form.find("token"), occasion);
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const Portal* portal = family ? find_portal(family->account) : nullptr;
    if (!portal) return Answer::json({{"active", false}});
    const auto left = std::chrono::duration_cast<Seconds>(*token->expires - occasion.now);
    return Answer::json({{"active", true},
                         {"token_type", "bearer"},
                         {"token_use", "access_token"},
                         {"client_id", family->client},
                         {"hub_id", number_of(family->account)},
                         {"hub_domain", portal->domain},
                         {"user", portal->user},
                         {"user_id", portal->user_id},
                         {"scopes", texts(family->scopes)},
                         {"expires_in", left.count()}});
}

Answer account_details(Realm& realm, Call& call) {
    const Token* token = realm.grants.use_access(bearer_token(call.request), call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const Portal* portal = family ? find_portal(family->account) : nullptr;
    if (!portal) {
        return api_error(401, "EXPIRED_AUTHENTICATION", "The access token is expired or unknown.");
    }
    return Answer::json({{"portalId", number_of(family->account)},
                         {"timeZone", portal->time_zone},
                         {"uiDomain", "app.hubspot.com"},
                         {"dataHostingLocation", "na1"}});
}

constexpr Endpoint hubspot_endpoints[] = {
    {"/app.hubspot.com/oauth/authorize", false, Place::authorize, &authorize},
    {"/app.hubspot.com/oauth/authorize", true, Place::authorize, &decide_consent},
    {"/app-eu1.hubspot.com/oauth/authorize", false, Place::authorize, &authorize},
    {"/app-eu1.hubspot.com/oauth/authorize", true, Place::authorize, &decide_consent},
    {"/app.hubspot.com/settings/connected-apps", false, Place::any, &show_settings},
    {"/app.hubspot.com/settings/connected-apps", true, Place::any, &change_settings},
    {"/api.hubapi.com/oauth/2026-03/token", true, Place::token, &token},
    {"/api.hubapi.com/oauth/2026-09/token", true, Place::token, &token},
    {"/api.hubapi.com/oauth/v3/token", true, Place::token, &token},
    // Of its own client library; works until 16 February 2027.
    {"/api.hubapi.com/oauth/v1/token", true, Place::token, &token},
    {"/api.hubapi.com/oauth/2026-03/token/introspect", true, Place::me, &introspect},
    {"/api.hubapi.com/oauth/2026-03/token/revoke", true, Place::revoke, &revoke},
    {"/api.hubapi.com/account-info/2026-03/details", false, Place::me, &account_details},
};

class HubspotPlatform final : public Platform {
public:
    std::string_view id() const override { return "hubspot"; }
    std::string_view name() const override { return "HubSpot"; }
    std::string_view about() const override {
        return "scopes as an array, refresh tokens that stay, access tokens that outlive a revoke";
    }
    std::span<const Endpoint> endpoints() const override { return hubspot_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return hubspot_crm_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return hubspot_crm_kinds(); }
    Client first_client() const override {
        return {.id = "hubspot-client",
                .platform = "hubspot",
                .secret = "hubspot-sample-secret",
                .name = "Fairlead (sample application)",
                .rotation = Rotation::none,
                .access_seconds = 1800,
                .style = {.access_prefix = "", .refresh_prefix = "na1-", .bytes = 150}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Portal& portal : portals) {
            list.push_back({portal.hub_id, portal.domain,
                            std::string{"hub "} + portal.hub_id + ", " + portal.user});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    Answer too_many_requests() const override {
        return Answer::json({{"status", "error"},
                             {"message", "You have reached your limit of requests."},
                             {"policyName", "TEN_SECONDLY_ROLLING"}},
                            429);
    }
    Answer too_many_calls() const override {
        return hubspot_too_many_calls("TEN_SECONDLY_ROLLING");
    }
};

}  // namespace

const Platform& hubspot_platform() {
    static const HubspotPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
