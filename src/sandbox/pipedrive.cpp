// SPDX-License-Identifier: Apache-2.0
//
// Pipedrive: its marketplace pages of June 2026, its own client library, and what others wrote down
// of it; docs/providers/ names what is not verified. A fact that is remarkable has its source beside
// it.
#include "sandbox/api_keys.h"
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/pipedrive_crm.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::sandbox {

namespace {

constexpr auto oauth_host = "oauth.pipedrive.com";
/// Answers for whichever company the token is of (community notes).
constexpr auto common_host = "api.pipedrive.com";

/// A company, with the person who connects it.
struct Company {
    const char* id;
    const char* name;
    const char* domain;
    std::int64_t user;
    const char* person;
    const char* email;
};
constexpr std::array companies{
    Company{"10100001", "First Sample", "first-sample", 501, "First Person",
            "first@sample.invalid"},
    Company{"10100002", "Second Sample", "second-sample", 502, "Second Person",
            "second@sample.invalid"},
    Company{"10100003", "Third Sample", "third-sample", 503, "Third Person",
            "third@sample.invalid"},
};

const Company* find_company(std::string_view id) {
    const auto found = std::ranges::find(
        companies, id, [](const Company& company) { return std::string_view{company.id}; });
    return found == companies.end() ? nullptr : &*found;
}

std::string host_of(const Company& company) {
    return std::string{company.domain} + ".pipedrive.com";
}

std::int64_t number_of(std::string_view digits) {
    const auto parsed = parse_integer(digits);
    return parsed ? *parsed : 0;
}

constexpr ScopeText scope_texts[] = {
    {"base", "Basic information about you and your company"},
    {"deals:read", "Read deals"},
    {"deals:full", "Read, add and change deals"},
    {"contacts:read", "Read people and organizations"},
    {"contacts:full", "Read, add and change people and organizations"},
    {"users:read", "Read users"},
    {"recents:read", "Read recent changes"},
    {"search:read", "Search"},
    {"webhooks:full", "Read, add and remove webhooks"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

/// What the application's own page in the marketplace says, unless a test says otherwise.
std::vector<std::string> scopes_of(const Client& client) {
    if (!client.scopes.empty()) return client.scopes;
    return {"base", "deals:full", "contacts:full"};
}

// --- authorize ----------------------------------------------------------------------------------

/// Scopes are the application's and not the request's, nor is there a response type to choose
/// (marketplace). A code challenge is not known (connectors switch it off).
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    request->scopes = scopes_of(*asker.client);
    request->challenge.clear();
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

/// Says no in a sentence; whether an `error` stands beside it depends on where it was seen.
Answer refuse(std::string_view message, std::string_view error = {}) {
    json::object document{{"success", false}, {"message", message}};
    if (!error.empty()) document.emplace("error", error);
    return Answer::json(std::move(document), 400);
}

/// By the header alone (marketplace).
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials = read_credentials(call);
    const bool usable = credentials.basic && !credentials.malformed;
    const Client* client = usable ? prove_client(realm, call, credentials) : nullptr;
    if (client && !call.find_fault(FaultKind::invalid_client)) return {client, std::nullopt};
    return {nullptr, refuse("Invalid client: client is invalid", "invalid_client")};
}

Answer tell(Call& call, const Grants::Issued& issued, const Client& client) {
    const Company* company = find_company(issued.family->account);
    if (!company) return refuse("Invalid grant: company is gone");
    call.issued.push_back(issued.access->text);
    call.issued.push_back(issued.refresh->text);
    return Answer::json({{"access_token", issued.access->text},
                         {"token_type", "Bearer"},
                         {"refresh_token", issued.refresh->text},
                         {"scope", join(issued.family->scopes, ",")},
                         {"expires_in", client.access_seconds - 1},
                         {"api_domain", "https://" + host_of(*company)}});
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw == CodeFlaw::expired)
        return refuse("Invalid grant: authorization_code has expired", "invalid_grant");
    if (redeemed.flaw == CodeFlaw::redirect_uri)
        return refuse("Invalid grant: redirect_uri does not match", "invalid_grant");
    if (redeemed.flaw != CodeFlaw::none)
        return refuse("Invalid grant: authorization_code is invalid", "invalid_grant");
    const auto issued = realm.grants.issue_first(*redeemed.family, client, call.occasion(realm));
    return tell(call, issued, client);
}

Answer dead() { return refuse("Invalid grant: refresh_token is invalid"); }

/// Tells the refresh token again, as a rule the same (marketplace).
Answer refresh(Realm& realm, Call& call, const Client& client) {
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return dead();
    return tell(call, refreshed.issued, client);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) return dead();
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return refuse("Missing parameter: grant_type", "invalid_request");
}

/// With a refresh token the application is uninstalled: everything of the company goes (connectors).
Answer revoke(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    const Token* known = realm.grants.find_token(call.form.find("token"));
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (!family || family->client != proof.client->id) return Answer::json({{"success", true}});
    const Occasion occasion = call.occasion(realm);
    if (known->kind == TokenKind::access) {
        realm.grants.revoke(known->text, proof.client->id, occasion);
        return Answer::json({{"success", true}});
    }
    for (Family* each : realm.grants.live(family->client, family->account))
        realm.grants.end(*each, "the application was uninstalled", occasion);
    return Answer::json({{"success", true}});
}

// --- API ----------------------------------------------------------------------------------------

/// What stands on every answer (marketplace): the burst of two seconds, and the day's budget.
void tell_limits(Answer& answer, const char* remaining) {
    answer.headers.add("x-ratelimit-limit", "80");
    answer.headers.add("x-ratelimit-remaining", remaining);
    answer.headers.add("x-ratelimit-reset", "2");
    answer.headers.add("x-daily-ratelimit-token-limit", "30000");
    answer.headers.add("x-daily-ratelimit-token-remaining", "29980");
}

}  // namespace

