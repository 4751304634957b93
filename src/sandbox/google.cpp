// SPDX-License-Identifier: Apache-2.0
//
// Google's accounts, and of its products who an account is there, as its documentation of 2026 and
// recorded answers have them; docs/providers/ names what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/google_access.h"
#include "sandbox/google_products.h"
#include "sandbox/settings_page.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

struct Person {
    const char* email;
    const char* subject;
    const char* name;
    const char* time_zone;
};
constexpr Person people[] = {
    {"first@sample.invalid", "100000000000000000001", "First Sample", "Europe/Berlin"},
    {"second@sample.invalid", "100000000000000000002", "Second Sample", "America/New_York"},
    {"third@sample.invalid", "100000000000000000003", "Third Sample", "Asia/Tokyo"},
};

const Person* find_person(std::string_view email) {
    const auto found = std::ranges::find(
        people, email, [](const Person& person) { return std::string_view{person.email}; });
    return found == std::end(people) ? nullptr : found;
}

#define GOOGLE_SCOPE(name) "https://www.googleapis.com/auth/" name

constexpr ScopeText scope_texts[] = {
    {"openid", "Associate you with your personal info"},
    {"email", "See your e-mail address"},
    {"profile", "See your personal info"},
    {GOOGLE_SCOPE("userinfo.email"), "See your e-mail address"},
    {GOOGLE_SCOPE("userinfo.profile"), "See your personal info"},
    {GOOGLE_SCOPE("calendar"), "See, edit, share and delete all your calendars"},
    {GOOGLE_SCOPE("calendar.readonly"), "See your calendars"},
    {GOOGLE_SCOPE("calendar.events"), "See and edit the events of your calendars"},
    {GOOGLE_SCOPE("analytics.readonly"), "See your Google Analytics data"},
    {GOOGLE_SCOPE("analytics.edit"), "Edit your Google Analytics settings"},
    {GOOGLE_SCOPE("gmail.readonly"), "Read your e-mail"},
    {GOOGLE_SCOPE("gmail.send"), "Send e-mail for you"},
    {GOOGLE_SCOPE("gmail.modify"), "Read, write and sort your e-mail"},
    {GOOGLE_SCOPE("drive.readonly"), "See your files in Drive"},
    {GOOGLE_SCOPE("drive.file"), "See and change the files of Drive that you use with this app"},
    {GOOGLE_SCOPE("admin.directory.user.readonly"), "See the users of your domain"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::ranges::find(list, item) != list.end();
}

/// Recorded answers: two scopes may be asked for by a short name, and are told by their long one.
void lengthen(std::vector<std::string>& scopes) {
    for (std::string& scope : scopes) {
        if (scope == "email" || scope == "profile") {
            scope.insert(0, GOOGLE_SCOPE("userinfo."));
        }
    }
}

// --- authorize ----------------------------------------------------------------------------------

/// Errors that are the application's are told on Google's own page.
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    if (call.query.find("response_type") != "code") {
        return error_page(realm, "Error 400: invalid_request, response_type must be code.");
    }
    if (request->scopes.empty()) {
        return error_page(realm, "Error 400: invalid_request, scope is missing.");
    }
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) {
            return error_page(realm, "Error 400: invalid_scope, " + scope);
        }
    }
    const auto challenge_method = call.query.find("code_challenge_method");
    if (!request->challenge.empty() && challenge_method != "S256") {
        return error_page(realm, "Error 400: invalid_request, code_challenge_method.");
    }
    request->wants_refresh = call.query.find("access_type") == "offline";
    request->nonce = call.query.find("nonce");
    request->asks_anew = call.query.find("prompt").find("consent") != std::string_view::npos;
    request->adds_granted = call.query.find("include_granted_scopes") == "true";
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials = read_credentials(call);
    const Client* known = find_client(realm.clients, credentials.id);
    if (!known || known->platform != "google" || call.find_fault(FaultKind::invalid_client)) {
        return {nullptr,
                Answer::oauth_error(401, "invalid_client", "The OAuth client was not found.")};
    }
    const Client* client = credentials.malformed ? nullptr : prove_client(realm, call, credentials);
    if (client) return {client, std::nullopt};
    return {nullptr, Answer::oauth_error(401, "invalid_client", "Unauthorized")};
}

Answer dead() {
    return Answer::oauth_error(400, "invalid_grant", "Token has been expired or revoked.");
}

