// SPDX-License-Identifier: Apache-2.0
//
// Reddit, as its own server code of 2017 (r2/controllers/oauth2.py, r2/models/token.py), the traffic
// that prawcore's tests recorded from 2016 to 2021 and its API wiki have it; docs/providers/ names
// what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/reddit_listings.h"
#include "sandbox/settings_page.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

struct Redditor {
    const char* id;  ///< base 36, without the t2_ that it carries elsewhere
    const char* name;
    const char* icon;
    std::int64_t link_karma;
    std::int64_t comment_karma;
};
constexpr Redditor redditors[] = {
    {"1samp1e", "first_sample", "https://pictures.sample.invalid/1.png?width=256&height=256", 120,
     34},
    {"2samp1e", "second-sample", "https://pictures.sample.invalid/2.png?width=256&height=256", 0,
     -3},
    // Without a picture; that it then says "" is an assumption.
    {"3samp1e", "ThirdSample", "", 7, 0},
};

const Redditor* find_redditor(std::string_view id) {
    const auto found = std::ranges::find(
        redditors, id, [](const Redditor& each) { return std::string_view{each.id}; });
    return found == std::end(redditors) ? nullptr : found;
}

/// The server of 2017 leaves the refresh token out of a refresh's answer, recordings of 2021 have
/// it. Both are played: the second account gets the older answer.
bool is_told_again(const Family& family) { return family.account != redditors[1].id; }

constexpr ScopeText scope_texts[] = {
    {"identity", "See your user name and since when you are here"},
    {"history", "See your posts, comments and votes"},
    {"read", "See posts and comments as you do"},
    {"privatemessages", "Read your inbox and send messages"},
    {"submit", "Post and comment as you"},
    {"edit", "Change and delete your posts and comments"},
    {"mysubreddits", "See which communities you are in"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

// --- at the gate --------------------------------------------------------------------------------

/// Requests in a window: 100 a minute, averaged over ten (community; the old wiki has 60).
constexpr Seconds window{600};
constexpr std::int64_t most_in_window = 1000;

struct Quota {
    std::int64_t used = 0;
    std::int64_t most = most_in_window;
    Seconds until_reset{0};

    std::int64_t left() const { return std::max<std::int64_t>(0, most - used); }
};

bool is_counted(const LedgerRequest& request, const std::string& client) {
    return request.client == client && request.what.find("/authorize") == std::string::npos;
}

/// What the client used up of the window that is now, this request included.
Quota quota_of(const Realm& realm, const Call& call) {
    const auto now = std::chrono::floor<Seconds>(realm.clock.now().time_since_epoch());
    const Seconds begun{now.count() - now.count() % window.count()};
    Quota quota{0, realm.rates.most(most_in_window), begun + window - now};
    const auto& requests = realm.ledger.requests();
    for (auto each = requests.rbegin(); each != requests.rend(); ++each) {
        if (each->at.time_since_epoch() < begun) break;
        if (is_counted(*each, call.subject.client)) ++quota.used;
    }
    return quota;
}

/// On both hosts; what is left is written as a float (recorded: "293.0").
void tell_quota(const Quota& quota, Answer& answer) {
    answer.headers.set("x-ratelimit-used", std::to_string(quota.used));
    answer.headers.set("x-ratelimit-remaining", std::to_string(quota.left()) + ".0");
    answer.headers.set("x-ratelimit-reset", std::to_string(quota.until_reset.count()));
}

/// A page, not JSON (recorded).
Answer too_many() {
    return Answer::html(
        "<!doctype html><title>Too Many Requests</title>"
        "<h1>Too many requests for now</h1>",
        429);
}

/// The wiki's rule: `<platform>:<app id>:<version> (by /u/<user>)`. What libraries send by default,
/// and nothing at all, is throttled hard; live, how hard depends. Here it is never let in.
bool says_who_it_is(const net::Request& request) {
    const std::string agent{request.headers.find("User-Agent").value_or("")};
    const auto parts = split(agent, ':');
    return parts.size() >= 3 && !parts[0].empty() && !parts[1].empty() &&
           agent.find(" (by ") != std::string::npos;
}

// --- authorize ----------------------------------------------------------------------------------

/// Whatever is wrong with the request is told on Reddit's own page; nobody is sent back.
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    // The server takes blanks and commas.
    request->scopes = split_words(replace_all(std::string{call.query.find("scope")}, ",", " "));
    if (request->state.empty()) return error_page(realm, "invalid request: state is missing");
    if (call.query.find("response_type") != "code") {
        return error_page(realm, "invalid request: response_type");
    }
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) return error_page(realm, "invalid scope: " + scope);
    }
    if (request->scopes.empty()) return error_page(realm, "invalid scope: none");
    const std::string_view duration = call.query.find("duration");
    if (!duration.empty() && duration != "temporary" && duration != "permanent") {
        return error_page(realm, "invalid request: duration");
    }
    request->wants_refresh = duration == "permanent";
    request->challenge.clear();  // the server's code does not know PKCE
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

