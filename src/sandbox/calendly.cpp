// SPDX-License-Identifier: Apache-2.0
//
// Calendly, as its developer pages of 2026 have it: OAuth, its rotation guide and rate limits.
// docs/providers/ names what is not verified.
#include "sandbox/calendly_api.h"
#include "sandbox/calendly_scheduling.h"
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/settings_page.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr ScopeText scope_texts[] = {
    {"users:read", "View your user information"},
    {"organizations:read", "View your organization"},
    {"event_types:read", "View your event types"},
    {"scheduled_events:read", "View your scheduled events and invitees"},
    {"scheduled_events:write", "Book and cancel scheduled events"},
    {"scheduling_links:write", "Create scheduling links"},
    {"webhooks:read", "View webhook subscriptions"},
    {"webhooks:write", "Create and delete webhook subscriptions"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

// --- limits -------------------------------------------------------------------------------------

constexpr std::int64_t token_calls_in_window = 8;  ///< OAuth token calls per user and minute

bool is_of(const Realm& realm, const LedgerEvent& event, std::string_view account) {
    const auto& families = realm.grants.families();
    const auto family = families.find(event.family);
    return family != families.end() && family->second.account == account;
}

/// What an account's codes and refresh tokens were presented for in the minute that is now.
CalendlyQuota token_quota(const Realm& realm, const std::string& account) {
    const auto now = std::chrono::floor<Seconds>(realm.clock.now().time_since_epoch());
    const Seconds begun{now.count() - now.count() % calendly_window.count()};
    CalendlyQuota quota{token_calls_in_window, 0, begun + calendly_window - now};
    const auto& events = realm.ledger.events();
    for (auto each = events.rbegin(); each != events.rend(); ++each) {
        if (each->at.time_since_epoch() < begun) break;
        const bool is_token_call = each->kind != TokenKind::access;
        if (each->deed == Deed::presented && is_token_call && is_of(realm, *each, account)) {
            ++quota.used;
        }
    }
    return quota;
}

// --- authorize ----------------------------------------------------------------------------------

/// New applications must name their scopes since March 2026; only the older ones have `default`.
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    if (call.query.find("response_type") != "code") {
        return send_error(realm, *request, {{"error", "unsupported_response_type"}});
    }
    const bool are_known = std::ranges::none_of(
        request->scopes, [](const std::string& scope) { return words_of(scope).empty(); });
    if (request->scopes.empty() || !are_known) {
        return send_error(realm, *request, {{"error", "invalid_scope"}});
    }
    if (!request->challenge.empty() && call.query.find("code_challenge_method") != "S256") {
        return send_error(realm, *request, {{"error", "invalid_request"}});
    }
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

Answer refuse_client() {
    return Answer::oauth_error(401, "invalid_client", "The client could not be authenticated.");
}

enum class Proof : std::uint8_t { basic, body };

/// A web client proves itself by Basic where tokens are given, in the body where they are revoked
/// and looked at. (Credentials in the body are said to work for tokens too; community.)
ClientCheck prove(const Realm& realm, const Call& call, Proof proof) {
    const Credentials credentials = read_credentials(call);
    const bool is_fit = credentials.basic == (proof == Proof::basic) && !credentials.malformed &&
                        !call.find_fault(FaultKind::invalid_client);
    const Client* client = is_fit ? prove_client(realm, call, credentials) : nullptr;
    if (client) return {client, std::nullopt};
    return {nullptr, refuse_client()};
}

Answer refuse_grant() {
    return Answer::oauth_error(400, "invalid_grant",
                               "The grant is not valid, expired, was revoked or is another's.");
}

Answer tell(const Realm& realm, Call& call, const Grants::Issued& issued, const Client& client) {
    const Family& family = *issued.family;
    const CalendlyHost* host = find_calendly_host(family.account);
    json::object document{
        {"access_token", issued.access->text},
        {"token_type", "Bearer"},
        {"expires_in", client.access_seconds},
        {"scope", join(family.scopes, " ")},
        {"created_at", to_unix_ms(realm.clock.now()) / 1000},
        {"owner", family.account},
        {"organization", host ? host->organization : ""},
    };
    call.issued.push_back(issued.access->text);
    if (issued.refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
    }
    return Answer::json(std::move(document));
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw != CodeFlaw::none) return refuse_grant();
    const auto issued = realm.grants.issue_first(*redeemed.family, client, call.occasion(realm));
    return tell(realm, call, issued, client);
}

Answer refresh(Realm& realm, Call& call, const Client& client) {
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return refuse_grant();
    return tell(realm, call, refreshed.issued, client);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call, Proof::basic);
    if (proof.refusal) return *proof.refusal;
    const CalendlyQuota quota = token_quota(realm, call.subject.account);
    if (!call.subject.account.empty() && quota.used >= quota.limit) {
        return calendly_too_many_calls(quota);
    }
    if (call.find_fault(FaultKind::invalid_grant)) return refuse_grant();
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return Answer::oauth_error(400, "unsupported_grant_type", "The grant type is not supported.");
}

