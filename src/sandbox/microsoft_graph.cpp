// SPDX-License-Identifier: Apache-2.0
//
// Graph's contacts, the events of a calendar view, and its delta queries, as its documentation has
// them; docs/providers/ names what is not verified.
#include "sandbox/microsoft_graph.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::int64_t usual_page = 10;
constexpr std::int64_t largest_page = 1000;
constexpr std::int64_t calls_in_window = 10'000;  ///< of an application in a mailbox
constexpr Milliseconds call_window{600'000};

/// One of the two kinds, and what differs between them.
struct ObjectKind {
    std::string_view set;
    std::string_view type;  ///< as @odata.context has it
    std::string_view read_scope;
    std::string_view write_scope;
    std::string_view id_start;
    json::object (*own)(const Sample&);
    bool is_view;  ///< shows a window of time, which must be given
};

std::string numbered(std::string_view what, const Sample& sample) {
    return std::string{what} + " " + std::to_string(sample.number);
}

json::object contact(const Sample& sample) {
    const auto& draw = sample.draw;
    const std::string surname{
        draw.pick("surname", {"Sample", "B\u00e9ispiel", "\u898b\u672c", "O'Sample"})};
    const auto name = numbered("Contact", sample) + " " + surname;
    const json::object address{
        {"name", name},
        {"address", "contact-" + std::to_string(sample.number) + "@sample.invalid"}};
    json::object shown{{"displayName", name},    {"givenName", numbered("Contact", sample)},
                       {"surname", surname},     {"companyName", nullptr},
                       {"mobilePhone", nullptr}, {"emailAddresses", json::array{address}}};
    if (draw.chance("has company", 70)) shown["companyName"] = draw.sentence("company");
    if (draw.chance("has phone", 60)) {
        shown["mobilePhone"] = "+1 555 01" + std::to_string(10 + draw.number("phone", 90));
    }
    return shown;
}

// --- moments -------------------------------------------------------------------------------------

/// Without an offset: that is in a member of its own.
json::object moment(Time time) {
    return {{"dateTime", to_rfc3339(time).substr(0, 23) + "0000"}, {"timeZone", "UTC"}};
}

/// UTC, unless the text has an offset.
std::optional<Time> read_moment(std::string_view text) {
    const auto whole = parse_rfc3339(text);
    if (whole) return *whole;
    const auto bare = parse_rfc3339(std::string{text} + "Z");
    if (bare) return *bare;
    return std::nullopt;
}

Time drawn_start(const Sample& sample) { return sample.created + std::chrono::hours{24 * 7}; }

/// Of the event's start or end, as somebody wrote it or as it was drawn.
Time moment_in(const Sample& sample, std::string_view member, Time drawn) {
    const auto* own = sample.own.if_contains(member);
    if (own == nullptr) return drawn;
    const auto text = scalar_text(find_pointer(*own, "/dateTime")).value_or("");
    return read_moment(text).value_or(drawn);
}

/// A window of time, as a calendar view is asked for.
struct Span {
    Time from{};
    Time to{};
};

bool is_in(const ObjectKind& kind, const Sample& sample, const Span& window) {
    if (!kind.is_view) return true;
    const Time start = drawn_start(sample);
    return moment_in(sample, "start", start) < window.to &&
           moment_in(sample, "end", start + 1h) > window.from;
}

/// Nothing: a window is needed, and there is none.
std::optional<Span> read_window(const ObjectKind& kind, const Call& call) {
    if (!kind.is_view) return Span{};
    const auto from = read_moment(call.query.find("startDateTime"));
    const auto to = read_moment(call.query.find("endDateTime"));
    if (!from || !to || *to < *from) return std::nullopt;
    return Span{*from, *to};
}

// --- records -------------------------------------------------------------------------------------

json::object event(const Sample& sample) {
    const auto& draw = sample.draw;
    const Time start = drawn_start(sample);
    const auto words = draw.sentence("body");
    const json::object body{{"contentType", "text"}, {"content", words}};
    json::object shown{{"subject", numbered("Event", sample)},
                       {"bodyPreview", words},
                       {"body", body},
                       {"start", moment(start)},
                       {"end", moment(start + 1h)},
                       {"isAllDay", false},
                       {"isCancelled", false},
                       {"type", "singleInstance"},
                       {"showAs", draw.pick("shows as", {"free", "tentative", "busy"})},
                       {"location", json::object{{"displayName", draw.sentence("place")}}},
                       {"attendees", json::array{}}};
    if (draw.chance("has guests", 30)) {
        const json::object address{{"name", "A guest"}, {"address", "guest@sample.invalid"}};
        const json::object guest{{"type", "required"}, {"emailAddress", address}};
        shown["attendees"] = json::array{guest};
    }
    return shown;
}

constexpr ObjectKind kinds[] = {
    {"microsoft.contacts", "contact", "Contacts.Read", "Contacts.ReadWrite", "AAMkSampleContact",
     &contact, false},
    {"microsoft.events", "event", "Calendars.Read", "Calendars.ReadWrite", "AAMkSampleEvent",
     &event, true},
};

std::string id_of(const ObjectKind& kind, const Sample& sample) {
    return std::string{kind.id_start} + std::to_string(100'000 + sample.number) + "AAA=";
}

/// concepts "delta-query-overview": all that a delta query tells of what is not there any more.
json::object removed(const ObjectKind& kind, const Sample& sample) {
    const json::object why{{"reason", "deleted"}};
    return {{"id", id_of(kind, sample)}, {"@removed", why}};
}

json::object show(const ObjectKind& kind, const Sample& sample) {
    if (sample.gone) return removed(kind, sample);
    json::object shown = kind.own(sample);
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    const auto version = std::to_string(sample.change);
    shown["@odata.etag"] = "W/\"sample" + version + "\"";
    shown["id"] = id_of(kind, sample);
    shown["changeKey"] = "sample" + version;
    shown["createdDateTime"] = to_rfc3339(sample.created);
    shown["lastModifiedDateTime"] = to_rfc3339(sample.updated);
    return shown;
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view) {
    return show(kinds[index], sample);
}

constexpr RecordKind record_kinds[] = {
    {kinds[0].set, Records::usual, &show_of<0>},
    {kinds[1].set, Records::usual, &show_of<1>},
};

// --- who may -------------------------------------------------------------------------------------

struct Entry {
    std::string account;
    std::optional<Answer> refusal = {};
};

enum class Wish : std::uint8_t { read, write };

Entry enter(Realm& realm, const Call& call, const ObjectKind& kind, Wish wish = Wish::read) {
    const Time now = realm.clock.now();
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    if (!token.token) {
        return {{},
                microsoft_graph_error(401, "InvalidAuthenticationToken",
                                      "The token is expired or unknown.", now)};
    }
    const bool may_read = wish == Wish::read && token.has_scope(kind.read_scope);
    if (!may_read && !token.has_scope(kind.write_scope)) {
        return {{}, microsoft_graph_error(403, "ErrorAccessDenied", "Access is denied.", now)};
    }
    const auto& family = *token.family;
    const auto reading = realm.rates.count("microsoft " + family.client + " " + family.account, now,
                                           calls_in_window, call_window);
    if (!reading.is_over) return {family.account, std::nullopt};
    // concepts "throttling": always with the seconds to wait.
    auto answer = microsoft_too_many_calls();
    const auto seconds = std::chrono::ceil<Seconds>(reading.left).count();
    answer.headers.set("Retry-After", std::to_string(seconds));
    return {{}, std::move(answer)};
}

using Work = Answer (*)(const Realm&, const Call&, const ObjectKind&, const DataSet&);

template <std::size_t index, Work work>
Answer run(Realm& realm, Call& call) {
    const ObjectKind& kind = kinds[index];
    const Entry entry = enter(realm, call, kind);
    if (entry.refusal) return *entry.refusal;
    return work(realm, call, kind, realm.records.set(kind.set, entry.account));
}

// --- lists ---------------------------------------------------------------------------------------

Answer refuse(const Realm& realm, std::string_view code, std::string_view message) {
    return microsoft_graph_error(400, code, message, realm.clock.now());
}

Answer no_window(const Realm& realm) {
    return refuse(realm, "ErrorInvalidParameter", "startDateTime and endDateTime are needed.");
}

json::object page_of(const ObjectKind& kind, json::array value) {
    return {{"@odata.context", "https://graph.microsoft.com/v1.0/$metadata#Collection(" +
                                   std::string{kind.type} + ")"},
            {"value", std::move(value)}};
}

std::string link_to(const Realm& realm, const Call& call, const net::Pairs& pairs) {
    return origin_of(realm) + std::string{call.request.path()} + "?" + net::write_pairs(pairs);
}

/// The next page of a list: what this one was asked for with, further on.
std::string next_of(const Realm& realm, const Call& call, std::int64_t size, std::int64_t skip) {
    net::Pairs pairs;
    for (const auto* const name : {"startDateTime", "endDateTime"}) {
        if (call.query.has(name)) pairs.emplace_back(name, call.query.find(name));
    }
    pairs.emplace_back("$top", std::to_string(size));
    pairs.emplace_back("$skip", std::to_string(skip));
    return link_to(realm, call, pairs);
}

Answer list(const Realm& realm, const Call& call, const ObjectKind& kind, const DataSet& set) {
    const auto window = read_window(kind, call);
    if (!window) return no_window(realm);
    const auto top = parse_integer(call.query.find("$top"));
    const auto from = parse_integer(call.query.find("$skip"));
    const auto size = std::clamp<std::int64_t>(top ? *top : usual_page, 1, largest_page);
    const auto skip = std::clamp<std::int64_t>(from ? *from : 0, 0, Records::largest);
    json::array value;
    std::int64_t seen = 0;
    bool has_more = false;
    for (const Sample& sample : set.samples()) {
        if (sample.gone || !is_in(kind, sample, *window) || seen++ < skip) continue;
        has_more = std::ssize(value) == size;
        if (has_more) break;
        value.push_back(show(kind, sample));
    }
    auto answer = page_of(kind, std::move(value));
    if (has_more) answer["@odata.nextLink"] = next_of(realm, call, size, skip + size);
    return Answer::json(std::move(answer));
}

// --- delta queries -------------------------------------------------------------------------------

/// A round of a delta query. What changes while it goes on is shown twice rather than missed:
/// concepts "delta-query-overview" warns of repeats.
struct Round {
    bool is_whole = true;     ///< brings all that is there, else what changed
    std::uint64_t after = 0;  ///< number, or change, of the last record shown
    std::uint64_t begun = 0;  ///< changes that there were when it began
    Span window;              ///< event-delta: fixed by the first call
};

std::string write_state(std::string_view kind, const Round& at) {
    const auto text = std::string{kind} + ":" + (at.is_whole ? "1" : "0") + ":" +
                      std::to_string(at.after) + ":" + std::to_string(at.begun) + ":" +
                      std::to_string(to_unix_ms(at.window.from)) + ":" +
                      std::to_string(to_unix_ms(at.window.to));
    return base64url_encode(bytes_of(text));
}

std::optional<Round> read_state(std::string_view kind, std::string_view token) {
    const auto text = base64url_decode(token);
    if (!text) return std::nullopt;
    const auto parts = split(*text, ':');
    if (parts.size() != 6 || parts[0] != kind) return std::nullopt;
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto number = parse_integer(parts[i]);
        if (!number) return std::nullopt;
        numbers.push_back(*number);
    }
    if (numbers[1] < 0 || numbers[2] < 0) return std::nullopt;
    return Round{numbers[0] != 0, static_cast<std::uint64_t>(numbers[1]),
                 static_cast<std::uint64_t>(numbers[2]),
                 Span{from_unix_ms(numbers[3]), from_unix_ms(numbers[4])}};
}

/// concepts "delta-query-overview": everything is to be read anew, at Location.
Answer gone(const Realm& realm, const Call& call) {
    auto answer = microsoft_graph_error(
        410, "syncStateNotFound", "The sync state is not found, begin anew.", realm.clock.now());
    answer.headers.set("Location", origin_of(realm) + std::string{call.request.path()});
    return answer;
}

/// event-delta: what a first call of a calendar view may not carry.
constexpr std::string_view refused_in_view[] = {"$select", "$filter", "$orderby", "$expand",
                                                "$search"};

/// Where a round goes on or begins, or the answer that says why it cannot.
struct Beginning {
    Round at = {};
    std::optional<Answer> refusal = {};
};

Beginning begin_anew(const Realm& realm, const Call& call, const ObjectKind& kind,
                     const DataSet& set) {
    for (const auto name : refused_in_view) {
        if (kind.is_view && call.query.has(name)) {
            const auto why = std::string{name} + " cannot be used with change tracking.";
            return {{}, refuse(realm, "ErrorInvalidUrlQuery", why)};
        }
    }
    const auto window = read_window(kind, call);
    if (!window) return {{}, no_window(realm)};
    return {Round{true, 0, set.changes(), *window}, std::nullopt};
}

Beginning begin(const Realm& realm, const Call& call, const ObjectKind& kind, const DataSet& set) {
    const auto page = call.query.find("$skiptoken");
    const auto last = call.query.find("$deltatoken");
    if (page.empty() && last.empty()) return begin_anew(realm, call, kind, set);
    auto known = page.empty() ? read_state("delta", last) : read_state("page", page);
    if (!known) return {{}, refuse(realm, "syncStateNotFound", "The state token is malformed.")};
    if (!set.remembers(page.empty() ? known->after : known->begun)) {
        return {{}, gone(realm, call)};
    }
    if (page.empty()) known->begun = set.changes();
    return {*known, std::nullopt};
}

std::uint64_t place_in(const Round& at, const Sample& sample) {
    return at.is_whole ? sample.number : sample.change;
}

/// What a round has still to show, in its order.
std::vector<const Sample*> rest_of(const Round& at, const ObjectKind& kind, const DataSet& set) {
    std::vector<const Sample*> rest;
    for (const Sample& sample : set.samples()) {
        const bool is_there = !sample.gone && is_in(kind, sample, at.window);
        if ((is_there || !at.is_whole) && place_in(at, sample) > at.after) rest.push_back(&sample);
    }
    std::ranges::sort(rest, {}, [&](const Sample* sample) { return place_in(at, *sample); });
    return rest;
}

/// Graph's own way to ask for a page's size, as a delta query has no $top.
std::int64_t preferred_size(const net::Request& request) {
    constexpr std::string_view name = "odata.maxpagesize=";
    for (const auto value : request.headers.find_all("Prefer")) {
        for (const auto& word : split_words(value)) {
            if (!word.starts_with(name)) continue;
            const auto size = parse_integer(std::string_view{word}.substr(name.size()));
            if (size) return std::clamp<std::int64_t>(*size, 1, largest_page);
        }
    }
    return usual_page;
}

Answer track(const Realm& realm, const Call& call, const ObjectKind& kind, const DataSet& set) {
    const Beginning beginning = begin(realm, call, kind, set);
    if (beginning.refusal) return *beginning.refusal;
    Round at = beginning.at;
    const auto rest = rest_of(at, kind, set);
    const auto count = std::min<std::int64_t>(preferred_size(call.request), std::ssize(rest));
    json::array value;
    for (std::int64_t i = 0; i < count; ++i) {
        const Sample& sample = *rest[static_cast<std::size_t>(i)];
        // event-delta: what changed outside of the window is told as if it were deleted.
        const bool is_there = is_in(kind, sample, at.window);
        value.push_back(is_there ? show(kind, sample) : removed(kind, sample));
        at.after = place_in(at, sample);
    }
    auto answer = page_of(kind, std::move(value));
    if (count < std::ssize(rest)) {
        answer["@odata.nextLink"] = link_to(realm, call, {{"$skiptoken", write_state("page", at)}});
    } else {
        const Round next{false, at.begun, 0, at.window};
        answer["@odata.deltaLink"] =
            link_to(realm, call, {{"$deltatoken", write_state("delta", next)}});
    }
    return Answer::json(std::move(answer));
}

// --- a new event ---------------------------------------------------------------------------------

/// event-resource: what an application may give.
constexpr std::string_view event_members[] = {"subject",  "body",     "start",    "end",
                                              "location", "isAllDay", "attendees"};

bool has_moment(const json::object& event, std::string_view member) {
    const auto* given = event.if_contains(member);
    const auto text =
        given != nullptr ? scalar_text(find_pointer(*given, "/dateTime")) : std::nullopt;
    return text && read_moment(*text);
}

/// user-post-events. Which words a refusal has is not verified.
Answer create_event(Realm& realm, Call& call) {
    const ObjectKind& kind = kinds[1];
    const Entry entry = enter(realm, call, kind, Wish::write);
    if (entry.refusal) return *entry.refusal;
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object())
        return refuse(realm, "ErrorInvalidRequest", "The body is no object of JSON.");
    const json::object& given = body->get_object();
    if (!has_moment(given, "start") || !has_moment(given, "end"))
        return refuse(realm, "ErrorInvalidRequest", "An event needs a start and an end.");
    json::object own;
    for (const auto member : event_members) {
        if (const auto* value = given.if_contains(member)) own.insert_or_assign(member, *value);
    }
    auto& set = realm.records.set(kind.set, entry.account);
    return Answer::json(show(kind, set.add(realm.clock.now(), std::move(own))), 201);
}

