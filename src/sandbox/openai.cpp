// SPDX-License-Identifier: Apache-2.0
//
// OpenAI's API with the keys of its console, as its reference and the errors that its users report
// have it; docs/providers/ names what is not verified.
#include "sandbox/api_keys.h"

namespace fairlead::sandbox {

namespace {

constexpr std::string_view console = "openai-console";
constexpr std::string_view first = "org-first-sample";
constexpr std::string_view second = "org-second-sample";
/// Its keys may do less than list models.
constexpr std::string_view restricted = "org-restricted-sample";
constexpr std::string_view broke = "org-without-credit-sample";

constexpr SampleKey sample_keys[] = {
    {"sk-sample-first-key-that-opens-nothing-real", first},
    {"sk-sample-second-key-that-opens-nothing-real", second},
    {"sk-sample-restricted-key-that-opens-nothing-real", restricted},
    {"sk-sample-broke-key-that-opens-nothing-real", broke},
};

Answer refuse(int status, std::string_view type, json::value code, std::string_view message) {
    json::object error{
        {"message", message}, {"type", type}, {"param", nullptr}, {"code", std::move(code)}};
    return Answer::json({{"error", std::move(error)}}, status);
}

/// Its own words repeat the ends of the key.
Answer refuse_key(std::string_view key) {
    if (key.empty())
        return refuse(401, "invalid_request_error", nullptr, "No API key came with the request.");
    return refuse(401, "invalid_request_error", "invalid_api_key",
                  "Incorrect API key: " + masked(key) + ".");
}

json::object model(std::string_view id, std::string_view owner) {
    return {{"id", id}, {"object", "model"}, {"created", 1700000000}, {"owned_by", owner}};
}

Answer list_models(Realm& realm, Call& call) {
    if (call.request.method != net::Method::get)
        return refuse(405, "invalid_request_error", nullptr, "Only GET is understood here.");
    const std::string_view key = bearer_token(call.request);
    const std::string_view account = use_api_key(realm, call, console, sample_keys, key);
    if (account.empty()) return refuse_key(key);
    if (account == restricted)
        return refuse(403, "invalid_request_error", "missing_scope",
                      "This key lacks the permission api.model.read.");
    if (account == broke)
        return refuse(429, "insufficient_quota", "insufficient_quota",
                      "The current quota is used up.");
    Answer answer = Answer::json(
        {{"object", "list"},
         {"data", json::array{model("gpt-sample", "system"), model("ft:gpt-sample:1", account)}}});
    answer.headers.add("openai-organization", account);
    answer.headers.add("x-ratelimit-limit-requests", "500");
    answer.headers.add("x-ratelimit-remaining-requests", "499");
    answer.headers.add("x-ratelimit-reset-requests", "120ms");
    return answer;
}

constexpr Endpoint openai_endpoints[] = {
    {"/api.openai.com/v1/models", false, Place::me, &list_models},
};

class OpenaiPlatform final : public Platform {
public:
    std::string_view id() const override { return "openai"; }
    std::string_view name() const override { return "OpenAI"; }
    std::string_view about() const override {
        return "API keys: sk-sample-first-key-that-opens-nothing-real and sk-sample-second-…; "
               "…-restricted-… may not list models, …-broke-… has no credit";
    }
    std::span<const Endpoint> endpoints() const override { return openai_endpoints; }
    Client first_client() const override { return console_of("openai", "sk-proj-"); }
    std::vector<SampleAccount> accounts() const override {
        return {{std::string{first}, "First Sample", "organization"},
                {std::string{second}, "Second Sample", "organization"},
                {std::string{restricted}, "Restricted Sample", "organization"},
                {std::string{broke}, "Sample without credit", "organization"}};
    }
    std::string words_for(std::string_view) const override { return ""; }
    Answer too_many_requests() const override {
        return refuse(429, "requests", "rate_limit_exceeded", "Too many requests at once.");
    }
};

}  // namespace

const Platform& openai_platform() {
    static const OpenaiPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
