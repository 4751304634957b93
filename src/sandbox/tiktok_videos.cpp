// SPDX-License-Identifier: Apache-2.0
//
// TikTok's list of videos, v2, as its page on /v2/video/list/ has it; docs/providers/ names what is
// not verified.
#include "sandbox/tiktok_videos.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <iterator>

namespace fairlead::sandbox {

namespace {

constexpr std::uint64_t first_id = 7'400'000'000'000'000'000;
constexpr std::int64_t usual_page = 10;
constexpr std::int64_t largest_page = 20;
constexpr std::string_view list_scope = "video.list";

/// What `fields` may name: those that the facts know of.
constexpr std::string_view video_fields[] = {
    "id",         "create_time",     "title",         "video_description",
    "duration",   "cover_image_url", "share_url",     "embed_link",
    "view_count", "like_count",      "comment_count", "share_count"};

bool is_field(std::string_view name) {
    return std::ranges::find(video_fields, name) != std::end(video_fields);
}

json::object show_video(const Sample& sample, std::string_view account) {
    const auto& draw = sample.draw;
    const auto id = std::to_string(first_id + sample.number);
    const auto page = "https://www.tiktok.com/@" + std::string{tiktok_name_of(account)};
    json::object shown{{"id", id},
                       {"create_time", to_unix_ms(sample.created) / 1000},
                       {"title", draw.sentence("title")},
                       {"video_description", draw.sentence("description")},
                       {"duration", 3 + draw.number("duration", 177)},
                       {"share_url", page + "/video/" + id},
                       {"embed_link", "https://www.tiktok.com/embed/v2/" + id},
                       {"view_count", draw.number("views", 100'000)},
                       {"like_count", draw.number("likes", 5000)},
                       {"comment_count", draw.number("comments", 300)},
                       {"share_count", draw.number("shares", 200)}};
    // Signed for a while, and another at each call; here it stays, so that records can be compared.
    shown["cover_image_url"] =
        "https://pictures.sample.invalid/" + id + ".jpeg?x-expires=1&x-signature=2";
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {tiktok_videos_set, Records::usual, &show_video},
};

// --- what is asked for ---------------------------------------------------------------------------

struct Question {
    std::vector<std::string> fields;
    std::optional<std::int64_t> most;
    std::optional<std::int64_t> before;  ///< the cursor: milliseconds of a video's making
};

/// False where a member is there and is no integer. The page on it gives both types, int32 and
/// int64; that a text of digits is refused follows from them and is not verified.
bool read_number(const json::object& body, std::string_view name,
                 std::optional<std::int64_t>& number) {
    const json::value* value = body.if_contains(name);
    if (value == nullptr) return true;
    const std::int64_t* integer = value->if_int64();
    if (integer == nullptr) return false;
    number = *integer;
    return true;
}

/// `fields` in the query, without which nothing is told, and a body of JSON that says so of itself.
std::optional<Question> read_question(const Call& call) {
    Question question;
    question.fields = split(call.query.find("fields"), ',');
    if (!std::ranges::all_of(question.fields, is_field)) return std::nullopt;
    const auto type = call.request.headers.find("Content-Type").value_or("");
    if (!type.starts_with("application/json")) return std::nullopt;
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return std::nullopt;
    const json::object& members = body->get_object();
    const bool is_read = read_number(members, "max_count", question.most) &&
                         read_number(members, "cursor", question.before);
    const auto most = question.most.value_or(usual_page);
    if (!is_read || most < 1 || most > largest_page) return std::nullopt;
    return question;
}

// --- the list ------------------------------------------------------------------------------------

/// Newest first, and made before the cursor: of two in one millisecond the page's end loses one.
std::vector<const Sample*> listed(const DataSet& set, const Question& question) {
    std::vector<const Sample*> found;
    const auto& all = set.samples();
    for (auto at = all.size(); at-- > 0;) {
        const auto made = to_unix_ms(all[at].created);
        const bool is_before = !question.before || made < *question.before;
        if (is_before && !all[at].gone) found.push_back(&all[at]);
    }
    // Of one moment, the later in the set first.
    std::ranges::sort(found, std::ranges::greater{},
                      [](const Sample* sample) { return std::pair{sample->created, sample}; });
    return found;
}

/// Nothing but what was asked for.
json::object some_fields(const json::object& all, const std::vector<std::string>& wanted) {
    json::object some;
    for (const std::string& name : wanted) some.insert_or_assign(name, all.at(name));
    return some;
}

Answer tell_page(const DataSet& set, const Question& question, std::string_view account) {
    const auto found = listed(set, question);
    const auto most = static_cast<std::size_t>(question.most.value_or(usual_page));
    const auto size = std::min(found.size(), most);
    json::array videos;
    for (std::size_t at = 0; at < size; ++at) {
        videos.push_back(some_fields(show_video(*found[at], account), question.fields));
    }
    const std::int64_t cursor =
        size > 0 ? to_unix_ms(found[size - 1]->created) : question.before.value_or(0);
    json::object data{{"cursor", cursor}, {"has_more", size < found.size()}};
    data["videos"] = std::move(videos);
    return tiktok_envelope(std::move(data), 200, "ok", "");
}

/// A POST that changes nothing.
Answer list_videos(Realm& realm, Call& call) {
    if (auto tired = tired_tiktok(realm, call)) return *std::move(tired);
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    if (!token.token) return dead_tiktok_token();
    if (!token.has_scope(list_scope)) return tiktok_scope_missing(list_scope);
    const auto question = read_question(call);
    if (!question) {
        return tiktok_error(400, "invalid_params", "Fields or a value of the body is not valid.");
    }
    const std::string& account = token.family->account;
    return tell_page(realm.records.set(tiktok_videos_set, account), *question, account);
}

constexpr Endpoint endpoints[] = {
    {"/open.tiktokapis.com/v2/video/list/", true, Place::api, &list_videos},
};

}  // namespace

std::span<const Endpoint> tiktok_video_endpoints() { return endpoints; }
std::span<const RecordKind> tiktok_video_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
