// SPDX-License-Identifier: Apache-2.0
#include "sandbox/api_keys.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view console_suffix = "-console";
constexpr std::int64_t for_ever = 10LL * 365 * 24 * 3600;

}  // namespace

std::string_view use_api_key(Realm& realm, const Call& call, std::string_view client,
                             std::span<const SampleKey> samples, std::string_view shown) {
    const auto sample = std::ranges::find(samples, shown, &SampleKey::key);
    if (sample != samples.end()) return sample->account;
    const Token* token = realm.grants.use_access(shown, call.occasion(realm));
    const Family* family = token ? realm.grants.find_family(token->family) : nullptr;
    return family && family->client == client ? std::string_view{family->account} : "";
}

std::span<const Platform* const> key_platforms() {
    static const Platform* const all[] = {&gemini_platform(), &onlyfans_platform(),
                                          &openai_platform()};
    return all;
}

bool has_api_keys(std::string_view platform) {
    return std::ranges::any_of(key_platforms(),
                               [&](const Platform* one) { return one->id() == platform; });
}

Client console_of(std::string_view platform, std::string_view prefix) {
    return {.id = std::string{platform}.append(console_suffix),
            .platform = std::string{platform},
            .secret = {},
            .name = "The console where keys are made",
            .access_seconds = for_ever,
            .refresh_tokens = false,
            .style = {.access_prefix = prefix, .refresh_prefix = "", .bytes = 36}};
}

bool is_console(const Client& client) {
    return client.id == std::string{client.platform}.append(console_suffix);
}

std::string masked(std::string_view key) {
    constexpr std::size_t shown = 4;
    if (key.size() <= 2 * shown) return std::string(key.size(), '*');
    return std::string{key.substr(0, shown)} + "****" + std::string{key.substr(key.size() - shown)};
}

}  // namespace fairlead::sandbox
