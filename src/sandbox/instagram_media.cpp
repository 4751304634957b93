// SPDX-License-Identifier: Apache-2.0
//
// Instagram's media and insights, as Meta's reference of 2026 has them; docs/providers/ names what
// is not verified.
#include "sandbox/instagram_media.h"

#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::uint64_t first_id = 17'900'000'000'000'000;
constexpr std::uint64_t first_container = 18'000'000'000'000'000;
constexpr std::int64_t usual_page = 25;
constexpr std::int64_t largest_page = 100;
constexpr std::size_t reach = 10'000;  ///< older media are not shown
constexpr std::int64_t calls_an_hour = 200 * 24;
constexpr std::string_view basic_scope = "instagram_business_basic";
constexpr std::string_view insights_scope = "instagram_business_manage_insights";
constexpr std::string_view publish_scope = "instagram_business_content_publish";

/// As Graph writes it: no colon in the offset, no fraction.
std::string graph_time(Time time) { return to_rfc3339(time).substr(0, 19) + "+0000"; }

std::string media_id(const Sample& sample) { return std::to_string(first_id + sample.number); }

/// Newer media have larger numbers, and were created later.
json::object show_media(const Sample& sample, std::string_view) {
    const auto kind = sample.draw.pick("kind", {"IMAGE", "VIDEO", "CAROUSEL_ALBUM"});
    const auto id = media_id(sample);
    const auto place = "https://pictures.sample.invalid/" + id;
    json::object shown{{"id", id},
                       {"media_type", kind},
                       {"media_product_type", kind == "VIDEO" ? "REELS" : "FEED"},
                       {"media_url", place + (kind == "VIDEO" ? ".mp4" : ".jpg")},
                       {"permalink", "https://www.instagram.com/p/" + id + "/"},
                       {"timestamp", graph_time(sample.created)},
                       {"like_count", sample.draw.number("likes", 5000)},
                       {"comments_count", sample.draw.number("comments", 300)}};
    if (kind == "VIDEO") shown["thumbnail_url"] = place + "-small.jpg";
    const auto caption = sample.draw.sentence("caption");
    if (!caption.empty()) shown["caption"] = caption;
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

// --- who may -------------------------------------------------------------------------------------

struct Entry {
    std::string account;
    std::int64_t used = 0;
    std::optional<Answer> refusal = {};
};

Entry enter(Realm& realm, const Call& call, std::string_view scope) {
    const ApiToken token = use_api_token(realm, call, graph_token(call));
    if (!token.token) return {{}, 0, dead_graph_token()};
    if (!token.has_scope(scope)) {
        return {{}, 0, graph_error(10, "Application does not have permission for this action")};
    }
    const auto& account = token.family->account;
    const auto reading = realm.rates.count("instagram " + account, realm.clock.now(), calls_an_hour,
                                           Milliseconds{3'600'000});
    const auto percent = reading.used * 100 / realm.rates.most(calls_an_hour);
    if (!reading.is_over) return {account, percent, std::nullopt};
    return {account, percent,
            with_usage(graph_error(4, "Application request limit reached"), account, percent)};
}

/// Whether the path speaks of the account whose token it is.
bool is_own(const Call& call, const std::string& account) {
    const auto& asked = call.arguments.at(0);
    return asked == account || asked == "me";
}

Answer no_object() {
    return graph_error(100, "Unsupported get request. Object does not exist, or is not yours.", 33);
}

// --- pages ---------------------------------------------------------------------------------------

std::string write_cursor(std::uint64_t number) {
    return base64_encode(bytes_of("media:" + std::to_string(number)));
}

std::optional<std::uint64_t> read_cursor(std::string_view cursor) {
    const auto text = base64_decode(cursor);
    if (!text || !text->starts_with("media:")) return std::nullopt;
    const auto number = parse_integer(std::string_view{*text}.substr(6));
    if (!number || *number < 1) return std::nullopt;
    return static_cast<std::uint64_t>(*number);
}

bool is_asked_for(const Call& call, const Sample& sample) {
    const auto created = to_unix_ms(sample.created) / 1000;
    const auto since = parse_integer(call.query.find("since"));
    const auto until = parse_integer(call.query.find("until"));
    return !sample.gone && (!since || created >= *since) && (!until || created <= *until);
}

/// Newest first, and no more than Graph shows.
std::vector<const Sample*> shown_media(const DataSet& set, const Call& call) {
    std::vector<const Sample*> found;
    const auto& all = set.samples();
    const auto oldest = all.size() - std::min(all.size(), reach);
    for (auto at = all.size(); at-- > oldest;) {
        if (is_asked_for(call, all[at])) found.push_back(&all[at]);
    }
    // Of one moment, the later in the set first.
    std::ranges::sort(found, std::ranges::greater{},
                      [](const Sample* sample) { return std::pair{sample->created, sample}; });
    return found;
}

json::object paging_of(const Realm& realm, const Call& call, const Sample& first,
                       const Sample& last, bool has_more) {
    const json::object cursors{{"before", write_cursor(first.number)},
                               {"after", write_cursor(last.number)}};
    json::object paging{{"cursors", cursors}};
    if (!has_more) return paging;
    // With the token inside, as Graph does: whoever stores it stores a secret.
    const net::Pairs pairs{{"access_token", std::string{graph_token(call)}},
                           {"fields", std::string{call.query.find("fields")}},
                           {"limit", std::string{call.query.find("limit")}},
                           {"after", write_cursor(last.number)}};
    paging["next"] =
        origin_of(realm) + std::string{call.request.path()} + "?" + net::write_pairs(pairs);
    return paging;
}

Answer list_media(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, basic_scope);
    if (entry.refusal) return *entry.refusal;
    if (!is_own(call, entry.account)) return no_object();
    const auto asked = parse_integer(call.query.find("limit"));
    const auto size = std::clamp<std::int64_t>(asked ? *asked : usual_page, 1, largest_page);
    const auto found = shown_media(realm.records.set(instagram_media_set, entry.account), call);
    auto at = found.begin();
    if (call.query.has("after")) {
        const auto after = read_cursor(call.query.find("after"));
        if (!after) return graph_error(100, "Invalid cursor");
        at = std::ranges::find(found, *after, &Sample::number);
        if (at != found.end()) ++at;
    }
    const auto end = at + std::min<std::ptrdiff_t>(size, found.end() - at);
    json::array data;
    for (auto each = at; each != end; ++each) {
        auto some = some_fields(call, show_media(**each, entry.account));
        if (some.status != 200) return some;
        data.push_back(*std::move(some.document));
    }
    json::object answer;
    if (!data.empty()) {
        answer["paging"] = paging_of(realm, call, **at, **(end - 1), end != found.end());
    }
    answer["data"] = std::move(data);
    return with_usage(Answer::json(std::move(answer)), entry.account, entry.used);
}

