// SPDX-License-Identifier: Apache-2.0
//
// Zoho CRM: Zoho's OAuth pages, its API specifications of version 8 and what others' code recorded of
// it until 2026; docs/providers/ names what is not verified. A fact that is remarkable has its source
// beside it.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/zoho_records.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::sandbox {

namespace {

/// A data centre knows nothing of the others (Zoho's OAuth pages list the accounts servers, the CRM's
/// change log six of the API's).
struct DataCenter {
    const char* name;
    const char* accounts;
    const char* api;
};
constexpr std::array centers{
    DataCenter{"us", "accounts.zoho.com", "www.zohoapis.com"},
    DataCenter{"eu", "accounts.zoho.eu", "www.zohoapis.eu"},
    DataCenter{"in", "accounts.zoho.in", "www.zohoapis.in"},
    DataCenter{"au", "accounts.zoho.com.au", "www.zohoapis.com.au"},
    DataCenter{"jp", "accounts.zoho.jp", "www.zohoapis.jp"},
    DataCenter{"ca", "accounts.zohocloud.ca", "www.zohoapis.ca"},
    DataCenter{"cn", "accounts.zoho.com.cn", "www.zohoapis.com.cn"},
    DataCenter{"sa", "accounts.zoho.sa", "www.zohoapis.sa"},
};
constexpr const DataCenter& us = centers[0];
constexpr const DataCenter& eu = centers[1];

struct Organization {
    const char* zgid;
    const char* name;
    const DataCenter* center;
};
constexpr std::array organizations{
    Organization{"60010000001", "First Sample", &eu},
    Organization{"60010000002", "Second Sample", &eu},
    Organization{"60010000003", "Third Sample", &eu},
    Organization{"60010000004", "Fourth Sample", &us},
    Organization{"60010000005", "Fifth Sample", &centers[2]},
    Organization{"60010000006", "Sixth Sample", &centers[3]},
    Organization{"60010000007", "Seventh Sample", &centers[4]},
    Organization{"60010000008", "Eighth Sample", &centers[5]},
    Organization{"60010000009", "Ninth Sample", &centers[6]},
    Organization{"60010000010", "Tenth Sample", &centers[7]},
};

const Organization* find_organization(std::string_view zgid) {
    const auto found = std::ranges::find(
        organizations, zgid, [](const auto& each) { return std::string_view{each.zgid}; });
    return found == organizations.end() ? nullptr : &*found;
}

constexpr ScopeText scope_texts[] = {
    {"ZohoCRM.org.READ", "View the organization"},
    {"ZohoCRM.users.READ", "View the users of the organization"},
    {"ZohoCRM.modules.ALL", "All about leads, contacts, accounts and deals"},
    {"ZohoCRM.modules.leads.ALL", "All about leads"},
    {"ZohoCRM.modules.contacts.READ", "View contacts"},
    {"ZohoCRM.modules.accounts.READ", "View accounts"},
    {"ZohoCRM.modules.deals.READ", "View deals"},
    {"ZohoCRM.modules.deals.CREATE", "Add deals"},
    {"ZohoCRM.notifications.ALL", "Be notified of changes"},
    {"ZohoCRM.coql.READ", "Query records"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

/// Which of Zoho's hosts was asked: the first segment.
std::string_view host_of(const Call& call) {
    const auto path = std::string_view{call.request.path()}.substr(1);
    return path.substr(0, path.find('/'));
}

std::string https(std::string_view host) { return "https://" + std::string{host}; }

// --- authorize ----------------------------------------------------------------------------------

/// Whoever begins in the United States may be sent on to where the person is; another centre knows
/// its own people alone.
bool is_stranger(std::string_view zgid, std::string_view host) {
    const Organization* organization = find_organization(zgid);
    return organization && host != us.accounts && host != organization->center->accounts;
}

Answer unknown_user(const Realm& realm) {
    return error_page(realm, "This account does not exist here.");
}

Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    if (call.query.find("response_type") != "code")
        return error_page(realm, "Invalid response type.");
    // With commas; a blank is part of a name that does not exist.
    request->scopes = split(call.query.find("scope"), ',');
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) return error_page(realm, "Scope does not exist: " + scope);
    }
    request->wants_refresh = call.query.find("access_type") == "offline";
    request->asks_anew = call.query.find("prompt") == "consent";
    if (call.query.has("auto") && is_stranger(call.query.find("account"), host_of(call)))
        return unknown_user(realm);
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

Answer decide(Realm& realm, Call& call) {
    if (is_stranger(call.form.find("account"), host_of(call))) return unknown_user(realm);
    return decide_consent(realm, call);
}

// --- token --------------------------------------------------------------------------------------

/// With HTTP 200 and without a description (recorded in others' tests).
Answer refuse(std::string_view error) { return Answer::json({{"error", error}}); }

ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials{std::string{call.form.find("client_id")},
                                  std::string{call.form.find("client_secret")}};
    const Client* known = find_client(realm.clients, credentials.id);
    if (!known || known->platform != "zoho" || call.find_fault(FaultKind::invalid_client))
        return {nullptr, refuse("invalid_client")};
    const Client* client = prove_client(realm, call, credentials);
    if (client) return {client, std::nullopt};
    return {nullptr, refuse("invalid_client_secret")};
}

