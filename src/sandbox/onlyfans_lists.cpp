// SPDX-License-Identifier: Apache-2.0
//
// What the gateway lists of a creator, as its reference has it:
// https://docs.onlyfansapi.com/introduction/essentials/response-structure, and below
// .../api-reference/ fans/list-expired-fans, chats/list-chats, chats/list-chatmessage and
// transactions/list-transactions. docs/providers/ names what is not verified.
#include "sandbox/onlyfans_lists.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view fan_set = "onlyfans.fans";
constexpr std::string_view chat_set = "onlyfans.chats";
constexpr std::string_view message_set = "onlyfans.messages";
constexpr std::string_view transaction_set = "onlyfans.transactions";
constexpr std::size_t usual_chats = 5;

constexpr std::int64_t usual_page = 10;
constexpr std::int64_t largest_page = 50;             ///< of fans
constexpr std::int64_t largest_chat_page = 30;        ///< of chats: 10, 20 or 30
constexpr std::int64_t largest_page_of_others = 100;  ///< not verified
constexpr std::int64_t calls_a_minute = 1000;         ///< as the examples have it; a plan's
constexpr std::uint64_t first_user = 500'000;
constexpr std::uint64_t messages_apart = 1'000'000;  ///< ids of one chat's and the next's

// --- records -------------------------------------------------------------------------------------

/// To the second, with an offset.
std::string moment(Time time) { return to_rfc3339(time).substr(0, 19) + "+00:00"; }

std::uint64_t user_id(const Sample& sample) { return first_user + sample.number; }

/// As it stands in what it did.
json::object user(std::uint64_t id) {
    const auto number = std::to_string(id);
    return {{"view", "t"},
            {"id", id},
            {"name", "Fan " + number},
            {"username", "u" + number},
            {"isVerified", false},
            {"avatar", "https://cdn.sample.invalid/u" + number + ".jpg"}};
}