/// 403 for another's token. That a refresh token takes its access token along is an assumption.
Answer revoke(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call, Proof::body);
    if (proof.refusal) return *proof.refusal;
    const std::string_view text = call.form.find("token");
    const Token* known = realm.grants.find_token(text);
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (family && family->client != proof.client->id) {
        return Answer::oauth_error(403, "unauthorized_client", "The token is another client's.");
    }
    realm.grants.revoke(text, proof.client->id, call.occasion(realm));
    return Answer::json({});
}

Answer introspect(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call, Proof::body);
    if (proof.refusal) return *proof.refusal;
    const Token* token = realm.grants.find_token(call.form.find("token"));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const CalendlyHost* host = family ? find_calendly_host(family->account) : nullptr;
    const bool is_over = token && (token->revoked || token->replaced ||
                                   (token->expires && *token->expires <= realm.clock.now()));
    if (!host || is_over || family->client != proof.client->id) {
        return Answer::json({{"active", false}});
    }
    json::object document{{"active", true},
                          {"scope", join(family->scopes, " ")},
                          {"client_id", family->client},
                          {"token_type", "Bearer"},
                          {"iat", to_unix_ms(token->issued) / 1000},
                          {"owner", host->uri},
                          {"organization", host->organization}};
    if (token->expires) document.emplace("exp", to_unix_ms(*token->expires) / 1000);
    return Answer::json(std::move(document));
}

// --- API ----------------------------------------------------------------------------------------

Answer me(Realm& realm, Call& call) {
    const CalendlyEntry entry = enter_calendly(realm, call, "users:read");
    if (entry.refusal) return *entry.refusal;
    Answer answer = Answer::json({{"resource",
                                   {{"uri", entry.host->uri},
                                    {"name", entry.host->name},
                                    {"email", entry.host->email},
                                    {"current_organization", entry.host->organization}}}});
    tell_calendly_quota(entry.quota, answer);
    return answer;
}

constexpr Endpoint calendly_endpoints[] = {
    {"/auth.calendly.com/oauth/authorize", false, Place::authorize, &authorize},
    {"/auth.calendly.com/oauth/authorize", true, Place::authorize, &decide_consent},
    {"/calendly.com/integrations", false, Place::any, &show_settings},
    {"/calendly.com/integrations", true, Place::any, &change_settings},
    {"/auth.calendly.com/oauth/token", true, Place::token, &token},
    {"/auth.calendly.com/oauth/revoke", true, Place::revoke, &revoke},
    {"/auth.calendly.com/oauth/introspect", true, Place::any, &introspect},
    {"/api.calendly.com/users/me", false, Place::me, &me},
};

class CalendlyPlatform final : public Platform {
public:
    std::string_view id() const override { return "calendly"; }
    std::string_view name() const override { return "Calendly"; }
    std::string_view about() const override {
        return "refresh tokens for one use, eight token calls a minute, ids that are URIs";
    }
    std::span<const Endpoint> endpoints() const override { return calendly_endpoints; }
    std::span<const Endpoint> api_endpoints() const override {
        static const auto all =
            joined<Endpoint>({calendly_scheduling_endpoints(), calendly_subscription_endpoints()});
        return all;
    }
    std::span<const RecordKind> record_kinds() const override {
        return calendly_scheduling_kinds();
    }
    Client first_client() const override {
        return {.id = "calendly-client",
                .platform = "calendly",
                .secret = "calendly-sample-secret",
                .name = "Fairlead (sample application)",
                .rotation = Rotation::strict,
                .access_seconds = 7200,
                .style = {.access_prefix = "", .refresh_prefix = "", .bytes = 32}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const CalendlyHost& host : calendly_hosts()) {
            list.push_back({host.uri, host.name, host.email});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    Seconds code_lifetime() const override { return Seconds{600}; }
    Answer too_many_requests() const override {
        return calendly_too_many_calls(
            {token_calls_in_window, token_calls_in_window, calendly_window});
    }
    Answer too_many_calls() const override {
        const auto limit = calendly_hosts().front().per_minute;
        return calendly_too_many_calls({limit, limit, calendly_window});
    }
};

}  // namespace

const Platform& calendly_platform() {
    static const CalendlyPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
