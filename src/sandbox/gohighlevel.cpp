// SPDX-License-Identifier: Apache-2.0
//
// GoHighLevel's marketplace and the token endpoint of LeadConnector, as the API descriptions that
// HighLevel publishes (2026) have them; docs/providers/ names what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/gohighlevel_crm.h"
#include "sandbox/settings_page.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr const char* company_id = "SampleAgency00000001";
constexpr const char* company_name = "Sample Agency";

/// Whom an install is for: a sub-account ("location"), or the agency over them.
struct Install {
    const char* id;
    const char* name;
    const char* user;
    bool is_company;
    bool is_active;  ///< paid for
};
constexpr Install installs[] = {
    {"FirstSampleLocation1", "First Sample", "SampleUser0000000001", false, true},
    {"SecondSampleLocatio2", "Second Sample", "SampleUser0000000002", false, true},
    {"ThirdSampleLocation3", "Third Sample", "SampleUser0000000003", false, false},
    {company_id, company_name, "SampleUser0000000004", true, true},
};

const Install* find_install(std::string_view id) {
    const auto found = std::ranges::find(
        installs, id, [](const Install& install) { return std::string_view{install.id}; });
    return found == std::end(installs) ? nullptr : found;
}

/// apps/oauth.json, "scopes"; some have a slash in them.
constexpr ScopeText scope_texts[] = {
    {"contacts.readonly", "View contacts"},
    {"contacts.write", "Edit contacts"},
    {"opportunities.readonly", "View opportunities"},
    {"opportunities.write", "Edit opportunities"},
    {"conversations.readonly", "View conversations"},
    {"conversations.write", "Edit conversations"},
    {"conversations/message.readonly", "View conversation messages"},
    {"conversations/message.write", "Edit conversation messages"},
    {"locations.readonly", "View locations"},
    {"companies.readonly", "View companies"},
    {"oauth.readonly", "View OAuth"},
    {"oauth.write", "Edit OAuth"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

// --- authorize ----------------------------------------------------------------------------------

/// Errors are told on the marketplace's own page. A state is taken, though nothing says so.
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    if (call.query.find("response_type") != "code") {
        return error_page(realm, "error.invalid_response_type");
    }
    if (request->scopes.empty()) return error_page(realm, "error.noscope");
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) return error_page(realm, "error.invalid_scope: " + scope);
    }
    request->challenge.clear();  // PKCE is not known here
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

/// apps/oauth.json, "get-access-token": id and secret are fields of the form. The words of the
/// refusal are not verified.
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials{std::string{call.form.find("client_id")},
                                  std::string{call.form.find("client_secret")}};
    const bool refused = call.find_fault(FaultKind::invalid_client) != nullptr;
    const Client* client = refused ? nullptr : prove_client(realm, call, credentials);
    if (client) return {client, std::nullopt};
    return {nullptr, gohighlevel_error(401, "Invalid client credentials", "Unauthorized")};
}

/// Reported by many, in no specification.
Answer dead_refresh_token() {
    return Answer::oauth_error(400, "invalid_grant", "This refresh token is invalid");
}

/// "user_type" says whose token it shall be; of the other kind there is none to be had. Left out,
/// it is what was installed.
bool fits(const Call& call, const Install& install) {
    const std::string_view type = call.form.find("user_type");
    return type.empty() || type == (install.is_company ? "Company" : "Location");
}

Answer wrong_user_type() {
    return gohighlevel_error(422, json::array{"user_type does not fit what was installed"},
                             "Unprocessable Entity");
}

/// apps/oauth.json, "GetAccessCodeSuccessfulResponseDto".
Answer tell(Call& call, const Grants::Issued& issued, const Client& client,
            const Install& install) {
    json::object document{{"access_token", issued.access->text},
                          {"token_type", "Bearer"},
                          {"expires_in", client.access_seconds - 1},
                          {"scope", join(issued.family->scopes, " ")},
                          {"userType", install.is_company ? "Company" : "Location"},
                          {"companyId", company_id},
                          {"userId", install.user},
                          {"isBulkInstallation", install.is_company}};
    if (install.is_company) {
        json::array approved;
        for (const Install& each : installs) {
            if (!each.is_company) approved.emplace_back(each.id);
        }
        document.emplace("approvedLocations", std::move(approved));
    } else {
        document.emplace("locationId", install.id);
    }
    call.issued.push_back(issued.access->text);
    if (issued.refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
    }
    return Answer::json(std::move(document));
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    const Install* install = redeemed.family ? find_install(redeemed.family->account) : nullptr;
    if (!install) {
        return Answer::oauth_error(400, "invalid_grant",
                                   "Invalid grant: authorization code is invalid");
    }
    if (!fits(call, *install)) return wrong_user_type();
    const auto issued = realm.grants.issue_first(*redeemed.family, client, call.occasion(realm));
    return tell(call, issued, client, *install);
}

