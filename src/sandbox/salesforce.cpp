// SPDX-License-Identifier: Apache-2.0
//
// Salesforce's web server flow: the OAuth help pages and what connectors of others wrote down of it
// until 2026; docs/providers/ names what is not verified. A fact that is remarkable has its source
// beside it: "help" are Salesforce's help pages, "connectors" the public code of integration
// platforms.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/salesforce_objects.h"
#include "sandbox/salesforce_query.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::sandbox {

namespace {

constexpr auto production = "login.salesforce.com";
constexpr auto sandboxes = "test.salesforce.com";

/// A person in an organization. Sandboxes are organizations of their own, with a log-in of their
/// own (help).
struct Seat {
    const char* account;  ///< organization and user, which together name an account
    const char* organization;
    const char* user;
    const char* login_host;
    const char* domain;      ///< where the organization lives; its people may sign in there too
    const char* new_domain;  ///< where it moves to; refreshes tell that (connectors)
    const char* user_name;
    const char* name;
};
constexpr std::array seats{
    Seat{"00D000000000001EAA/005000000000001AAA", "00D000000000001EAA", "005000000000001AAA",
         production, "first-sample.my.salesforce.com", "first-sample.my.salesforce.com",
         "first@sample.invalid", "First Sample"},
    Seat{"00D000000000002EAA/005000000000002AAA", "00D000000000002EAA", "005000000000002AAA",
         production, "second-sample.my.salesforce.com", "second-sample.my.salesforce.com",
         "second@sample.invalid", "Second Sample"},
    Seat{"00D000000000003EAA/005000000000003AAA", "00D000000000003EAA", "005000000000003AAA",
         production, "third-sample.my.salesforce.com", "third-moved.my.salesforce.com",
         "third@sample.invalid", "Third Sample"},
    // A copy of the first organization: its people have the same numbers there.
    Seat{"00D000000000004EAA/005000000000001AAA", "00D000000000004EAA", "005000000000001AAA",
         sandboxes, "first-sample--test.sandbox.my.salesforce.com",
         "first-sample--test.sandbox.my.salesforce.com", "first@sample.invalid.test",
         "First Sample"},
};

const Seat* find_seat(std::string_view account) {
    const auto found = std::ranges::find(
        seats, account, [](const Seat& seat) { return std::string_view{seat.account}; });
    return found == seats.end() ? nullptr : &*found;
}

constexpr ScopeText scope_texts[] = {
    {"api", "Manage your data through the programming interface"},
    {"refresh_token", "Perform requests at any time"},
    {"offline_access", "Perform requests at any time"},
    {"id", "Access your identity"},
    {"openid", "Know who you are"},
    {"profile", "See your name"},
    {"email", "See your e-mail address"},
    {"full", "All that you may do yourself"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::ranges::find(list, item) != list.end();
}

/// Which of Salesforce's hosts was asked: the first segment.
std::string_view host_of(const Call& call) {
    const auto path = std::string_view{call.request.path()}.substr(1);
    return path.substr(0, path.find('/'));
}

bool lives_at(const Seat& seat, std::string_view host) {
    return host == seat.domain || host == seat.new_domain;
}

bool signs_in_at(const Seat& seat, std::string_view host) {
    return host == seat.login_host || lives_at(seat, host);
}

std::string identity_url(const Seat& seat) {
    return std::string{"https://"} + seat.login_host + "/id/" + seat.account;
}

Answer refuse(std::string_view error, std::string_view description) {
    return Answer::oauth_error(400, error, description);
}

Answer no_session() {
    return salesforce_error(401, "INVALID_SESSION_ID", "Session expired or invalid");
}

// --- authorize ----------------------------------------------------------------------------------

/// People of a sandbox cannot sign in where those of production do, nor at another's domain.
Answer unknown_user(const Realm& realm) {
    return error_page(realm, "Please check your username and password.");
}

bool is_stranger(std::string_view account, std::string_view host) {
    const Seat* seat = find_seat(account);
    return seat && !signs_in_at(*seat, host);
}

Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    const auto wrong = [&](const char* error, const char* description) {
        return send_error(realm, *request, {{"error", error}, {"error_description", description}});
    };
    if (call.query.find("response_type") != "code")
        return wrong("unsupported_response_type", "response type not supported");
    // External client apps ask for PKCE unless that is switched off (connectors).
    if (request->challenge.empty() || call.query.find("code_challenge_method") != "S256")
        return wrong("invalid_request", "missing required code challenge");
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) return wrong("invalid_scope", "the scope is not allowed");
    }
    // `full` does not bring it along (help).
    request->wants_refresh =
        contains(request->scopes, "refresh_token") || contains(request->scopes, "offline_access");
    if (call.query.has("auto") && is_stranger(call.query.find("account"), host_of(call)))
        return unknown_user(realm);
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