Answer pipedrive_error(int status, std::string_view error) {
    Answer answer = Answer::json({{"success", false},
                                  {"error", error},
                                  {"error_info", "Please check developers.pipedrive.com"},
                                  {"errorCode", status}},
                                 status);
    tell_limits(answer, status == 429 ? "0" : "79");
    return answer;
}

namespace {

/// A person's token for one company, in their settings: a header of its own (community notes).
constexpr std::string_view console = "pipedrive-console";
constexpr SampleKey sample_keys[] = {
    {"0000000000000000000000000000000000sample", "10100001"},
    {"1111111111111111111111111111111111sample", "10100002"},
};

/// Which company it is, with what else counts; nullptr: nobody knows the credential.
const Company* company_of(Realm& realm, const Call& call, PipedriveCaller& caller) {
    if (const auto key = call.request.headers.find("x-api-token")) {
        caller.by_api_token = true;
        return find_company(use_api_key(realm, call, console, sample_keys, *key));
    }
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    const bool is_key = token.token && token.family->client == console;
    if (!token.token || is_key) return nullptr;
    caller.scopes = token.family->scopes;
    return find_company(token.family->account);
}

}  // namespace

PipedriveCaller find_pipedrive_caller(Realm& realm, const Call& call) {
    PipedriveCaller caller;
    const Company* company = company_of(realm, call, caller);
    if (company == nullptr) return {};
    // A company is at its own host.
    const auto path = call.request.path();
    const bool is_there = path.starts_with("/" + host_of(*company) + "/") ||
                          path.starts_with(std::string{"/"} + common_host + "/");
    if (is_there) caller.company = company->id;
    return caller;
}

namespace {

/// The one address of the first version that has no successor.
Answer me(Realm& realm, Call& call) {
    const auto caller = find_pipedrive_caller(realm, call);
    if (caller.company.empty()) return pipedrive_error(401, "unauthorized access");
    const Company& company = *find_company(caller.company);
    Answer answer = Answer::json({{"success", true},
                                  {"data", json::object{{"id", company.user},
                                                        {"name", company.person},
                                                        {"email", company.email},
                                                        {"company_id", number_of(company.id)},
                                                        {"company_name", company.name},
                                                        {"company_domain", company.domain}}}});
    tell_limits(answer, "79");
    return answer;
}

class Addresses {
public:
    Addresses() {
        paths_.reserve(128);  // the endpoints look into them
        add(oauth_host, "/oauth/authorize", false, Place::authorize, &authorize);
        add(oauth_host, "/oauth/authorize", true, Place::authorize, &decide_consent);
        add(oauth_host, "/oauth/token", true, Place::token, &token);
        add(oauth_host, "/oauth/revoke", true, Place::revoke, &revoke);
        add(common_host, "/api/v1/users/me", false, Place::me, &me);
        for (const Company& company : companies)
            add(host_of(company), "/api/v1/users/me", false, Place::me, &me);
        for (const auto paths : {pipedrive_crm_paths(), pipedrive_webhook_paths()}) {
            for (const PipedrivePath& each : paths) {
                add_api(common_host, each);
                for (const Company& company : companies) add_api(host_of(company), each);
            }
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

    void add_api(const std::string& host, const PipedrivePath& each) {
        paths_.push_back("/" + host + std::string{each.path});
        api_.push_back({paths_.back(), each.post, Place::api, each.answer});
    }

    std::vector<std::string> paths_;
    std::vector<Endpoint> endpoints_;
    std::vector<Endpoint> api_;
};

class PipedrivePlatform final : public Platform {
public:
    std::string_view id() const override { return "pipedrive"; }
    std::string_view name() const override { return "Pipedrive"; }
    std::string_view about() const override {
        return "scopes that the application has and not the request, an address for each company, "
               "a "
               "revoke that uninstalls";
    }
    std::span<const Endpoint> endpoints() const override { return addresses_.list(); }
    std::span<const Endpoint> api_endpoints() const override { return addresses_.api(); }
    std::span<const RecordKind> record_kinds() const override { return pipedrive_crm_kinds(); }
    Client first_client() const override {
        return {.id = "pipedrive-client",
                .platform = "pipedrive",
                .secret = "pipedrive-sample-secret",
                .name = "Fairlead (sample application)",
                .proof = ClientProof::basic,
                .rotation = Rotation::none,
                .access_seconds = 3600,
                .refresh_idle_days = 60,
                .style = {.access_prefix = "v1u:", .refresh_prefix = "10100000:", .bytes = 30}};
    }
    std::optional<Client> console() const override { return console_of("pipedrive", ""); }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Company& company : companies) {
            list.push_back(
                {company.id, company.name, std::string{company.email} + " at " + host_of(company)});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    Seconds code_lifetime() const override { return Seconds{300}; }
    /// Its own word for it.
    net::Pairs refusal() const override { return {{"error", "user_denied"}}; }
    Answer too_many_requests() const override { return pipedrive_error(429, "request over limit"); }

private:
    const Addresses addresses_;
};

}  // namespace

std::string pipedrive_user_of(std::string_view company) {
    const Company* known = find_company(company);
    return known != nullptr ? std::to_string(known->user) : "";
}

const Platform& pipedrive_platform() {
    static const PipedrivePlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
