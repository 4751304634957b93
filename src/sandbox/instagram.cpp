// SPDX-License-Identifier: Apache-2.0
//
// Instagram with its own log-in (business and creator accounts), as Meta's documentation of 2026
// and live clients have it; docs/providers/ names what is not verified.
#include "sandbox/client_check.h"
#include "sandbox/code_grant.h"
#include "sandbox/consent.h"
#include "sandbox/instagram_media.h"
#include "sandbox/settings_page.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr Seconds long_life{5'184'000};  // 60 days

struct Profile {
    const char* user_id;         ///< of the professional account
    std::int64_t app_scoped_id;  ///< the same account, as this application alone knows it
    const char* username;
    const char* name;
    const char* kind;
    std::int64_t followers;
};
// Numbers that a double would not hold.
constexpr Profile profiles[] = {
    {"17841400000000011", 24'500'000'000'000'001, "first.sample", "First Sample", "BUSINESS", 1204},
    {"17841400000000022", 24'500'000'000'000'002, "second.sample", "Second Sample", "MEDIA_CREATOR",
     87},
    {"17841400000000033", 24'500'000'000'000'003, "third.sample", "Third Sample", "BUSINESS", 0},
};

const Profile* find_profile(std::string_view user_id) {
    const auto found = std::ranges::find(profiles, user_id, [](const Profile& profile) {
        return std::string_view{profile.user_id};
    });
    return found == std::end(profiles) ? nullptr : found;
}

constexpr const char* basic_scope = "instagram_business_basic";
constexpr ScopeText scope_texts[] = {
    {basic_scope, "View your profile and media (required)"},
    {"instagram_business_manage_insights", "View insights of your account and media"},
    {"instagram_business_content_publish", "Publish content to your account"},
    {"instagram_business_manage_comments", "Read and answer comments"},
    {"instagram_business_manage_messages", "Read and answer messages"},
};

std::string words_of(std::string_view scope) { return words_in(scope_texts, scope); }

/// Two hosts, two shapes of errors. This one is api.instagram.com's; graph_error the other's.
Answer login_error(std::string_view message) {
    return Answer::json(
        {{"error_type", "OAuthException"}, {"code", 400}, {"error_message", message}}, 400);
}

// --- authorize ----------------------------------------------------------------------------------

Answer authorize(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    // Asked for with commas; blanks are taken too.
    request->scopes = split_words(replace_all(std::string{call.query.find("scope")}, ",", " "));
    if (call.query.find("response_type") != "code") {
        return error_page(realm, "Invalid request: response_type must be code.");
    }
    for (const std::string& scope : request->scopes) {
        if (words_of(scope).empty()) return error_page(realm, "Invalid scope: " + scope);
    }
    if (std::ranges::find(request->scopes, basic_scope) == request->scopes.end()) {
        return error_page(realm, "Invalid scope: instagram_business_basic is required.");
    }
    request->challenge.clear();  // PKCE is not known here
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

// --- token --------------------------------------------------------------------------------------

const Client* prove(const Realm& realm, const Call& call, std::string_view id,
                    std::string_view secret) {
    if (call.find_fault(FaultKind::invalid_client)) return nullptr;
    return prove_client(realm, call, {std::string{id}, std::string{secret}});
}

/// Documented is the list; many live clients read it flat, so one account answers that way.
Answer tell_short(const Family& family, const Profile& profile, const Token& token) {
    json::object document{{"access_token", token.text}, {"user_id", profile.app_scoped_id}};
    if (&profile == &profiles[1]) {
        json::array permissions;
        for (const std::string& scope : family.scopes) permissions.emplace_back(scope);
        document.emplace("permissions", std::move(permissions));
        return Answer::json(std::move(document));
    }
    document.emplace("permissions", join(family.scopes, ","));
    return Answer::json({{"data", json::array{std::move(document)}}});
}

/// The code for a token that lives an hour and does not say so.
Answer short_token(Realm& realm, Call& call) {
    const Client* client =
        prove(realm, call, call.form.find("client_id"), call.form.find("client_secret"));
    if (!client) return login_error("Invalid platform app");
    if (call.find_fault(FaultKind::invalid_grant)) {
        return login_error("This authorization code has been used");
    }
    if (call.form.find("grant_type") != "authorization_code") {
        return login_error("Invalid grant_type");
    }
    const auto redeemed = redeem_code(realm, call, *client);
    if (redeemed.flaw == CodeFlaw::redirect_uri) {
        return login_error("Redirect URI doesn't match original redirect URI");
    }
    const Profile* profile = redeemed.family ? find_profile(redeemed.family->account) : nullptr;
    if (redeemed.flaw != CodeFlaw::none || !profile) {
        return login_error("Matching code was not found or was already used");
    }
    const auto issued = realm.grants.issue_first(*redeemed.family, *client, call.occasion(realm));
    call.issued.push_back(issued.access->text);
    return tell_short(*redeemed.family, *profile, *issued.access);
}

Answer tell_long(Call& call, const Token& token, Occasion occasion) {
    const auto left = std::chrono::duration_cast<Seconds>(*token.expires - occasion.now);
    call.issued.push_back(token.text);
    return Answer::json(
        {{"access_token", token.text}, {"token_type", "bearer"}, {"expires_in", left.count()}});
}

/// The hour's token for one of 60 days. Wants the secret, not the client's id.
Answer long_token(Realm& realm, Call& call) {
    if (call.query.find("grant_type") != "ig_exchange_token") {
        return graph_error(100, "Unsupported get request: grant_type");
    }
    const Occasion occasion = call.occasion(realm);
    const Token* token = realm.grants.use_access(call.query.find("access_token"), occasion);
    Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    if (!family || token->long_lived) return dead_graph_token();
    const Client* client = prove(realm, call, family->client, call.query.find("client_secret"));
    if (!client) return graph_error(101, "Error validating application.");
    const Token& longer =
        realm.grants.exchange_access(*family, *token, *client, long_life, occasion);
    return tell_long(call, longer, occasion);
}

/// The long token for a newer one: no secret, no refresh token, and not before it is a day old.
Answer refresh(Realm& realm, Call& call) {
    if (call.query.find("grant_type") != "ig_refresh_token") {
        return graph_error(100, "Unsupported get request: grant_type");
    }
    const Occasion occasion = call.occasion(realm);
    const Token* known = realm.grants.find_token(call.query.find("access_token"));
    Family* family = known ? realm.grants.find_family(known->family) : nullptr;
    if (family && call.find_fault(FaultKind::revoked_refresh_token)) {
        realm.grants.end(*family, "a fault that was asked for", occasion);
    }
    const Token* token = realm.grants.use_access(call.query.find("access_token"), occasion);
    if (!token || !token->long_lived || call.find_fault(FaultKind::invalid_grant)) {
        return dead_graph_token();
    }
    const Client* client = find_client(realm.clients, family->client);
    if (std::ranges::find(family->scopes, basic_scope) == family->scopes.end() || !client) {
        return graph_error(10, "Application does not have permission for this action");
    }
    if (occasion.now - token->issued < Seconds{client->refresh_min_age_seconds}) {
        return graph_error(100, "The access token is less than 24 hours old.");
    }
    const Token& newer =
        realm.grants.exchange_access(*family, *token, *client, long_life, occasion);
    return tell_long(call, newer, occasion);
}

// --- graph --------------------------------------------------------------------------------------

json::object fields_of(const Profile& profile) {
    return {{"id", std::to_string(profile.app_scoped_id)},
            {"user_id", profile.user_id},
            {"username", profile.username},
            {"name", profile.name},
            {"account_type", profile.kind},
            {"profile_picture_url",
             std::string{"https://pictures.sample.invalid/"} + profile.username + ".jpg"},
            {"followers_count", profile.followers},
            {"follows_count", 12},
            {"biography", "A sample account."},
            {"website", "https://sample.invalid/"}};
}

/// Only what `fields` names, and the id.
Answer me(Realm& realm, Call& call) {
    const ApiToken token = use_api_token(realm, call, graph_token(call));
    const Profile* profile = token.family ? find_profile(token.family->account) : nullptr;
    if (!profile) return dead_graph_token();
    const auto& media = realm.records.set(instagram_media_set, profile->user_id);
    const auto shown = [](const Sample& sample) { return !sample.gone; };
    auto all = fields_of(*profile);
    all["media_count"] = std::ranges::count_if(media.samples(), shown);
    return with_usage(some_fields(call, all), profile->user_id, 1);
}

constexpr Endpoint instagram_endpoints[] = {
    {"/www.instagram.com/oauth/authorize", false, Place::authorize, &authorize},
    {"/www.instagram.com/oauth/authorize", true, Place::authorize, &decide_consent},
    {"/www.instagram.com/accounts/manage_access", false, Place::any, &show_settings},
    {"/www.instagram.com/accounts/manage_access", true, Place::any, &change_settings},
    {"/api.instagram.com/oauth/access_token", true, Place::exchange, &short_token},
    {"/graph.instagram.com/access_token", false, Place::exchange, &long_token},
    {"/graph.instagram.com/refresh_access_token", false, Place::refresh, &refresh},
    {"/graph.instagram.com/v25.0/me", false, Place::me, &me},
};

class InstagramPlatform final : public Platform {
public:
    std::string_view id() const override { return "instagram"; }
    std::string_view name() const override { return "Instagram"; }
    std::string_view about() const override {
        return "a short token for a long one, which renews itself once it is a day old";
    }
    std::span<const Endpoint> endpoints() const override { return instagram_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return instagram_media_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return instagram_media_kinds(); }
    Client first_client() const override {
        return {.id = "instagram-client",
                .platform = "instagram",
                .secret = "instagram-sample-secret",
                .name = "Fairlead (sample application)",
                .access_seconds = 3600,
                .refresh_tokens = false,
                .refresh_min_age_seconds = 86'400,
                .style = {.access_prefix = "IGAA", .refresh_prefix = "", .bytes = 120}};
    }
    std::vector<SampleAccount> accounts() const override {
        std::vector<SampleAccount> list;
        for (const Profile& profile : profiles) {
            list.push_back(
                {profile.user_id, profile.name,
                 std::string{"@"} + profile.username +
                     (profile.kind == std::string_view{"BUSINESS"} ? ", business" : ", creator")});
        }
        return list;
    }
    std::string words_for(std::string_view scope) const override { return words_of(scope); }
    std::string_view code_prefix() const override { return "AQB"; }
    Seconds code_lifetime() const override { return Seconds{3600}; }
    net::Pairs refusal() const override {
        return {{"error", "access_denied"},
                {"error_reason", "user_denied"},
                {"error_description", "The user denied your request"}};
    }
    /// No part of the code, though it stands right behind it.
    std::string_view redirect_fragment() const override { return "#_"; }
    Answer too_many_requests() const override {
        return graph_error(4, "Application request limit reached");
    }
};

}  // namespace

const Platform& instagram_platform() {
    static const InstagramPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
