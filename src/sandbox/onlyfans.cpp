// SPDX-License-Identifier: Apache-2.0
//
// The gateway that stands before OnlyFans, which has no API of its own: keys of the gateway's
// console, each good for several creators' accounts. From the gateway's documentation and its
// users' code; docs/providers/ names what is not verified.
#include "sandbox/api_keys.h"
#include "sandbox/onlyfans_lists.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view console = "onlyfans-console";
constexpr std::string_view first = "team-first-sample";
constexpr std::string_view second = "team-second-sample";

constexpr SampleKey sample_keys[] = {
    {"ofapi_sample_first_key_that_opens_nothing_real", first},
    {"ofapi_sample_second_key_that_opens_nothing_real", second},
};

/// A creator, and the team whose key opens the account.
struct Creator {
    std::string_view team;
    const char* account;
    const char* username;
    const char* name;
    bool is_authenticated;  ///< false: the creator has to sign in at the gateway again
};
constexpr Creator creators[] = {
    {first, "acct_sample01", "first-sample", "First Sample", true},
    {first, "acct_sample02", "second-sample", "Second Sample", true},
    {first, "acct_sample03", "signed-out-sample", "Signed-out Sample", false},
    {second, "acct_sample04", "fourth-sample", "Fourth Sample", true},
};

json::object told(const Creator& creator) {
    const std::string avatar =
        std::string{"https://cdn.sample.invalid/"} + creator.username + ".jpg";
    return {
        {"id", creator.account},
        {"display_name", creator.name},
        {"onlyfans_username", creator.username},
        {"is_authenticated", creator.is_authenticated},
        {"onlyfans_user_data", json::object{{"username", creator.username}, {"avatar", avatar}}}};
}

/// The one list without the envelope of the others.
Answer list_accounts(Realm& realm, Call& call) {
    const std::string_view account =
        use_api_key(realm, call, console, sample_keys, bearer_token(call.request));
    if (account.empty()) return onlyfans_error(401, "The key is not known.");
    json::array list;
    for (const Creator& creator : creators)
        if (creator.team == account) list.push_back(told(creator));
    Answer answer;
    answer.body = json::serialize(list);
    return answer;
}

Answer whoami(Realm& realm, Call& call) {
    const std::string_view account =
        use_api_key(realm, call, console, sample_keys, bearer_token(call.request));
    if (account.empty()) return onlyfans_error(401, "The key is not known.");
    return Answer::json({{"team", json::object{{"name", account}}}});
}

constexpr Endpoint onlyfans_endpoints[] = {
    {"/app.onlyfansapi.com/api/accounts", false, Place::me, &list_accounts},
    {"/app.onlyfansapi.com/api/whoami", false, Place::me, &whoami},
};

class OnlyfansPlatform final : public Platform {
public:
    std::string_view id() const override { return "onlyfans"; }
    std::string_view name() const override { return "OnlyFans (gateway)"; }
    std::string_view about() const override {
        return "API key ofapi_sample_first_key_that_opens_nothing_real with the accounts "
               "acct_sample01, acct_sample02 and acct_sample03, which is signed out";
    }
    std::span<const Endpoint> endpoints() const override { return onlyfans_endpoints; }
    std::span<const Endpoint> api_endpoints() const override { return onlyfans_list_endpoints(); }
    std::span<const RecordKind> record_kinds() const override { return onlyfans_list_kinds(); }
    Client first_client() const override { return console_of("onlyfans", "ofapi_"); }
    std::vector<SampleAccount> accounts() const override {
        return {{std::string{first}, "First Sample", "team"},
                {std::string{second}, "Second Sample", "team"}};
    }
    std::string words_for(std::string_view) const override { return ""; }
    Answer too_many_requests() const override {
        return onlyfans_error(429, "Too many requests in this minute.");
    }
};

}  // namespace

std::vector<std::string> onlyfans_accounts() {
    std::vector<std::string> list;
    for (const Creator& creator : creators) list.emplace_back(creator.account);
    return list;
}

Answer onlyfans_error(int status, std::string_view message) {
    return Answer::json({{"message", message}}, status);
}

OnlyfansEntry enter_onlyfans(Realm& realm, const Call& call) {
    const std::string_view team =
        use_api_key(realm, call, console, sample_keys, bearer_token(call.request));
    if (team.empty()) return {{}, onlyfans_error(401, "The key is not known.")};
    const std::string_view wanted = call.arguments.at(0);
    const auto creator = std::ranges::find(
        creators, wanted, [](const Creator& each) { return std::string_view{each.account}; });
    if (creator == std::end(creators) || creator->team != team) {
        return {{}, onlyfans_error(404, "There is no such account.")};
    }
    if (creator->is_authenticated) return {creator->account, std::nullopt};
    return {{}, onlyfans_error(403, "The creator has to sign in again.")};
}

const Platform& onlyfans_platform() {
    static const OnlyfansPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