/// The organization of a grant, where this is its data centre.
const Organization* own_organization(const Family* family, std::string_view accounts_host) {
    const Organization* organization = family ? find_organization(family->account) : nullptr;
    if (!organization || organization->center->accounts != accounts_host) return nullptr;
    return organization;
}

json::object document_of(Call& call, const Organization& organization, const Grants::Issued& issued,
                         const Client& client) {
    call.issued.push_back(issued.access->text);
    return {{"access_token", issued.access->text},
            {"scope", join(issued.family->scopes, " ")},
            {"api_domain", https(organization.center->api)},
            {"token_type", "Bearer"},
            {"expires_in", client.access_seconds}};
}

/// A person has twenty refresh tokens of one application; one more deletes the oldest (OAuth pages).
void drop_oldest(Realm& realm, const Family& newest, Occasion occasion) {
    constexpr std::size_t most = 20;
    auto live = realm.grants.live(newest.client, newest.account);
    std::erase_if(live, [](const Family* each) { return each->refresh.empty(); });
    if (live.size() > most)
        realm.grants.end(*live.front(), "more than twenty refresh tokens", occasion,
                         Grants::Access::lives_on);
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw == CodeFlaw::redirect_uri) return refuse("invalid_redirect_uri");
    const auto* organization = own_organization(redeemed.family, host_of(call));
    if (redeemed.flaw != CodeFlaw::none || !organization) return refuse("invalid_code");
    const Occasion occasion = call.occasion(realm);
    const auto issued = realm.grants.issue_first(*redeemed.family, client, occasion);
    drop_oldest(realm, *redeemed.family, occasion);
    auto document = document_of(call, *organization, issued, client);
    if (issued.refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
    }
    return Answer::json(std::move(document));
}

/// Reads like a refusal for good (recorded in others' tests).
Answer too_many() {
    return Answer::json({{"error", "Access Denied"},
                         {"error_description",
                          "You have made too many requests continuously. Please try again "
                          "after some time."},
                         {"status", "failure"}},
                        400);
}

/// Ten access tokens of one refresh token in ten minutes (OAuth pages).
bool is_used_up(const Family& family, Time now) {
    constexpr std::ptrdiff_t most = 10;
    constexpr Seconds window{600};
    return std::ranges::count_if(family.access, [&](const auto& token) {
               return token->generation > 1 && now - token->issued < window;
           }) >= most;
}

/// The refresh token stays, and is not told again (OAuth pages).
Answer refresh(Realm& realm, Call& call, const Client& client) {
    const Token* known = realm.grants.find_token(call.form.find("refresh_token"));
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    const auto* organization = own_organization(family, host_of(call));
    if (!organization) return refuse("invalid_code");
    if (is_used_up(*family, realm.clock.now())) return too_many();
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return refuse("invalid_code");
    return Answer::json(document_of(call, *organization, refreshed.issued, client));
}

/// Documented are parameters in the query; a form is taken as well (others' code).
Answer token(Realm& realm, Call& call) {
    if (!call.form.has("grant_type")) call.form = call.query;
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) return refuse("invalid_code");
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return refuse("invalid_request");
}

Answer revoke(Realm& realm, Call& call) {
    const Token* known = realm.grants.find_token(call.query.find("token"));
    Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (!own_organization(family, host_of(call)) || known->revoked) return refuse("invalid_token");
    realm.grants.revoke(known->text, family->client, call.occasion(realm));
    return Answer::json({{"status", "success"}});
}

// --- API ----------------------------------------------------------------------------------------

/// Zoho's own scheme; the usual one is not verified and not played.
std::string_view oauth_token(const net::Request& request) {
    constexpr std::string_view scheme = "Zoho-oauthtoken ";
    const auto header = request.headers.find("Authorization").value_or("");
    return header.starts_with(scheme) ? header.substr(scheme.size()) : std::string_view{};
}

}  // namespace

ZohoCaller find_zoho_caller(Realm& realm, const Call& call) {
    ZohoCaller caller;
    const ApiToken token = use_api_token(realm, call, oauth_token(call.request));
    const auto* found = token.token ? find_organization(token.family->account) : nullptr;
    if (!found) {
        caller.refusal = zoho_error(401, "INVALID_TOKEN", "invalid oauth token");
    } else if (found->center->api != host_of(call)) {
        caller.refusal =
            zoho_error(400, "INVALID_HOST", "the request does not belong to this domain");
    } else {
        caller.organization = found->zgid;
        caller.scopes = token.family->scopes;
    }
    return caller;
}