/// "Location is not active" (issue 249 of HighLevel's own documentation) is no end: the refresh
/// token is not used up by it.
Answer refresh(Realm& realm, Call& call, const Client& client) {
    const Token* known = realm.grants.find_token(call.form.find("refresh_token"));
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    const Install* install = family ? find_install(family->account) : nullptr;
    if (!install) return dead_refresh_token();
    if (!fits(call, *install)) return wrong_user_type();
    if (!install->is_active && !family->ended) {
        return gohighlevel_error(400, "Location is not active", "Bad Request");
    }
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return dead_refresh_token();
    return tell(call, refreshed.issued, client, *install);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) return dead_refresh_token();
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return gohighlevel_error(422, json::array{"grant_type must be one of the known values"},
                             "Unprocessable Entity");
}

/// Issue 333 of HighLevel's own documentation: what once made up for a lost token is gone.
Answer reconnect(Realm&, Call&) {
    return gohighlevel_error(400, "API endpoint has been removed", "Bad Request");
}

// --- API ----------------------------------------------------------------------------------------

struct Entry {
    const Install* install = nullptr;
    std::optional<Answer> refusal = {};
};

/// Each call names the version of the API that it was written for. The words for one that does
/// not, and for a scope that is missing, are not verified.
Entry enter(Realm& realm, const Call& call, std::string_view scope) {
    if (call.request.headers.find("Version") != "2021-07-28") {
        return {.refusal = gohighlevel_error(400, "version header was not found.", "Bad Request")};
    }
    const ApiToken shown = use_api_token(realm, call, bearer_token(call.request));
    const Install* install = shown.family ? find_install(shown.family->account) : nullptr;
    if (!install) {
        return {.refusal = gohighlevel_error(401, "Invalid token: access token is invalid",
                                             "Unauthorized")};
    }
    if (!shown.has_scope(scope)) {
        return {.refusal = gohighlevel_error(401, "The token is not authorized for this scope.",
                                             "Unauthorized")};
    }
    return {install};
}

std::string last_segment(const Call& call) {
    const auto segments = split(call.request.path(), '/');
    return segments.back();
}

Answer location(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, "locations.readonly");
    if (entry.refusal) return *entry.refusal;
    const Install* asked = find_install(last_segment(call));
    const bool may =
        asked && !asked->is_company && (asked == entry.install || entry.install->is_company);
    if (!may) return gohighlevel_out_of_reach();
    Answer answer = Answer::json(
        {{"location",
          json::object{{"id", asked->id}, {"companyId", company_id}, {"name", asked->name}}}});
    tell_gohighlevel_quota({}, answer);
    return answer;
}

Answer company(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, "companies.readonly");
    if (entry.refusal) return *entry.refusal;
    if (!entry.install->is_company || last_segment(call) != company_id)
        return gohighlevel_out_of_reach();
    Answer answer =
        Answer::json({{"company", json::object{{"id", company_id}, {"name", company_name}}}});
    tell_gohighlevel_quota({}, answer);
    return answer;
}

