// SPDX-License-Identifier: Apache-2.0
//
// TikTok's Login Kit and user information, v2, as its developer pages of 2025 and November 2026 and
// clients in use have them; docs/providers/ names what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/settings_page.h"
#include "sandbox/tiktok_videos.h"

#include "base/text.h"
#include "net/url.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

struct Creator {
    const char* open_id;   ///< of this application alone
    const char* union_id;  ///< the same person in each of a developer's applications
    const char* username;
    const char* display_name;
    std::int64_t followers;
};
constexpr Creator creators[] = {
    {"-000SampleOpenId0001", "sample-union-1", "first.sample", "First Sample", 1204},
    {"-000SampleOpenId0002", "sample-union-2", "second.sample", "Second Sample", 87},
    {"-000SampleOpenId0003", "sample-union-3", "third.sample", "Third Sample", 0},
};

const Creator* find_creator(std::string_view open_id) {
    const auto found = std::ranges::find(
        creators, open_id, [](const Creator& each) { return std::string_view{each.open_id}; });
    return found == std::end(creators) ? nullptr : found;
}

constexpr ScopeText scope_texts[] = {
    {"user.info.basic", "Read your profile picture and display name"},
    {"user.info.profile", "Read your user name and description"},
    {"user.info.stats", "Read how many followers, likes and videos you have"},
    {"video.list", "Read your public videos"},
    {"video.upload", "Put drafts into your inbox"},
    {"video.publish", "Publish videos to your account"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

bool contains(const std::vector<std::string>& list, std::string_view item) {
    return std::ranges::find(list, item) != list.end();
}

constexpr const char* log_id = "20261101000000SAMPLE0000000000001";

/// The OAuth endpoints' errors. Many clients see them with HTTP 200: the body decides.
Answer refuse(std::string_view error, std::string_view description) {
    return Answer::json({{"error", error}, {"error_description", description}, {"log_id", log_id}});
}

// --- authorize ----------------------------------------------------------------------------------

/// An application is of the desktop where a redirect to its own machine is registered. What the
/// sandbox lets pass unregistered stands for a web application's.
bool is_desktop(const Client& client) {
    return std::ranges::any_of(client.redirect_uris, [](const std::string& uri) {
        const auto url = net::Url::parse(uri);
        return url && (url->host == "localhost" || url->host == "127.0.0.1");
    });
}

/// The challenge is the SHA-256 of the verifier in lower-case hexadecimal digits, unlike RFC 7636's.
/// Answers it as the RFC has it; "" for one that is none.
std::string read_challenge(const Call& call) {
    const std::string_view text = call.query.find("code_challenge");
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (call.query.find("code_challenge_method") != "S256") return {};
    if (text.size() != 64 || !std::ranges::all_of(text, is_digit)) return {};
    const auto bytes = hex_decode(text);
    if (!bytes) return {};
    return base64url_encode(bytes_of(*bytes));
}

/// Registered without query and fragment, and shorter than 512 characters.
bool is_plain(std::string_view redirect_uri) {
    return redirect_uri.size() < 512 && redirect_uri.find_first_of("?#") == std::string_view::npos;
}

std::string flaw_of(const Call& call, const ConsentRequest& request) {
    if (call.query.find("response_type") != "code") return "response_type";
    if (request.state.empty()) return "state";
    if (!is_plain(request.redirect_uri)) return "redirect_uri";
    if (request.scopes.empty()) return "scope";
    for (const std::string& scope : request.scopes) {
        if (words_of(scope).empty()) return "scope";
    }
    return {};
}

/// What is wrong is named on a page of TikTok's own, by the parameter.
Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    // Commas alone: with blanks it is one scope that nobody knows.
    request->scopes = split(call.query.find("scope"), ',');
    auto flaw = flaw_of(call, *request);
    // PKCE is documented for mobile and desktop; what a web application sends is not looked at.
    request->challenge = is_desktop(*asker.client) ? read_challenge(call) : std::string{};
    if (is_desktop(*asker.client) && request->challenge.empty()) flaw = "code_challenge";
    if (!flaw.empty()) return error_page(realm, "Something went wrong: " + flaw);
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

/// `client_key` and `client_secret` in the body, and nothing else.
ClientCheck prove(const Realm& realm, const Call& call) {
    const Credentials credentials = read_credentials(call);
    const bool is_fit = !credentials.basic && !call.find_fault(FaultKind::invalid_client);
    const Client* client = is_fit ? prove_client(realm, call, credentials) : nullptr;
    if (client) return {client, std::nullopt};
    return {nullptr, refuse("invalid_client", "Client key or secret is not right.")};
}

Answer dead_refresh_token() {
    return refuse("invalid_grant", "Refresh token is invalid or expired.");
}

Answer tell(const Realm& realm, Call& call, const Grants::Issued& issued, const Client& client) {
    json::object document{{"open_id", issued.family->account},
                          {"scope", join(issued.family->scopes, ",")},
                          {"access_token", issued.access->text},
                          {"expires_in", client.access_seconds},
                          {"token_type", "Bearer"}};
    call.issued.push_back(issued.access->text);
    if (issued.refresh) {
        document.emplace("refresh_token", issued.refresh->text);
        if (issued.refresh->expires) {
            const auto left = *issued.refresh->expires - realm.clock.now();
            document.emplace("refresh_expires_in",
                             std::chrono::duration_cast<Seconds>(left).count());
        }
        call.issued.push_back(issued.refresh->text);
    }
    return Answer::json(std::move(document));
}

Answer redeem(Realm& realm, Call& call, const Client& client) {
    const auto redeemed = redeem_code(realm, call, client);
    if (redeemed.flaw == CodeFlaw::verifier) {
        return refuse("invalid_request", "Code verifier or code challenge is invalid.");
    }
    if (redeemed.flaw == CodeFlaw::redirect_uri) {
        return refuse("invalid_request", "Redirect_uri is not matched with the uri of the code.");
    }
    if (redeemed.flaw != CodeFlaw::none) {
        return refuse("invalid_grant", "Authorization code is not known, used or expired.");
    }
    const auto issued = realm.grants.issue_first(*redeemed.family, client, call.occasion(realm));
    return tell(realm, call, issued, client);
}

Answer token(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    if (call.find_fault(FaultKind::invalid_grant)) return dead_refresh_token();
    const std::string_view type = call.form.find("grant_type");
    if (type == "authorization_code") return redeem(realm, call, *proof.client);
    if (type != "refresh_token") return refuse("unsupported_grant_type", "Grant type is unknown.");
    const auto refreshed = use_refresh_token(realm, call, *proof.client);
    if (refreshed.refusal) return dead_refresh_token();
    return tell(realm, call, refreshed.issued, *proof.client);
}

/// Takes the access token. How far it reaches is not documented: the widest is played, so that nobody
/// counts on less.
Answer revoke(Realm& realm, Call& call) {
    const ClientCheck proof = prove(realm, call);
    if (proof.refusal) return *proof.refusal;
    const Occasion occasion = call.occasion(realm);
    const Token* token = realm.grants.use_access(call.form.find("token"), occasion);
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    if (!family || family->client != proof.client->id) {
        return refuse("invalid_request", "Access token is invalid or expired.");
    }
    for (Family* each : realm.grants.live(family->client, family->account)) {
        realm.grants.end(*each, "the access token was revoked", occasion);
    }
    return Answer{};
}

// --- API ----------------------------------------------------------------------------------------

struct Field {
    const char* name;
    const char* scope;
};
constexpr Field fields[] = {
    {"open_id", "user.info.basic"},        {"union_id", "user.info.basic"},
    {"avatar_url", "user.info.basic"},     {"display_name", "user.info.basic"},
    {"username", "user.info.profile"},     {"bio_description", "user.info.profile"},
    {"is_verified", "user.info.profile"},  {"profile_deep_link", "user.info.profile"},
    {"follower_count", "user.info.stats"}, {"following_count", "user.info.stats"},
    {"likes_count", "user.info.stats"},    {"video_count", "user.info.stats"},
};

json::object all_of(Realm& realm, const Creator& creator) {
    const std::string name = creator.username;
    const auto& videos = realm.records.set(tiktok_videos_set, creator.open_id).samples();
    const auto is_there = [](const Sample& sample) { return !sample.gone; };
    return {{"open_id", creator.open_id},
            {"union_id", creator.union_id},
            {"avatar_url", "https://pictures.sample.invalid/" + name + ".jpeg?x-expires=1&s=2"},
            {"display_name", creator.display_name},
            {"username", name},
            {"bio_description", "Nothing but a sample"},
            {"is_verified", false},
            {"profile_deep_link", "https://links.sample.invalid/" + name},
            {"follower_count", creator.followers},
            {"following_count", 12},
            {"likes_count", creator.followers * 10},
            {"video_count", std::ranges::count_if(videos, is_there)}};
}

/// `fields` must be there, and each be allowed: one that is not spoils all.
Answer tell_fields(Realm& realm, const Family& family, const Creator& creator,
                   std::string_view wanted) {
    const auto known = all_of(realm, creator);
    json::object user;
    for (const std::string& name : split(wanted, ',')) {
        const auto* field = std::ranges::find(
            fields, name, [](const Field& each) { return std::string{each.name}; });
        if (field == std::end(fields)) {
            return tiktok_error(400, "invalid_params", "Fields is missing or has an unknown name.");
        }
        if (!contains(family.scopes, field->scope)) return tiktok_scope_missing(field->scope);
        user.emplace(name, known.at(name));
    }
    return tiktok_envelope({{"user", std::move(user)}}, 200, "ok", "");
}

Answer user_info(Realm& realm, Call& call) {
    if (auto tired = tired_tiktok(realm, call)) return *std::move(tired);
    const Token* token = realm.grants.use_access(bearer_token(call.request), call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    const Creator* creator = family ? find_creator(family->account) : nullptr;
    if (!creator) return dead_tiktok_token();
    return tell_fields(realm, *family, *creator, call.query.find("fields"));
}

/// With the slash at the end; without it nothing is there.
constexpr Endpoint tiktok_endpoints[] = {
    {"/www.tiktok.com/v2/auth/authorize/", false, Place::authorize, &authorize},
    {"/www.tiktok.com/v2/auth/authorize/", true, Place::authorize, &decide_consent},
    {"/www.tiktok.com/setting", false, Place::any, &show_settings},
    {"/www.tiktok.com/setting", true, Place::any, &change_settings},
    {"/open.tiktokapis.com/v2/oauth/token/", true, Place::token, &token},
    {"/open.tiktokapis.com/v2/oauth/revoke/", true, Place::revoke, &revoke},
    {"/open.tiktokapis.com/v2/user/info/", false, Place::me, &user_info},
};

class TiktokPlatform final : public Platform {
public:
    std::string_view id() const override { return "tiktok"; }
    std::string_view name() const override { return "TikTok"; }
    std::string_view about() const override {
        return "client_key, commas, challenges in hex, errors with HTTP 200, scopes to untick";
    }
    std::span<const Endpoint> endpoints() const override { return tiktok_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return tiktok_video_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return tiktok_video_kinds(); }
    Client first_client() const override {
        return {.id = "tiktok-client",
                .platform = "tiktok",
                .secret = "tiktok-sample-secret",
                .name = "Fairlead (sample application)",
                .proof = ClientProof::post,
                .rotation = Rotation::strict,  // pages of November 2026: dead at once
                .access_seconds = 7200,        // the same; 86400 before
                .refresh_idle_days = 180,      // the same; 365 before
                .style = {.access_prefix = "act.", .refresh_prefix = "rft.", .bytes = 40}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Creator& each : creators) {
            list.push_back({each.open_id, each.display_name, std::string{"@"} + each.username});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    bool has_granular_consent() const override { return true; }
    std::string_view client_parameter() const override { return "client_key"; }
    /// Codes have characters that travel encoded, and must be decoded once.
    std::string_view code_prefix() const override { return "sample*1!"; }
    net::Pairs refusal() const override {
        return {{"error", "access_denied"}, {"error_description", "The user said no."}};
    }
    /// With a code come the scopes that were left ticked.
    void complete_redirect(const Realm&, const Family* family, const std::vector<PlayedFault>&,
                           net::Pairs& pairs) const override {
        if (family) pairs.emplace_back("scopes", join(family->scopes, ","));
    }
    Answer too_many_requests() const override {
        Answer answer = refuse("rate_limit_exceeded", "Too many requests in a minute.");
        answer.status = 429;
        return answer;
    }
    Answer too_many_calls() const override { return tiktok_too_many_calls(); }
};

}  // namespace

const Platform& tiktok_platform() {
    static const TiktokPlatform platform;
    return platform;
}

Answer tiktok_envelope(json::object data, int status, std::string_view code,
                       std::string_view message) {
    return Answer::json({{"data", std::move(data)},
                         {"error", {{"code", code}, {"message", message}, {"log_id", log_id}}}},
                        status);
}

Answer tiktok_error(int status, std::string_view code, std::string_view message) {
    return tiktok_envelope({}, status, code, message);
}

Answer dead_tiktok_token() {
    return tiktok_error(401, "access_token_invalid", "The access token is invalid or expired.");
}

Answer tiktok_scope_missing(std::string_view scope) {
    return tiktok_error(401, "scope_not_authorized",
                        "The user did not allow " + std::string{scope} + ".");
}

/// 600 a minute, sliding, of one application at one endpoint. No header tells what is left.
std::optional<Answer> tired_tiktok(const Realm& realm, const Call& call) {
    const Time begin = realm.clock.now() - Seconds{60};
    std::int64_t count = 0;
    const auto& requests = realm.ledger.requests();
    for (auto each = requests.rbegin(); each != requests.rend() && each->at > begin; ++each) {
        if (each->client == call.subject.client && each->what.ends_with(call.request.path())) {
            ++count;
        }
    }
    if (count <= realm.rates.most(600)) return std::nullopt;
    return tiktok_too_many_calls();
}

Answer tiktok_too_many_calls() {
    return tiktok_error(429, "rate_limit_exceeded", "Too many requests in a minute.");
}

std::string_view tiktok_name_of(std::string_view account) {
    const Creator* creator = find_creator(account);
    return creator != nullptr ? creator->username : "";
}

}  // namespace fairlead::sandbox
