// SPDX-License-Identifier: Apache-2.0
//
// Gmail's messages, as the reference of its API has them:
// https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list, and
// .../users.messages/get beside it. docs/providers/ names what is not verified.
#include "base/text.h"
#include "sandbox/google_access.h"
#include "sandbox/google_pages.h"
#include "sandbox/google_products.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view read_scope = "https://www.googleapis.com/auth/gmail.readonly";
constexpr std::string_view modify_scope = "https://www.googleapis.com/auth/gmail.modify";

constexpr std::string_view message_set = "google.messages";
constexpr std::int64_t usual_page = 100;
constexpr std::int64_t largest_page = 500;
constexpr std::uint64_t first_id = 0x18f0'0000'0000'0000;
constexpr std::uint64_t first_history = 1000;
constexpr std::uint64_t in_thread = 2;  ///< messages

/// Its own words say until when to wait; no header does.
Answer retry_after(Time over) {
    return google_api_error(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded",
                            "User-rate limit exceeded.  Retry after " + to_rfc3339(over));
}
/// .../gmail/api/reference/quota: units of a user in a minute, of which each of these calls takes
/// five.
constexpr GoogleQuota quota{"mail", 15'000 / 5, &retry_after};

GoogleEntry enter(Realm& realm, const Call& call) {
    return enter_google(realm, call, quota, {read_scope, modify_scope});
}

// --- records -------------------------------------------------------------------------------------

/// Sixteen hexadecimal digits.
std::string id_of(std::uint64_t number) {
    std::array<char, 16> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), first_id + number, 16);
    return {digits.data(), written.ptr};
}

/// A thread goes by its first message.
std::string thread_of(const Sample& message) {
    return id_of(message.number - (message.number - 1) % in_thread);
}

json::object header(std::string_view name, std::string_view value) {
    return {{"name", name}, {"value", value}};
}

/// As `format=metadata` has it.
json::object show_message(const Sample& sample, std::string_view account) {
    const auto& draw = sample.draw;
    const auto number = std::to_string(sample.number);
    json::array headers{
        header("From", "Sender " + number + " <sender-" + number + "@sample.invalid>"),
        header("To", account), header("Subject", draw.sentence("subject")),
        header("Message-ID", "<" + number + "@mail.sample.invalid>")};
    const json::object payload{{"mimeType", "text/plain"}, {"headers", std::move(headers)}};
    json::object shown{
        {"id", id_of(sample.number)},
        {"threadId", thread_of(sample)},
        {"labelIds", json::array{"INBOX", draw.pick("label", {"UNREAD", "STARRED"})}},
        {"snippet", draw.sentence("snippet")},
        {"historyId", std::to_string(first_history + sample.change)},
        {"internalDate", std::to_string(to_unix_ms(sample.created))},
        {"payload", payload},
        {"sizeEstimate", 500 + draw.number("size", 50'000)}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {message_set, Records::usual, &show_message},
};

// --- calls ---------------------------------------------------------------------------------------

std::int64_t count_of(const DataSet& set) {
    return std::ranges::count(set.samples(), false, &Sample::gone);
}

Answer show_profile(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const DataSet& set = realm.records.set(message_set, entry.account);
    const auto messages = count_of(set);
    return Answer::json({{"emailAddress", entry.account},
                         {"messagesTotal", messages},
                         {"threadsTotal", (messages + 1) / 2},
                         {"historyId", std::to_string(first_history + set.changes())}});
}

/// Ids and no more, newest first. An empty list is not there at all.
Answer list_messages(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    // Searches are not played.
    if (call.query.has("q") || call.query.has("labelIds")) return google_bad_request("Bad Request");
    const DataSet& set = realm.records.set(message_set, entry.account);
    GoogleListing asked;
    asked.token = call.query.find("pageToken");
    asked.list = "messages";
    asked.size = google_page_size(call.query, "maxResults", usual_page, largest_page);
    asked.is_newest_first = true;
    const auto page = google_page(set, asked);
    if (!page) return google_bad_request("Invalid pageToken");
    json::array rows;
    for (const Sample* each : page->samples) {
        rows.push_back(json::object{{"id", id_of(each->number)}, {"threadId", thread_of(*each)}});
    }
    auto answer = google_list("messages", std::move(rows), page->next);
    answer["resultSizeEstimate"] = count_of(set);
    return Answer::json(std::move(answer));
}

Answer show_one(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const DataSet& set = realm.records.set(message_set, entry.account);
    const auto found = std::ranges::find(set.samples(), call.arguments.at(0),
                                         [](const Sample& each) { return id_of(each.number); });
    if (found == set.samples().end() || found->gone) {
        return google_api_error(404, "NOT_FOUND", "notFound", "Requested entity was not found.");
    }
    auto shown = show_message(*found, entry.account);
    const std::string_view format = call.query.find("format");
    if (format == "metadata") return Answer::json(std::move(shown));
    if (format == "minimal") {
        shown.erase("payload");
        return Answer::json(std::move(shown));
    }
    if (!format.empty() && format != "full") return google_bad_request("Invalid value for format");
    const std::string text = "The text of a sample.";
    shown["payload"].as_object()["body"] =
        json::object{{"size", text.size()}, {"data", base64url_encode(bytes_of(text))}};
    return Answer::json(std::move(shown));
}

constexpr Endpoint endpoints[] = {
    {"/gmail.googleapis.com/gmail/v1/users/me/profile", false, Place::api, &show_profile},
    {"/gmail.googleapis.com/gmail/v1/users/me/messages", false, Place::api, &list_messages},
    {"/gmail.googleapis.com/gmail/v1/users/me/messages/*", false, Place::api, &show_one},
};

}  // namespace

std::span<const Endpoint> google_mail_endpoints() { return endpoints; }
std::span<const RecordKind> google_mail_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
