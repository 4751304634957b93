// SPDX-License-Identifier: Apache-2.0
//
// OpenAI's API with the keys of its console, as its reference and the errors that its users report
// have it: https://platform.openai.com/docs/api-reference/models/list, and .../files/list beside
// it; docs/providers/ names what is not verified.
#include "sandbox/api_keys.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>

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

// --- records -------------------------------------------------------------------------------------

constexpr std::string_view model_set = "openai.models";
constexpr std::string_view file_set = "openai.files";
constexpr std::size_t usual_models = 6;
constexpr std::int64_t largest_page = 10'000;  ///< and the usual one

std::int64_t seconds_of(Time time) { return to_unix_ms(time) / 1000; }

/// Every third one is the account's own.
json::object show_model(const Sample& sample, std::string_view account) {
    const auto number = std::to_string(sample.number);
    const bool is_own = sample.number % 3 == 0;
    json::object shown{{"id", (is_own ? "ft:gpt-sample:" : "gpt-sample-") + number},
                       {"object", "model"},
                       {"created", seconds_of(sample.created)},
                       {"owned_by", is_own ? account : "system"}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

std::string file_id(const Sample& sample) {
    return "file-sample" + std::to_string(100'000 + sample.number);
}

json::object show_file(const Sample& sample, std::string_view) {
    const auto& draw = sample.draw;
    json::object shown{{"id", file_id(sample)},
                       {"object", "file"},
                       {"bytes", draw.number("bytes", 1'000'000)},
                       {"created_at", seconds_of(sample.created)},
                       {"filename", "sample-" + std::to_string(sample.number) + ".jsonl"},
                       {"purpose", draw.pick("purpose", {"assistants", "batch", "fine-tune"})},
                       {"status", "processed"}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind openai_kinds[] = {
    {model_set, usual_models, &show_model},
    {file_set, Records::usual, &show_file},
};

// --- lists ---------------------------------------------------------------------------------------

/// Whose key it is, or why it may not be used.
struct Entry {
    std::string_view account;
    std::optional<Answer> refusal = {};
};

Entry enter(Realm& realm, const Call& call, std::string_view permission) {
    if (call.request.method != net::Method::get)
        return {{}, refuse(405, "invalid_request_error", nullptr, "Only GET is understood here.")};
    const std::string_view key = bearer_token(call.request);
    const std::string_view account = use_api_key(realm, call, console, sample_keys, key);
    if (account.empty()) return {{}, refuse_key(key)};
    if (account == restricted)
        return {{},
                refuse(403, "invalid_request_error", "missing_scope",
                       "This key lacks the permission " + std::string{permission} + ".")};
    if (account == broke)
        return {{},
                refuse(429, "insufficient_quota", "insufficient_quota",
                       "The current quota is used up.")};
    return {account, std::nullopt};
}

Answer tell(json::object document, std::string_view account) {
    Answer answer = Answer::json(std::move(document));
    answer.headers.add("openai-organization", account);
    answer.headers.add("x-ratelimit-limit-requests", "500");
    answer.headers.add("x-ratelimit-remaining-requests", "499");
    answer.headers.add("x-ratelimit-reset-requests", "120ms");
    return answer;
}

/// All of them at once.
Answer list_models(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, "api.model.read");
    if (entry.refusal) return *entry.refusal;
    const DataSet& set = realm.records.set(model_set, entry.account, usual_models);
    json::array data;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone) data.push_back(show_model(sample, entry.account));
    }
    return tell({{"object", "list"}, {"data", std::move(data)}}, entry.account);
}

/// What is there, in the order that was asked for: newest first, unless it says otherwise.
std::vector<const Sample*> files_in(const DataSet& set, std::string_view order) {
    std::vector<const Sample*> files;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone) files.push_back(&sample);
    }
    if (order != "asc") std::ranges::reverse(files);
    return files;
}

json::object page_of(std::vector<const Sample*> files, std::int64_t limit,
                     std::string_view account) {
    const bool has_more = std::ssize(files) > limit;
    if (has_more) files.resize(static_cast<std::size_t>(limit));
    json::array data;
    for (const Sample* each : files) data.push_back(show_file(*each, account));
    json::object page{{"object", "list"}, {"has_more", has_more}};
    page["first_id"] = nullptr;
    page["last_id"] = nullptr;
    if (!files.empty()) {
        page["first_id"] = file_id(*files.front());
        page["last_id"] = file_id(*files.back());
    }
    page["data"] = std::move(data);
    return page;
}

Answer refuse_parameter(std::string_view name) {
    return refuse(400, "invalid_request_error", "invalid_value",
                  "Invalid value for '" + std::string{name} + "'.");
}

Answer list_files(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, "api.files.read");
    if (entry.refusal) return *entry.refusal;
    const std::string_view order = call.query.find("order");
    if (!order.empty() && order != "asc" && order != "desc") return refuse_parameter("order");
    const auto asked = parse_integer(call.query.find("limit"));
    const auto limit = call.query.has("limit") ? (asked ? *asked : 0) : largest_page;
    if (limit < 1 || limit > largest_page) return refuse_parameter("limit");
    auto files = files_in(realm.records.set(file_set, entry.account), order);
    if (const std::string_view after = call.query.find("after"); !after.empty()) {
        const auto place =
            std::ranges::find(files, after, [](const Sample* each) { return file_id(*each); });
        if (place == files.end()) return refuse_parameter("after");
        files.erase(files.begin(), std::next(place));
    }
    return tell(page_of(std::move(files), limit, entry.account), entry.account);
}

constexpr Endpoint openai_endpoints[] = {
    {"/api.openai.com/v1/models", false, Place::me, &list_models},
};
constexpr Endpoint openai_lists[] = {
    {"/api.openai.com/v1/files", false, Place::api, &list_files},
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
    std::span<const Endpoint> api_endpoints() const override { return openai_lists; }
    std::span<const RecordKind> record_kinds() const override { return openai_kinds; }
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