/// Only HTTP Basic counts. The refusal is none of OAuth's.
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials = read_credentials(call);
    const bool is_fit =
        credentials.basic && !credentials.malformed && !call.find_fault(FaultKind::invalid_client);
    const Client* client = is_fit ? prove_client(realm, call, credentials) : nullptr;
    if (client) return {client, std::nullopt};
    Answer refusal = reddit_error(401, "Unauthorized");
    refusal.headers.set("WWW-Authenticate", "Basic realm=\"reddit\"");
    return {nullptr, std::move(refusal)};
}

/// Most errors of this endpoint come with HTTP 200 (recorded).
Answer refuse(std::string_view error) { return Answer::json({{"error", error}}); }

/// A refresh token that is over, never invalid_grant: 400, and a number (recorded).
Answer dead_refresh_token() { return Answer::json({{"error", 400}}, 400); }

Answer tell(Call& call, const Grants::Issued& issued, const Client& client, bool with_refresh) {
    json::object document{{"access_token", issued.access->text},
                          {"token_type", "bearer"},
                          {"expires_in", client.access_seconds},
                          {"scope", join(issued.family->scopes, " ")}};
    call.issued.push_back(issued.access->text);
    if (issued.refresh && with_refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        call.issued.push_back(issued.refresh->text);
    }
    return Answer::json(std::move(document));
}

/// A redirect URI that differs does not spend the code.
bool has_another_redirect(Realm& realm, const Call& call) {
    const Code* code = realm.flows.find_code(call.form.find("code"));
    return code && code->redirect_uri != call.form.find("redirect_uri");
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    if (has_another_redirect(realm, call)) return refuse("invalid_grant");
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw != CodeFlaw::none) return refuse("invalid_grant");
    const auto issued = realm.grants.issue_first(*redeemed.family, client, call.occasion(realm));
    return tell(call, issued, client, true);
}

Answer refresh(Realm& realm, Call& call, const Client& client) {
    const auto refreshed = use_refresh_token(realm, call, client);
    if (refreshed.refusal) return dead_refresh_token();
    return tell(call, refreshed.issued, client, is_told_again(*refreshed.issued.family));
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    const std::string_view type = call.form.find("grant_type");
    if (call.find_fault(FaultKind::invalid_grant)) {
        return type == "refresh_token" ? dead_refresh_token() : refuse("invalid_grant");
    }
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type == "refresh_token") return refresh(realm, call, *proof.client);
    return refuse("unsupported_grant_type");
}

/// Empty, and 200 (recorded; the code says 204), also for a token that nobody knows.
Answer revoke(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    realm.grants.revoke(call.form.find("token"), proof.client->id, call.occasion(realm));
    return Answer{};
}

// --- API ----------------------------------------------------------------------------------------

