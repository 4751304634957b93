// SPDX-License-Identifier: Apache-2.0
//
// The Gemini API with the keys of Google AI Studio; errors in Google's common shape, as its error
// pages and its users show them. Its lists are those of https://ai.google.dev/api/models and
// https://ai.google.dev/api/files. docs/providers/ names what is not verified.
#include "sandbox/api_keys.h"
#include "sandbox/google_pages.h"

#include <boost/json/array.hpp>

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

// --- records -------------------------------------------------------------------------------------

constexpr std::string_view model_set = "gemini.models";
constexpr std::string_view file_set = "gemini.files";
constexpr std::size_t usual_models = 6;
constexpr std::int64_t usual_model_page = 50;
constexpr std::int64_t largest_model_page = 1000;  ///< "even if you pass a larger" one
constexpr std::int64_t usual_file_page = 10;
constexpr std::int64_t largest_file_page = 100;
constexpr std::chrono::hours file_life{48};

json::object show_model(const Sample& sample, std::string_view) {
    const auto number = std::to_string(sample.number);
    const auto& draw = sample.draw;
    json::object shown{{"name", "models/gemini-sample-" + number},
                       {"version", "001"},
                       {"displayName", "Gemini Sample " + number},
                       {"description", draw.sentence("description")},
                       {"inputTokenLimit", 1'048'576},
                       {"outputTokenLimit", 8192},
                       {"supportedGenerationMethods",
                        json::array{draw.pick("does", {"generateContent", "embedContent"})}}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

/// They end after two days at the platform; here they stay, so that records can be compared.
json::object show_file(const Sample& sample, std::string_view) {
    const auto name = "files/sample" + std::to_string(100'000 + sample.number);
    const auto& draw = sample.draw;
    json::object shown{{"name", name},
                       {"displayName", "Recording " + std::to_string(sample.number)},
                       {"mimeType", draw.pick("type", {"audio/mp3", "image/png", "text/plain"})},
                       {"sizeBytes", std::to_string(draw.number("size", 1'000'000))},
                       {"createTime", to_rfc3339(sample.created)},
                       {"updateTime", to_rfc3339(sample.updated)},
                       {"expirationTime", to_rfc3339(sample.created + file_life)},
                       {"sha256Hash", "c2FtcGxl"},
                       {"uri", "https://generativelanguage.googleapis.com/v1beta/" + name},
                       {"state", "ACTIVE"},
                       {"source", "UPLOADED"}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind gemini_kinds[] = {
    {model_set, usual_models, &show_model},
    {file_set, Records::usual, &show_file},
};

// --- lists ---------------------------------------------------------------------------------------

/// Whose key it is, or why it may not be used.
struct Entry {
    std::string_view project;
    std::optional<Answer> refusal = {};
};

Entry enter(Realm& realm, const Call& call) {
    const std::string_view key = key_of(call);
    if (key.empty())
        return {{}, refuse(403, "PERMISSION_DENIED", "Callers have to say who they are.", "")};
    const std::string_view project = use_api_key(realm, call, console, sample_keys, key);
    if (project.empty())
        return {{},
                refuse(400, "INVALID_ARGUMENT", "This API key is not valid.", "API_KEY_INVALID")};
    if (project == without_api)
        return {{},
                refuse(403, "PERMISSION_DENIED", "The API is not switched on in this project.",
                       "SERVICE_DISABLED")};
    return {project, std::nullopt};
}

Answer bad_argument(std::string_view message) {
    return refuse(400, "INVALID_ARGUMENT", message, "");
}

Answer list_models(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    GoogleListing asked;
    asked.token = call.query.find("pageToken");
    asked.list = "models";
    asked.size = google_page_size(call.query, "pageSize", usual_model_page, largest_model_page);
    const auto page = google_page(realm.records.set(model_set, entry.project, usual_models), asked);
    if (!page) return bad_argument("The page token is not valid.");
    return Answer::json(
        google_list("models", show_page(*page, entry.project, &show_model), page->next));
}

Answer list_files(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto size =
        strict_google_page_size(call.query, "pageSize", usual_file_page, largest_file_page);
    if (!size) return bad_argument("The page size is not valid.");
    GoogleListing asked;
    asked.token = call.query.find("pageToken");
    asked.list = "files";
    asked.size = *size;
    const auto page = google_page(realm.records.set(file_set, entry.project), asked);
    if (!page) return bad_argument("The page token is not valid.");
    return Answer::json(
        google_list("files", show_page(*page, entry.project, &show_file), page->next));
}

constexpr Endpoint gemini_endpoints[] = {
    {"/generativelanguage.googleapis.com/v1/models", false, Place::me, &list_models},
    {"/generativelanguage.googleapis.com/v1beta/models", false, Place::me, &list_models},
};
constexpr Endpoint gemini_lists[] = {
    {"/generativelanguage.googleapis.com/v1beta/files", false, Place::api, &list_files},
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
    std::span<const Endpoint> api_endpoints() const override { return gemini_lists; }
    std::span<const RecordKind> record_kinds() const override { return gemini_kinds; }
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