/// What the application learns of who consented, when it asked for openid.
std::optional<std::string> id_token(const Realm& realm, const Family& family) {
    const Person* person = find_person(family.account);
    if (!person || !contains(family.scopes, "openid")) return std::nullopt;
    const std::int64_t now = to_unix_ms(realm.clock.now()) / 1000;
    json::object claims{{"iss", "https://accounts.google.com"},
                        {"azp", family.client},
                        {"aud", family.client},
                        {"sub", person->subject},
                        {"iat", now},
                        {"exp", now + 3600}};
    if (!family.nonce.empty()) claims.emplace("nonce", family.nonce);
    if (contains(family.scopes, GOOGLE_SCOPE("userinfo.email"))) {
        claims.emplace("email", person->email);
        claims.emplace("email_verified", true);
    }
    if (contains(family.scopes, GOOGLE_SCOPE("userinfo.profile")))
        claims.emplace("name", person->name);
    auto signed_token = crypto::sign_jwt(realm.key, claims);
    if (!signed_token) return std::nullopt;
    return *std::move(signed_token);
}

Answer tell(const Realm& realm, Call& call, const Grants::Issued& issued, const Client& client,
            bool is_first) {
    json::object document{{"access_token", issued.access->text},
                          {"expires_in", client.access_seconds - 1},
                          {"scope", join(issued.family->scopes, " ")},
                          {"token_type", "Bearer"}};
    call.issued.push_back(issued.access->text);
    // A refresh is answered without it: the old one goes on.
    if (issued.refresh && is_first) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
        // An application in testing, or a consent for a time.
        if (client.refresh_life_seconds > 0) {
            document.emplace("refresh_token_expires_in", client.refresh_life_seconds - 1);
        }
    }
    if (auto about = id_token(realm, *issued.family)) {
        document.emplace("id_token", *std::move(about));
    }
    return Answer::json(std::move(document));
}

/// Of more live refresh tokens of one account to one client the oldest goes, without a word.
void drop_oldest(Realm& realm, const Family& newest, Occasion occasion) {
    constexpr std::size_t most = 100;
    std::vector<Family*> live = realm.grants.live(newest.client, newest.account);
    std::erase_if(live, [](const Family* each) { return each->refresh.empty(); });
    if (live.size() <= most) return;
    realm.grants.end(*live.front(), "more than a hundred refresh tokens", occasion,
                     Grants::Access::lives_on);
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw == CodeFlaw::redirect_uri) {
        return Answer::oauth_error(400, "redirect_uri_mismatch", "Bad Request");
    }
    if (redeemed.flaw == CodeFlaw::verifier) {
        return Answer::oauth_error(400, "invalid_grant", "Invalid code verifier.");
    }
    if (redeemed.flaw != CodeFlaw::none) {
        return Answer::oauth_error(400, "invalid_grant", "Malformed auth code.");
    }
    const Occasion occasion = call.occasion(realm);
    const auto issued = realm.grants.issue_first(*redeemed.family, client, occasion);
    drop_oldest(realm, *redeemed.family, occasion);
    return tell(realm, call, issued, client, true);
}

Answer refresh(Realm& realm, Call& call, const Client& client) {
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return dead();
    return tell(realm, call, refreshed.issued, client, false);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) return dead();
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return Answer::oauth_error(400, "unsupported_grant_type", "Invalid grant_type.");
}

/// Takes an access or a refresh token from anybody who has it, in the form or the query, and ends
/// everything that its owner granted the application.
Answer revoke(Realm& realm, Call& call) {
    const std::string_view text =
        call.form.has("token") ? call.form.find("token") : call.query.find("token");
    const Token* known = realm.grants.find_token(text);
    const Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (!family || family->ended || known->revoked) {
        return Answer::oauth_error(400, "invalid_token", "Token expired or revoked");
    }
    const Occasion occasion = call.occasion(realm);
    for (Family* each : realm.grants.live(family->client, family->account)) {
        realm.grants.end(*each, "everything the user granted was revoked", occasion);
    }
    return Answer::json({});
}

// --- API ----------------------------------------------------------------------------------------