constexpr Endpoint endpoints[] = {
    {"/graph.microsoft.com/v1.0/me/contacts", false, Place::api, &run<0, &list>},
    {"/graph.microsoft.com/v1.0/me/contacts/delta", false, Place::api, &run<0, &track>},
    {"/graph.microsoft.com/v1.0/me/calendarView", false, Place::api, &run<1, &list>},
    {"/graph.microsoft.com/v1.0/me/calendarView/delta", false, Place::api, &run<1, &track>},
    {"/graph.microsoft.com/v1.0/me/events", true, Place::api, &create_event},
};

}  // namespace

std::span<const Endpoint> microsoft_graph_endpoints() { return endpoints; }
std::span<const RecordKind> microsoft_graph_kinds() { return record_kinds; }

/// Graph's documentation, "errors".
Answer microsoft_graph_error(int status, std::string_view code, std::string_view message,
                             std::optional<Time> now) {
    constexpr auto id = "00000000-0000-4000-8000-00000000feed";
    json::object inner{{"request-id", id}, {"client-request-id", id}};
    if (now) inner["date"] = to_rfc3339(*now);
    return Answer::json(
        {{"error", json::object{{"code", code}, {"message", message}, {"innerError", inner}}}},
        status);
}

Answer microsoft_too_many_calls() {
    return microsoft_graph_error(429, "TooManyRequests", "Please retry later.");
}

}  // namespace fairlead::sandbox