// --- insights ------------------------------------------------------------------------------------

constexpr std::string_view gone_metrics[] = {"impressions", "plays", "video_views"};
constexpr std::string_view total_metrics[] = {
    "views", "accounts_engaged", "total_interactions", "likes", "comments", "shares", "saves"};

bool has(const auto& list, std::string_view item) {
    return std::ranges::find(list, item) != std::end(list);
}

json::object show_metric(std::string_view account, std::string_view name) {
    const Draw draw{17};
    const json::object value{
        {"value", draw.number(std::string{account} + std::string{name}, 10'000)}};
    return {{"name", name},
            {"period", "day"},
            {"title", std::string{name}},
            {"total_value", value},
            {"id", std::string{account} + "/insights/" + std::string{name} + "/day"}};
}

/// A data set of the seven totals: what the control API shows.
json::object show_insight(const Sample& sample, std::string_view account) {
    return show_metric(account, total_metrics[(sample.number - 1) % std::size(total_metrics)]);
}

Answer account_insights(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, insights_scope);
    if (entry.refusal) return *entry.refusal;
    if (!is_own(call, entry.account)) return no_object();
    if (call.query.find("metric_type") != "total_value" || call.query.find("period") != "day") {
        return graph_error(100, "The following metrics should be specified with total_value");
    }
    json::array data;
    for (const std::string& name : split_words(call.query.find("metric"))) {
        if (has(gone_metrics, name) || !has(total_metrics, name)) {
            return graph_error(100, "metric must be one of the following values: views, …");
        }
        data.push_back(show_metric(entry.account, name));
    }
    return with_usage(Answer::json({{"data", std::move(data)}}), entry.account, entry.used);
}

// --- publishing ----------------------------------------------------------------------------------

/// A container is a medium that nobody sees yet: kept as a set of its own.
Answer create_container(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, publish_scope);
    if (entry.refusal) return *entry.refusal;
    if (!is_own(call, entry.account)) return no_object();
    const std::string_view image = call.form.find("image_url");
    const std::string_view video = call.form.find("video_url");
    if (image.empty() == video.empty()) {
        return graph_error(100, "Exactly one of image_url and video_url is required");
    }
    json::object own{{"media_url", image.empty() ? video : image},
                     {"media_type", image.empty() ? "VIDEO" : "IMAGE"}};
    if (call.form.has("caption")) own["caption"] = call.form.find("caption");
    DataSet& set = realm.records.set("instagram.containers", entry.account, 0);
    const Sample& made = set.add(realm.clock.now(), std::move(own));
    return Answer::json({{"id", std::to_string(first_container + made.number)}});
}

Answer publish(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, publish_scope);
    if (entry.refusal) return *entry.refusal;
    if (!is_own(call, entry.account)) return no_object();
    const auto id = parse_integer(call.form.find("creation_id"));
    DataSet& set = realm.records.set("instagram.containers", entry.account, 0);
    const auto number = id ? static_cast<std::uint64_t>(*id) - first_container : std::uint64_t{0};
    const Sample* container = set.find(number);
    if (container == nullptr || container->gone) return graph_error(9007, "Media is not ready");
    const json::object own = container->own;
    set.remove(number, realm.clock.now());
    const Sample& made =
        realm.records.set(instagram_media_set, entry.account).add(realm.clock.now(), own);
    return Answer::json({{"id", media_id(made)}});
}