Answer decide(Realm& realm, Call& call) {
    if (is_stranger(call.form.find("account"), host_of(call))) return unknown_user(realm);
    return decide_consent(realm, call);
}

// --- token --------------------------------------------------------------------------------------

/// From the body; Basic is not verified and not played.
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials{std::string{call.form.find("client_id")},
                                  std::string{call.form.find("client_secret")}};
    const Client* known = find_client(realm.clients, credentials.id);
    if (!known || known->platform != "salesforce")
        return {nullptr, refuse("invalid_client_id", "client identifier invalid")};
    const Client* client = prove_client(realm, call, credentials);
    if (client && !call.find_fault(FaultKind::invalid_client)) return {client, std::nullopt};
    return {nullptr, refuse("invalid_client", "invalid client credentials")};
}

/// Says when it was issued, in milliseconds and as text, but never for how long (connectors).
Answer tell(const Realm& realm, Call& call, const Seat& seat, const Grants::Issued& issued,
            const char* domain, const Token* refresh_token) {
    json::object document{
        {"access_token", issued.access->text},
        {"signature", "c2FtcGxlIHNpZ25hdHVyZQ=="},
        {"scope", join(issued.family->scopes, " ")},
        {"instance_url", std::string{"https://"} + domain},
        {"id", identity_url(seat)},
        {"token_type", "Bearer"},
        {"issued_at", std::to_string(to_unix_ms(realm.clock.now()))},
    };
    call.issued.push_back(issued.access->text);
    if (refresh_token) {
        document.emplace("refresh_token", refresh_token->text);
        call.issued.push_back(refresh_token->text);
    }
    return Answer::json(std::move(document));
}

/// A user has five grants of one application; one more ends the oldest without a word (connectors).
void drop_oldest(Realm& realm, const Family& newest, Occasion occasion) {
    constexpr std::size_t most = 5;
    const auto live = realm.grants.live(newest.client, newest.account);
    if (live.size() > most)
        realm.grants.end(*live.front(), "more than five grants of one user", occasion);
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw == CodeFlaw::redirect_uri)
        return refuse("redirect_uri_mismatch", "redirect_uri must match configuration");
    if (redeemed.flaw == CodeFlaw::verifier)
        return refuse("invalid_grant", "invalid code verifier");
    if (redeemed.flaw == CodeFlaw::expired || redeemed.flaw == CodeFlaw::used)
        return refuse("invalid_grant", "expired authorization code");
    const Seat* seat = redeemed.family ? find_seat(redeemed.family->account) : nullptr;
    if (redeemed.flaw != CodeFlaw::none || !seat || !signs_in_at(*seat, host_of(call)))
        return refuse("invalid_grant", "invalid authorization code");
    const Occasion occasion = call.occasion(realm);
    const auto issued = realm.grants.issue_first(*redeemed.family, client, occasion);
    drop_oldest(realm, *redeemed.family, occasion);
    return tell(realm, call, *seat, issued, seat->domain, issued.refresh);
}

Answer dead() { return refuse("invalid_grant", "expired access/refresh token"); }