namespace {

Answer organization(Realm& realm, Call& call) {
    const ZohoCaller caller = find_zoho_caller(realm, call);
    if (caller.refusal) return *caller.refusal;
    if (std::ranges::find(caller.scopes, "ZohoCRM.org.READ") == caller.scopes.end())
        return zoho_scope_mismatch();
    const Organization* found = find_organization(caller.organization);
    const json::object row{{"id", std::string{"4"} + found->zgid},
                           {"zgid", found->zgid},
                           {"company_name", found->name},
                           {"time_zone", "Europe/Berlin"}};
    return Answer::json({{"org", json::array{row}}});
}

/// Every data centre has the same addresses.
class Addresses {
public:
    Addresses() {
        // The endpoints look into them.
        paths_.reserve(centers.size() * (5 + zoho_record_paths().size()));
        for (const DataCenter& center : centers) {
            add(center.accounts, "/oauth/v2/auth", false, Place::authorize, &authorize);
            add(center.accounts, "/oauth/v2/auth", true, Place::authorize, &decide);
            add(center.accounts, "/oauth/v2/token", true, Place::token, &token);
            add(center.accounts, "/oauth/v2/token/revoke", true, Place::revoke, &revoke);
            add(center.api, "/crm/v8/org", false, Place::me, &organization);
            for (const ZohoPath& each : zoho_record_paths()) add_api(center.api, each);
        }
    }
    std::span<const Endpoint> list() const { return endpoints_; }
    std::span<const Endpoint> api() const { return api_; }

private:
    void add(const std::string& host, const std::string& path, bool post, Place place,
             Answer (*answer)(Realm&, Call&)) {
        paths_.push_back("/" + host + path);
        endpoints_.push_back({paths_.back(), post, place, answer});
    }

    void add_api(const std::string& host, const ZohoPath& each) {
        paths_.push_back("/" + host + std::string{each.path});
        api_.push_back({paths_.back(), false, Place::api, each.answer});
    }

    std::vector<std::string> paths_;
    std::vector<Endpoint> endpoints_;
    std::vector<Endpoint> api_;
};

class ZohoPlatform final : public Platform {
public:
    std::string_view id() const override { return "zoho"; }
    std::string_view name() const override { return "Zoho"; }
    std::string_view about() const override {
        return "eight data centres that know nothing of each other, errors with 200, a limit on "
               "refreshes";
    }
    std::span<const Endpoint> endpoints() const override { return addresses_.list(); }
    std::span<const Endpoint> api_endpoints() const override { return addresses_.api(); }
    std::span<const RecordKind> record_kinds() const override { return zoho_record_kinds(); }
    Client first_client() const override {
        return {.id = "zoho-client",
                .platform = "zoho",
                .secret = "zoho-sample-secret",
                .name = "Fairlead (sample application)",
                .rotation = Rotation::none,
                .access_seconds = 3600,
                .style = {.access_prefix = "1000.", .refresh_prefix = "1000.", .bytes = 48}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Organization& each : organizations) {
            list.push_back(
                {each.zgid, each.name,
                 std::string{"organization "} + each.zgid + ", data centre " + each.center->name});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    std::string_view code_prefix() const override { return "1000."; }
    net::Pairs refusal() const override { return {{"error", "access_denied"}}; }
    /// Where the person's accounts are: recorded callbacks have both. The fault `iss` puts another
    /// server there, as whoever holds the browser can.
    void complete_redirect(const Realm&, const Family* family,
                           const std::vector<PlayedFault>& faults,
                           net::Pairs& pairs) const override {
        const auto* organization = family ? find_organization(family->account) : nullptr;
        if (!organization) return;
        std::string server = https(organization->center->accounts);
        for (const PlayedFault& played : faults) {
            if (played.fault.kind != FaultKind::iss) continue;
            const std::string& value = played.fault.value;
            server = value == "wrong" ? "https://accounts.zoho.sample.invalid" : value;
        }
        pairs.emplace_back("location", organization->center->name);
        if (server != "missing") pairs.emplace_back("accounts-server", server);
    }
    /// Recorded callbacks end with one too many.
    std::string_view redirect_fragment() const override { return "&"; }
    void settle_grant(Realm& realm, const ConsentRequest& request, Family& family,
                      Occasion) const override {
        const auto live = realm.grants.live(family.client, family.account);
        const bool is_known =
            std::ranges::any_of(live, [&](const Family* each) { return each != &family; });
        family.refreshable = request.wants_refresh && (request.asks_anew || !is_known);
    }
    Answer too_many_requests() const override { return too_many(); }
    Answer too_many_calls() const override { return zoho_too_many_calls(); }

private:
    const Addresses addresses_;
};

}  // namespace

std::string_view zoho_api_host_of(std::string_view organization) {
    const Organization* known = find_organization(organization);
    return known != nullptr ? known->center->api : "";
}

const Platform& zoho_platform() {
    static const ZohoPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