json::object with_own(json::object shown, const Sample& sample) {
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

json::object show_fan(const Sample& sample, std::string_view) {
    json::object shown = user(user_id(sample));
    shown["view"] = "x";
    shown["tipsEnabled"] = true;
    shown["canEarn"] = sample.draw.chance("earns", 20);
    shown["subscribePrice"] = sample.draw.number("price", 50);
    return with_own(std::move(shown), sample);
}

/// Without the last message, which is among the chat's.
json::object show_chat(const Sample& sample, std::string_view) {
    return with_own({{"canSendMessage", true},
                     {"canGoToProfile", true},
                     {"unreadMessagesCount", sample.draw.number("unread", 4)},
                     {"hasUnreadTips", false},
                     {"isMutedNotifications", sample.draw.chance("muted", 20)},
                     {"countPinnedMessages", 0},
                     {"fan", user(user_id(sample))}},
                    sample);
}

/// The other one's id, of the set's owner: `<account>/<id>`.
std::uint64_t fan_in(std::string_view owner) {
    const auto id = parse_integer(owner.substr(owner.rfind('/') + 1));
    return id ? static_cast<std::uint64_t>(*id) : 0;
}

std::uint64_t message_id(const Sample& sample, std::string_view owner) {
    return fan_in(owner) * messages_apart + sample.number;
}

json::object show_message(const Sample& sample, std::string_view owner) {
    const auto& draw = sample.draw;
    const json::object writer{{"id", fan_in(owner)}, {"_view", "s"}};
    return with_own({{"responseType", "message"},
                     {"id", message_id(sample, owner)},
                     {"text", "<p>" + draw.sentence("text") + "</p>"},
                     {"isFree", true},
                     {"price", 0},
                     {"mediaCount", 0},
                     {"media", json::array{}},
                     {"isTip", draw.chance("tip", 10)},
                     {"fromUser", writer},
                     {"isOpened", draw.chance("opened", 80)},
                     {"createdAt", moment(sample.created)},
                     {"changedAt", moment(sample.updated)},
                     {"isPinned", false}},
                    sample);
}

json::object show_transaction(const Sample& sample, std::string_view) {
    const auto& draw = sample.draw;
    const auto amount = 5 * (1 + draw.number("amount", 20));
    return with_own({{"id", "5sample" + std::to_string(100'000 + sample.number)},
                     {"amount", amount},
                     {"vatAmount", 0},
                     {"taxAmount", 0},
                     {"fee", amount / 5},
                     {"net", amount - amount / 5},
                     {"currency", "USD"},
                     {"createdAt", moment(sample.created)},
                     {"description", draw.pick("for", {"Payment for message", "Tip"})},
                     {"status", draw.pick("status", {"loading", "done"})},
                     {"user", user(first_user + 1 + draw.number("user", 20))},
                     {"payoutPendingDays", 7}},
                    sample);
}

constexpr RecordKind record_kinds[] = {
    {fan_set, Records::usual, &show_fan},
    {chat_set, usual_chats, &show_chat},
    {message_set, Records::usual, &show_message},
    {transaction_set, Records::usual, &show_transaction},
};

// --- answers -------------------------------------------------------------------------------------

/// What every answer ends with: a price, and what is left of the minute. Nothing is kept for later.
json::object meta(std::int64_t left) {
    return {{"_credits", json::object{{"used", 1}, {"balance", 9852}, {"note", "Always"}}},
            {"_cache",
             json::object{{"is_cached", false}, {"note", "Cache disabled for this endpoint"}}},
            {"_rate_limits", json::object{{"limit_minute", calls_a_minute},
                                          {"limit_day", nullptr},
                                          {"remaining_minute", left},
                                          {"remaining_day", nullptr}}}};
}

/// Whose records a call asks for, and what is left to it; or why it may not.
struct Entry {
    std::string account;
    std::int64_t left = 0;
    std::optional<Answer> refusal = {};
};

Entry enter(Realm& realm, const Call& call) {
    auto [account, refusal] = enter_onlyfans(realm, call);
    if (refusal) return {{}, 0, std::move(refusal)};
    const auto reading = realm.rates.count("onlyfans " + account, realm.clock.now(), calls_a_minute,
                                           Milliseconds{60'000});
    if (reading.is_over) return {{}, 0, call.platform->too_many_calls()};
    return {std::move(account), realm.rates.most(calls_a_minute) - reading.used, std::nullopt};
}

/// A page: its data, and how the next one is asked for; no pairs: there is none.
struct Page {
    json::value data;
    net::Pairs next = {};
};

Answer tell(const Realm& realm, const Call& call, const Entry& entry, Page page) {
    json::object document{{"data", std::move(page.data)}, {"_meta", meta(entry.left)}};
    const auto path = origin_of(realm) + std::string{call.request.path()};
    json::value next;
    if (!page.next.empty()) next = json::string(path + "?" + net::write_pairs(page.next));
    document["_pagination"] = json::object{{"next_page", std::move(next)}};
    return Answer::json(std::move(document));
}

/// Nothing where it is out of bounds.
std::optional<std::int64_t> limit_of(const Call& call, std::int64_t largest) {
    if (!call.query.has("limit")) return usual_page;
    const auto asked = parse_integer(call.query.find("limit"));
    if (!asked || *asked < 1 || *asked > largest) return std::nullopt;
    return *asked;
}

Answer bad_limit() { return onlyfans_error(422, "The limit is not valid."); }

/// Newest first.
std::vector<const Sample*> there(const DataSet& set) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone) found.push_back(&sample);
    }
    std::ranges::reverse(found);
    return found;
}

using Show = json::object (*)(const Sample&, std::string_view);

json::array show_first(const std::vector<const Sample*>& found, std::int64_t limit, Show show,
                       std::string_view owner) {
    json::array list;
    for (const Sample* each : found) {
        if (std::ssize(list) == limit) break;
        list.push_back(show(*each, owner));
    }
    return list;
}

// --- lists ---------------------------------------------------------------------------------------

/// By limit and offset.
struct Counted {
    json::array list;
    net::Pairs next;
};

Counted counted(const Call& call, const DataSet& set, std::int64_t limit, Show show) {
    const auto asked = parse_integer(call.query.find("offset"));
    auto found = there(set);
    const auto skipped = std::clamp<std::int64_t>(asked ? *asked : 0, 0, std::ssize(found));
    found.erase(found.begin(), found.begin() + skipped);
    Counted page{show_first(found, limit, show, ""), {}};
    if (std::ssize(found) > limit) {
        page.next = {{"limit", std::to_string(limit)}, {"offset", std::to_string(skipped + limit)}};
    }
    return page;
}

Answer list_fans(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto limit = limit_of(call, largest_page);
    if (!limit) return bad_limit();
    auto page = counted(call, realm.records.set(fan_set, entry.account), *limit, &show_fan);
    json::object data{{"hasMore", !page.next.empty()}};
    data["list"] = std::move(page.list);
    return tell(realm, call, entry, {std::move(data), std::move(page.next)});
}

/// Its data are the list itself.
Answer list_chats(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto limit = limit_of(call, largest_chat_page);
    if (!limit || *limit % usual_page != 0) return bad_limit();
    const DataSet& set = realm.records.set(chat_set, entry.account, usual_chats);
    auto page = counted(call, set, *limit, &show_chat);
    return tell(realm, call, entry, {std::move(page.list), std::move(page.next)});
}

/// nullptr: the account has no such chat.
const DataSet* messages_of(Realm& realm, const std::string& account, const std::string& fan) {
    for (const Sample& chat : realm.records.set(chat_set, account, usual_chats).samples()) {
        if (!chat.gone && std::to_string(user_id(chat)) == fan) {
            return &realm.records.set(message_set, account + "/" + fan);
        }
    }
    return nullptr;
}

/// The next page is asked for by the id of this one's last message.
Answer list_messages(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto limit = limit_of(call, largest_page_of_others);
    if (!limit) return bad_limit();
    const auto& fan = call.arguments.at(1);
    const DataSet* set = messages_of(realm, entry.account, fan);
    if (set == nullptr) return onlyfans_error(404, "There is no such chat.");
    const auto owner = entry.account + "/" + fan;
    auto found = there(*set);
    if (const auto last = parse_integer(call.query.find("id"))) {
        std::erase_if(found, [&](const Sample* each) {
            return message_id(*each, owner) >= static_cast<std::uint64_t>(*last);
        });
    }
    auto list = show_first(found, *limit, &show_message, owner);
    const bool has_more = std::ssize(found) > *limit;
    net::Pairs next;
    if (has_more) {
        const auto& last = found[static_cast<std::size_t>(*limit) - 1];
        next = {{"limit", std::to_string(*limit)},
                {"id", std::to_string(message_id(*last, owner))}};
    }
    json::object data{{"hasMore", has_more}};
    data["list"] = std::move(list);
    return tell(realm, call, entry, {std::move(data), std::move(next)});
}

/// `2025-01-01 00:00:00`, or thirty days ago: by itself it goes no further back.
std::optional<Time> start_of(const Call& call, Time now) {
    const std::string_view asked = call.query.find("startDate");
    if (asked.empty() || asked == "-30days") return now - std::chrono::days{30};
    const auto moment = parse_rfc3339(replace_all(asked, " ", "T") + "Z");
    if (!moment) return std::nullopt;
    return *moment;
}

/// The marker is a moment in seconds. A next page's address keeps the start and not the limit.
Answer list_transactions(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto limit = limit_of(call, largest_page_of_others);
    if (!limit) return bad_limit();
    const auto start = start_of(call, realm.clock.now());
    if (!start) return onlyfans_error(422, "The startDate is not valid.");
    const auto marker = parse_integer(call.query.find("marker"));
    auto found = there(realm.records.set(transaction_set, entry.account));
    const auto seconds = [](const Sample* each) { return to_unix_ms(each->created) / 1000; };
    std::erase_if(found, [&](const Sample* each) {
        return each->created < *start || (marker && seconds(each) >= *marker);
    });
    json::object data{{"list", show_first(found, *limit, &show_transaction, entry.account)}};
    const bool has_more = std::ssize(found) > *limit;
    data["hasMore"] = has_more;
    data["marker"] = nullptr;
    if (!found.empty()) data["marker"] = seconds(found.front());
    net::Pairs next;
    if (has_more) {
        const auto last = seconds(found[static_cast<std::size_t>(*limit) - 1]);
        data["nextMarker"] = last;
        const auto begun = call.query.has("startDate") ? call.query.find("startDate") : "-30days";
        next = {{"startDate", std::string{begun}}, {"marker", std::to_string(last)}};
    }
    return tell(realm, call, entry, {std::move(data), std::move(next)});
}

constexpr Endpoint endpoints[] = {
    {"/app.onlyfansapi.com/api/*/fans/all", false, Place::api, &list_fans},
    {"/app.onlyfansapi.com/api/*/chats", false, Place::api, &list_chats},
    {"/app.onlyfansapi.com/api/*/chats/*/messages", false, Place::api, &list_messages},
    {"/app.onlyfansapi.com/api/*/transactions", false, Place::api, &list_transactions},
};

}  // namespace

std::span<const Endpoint> onlyfans_list_endpoints() { return endpoints; }
std::span<const RecordKind> onlyfans_list_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