/// A token that is being refreshed is not refreshed a second time meanwhile, in the words of a dead
/// one but for the description (public code samples). Nothing runs at once here: a fault plays it.
bool is_busy(const Call& call) {
    const auto* fault = call.find_fault(FaultKind::invalid_grant);
    return fault && fault->fault.value == "busy";
}

Answer refresh(Realm& realm, Call& call, const Client& client) {
    const auto refreshed = use_refresh_token(realm, call, client);
    const Family* family = refreshed.issued.family;
    const Seat* seat = family ? find_seat(family->account) : nullptr;
    if (refreshed.refusal || !seat) return dead();
    // Only an application that has rotation switched on gets another one (help).
    const Token* next = client.rotation == Rotation::none ? nullptr : refreshed.issued.refresh;
    return tell(realm, call, *seat, refreshed.issued, seat->new_domain, next);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (is_busy(call)) return refuse("invalid_grant", "token request is already being processed");
    if (call.find_fault(FaultKind::invalid_grant)) return dead();
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return refuse("unsupported_grant_type", "grant type not supported");
}

/// Whoever has a token may end it, and with a refresh token all that came of it.
Answer revoke(Realm& realm, Call& call) {
    const Token* known = realm.grants.find_token(call.form.find("token"));
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (!family || family->ended || known->revoked) return refuse("invalid_token", "invalid token");
    realm.grants.revoke(known->text, family->client, call.occasion(realm));
    return Answer{};
}

// --- who it is ----------------------------------------------------------------------------------

struct Session {
    const Token* token = nullptr;
    const Family* family = nullptr;
    const Seat* seat = nullptr;  ///< nullptr: there is none
};

Session session_of(Realm& realm, const Call& call, std::string_view text) {
    Session session;
    session.token = realm.grants.use_access(text, call.occasion(realm));
    if (session.token) session.family = realm.grants.find_family(session.token->family);
    if (session.family) session.seat = find_seat(session.family->account);
    return session;
}

/// RFC 7662, of the organization's own tokens at its own address (connectors).
Answer introspect(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    const auto session = session_of(realm, call, call.form.find("token"));
    if (!session.seat || !lives_at(*session.seat, host_of(call)))
        return Answer::json({{"active", false}});
    return Answer::json({{"active", true},
                         {"scope", join(session.family->scopes, " ")},
                         {"client_id", session.family->client},
                         {"username", session.seat->user_name},
                         {"sub", identity_url(*session.seat)},
                         {"token_type", "access_token"},
                         {"exp", to_unix_ms(*session.token->expires) / 1000},
                         {"iat", to_unix_ms(session.token->issued) / 1000},
                         {"nbf", to_unix_ms(session.token->issued) / 1000}});
}

/// The address that a token answer's `id` names.
Answer identity(Realm& realm, Call& call) {
    const auto session = session_of(realm, call, bearer_token(call.request));
    const auto own = session.seat ? identity_url(*session.seat) : std::string{};
    if (own.empty() || own.substr(std::string_view{"https:/"}.size()) != call.request.path())
        return no_session();
    return Answer::json(
        {{"id", own},
         {"user_id", session.seat->user},
         {"organization_id", session.seat->organization},
         {"username", session.seat->user_name},
         {"display_name", session.seat->name},
         {"email", session.seat->user_name},
         {"urls", json::object{{"rest", std::string{"https://"} + session.seat->domain +
                                            "/services/data/v{version}/"}}}});
}

Answer user_info(Realm& realm, Call& call) {
    const auto session = session_of(realm, call, bearer_token(call.request));
    if (!session.seat) return no_session();
    return Answer::json({{"sub", identity_url(*session.seat)},
                         {"user_id", session.seat->user},
                         {"organization_id", session.seat->organization},
                         {"name", session.seat->name},
                         {"preferred_username", session.seat->user_name},
                         {"email", session.seat->user_name}});
}

/// Stands on every answer of the API (recorded responses).
void tell_usage(Answer& answer) { answer.headers.add("Sforce-Limit-Info", "api-usage=18/5000"); }

