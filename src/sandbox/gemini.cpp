// SPDX-License-Identifier: Apache-2.0
//
// The Gemini API with the keys of Google AI Studio; errors in Google's common shape, as its error
// pages and its users show them. docs/providers/ names what is not verified.
#include "sandbox/api_keys.h"

namespace fairlead::sandbox {

namespace {

constexpr std::string_view console = "gemini-console";
constexpr std::string_view first = "projects/first-sample";
constexpr std::string_view second = "projects/second-sample";
/// Where the API is not switched on.
constexpr std::string_view without_api = "projects/without-api-sample";

constexpr SampleKey sample_keys[] = {
    {"AIzaSample-first-key-that-opens-nothing", first},
    {"AIzaSample-second-key-that-opens-nothing", second},
    {"AIzaSample-switched-off-key-that-opens-nothing", without_api},
};

Answer refuse(int http, std::string_view status, std::string_view message,
              std::string_view reason) {
    json::object error{{"code", http}, {"message", message}, {"status", status}};
    if (!reason.empty()) {
        error.emplace(
            "details",
            json::array{json::object{
                {"@type", "type.googleapis.com/google.rpc.ErrorInfo"},
                {"reason", reason},
                {"domain", "googleapis.com"},
                {"metadata", json::object{{"service", "generativelanguage.googleapis.com"}}}}});
    }
    return Answer::json({{"error", std::move(error)}}, http);
}

/// In the header, or in the query.
std::string_view key_of(const Call& call) {
    const auto header = call.request.headers.find("x-goog-api-key");
    return header ? *header : call.query.find("key");
}

Answer list_models(Realm& realm, Call& call) {
    const std::string_view key = key_of(call);
    if (key.empty())
        return refuse(403, "PERMISSION_DENIED", "Callers have to say who they are.", "");
    const std::string_view account = use_api_key(realm, call, console, sample_keys, key);
    if (account.empty())
        return refuse(400, "INVALID_ARGUMENT", "This API key is not valid.", "API_KEY_INVALID");
    if (account == without_api)
        return refuse(403, "PERMISSION_DENIED", "The API is not switched on in this project.",
                      "SERVICE_DISABLED");
    json::object model{{"name", "models/gemini-sample"},
                       {"displayName", "Gemini Sample"},
                       {"inputTokenLimit", 1048576},
                       {"supportedGenerationMethods", json::array{"generateContent"}}};
    return Answer::json({{"models", json::array{std::move(model)}}});
}

constexpr Endpoint gemini_endpoints[] = {
    {"/generativelanguage.googleapis.com/v1/models", false, Place::me, &list_models},
    {"/generativelanguage.googleapis.com/v1beta/models", false, Place::me, &list_models},
};

class GeminiPlatform final : public Platform {
public:
    std::string_view id() const override { return "gemini"; }
    std::string_view name() const override { return "Gemini"; }
    std::string_view about() const override {
        return "API keys: AIzaSample-first-key-that-opens-nothing and AIzaSample-second-…; a wrong "
               "key is a 400, …-switched-off-… is of a project without the API";
    }
    std::span<const Endpoint> endpoints() const override { return gemini_endpoints; }
    Client first_client() const override { return console_of("gemini", "AIza"); }
    std::vector<SampleAccount> accounts() const override {
        return {{std::string{first}, "First Sample", "project"},
                {std::string{second}, "Second Sample", "project"},
                {std::string{without_api}, "Sample without the API", "project"}};
    }
    std::string words_for(std::string_view) const override { return ""; }
    Answer too_many_requests() const override {
        return refuse(429, "RESOURCE_EXHAUSTED", "The quota of a minute is used up.",
                      "RATE_LIMIT_EXCEEDED");
    }
};

}  // namespace

const Platform& gemini_platform() {
    static const GeminiPlatform platform;
    return platform;
}

}  // namespace fairlead::sandbox
