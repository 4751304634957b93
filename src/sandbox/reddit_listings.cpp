// SPDX-License-Identifier: Apache-2.0
//
// Reddit's listings, as its own server code of 2017 (r2/controllers/listingcontroller.py,
// r2/models/listing.py) and the traffic that praw's tests recorded have them; docs/providers/ names
// what is not verified.
#include "sandbox/reddit_listings.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace fairlead::sandbox {

namespace {

constexpr std::int64_t usual_page = 25;
constexpr std::int64_t largest_page = 100;
/// A listing ends about there (community; precompute_limit in the server's code): what is older is
/// not to be had by any page.
constexpr std::size_t reach = 1000;
constexpr std::uint64_t first_id = 1'600'000'000;
constexpr int id_base = 36;

// --- things --------------------------------------------------------------------------------------

std::string write_id(std::uint64_t number) {
    char text[16];
    const auto end =
        std::to_chars(std::begin(text), std::end(text), first_id + number, id_base).ptr;
    return std::string{std::begin(text), end};
}

/// Of a fullname (t3_qglgao); 0: it is none of ours.
std::uint64_t number_of(std::string_view fullname) {
    const auto bar = fullname.find('_');
    if (bar == std::string_view::npos) return 0;
    const auto text = fullname.substr(bar + 1);
    const char* const last = text.data() + text.size();
    std::uint64_t id = 0;
    const auto read = std::from_chars(text.data(), last, id, id_base);
    const bool is_whole = read.ec == std::errc{} && read.ptr == last;
    return is_whole && id > first_id ? id - first_id : 0;
}

/// With what every kind of thing has.
json::object thing(std::string_view kind, const Sample& sample, json::object data) {
    const auto id = write_id(sample.number);
    data["id"] = id;
    data["name"] = std::string{kind} + "_" + id;
    // Whole seconds, written as a float (recorded).
    const std::int64_t seconds = to_unix_ms(sample.created) / 1000;
    data["created_utc"] = static_cast<double>(seconds);
    for (const auto& member : sample.own) data.insert_or_assign(member.key(), member.value());
    return {{"kind", kind}, {"data", std::move(data)}};
}

/// Votes go both ways.
std::int64_t score_of(const Sample& sample) {
    return static_cast<std::int64_t>(sample.draw.number("score", 5000)) - 20;
}

std::string subreddit_of(const Sample& sample) {
    return std::string{sample.draw.pick("subreddit", {"samples", "test", "more_samples"})};
}

json::object show_submitted(const Sample& sample, std::string_view account) {
    const auto& draw = sample.draw;
    const auto id = write_id(sample.number);
    const auto subreddit = subreddit_of(sample);
    const auto permalink = "/r/" + subreddit + "/comments/" + id + "/a_post/";
    const bool is_self = draw.chance("is self", 60);
    return thing("t3", sample,
                 {{"subreddit", subreddit},
                  {"author", reddit_name_of(account)},
                  {"title", "Post " + std::to_string(sample.number) + " <sample> & more"},
                  {"selftext", is_self ? draw.sentence("selftext") : std::string{}},
                  {"is_self", is_self},
                  {"score", score_of(sample)},
                  {"num_comments", draw.number("comments", 300)},
                  {"permalink", permalink},
                  {"url", is_self ? "https://www.reddit.com" + permalink
                                  : "https://pictures.sample.invalid/" + id + ".png?a=1&b=2"}});
}

json::object show_comment(const Sample& sample, std::string_view account) {
    const auto& draw = sample.draw;
    const auto subreddit = subreddit_of(sample);
    const auto post = write_id(1 + draw.number("post", 25));
    const auto place = "/r/" + subreddit + "/comments/" + post + "/a_post/";
    return thing("t1", sample,
                 {{"subreddit", subreddit},
                  {"author", reddit_name_of(account)},
                  {"body", draw.sentence("body")},
                  {"score", score_of(sample)},
                  {"link_id", "t3_" + post},
                  {"parent_id", "t3_" + post},
                  {"link_title", "A post"},
                  {"permalink", place + write_id(sample.number) + "/"}});
}

/// A reply to something of the account's, or a message to it (recorded in one listing, 2025).
json::object show_message(const Sample& sample, std::string_view account) {
    const auto& draw = sample.draw;
    const bool is_comment = draw.chance("is comment", 50);
    json::object data{{"author", draw.pick("author", {"another_sample", "Sample-4"})},
                      {"dest", reddit_name_of(account)},
                      {"subject", is_comment ? "comment reply" : "Sample message"},
                      {"body", draw.sentence("body")},
                      {"new", draw.chance("new", 30)},
                      {"was_comment", is_comment},
                      {"subreddit", nullptr},
                      {"parent_id", nullptr},
                      {"context", ""}};
    if (is_comment) {
        const auto subreddit = subreddit_of(sample);
        const auto post = write_id(1 + draw.number("post", 25));
        data["subreddit"] = subreddit;
        data["parent_id"] = "t3_" + post;
        data["context"] = "/r/" + subreddit + "/comments/" + post + "/a_post/?context=3";
    }
    return thing(is_comment ? "t1" : "t4", sample, std::move(data));
}

constexpr RecordKind comments{"reddit.comments", Records::usual, &show_comment};
constexpr RecordKind inbox{"reddit.inbox", Records::usual, &show_message};
constexpr RecordKind submitted{"reddit.submitted", Records::usual, &show_submitted};
constexpr RecordKind record_kinds[] = {comments, inbox, submitted};

// --- listings ------------------------------------------------------------------------------------

/// Newest first; what was deleted is left out (the server's code).
std::vector<const Sample*> listed(const DataSet& set) {
    std::vector<const Sample*> found;
    const auto& all = set.samples();
    const auto oldest = all.size() - std::min(all.size(), reach);
    for (auto at = all.size(); at-- > oldest;) {
        if (!all[at].gone) found.push_back(&all[at]);
    }
    return found;
}

json::object as_told(const Call& call, json::object shown) {
    for (auto& member : shown["data"].get_object()) {
        const auto* text = member.value().if_string();
        if (text != nullptr) member.value() = reddit_text(call, std::string{*text});
    }
    return shown;
}

json::value fullname_in(const json::value& child) {
    const auto* name = find_pointer(child, "/data/name");
    if (name == nullptr) return nullptr;
    return *name;
}

Answer tell_listing(const Call& call, const RecordKind& kind, const DataSet& set,
                    std::string_view account) {
    const auto asked = parse_integer(call.query.find("limit"));
    const auto size = std::clamp<std::int64_t>(asked ? *asked : usual_page, 1, largest_page);
    const auto found = listed(set);
    // What was deleted meanwhile leads on as well. That an `after` which nobody can read counts as
    // none is an assumption.
    const auto after = number_of(call.query.find("after"));
    const auto begin = std::ranges::find_if(
        found, [&](const Sample* each) { return after == 0 || each->number < after; });
    const auto end = begin + std::min<std::ptrdiff_t>(size, found.end() - begin);
    json::array children;
    for (auto each = begin; each != end; ++each) {
        children.push_back(as_told(call, kind.show(**each, account)));
    }
    json::object data{{"after", nullptr},
                      {"before", nullptr},
                      {"dist", children.size()},
                      {"modhash", nullptr},
                      {"geo_filter", ""}};
    if (end != found.end()) data["after"] = fullname_in(children.back());
    // Told to whoever counts along (the server's code).
    const bool has_before = after != 0 && call.query.has("count") && !children.empty();
    if (has_before) data["before"] = fullname_in(children.front());
    data["children"] = std::move(children);
    return Answer::json({{"kind", "Listing"}, {"data", std::move(data)}});
}

// --- who may -------------------------------------------------------------------------------------

struct Entry {
    std::string account;
    std::optional<Answer> refusal = {};
};

Entry enter(Realm& realm, const Call& call, std::string_view scope) {
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    if (!token.token) return {{}, reddit_token_error(401, "invalid_token")};
    if (!token.has_scope(scope)) return {{}, reddit_token_error(403, "insufficient_scope")};
    return {token.family->account, std::nullopt};
}

/// Of whoever the path names: what people post, others see too.
Answer list_of_user(Realm& realm, const Call& call, const RecordKind& kind) {
    const Entry entry = enter(realm, call, "history");
    if (entry.refusal) return *entry.refusal;
    const auto account = reddit_account_of(call.arguments.at(0));
    if (account.empty()) return reddit_error(404, "Not Found");
    return tell_listing(call, kind, realm.records.set(kind.name, account), account);
}

Answer list_submitted(Realm& realm, Call& call) { return list_of_user(realm, call, submitted); }

Answer list_comments(Realm& realm, Call& call) { return list_of_user(realm, call, comments); }

Answer list_inbox(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, "privatemessages");
    if (entry.refusal) return *entry.refusal;
    return tell_listing(call, inbox, realm.records.set(inbox.name, entry.account), entry.account);
}

constexpr Endpoint endpoints[] = {
    {"/oauth.reddit.com/user/*/submitted", false, Place::api, &at_reddits_gate<&list_submitted>},
    {"/oauth.reddit.com/user/*/comments", false, Place::api, &at_reddits_gate<&list_comments>},
    {"/oauth.reddit.com/message/inbox", false, Place::api, &at_reddits_gate<&list_inbox>},
};

}  // namespace

std::span<const Endpoint> reddit_listing_endpoints() { return endpoints; }
std::span<const RecordKind> reddit_listing_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