/// An organization's data are at its own address alone.
Answer limits(Realm& realm, Call& call) {
    const auto session = session_of(realm, call, bearer_token(call.request));
    if (!session.seat || !lives_at(*session.seat, host_of(call))) return no_session();
    Answer answer =
        Answer::json({{"DailyApiRequests", json::object{{"Max", 5000}, {"Remaining", 4982}}}});
    tell_usage(answer);
    return answer;
}

/// Every host has the same addresses.
class Addresses {
public:
    Addresses() {
        paths_.reserve(128);  // the endpoints look into them
        add_host(production);
        add_host(sandboxes);
        for (const Seat& seat : seats) {
            add(seat.login_host, std::string{"/id/"} + seat.account, false, Place::me, &identity);
            add_home(seat.domain);
            if (std::string_view{seat.domain} != seat.new_domain) add_home(seat.new_domain);
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
    void add_host(const std::string& host) {
        add(host, "/services/oauth2/authorize", false, Place::authorize, &authorize);
        add(host, "/services/oauth2/authorize", true, Place::authorize, &decide);
        add(host, "/services/oauth2/token", true, Place::token, &token);
        add(host, "/services/oauth2/revoke", true, Place::revoke, &revoke);
        add(host, "/services/oauth2/userinfo", false, Place::me, &user_info);
    }

    void add_home(const std::string& host) {
        add_host(host);
        add(host, "/services/oauth2/introspect", true, Place::me, &introspect);
        add(host, "/services/data/v64.0/limits", false, Place::me, &limits);
        for (const SalesforcePath& each : salesforce_data_paths()) {
            paths_.push_back("/" + host + std::string{each.path});
            api_.push_back({paths_.back(), each.post, Place::api, each.answer});
        }
    }

    std::vector<std::string> paths_;
    std::vector<Endpoint> endpoints_;
    std::vector<Endpoint> api_;
};

class SalesforcePlatform final : public Platform {
public:
    std::string_view id() const override { return "salesforce"; }
    std::string_view name() const override { return "Salesforce"; }
    std::string_view about() const override {
        return "an address for each organization, tokens that do not say how long they last, five "
               "grants";
    }
    std::span<const Endpoint> endpoints() const override { return addresses_.list(); }
    std::span<const Endpoint> api_endpoints() const override { return addresses_.api(); }
    std::span<const RecordKind> record_kinds() const override { return salesforce_record_kinds(); }
    Client first_client() const override {
        return {
            .id = "salesforce-client",
            .platform = "salesforce",
            .secret = "salesforce-sample-secret",
            .name = "Fairlead (sample application)",
            .rotation = Rotation::none,
            .access_seconds = 7200,
            .style = {
                .access_prefix = "00D000000000000!AQ", .refresh_prefix = "5Aep861", .bytes = 60}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Seat& seat : seats) {
            list.push_back(
                {seat.account, seat.name, std::string{seat.user_name} + " at " + seat.domain});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    std::string_view code_prefix() const override { return "aPrx"; }
    Seconds code_lifetime() const override { return Seconds{900}; }
    net::Pairs refusal() const override {
        return {{"error", "access_denied"}, {"error_description", "end-user denied authorization"}};
    }
    void settle_grant(Realm&, const ConsentRequest& request, Family& family,
                      Occasion) const override {
        family.refreshable = request.wants_refresh;
    }
    /// There is no 429: what is used up is told by a 403 (public code samples).
    Answer too_many_requests() const override {
        Answer answer =
            salesforce_error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        tell_usage(answer);
        return answer;
    }

private:
    const Addresses addresses_;
};

}  // namespace

std::string find_salesforce_account(Realm& realm, const Call& call) {
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    const Seat* seat = token.token ? find_seat(token.family->account) : nullptr;
    if (seat == nullptr || !lives_at(*seat, host_of(call))) return {};
    return seat->account;
}

const Platform& salesforce_platform() {
    static const SalesforcePlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