Answer me(Realm& realm, Call& call) {
    const Token* token = realm.grants.use_access(bearer_token(call.request), call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const Redditor* redditor = family ? find_redditor(family->account) : nullptr;
    if (!redditor) return reddit_token_error(401, "invalid_token");
    if (std::ranges::find(family->scopes, "identity") == family->scopes.end()) {
        return reddit_token_error(403, "insufficient_scope");
    }
    return Answer::json({{"id", redditor->id},
                         {"name", redditor->name},
                         {"icon_img", reddit_text(call, redditor->icon)},
                         {"link_karma", redditor->link_karma},
                         {"comment_karma", redditor->comment_karma},
                         {"total_karma", redditor->link_karma + redditor->comment_karma},
                         {"created_utc", 1'500'000'000.0},
                         {"has_verified_email", true}});
}

constexpr Endpoint reddit_endpoints[] = {
    {"/www.reddit.com/api/v1/authorize", false, Place::authorize, &authorize},
    {"/www.reddit.com/api/v1/authorize", true, Place::authorize, &decide_consent},
    {"/www.reddit.com/api/v1/authorize.compact", false, Place::authorize, &authorize},
    {"/www.reddit.com/api/v1/authorize.compact", true, Place::authorize, &decide_consent},
    {"/www.reddit.com/prefs/apps", false, Place::any, &show_settings},
    {"/www.reddit.com/prefs/apps", true, Place::any, &change_settings},
    {"/www.reddit.com/api/v1/access_token", true, Place::token, &at_reddits_gate<&token>},
    {"/www.reddit.com/api/v1/revoke_token", true, Place::revoke, &at_reddits_gate<&revoke>},
    {"/oauth.reddit.com/api/v1/me", false, Place::me, &at_reddits_gate<&me>},
};

class RedditPlatform final : public Platform {
public:
    std::string_view id() const override { return "reddit"; }
    std::string_view name() const override { return "Reddit"; }
    std::string_view about() const override {
        return "Basic and a User-Agent or nothing, errors with HTTP 200, refresh tokens that stay";
    }
    std::span<const Endpoint> endpoints() const override { return reddit_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return reddit_listing_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return reddit_listing_kinds(); }
    Client first_client() const override {
        return {.id = "reddit-client",
                .platform = "reddit",
                .secret = "reddit-sample-secret",
                .name = "Fairlead (sample application)",
                .proof = ClientProof::basic,
                .rotation = Rotation::none,
                .access_seconds = 3600,  // recorded; said to be 86400 since 2022
                .style = {.access_prefix = "", .refresh_prefix = "", .bytes = 30}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Redditor& each : redditors) {
            list.push_back({each.id, each.name, std::string{"u/"} + each.name});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    Seconds code_lifetime() const override { return Seconds{600}; }
    net::Pairs refusal() const override { return {{"error", "access_denied"}}; }
    /// `duration=temporary`, which is the default, brings no refresh token.
    void settle_grant(Realm&, const ConsentRequest& request, Family& family,
                      Occasion) const override {
        family.refreshable = request.wants_refresh;
    }
    Answer too_many_requests() const override {
        Answer answer = too_many();
        answer.headers.set("x-ratelimit-used", std::to_string(most_in_window));
        answer.headers.set("x-ratelimit-remaining", "0.0");
        return answer;
    }
};

}  // namespace

Answer reddit_gate(Realm& realm, Call& call, Answer (*work)(Realm&, Call&)) {
    const Quota quota = quota_of(realm, call);
    const bool is_in = says_who_it_is(call.request) && quota.used <= quota.most;
    Answer answer = is_in ? work(realm, call) : too_many();
    if (!is_in) answer.headers.set("Retry-After", std::to_string(quota.until_reset.count()));
    tell_quota(quota, answer);
    return answer;
}

Answer reddit_error(int status, std::string_view message) {
    return Answer::json({{"message", message}, {"error", status}}, status);
}

Answer reddit_token_error(int status, std::string_view error) {
    Answer answer = reddit_error(status, status == 401 ? "Unauthorized" : "Forbidden");
    answer.headers.set("WWW-Authenticate",
                       "Bearer realm=\"reddit\", error=\"" + std::string{error} + "\"");
    return answer;
}

std::string reddit_text(const Call& call, std::string text) {
    if (call.query.find("raw_json") == "1") return text;
    text = replace_all(text, "&", "&amp;");
    text = replace_all(text, "<", "&lt;");
    return replace_all(text, ">", "&gt;");
}

std::string_view reddit_name_of(std::string_view account) {
    const Redditor* redditor = find_redditor(account);
    return redditor ? redditor->name : "";
}

std::string_view reddit_account_of(std::string_view name) {
    const auto found = std::ranges::find(
        redditors, name, [](const Redditor& each) { return std::string_view{each.name}; });
    return found == std::end(redditors) ? "" : found->id;
}

const Platform& reddit_platform() {
    static const RedditPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