constexpr Endpoint endpoints[] = {
    {"/graph.instagram.com/v25.0/*/media", false, Place::api, &list_media},
    {"/graph.instagram.com/v25.0/*/media", true, Place::api, &create_container},
    {"/graph.instagram.com/v25.0/*/media_publish", true, Place::api, &publish},
    {"/graph.instagram.com/v25.0/*/insights", false, Place::api, &account_insights},
};

constexpr RecordKind record_kinds[] = {
    {"instagram.insights", std::size(total_metrics), &show_insight},
    {instagram_media_set, Records::usual, &show_media},
};

}  // namespace

std::span<const Endpoint> instagram_media_endpoints() { return endpoints; }
std::span<const RecordKind> instagram_media_kinds() { return record_kinds; }

Answer graph_error(int code, std::string_view message, int subcode) {
    json::object error{{"message", message},
                       {"type", "OAuthException"},
                       {"code", code},
                       {"fbtrace_id", "AsampleTraceOfNothing01"}};
    if (subcode != 0) error.emplace("error_subcode", subcode);
    return Answer::json({{"error", std::move(error)}}, 400);
}

Answer dead_graph_token() {
    return graph_error(190, "Error validating access token: Session has expired.", 463);
}

std::string_view graph_token(const Call& call) {
    const std::string_view bearer = bearer_token(call.request);
    return bearer.empty() ? call.query.find("access_token") : bearer;
}

Answer some_fields(const Call& call, const json::object& all) {
    static constexpr std::string_view sometimes[] = {"caption", "thumbnail_url"};
    json::object answer{{"id", all.at("id")}};
    for (const std::string& name : split(call.query.find("fields"), ',')) {
        if (name.empty()) continue;
        const auto* value = all.if_contains(name);
        if (value != nullptr) {
            answer.insert_or_assign(name, *value);
        } else if (!has(sometimes, name)) {
            return graph_error(100, "Tried accessing nonexisting field (" + name + ")");
        }
    }
    return Answer::json(std::move(answer));
}

Answer with_usage(Answer answer, std::string_view account, std::int64_t used) {
    const json::object app{{"call_count", used}, {"total_cputime", 1}, {"total_time", 1}};
    auto one = app;
    one["type"] = "instagram";
    one["estimated_time_to_regain_access"] = used > 100 ? 60 : 0;
    json::object business;
    business[account] = json::array{one};
    answer.headers.set("X-App-Usage", json::serialize(app));
    answer.headers.set("X-Business-Use-Case-Usage", json::serialize(business));
    return answer;
}

}  // namespace fairlead::sandbox