// docs/oauth/Authorization.md shows both hosts, for white label the second, and both paths.
constexpr Endpoint gohighlevel_endpoints[] = {
    {"/marketplace.gohighlevel.com/oauth/chooselocation", false, Place::authorize, &authorize},
    {"/marketplace.gohighlevel.com/oauth/chooselocation", true, Place::authorize, &decide_consent},
    {"/marketplace.gohighlevel.com/v2/oauth/chooselocation", false, Place::authorize, &authorize},
    {"/marketplace.gohighlevel.com/v2/oauth/chooselocation", true, Place::authorize,
     &decide_consent},
    {"/marketplace.leadconnectorhq.com/oauth/chooselocation", false, Place::authorize, &authorize},
    {"/marketplace.leadconnectorhq.com/oauth/chooselocation", true, Place::authorize,
     &decide_consent},
    {"/marketplace.leadconnectorhq.com/v2/oauth/chooselocation", false, Place::authorize,
     &authorize},
    {"/marketplace.leadconnectorhq.com/v2/oauth/chooselocation", true, Place::authorize,
     &decide_consent},
    {"/app.gohighlevel.com/integrations", false, Place::any, &show_settings},
    {"/app.gohighlevel.com/integrations", true, Place::any, &change_settings},
    {"/services.leadconnectorhq.com/oauth/token", true, Place::token, &token},
    {"/services.leadconnectorhq.com/oauth/reconnect", true, Place::any, &reconnect},
    {"/services.leadconnectorhq.com/locations/*", false, Place::me, &location},
    {"/services.leadconnectorhq.com/companies/*", false, Place::me, &company},
};

class GohighlevelPlatform final : public Platform {
public:
    std::string_view id() const override { return "gohighlevel"; }
    std::string_view name() const override { return "GoHighLevel"; }
    std::string_view about() const override {
        return "sub-accounts and their agency, a version with each call, single-use refresh tokens";
    }
    std::span<const Endpoint> endpoints() const override { return gohighlevel_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return gohighlevel_crm_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return gohighlevel_crm_kinds(); }
    /// apps/oauth.json: a day for access tokens; a year for a refresh token, whose use brings a new
    /// one. Whether the old one lives on for a moment is not known: it is single-use here, and the
    /// grace classes are there to be set.
    Client first_client() const override {
        return {.id = "gohighlevel-client",
                .platform = "gohighlevel",
                .secret = "gohighlevel-sample-secret",
                .name = "Fairlead (sample application)",
                .rotation = Rotation::strict,
                .access_seconds = 86'400,
                .refresh_idle_days = 365,
                .style = {.access_prefix = "ghl-a-", .refresh_prefix = "ghl-r-", .bytes = 300}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Install& install : installs) {
            const char* kind = install.is_company  ? "agency"
                               : install.is_active ? "sub-account"
                                                   : "sub-account that is not paid for";
            list.push_back({install.id, install.name, std::string{install.id} + ", " + kind});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    Answer too_many_requests() const override { return gohighlevel_too_many_calls({.left = 0}); }
};

}  // namespace

bool is_gohighlevel_agency(std::string_view account) { return account == company_id; }

Answer gohighlevel_error(int status, json::value message, std::string_view error) {
    return Answer::json({{"statusCode", status}, {"message", std::move(message)}, {"error", error}},
                        status);
}

Answer gohighlevel_out_of_reach() {
    return gohighlevel_error(403, "The token does not have access to this location.", "Forbidden");
}

/// docs/oauth, "Rate limits": 100 in ten seconds and 200 000 a day, told with each answer.
void tell_gohighlevel_quota(const GohighlevelQuota& quota, Answer& answer) {
    const auto tell = [&](std::string_view name, std::int64_t number) {
        answer.headers.set(name, std::to_string(std::max<std::int64_t>(number, 0)));
    };
    tell("X-RateLimit-Limit-Daily", gohighlevel_calls_in_day);
    tell("X-RateLimit-Daily-Remaining", quota.left_today);
    tell("X-RateLimit-Interval-Milliseconds", gohighlevel_burst.count());
    tell("X-RateLimit-Max", quota.most);
    tell("X-RateLimit-Remaining", quota.left);
}

Answer gohighlevel_too_many_calls(const GohighlevelQuota& quota) {
    Answer answer = gohighlevel_error(429, "Too Many Requests", "Too Many Requests");
    tell_gohighlevel_quota(quota, answer);
    return answer;
}

GohighlevelCaller find_gohighlevel_caller(Realm& realm, const Call& call, std::string_view scope) {
    const Entry entry = enter(realm, call, scope);
    if (entry.refusal) return {.refusal = entry.refusal};
    return {.account = entry.install->id, .is_agency = entry.install->is_company};
}

const Platform& gohighlevel_platform() {
    static const GohighlevelPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