/// Who the access token is of, with one of these scopes; or why not.
struct Entry {
    const Person* person = nullptr;
    const Family* family = nullptr;
    std::optional<Answer> refusal = {};
};
Entry enter(Realm& realm, const Call& call, std::initializer_list<std::string_view> scopes) {
    const Token* token = realm.grants.use_access(bearer_token(call.request), call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const Person* person = family ? find_person(family->account) : nullptr;
    if (!person) {
        return {.refusal =
                    google_api_error(401, "UNAUTHENTICATED", "authError", "Invalid Credentials")};
    }
    const bool may = std::ranges::any_of(
        scopes, [&](std::string_view scope) { return contains(family->scopes, scope); });
    if (may) return {person, family};
    return {.refusal = google_api_error(403, "PERMISSION_DENIED", "insufficientPermissions",
                                        "Request had insufficient authentication scopes.")};
}

Answer primary_calendar(Realm& realm, Call& call) {
    const Entry entry =
        enter(realm, call, {GOOGLE_SCOPE("calendar"), GOOGLE_SCOPE("calendar.readonly")});
    if (entry.refusal) return *entry.refusal;
    return Answer::json({{"kind", "calendar#calendarListEntry"},
                         {"id", entry.person->email},
                         {"summary", entry.person->name},
                         {"timeZone", entry.person->time_zone},
                         {"accessRole", "owner"},
                         {"primary", true}});
}

Answer user_info(Realm& realm, Call& call) {
    const auto& [person, family, refusal] = enter(realm, call, {"openid"});
    if (refusal) return *refusal;
    json::object document{{"sub", person->subject}};
    if (contains(family->scopes, GOOGLE_SCOPE("userinfo.email"))) {
        document.emplace("email", person->email);
        document.emplace("email_verified", true);
    }
    if (contains(family->scopes, GOOGLE_SCOPE("userinfo.profile"))) {
        document.emplace("name", person->name);
    }
    return Answer::json(std::move(document));
}

constexpr Endpoint google_endpoints[] = {
    {"/accounts.google.com/o/oauth2/v2/auth", false, Place::authorize, &authorize},
    {"/accounts.google.com/o/oauth2/v2/auth", true, Place::authorize, &decide_consent},
    {"/myaccount.google.com/connections", false, Place::any, &show_settings},
    {"/myaccount.google.com/connections", true, Place::any, &change_settings},
    {"/oauth2.googleapis.com/token", true, Place::token, &token},
    {"/oauth2.googleapis.com/revoke", true, Place::revoke, &revoke},
    {"/openidconnect.googleapis.com/v1/userinfo", false, Place::me, &user_info},
    {"/www.googleapis.com/calendar/v3/users/me/calendarList/primary", false, Place::me,
     &primary_calendar},
};

std::span<const Endpoint> product_endpoints() {
    static const auto all = joined<Endpoint>(
        {google_calendar_endpoints(), google_analytics_endpoints(), google_drive_endpoints(),
         google_mail_endpoints(), google_directory_endpoints(), google_key_endpoints(),
         google_watch_endpoints()});
    return all;
}

std::span<const RecordKind> product_kinds() {
    static const auto all =
        joined<RecordKind>({google_calendar_kinds(), google_analytics_kinds(), google_drive_kinds(),
                            google_mail_kinds(), google_directory_kinds()});
    return all;
}

class GooglePlatform final : public Platform {
public:
    std::string_view id() const override { return "google"; }
    std::string_view name() const override { return "Google"; }
    std::string_view about() const override {
        return "scopes that people may untick, one refresh token for good, revoking ends all";
    }
    std::span<const Endpoint> endpoints() const override { return google_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return product_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return product_kinds(); }
    Client first_client() const override {
        return {.id = "google-client",
                .platform = "google",
                .secret = "google-sample-secret",
                .name = "Fairlead (sample application)",
                .rotation = Rotation::none,
                .access_seconds = 3600,
                .style = {.access_prefix = "ya29.", .refresh_prefix = "1//", .bytes = 120}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Person& person : people)
            list.push_back({person.email, person.name, person.email});
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    bool has_granular_consent() const override { return true; }
    /// With a slash in it, which comes back encoded once.
    std::string_view code_prefix() const override { return "4/0A"; }
    Seconds code_lifetime() const override { return Seconds{600}; }
    net::Pairs refusal() const override { return {{"error", "access_denied"}}; }
    void complete_redirect(const Realm&, const Family* family, const std::vector<PlayedFault>&,
                           net::Pairs& pairs) const override {
        if (!family) return;
        pairs.emplace_back("scope", join(family->scopes, " "));
        pairs.emplace_back("authuser", "0");
        pairs.emplace_back("prompt", "consent");
    }
    void settle_grant(Realm& realm, const ConsentRequest& request, Family& family,
                      Occasion) const override {
        lengthen(family.scopes);
        bool is_known = false;
        for (const Family* each : realm.grants.live(family.client, family.account)) {
            if (each == &family) continue;
            is_known = true;
            for (const std::string& scope : each->scopes) {
                if (request.adds_granted && !contains(family.scopes, scope)) {
                    family.scopes.push_back(scope);
                }
            }
        }
        family.refreshable = request.wants_refresh && (request.asks_anew || !is_known);
    }
    Answer too_many_requests() const override {
        return Answer::oauth_error(429, "rate_limit_exceeded", "Rate Limit Exceeded");
    }
    /// No 429, and not the account's fault either.
    Answer too_many_calls() const override {
        return google_api_error(403, "PERMISSION_DENIED", "rateLimitExceeded",
                                "Rate Limit Exceeded");
    }
};

#undef GOOGLE_SCOPE

}  // namespace

const Platform& google_platform() {
    static const GooglePlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
