// SPDX-License-Identifier: Apache-2.0
//
// Google Calendar's lists and events, as its reference of 2026 and recorded answers have them;
// docs/providers/ names what is not verified.
#include "base/text.h"
#include "sandbox/google_access.h"
#include "sandbox/google_pages.h"
#include "sandbox/google_products.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view all_scope = "https://www.googleapis.com/auth/calendar";
constexpr std::string_view read_scope = "https://www.googleapis.com/auth/calendar.readonly";
constexpr std::string_view events_scope = "https://www.googleapis.com/auth/calendar.events";

constexpr std::string_view calendar_set = "google.calendars";
constexpr std::string_view event_set = "google.events";
constexpr std::size_t usual_calendars = 3;
constexpr std::int64_t usual_page = 250;
constexpr std::int64_t largest_page = 2500;
constexpr std::int64_t largest_calendar_page = 250;
constexpr GoogleQuota quota{"calendar", 600, &google_quota_used_up};

Answer full_sync() {
    return google_api_error(410, "FAILED_PRECONDITION", "fullSyncRequired",
                            "Sync token is no longer valid, a full sync is required.");
}

// --- who may -------------------------------------------------------------------------------------

GoogleEntry enter_to_read(Realm& realm, const Call& call) {
    return enter_google(realm, call, quota, {all_scope, read_scope, events_scope});
}
GoogleEntry enter_to_write(Realm& realm, const Call& call) {
    return enter_google(realm, call, quota, {all_scope, events_scope});
}

// --- pages ---------------------------------------------------------------------------------------

struct Listing {
    std::vector<const Sample*> page;
    std::string next_page;  ///< a token; "": that was the last one
    std::string next_sync;
};

/// In the order of making, without what is gone unless it is asked for; or, behind a sync token, in
/// the order of changes, with what is gone.
Listing list(const DataSet& set, const GoogleToken& from, std::int64_t size, bool is_sync,
             bool with_gone) {
    std::vector<const Sample*> behind;
    const auto place = [&](const Sample& sample) {
        return is_sync ? sample.change : sample.number;
    };
    for (const Sample& sample : set.samples()) {
        const bool shows = is_sync || with_gone || !sample.gone;
        if (shows && place(sample) > from.after) behind.push_back(&sample);
    }
    std::ranges::sort(behind, {}, [&](const Sample* sample) { return place(*sample); });
    Listing listing;
    const auto count = std::min<std::int64_t>(size, std::ssize(behind));
    listing.page.assign(behind.begin(), behind.begin() + count);
    if (count < std::ssize(behind)) {
        listing.next_page = write_google_token("page", {place(*listing.page.back()), from.list});
    } else {
        listing.next_sync = write_google_token("sync", {set.changes(), ""});
    }
    return listing;
}

/// Where a list begins, or the answer that says why it cannot.
struct Beginning {
    GoogleToken from;  ///< its list: "" a whole one, else the sync token it belongs to
    bool is_sync = false;
    std::optional<Answer> refusal = {};
};

Beginning begin(const DataSet& set, const Call& call) {
    Beginning beginning;
    const std::string_view sync = call.query.find("syncToken");
    if (!sync.empty()) {
        const auto known = read_google_token("sync", sync);
        if (!known || !set.remembers(known->after)) return {{}, true, full_sync()};
        beginning.is_sync = true;
        beginning.from = {known->after, std::string{sync}};
    }
    const std::string_view page = call.query.find("pageToken");
    if (page.empty()) return beginning;
    const auto known = read_google_token("page", page);
    // The parameters of a list's later pages are those of its first.
    if (!known || known->list != sync)
        return {{}, false, google_bad_request("Invalid page token value.")};
    beginning.from = *known;
    return beginning;
}

// --- calendars -----------------------------------------------------------------------------------

/// The first one is the account's own, and is called by its address.
std::string calendar_id(const Sample& sample, std::string_view account) {
    if (sample.number == 1) return std::string{account};
    return "calendar" + std::to_string(sample.number) + "@group.calendar.sample.invalid";
}

std::string time_zone_of(std::string_view account) {
    if (account.starts_with("second")) return "America/New_York";
    return account.starts_with("third") ? "Asia/Tokyo" : "Europe/Berlin";
}

json::object show_calendar(const Sample& sample, std::string_view account) {
    const bool is_primary = sample.number == 1;
    json::object shown{
        {"kind", "calendar#calendarListEntry"},
        {"etag", "\"" + std::to_string(sample.change) + "\""},
        {"id", calendar_id(sample, account)},
        {"summary",
         is_primary ? std::string{account} : "Calendar " + std::to_string(sample.number)},
        {"timeZone", time_zone_of(account)},
        {"colorId", std::to_string(1 + sample.draw.number("color", 24))},
        {"selected", true},
        {"accessRole", is_primary ? "owner" : sample.draw.pick("role", {"owner", "reader"})}};
    if (is_primary) shown["primary"] = true;
    const auto description = sample.draw.sentence("description");
    if (!description.empty()) shown["description"] = description;
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    if (sample.gone) shown["deleted"] = true;
    return shown;
}

json::object page_of(std::string_view kind, const Listing& listing) {
    json::object answer{{"kind", kind}, {"etag", "\"sample\""}};
    if (!listing.next_page.empty()) answer["nextPageToken"] = listing.next_page;
    if (!listing.next_sync.empty()) answer["nextSyncToken"] = listing.next_sync;
    return answer;
}

Answer list_calendars(Realm& realm, Call& call) {
    const GoogleEntry entry = enter_to_read(realm, call);
    if (entry.refusal) return *entry.refusal;
    const DataSet& set = realm.records.set(calendar_set, entry.account, usual_calendars);
    const Beginning at = begin(set, call);
    if (at.refusal) return *at.refusal;
    const auto size = google_page_size(call.query, "maxResults", 100, largest_calendar_page);
    const Listing listing =
        list(set, at.from, size, at.is_sync, call.query.find("showDeleted") == "true");
    auto answer = page_of("calendar#calendarList", listing);
    json::array items;
    for (const Sample* each : listing.page) items.push_back(show_calendar(*each, entry.account));
    answer["items"] = std::move(items);
    return Answer::json(std::move(answer));
}

// --- events --------------------------------------------------------------------------------------

/// Made by us, or the id that whoever made it gave.
std::string event_id(const Sample& sample) {
    if (const auto* given = sample.own.if_contains("id")) return scalar_text(given).value_or("");
    return "sampleevent" + std::to_string(100'000 + sample.number);
}

json::object moment(Time time, const std::string& zone) {
    return {{"dateTime", to_rfc3339(time)}, {"timeZone", zone}};
}

/// `owner` is `<account>/<calendar>`.
json::object show_event(const Sample& sample, std::string_view owner) {
    const auto account = owner.substr(0, owner.find('/'));
    const auto zone = time_zone_of(account);
    const auto id = event_id(sample);
    const Time start = sample.created + std::chrono::hours{24 * 7};
    json::object shown{{"kind", "calendar#event"},
                       {"etag", "\"" + std::to_string(sample.change) + "\""},
                       {"id", id},
                       {"status", sample.gone ? "cancelled" : "confirmed"},
                       {"htmlLink", "https://www.google.com/calendar/event?eid=" + id},
                       {"created", to_rfc3339(sample.created)},
                       {"updated", to_rfc3339(sample.updated)},
                       {"summary", "Event " + std::to_string(sample.number)},
                       {"start", moment(start, zone)},
                       {"end", moment(start + 1h, zone)},
                       {"iCalUID", id + "@sample.invalid"},
                       {"sequence", 0},
                       {"eventType", "default"}};
    if (sample.draw.chance("has place", 40)) shown["location"] = sample.draw.sentence("place");
    if (sample.draw.chance("has guests", 30)) {
        const json::object guest{{"email", "guest@sample.invalid"}, {"responseStatus", "accepted"}};
        shown["attendees"] = json::array{guest};
    }
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

/// The events of the calendar that a path names; nullptr: the account has no such one.
DataSet* events_of(Realm& realm, const Call& call, const std::string& account) {
    const auto& asked = call.arguments.at(0);
    const auto id = asked == "primary" ? account : asked;
    const DataSet& calendars = realm.records.set(calendar_set, account, usual_calendars);
    for (const Sample& each : calendars.samples()) {
        if (!each.gone && calendar_id(each, account) == id) {
            return &realm.records.set(event_set, account + "/" + id);
        }
    }
    return nullptr;
}

std::string owner_of(const Call& call, const std::string& account) {
    const auto& asked = call.arguments.at(0);
    return account + "/" + (asked == "primary" ? account : asked);
}

/// What a sync token may not be combined with.
constexpr std::string_view forbidden_with_sync[] = {
    "iCalUID", "orderBy",   "privateExtendedProperty", "q", "sharedExtendedProperty", "timeMin",
    "timeMax", "updatedMin"};

Answer list_events(Realm& realm, Call& call) {
    const GoogleEntry entry = enter_to_read(realm, call);
    if (entry.refusal) return *entry.refusal;
    const DataSet* set = events_of(realm, call, entry.account);
    if (set == nullptr) return google_not_found();
    const Beginning at = begin(*set, call);
    if (at.refusal) return *at.refusal;
    for (const auto name : forbidden_with_sync) {
        if (at.is_sync && call.query.has(name)) {
            return google_bad_request("Sync token cannot be used with " + std::string{name});
        }
    }
    const auto size = google_page_size(call.query, "maxResults", usual_page, largest_page);
    const Listing listing =
        list(*set, at.from, size, at.is_sync, call.query.find("showDeleted") == "true");
    auto answer = page_of("calendar#events", listing);
    answer["summary"] = call.arguments.at(0);
    answer["timeZone"] = time_zone_of(entry.account);
    answer["accessRole"] = "owner";
    json::array items;
    const auto owner = owner_of(call, entry.account);
    for (const Sample* each : listing.page) items.push_back(show_event(*each, owner));
    answer["items"] = std::move(items);
    return Answer::json(std::move(answer));
}

const Sample* find_event(const DataSet& set, std::string_view id) {
    for (const Sample& sample : set.samples()) {
        if (event_id(sample) == id) return &sample;
    }
    return nullptr;
}

std::optional<json::object> read_body(const Call& call) {
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return std::nullopt;
    return body->get_object();
}

bool has_times(const json::object& event) {
    const auto has = [&](const char* name) {
        const auto* found = event.if_contains(name);
        return found != nullptr && found->is_object();
    };
    return has("start") && has("end");
}

Answer create_event(Realm& realm, Call& call) {
    const GoogleEntry entry = enter_to_write(realm, call);
    if (entry.refusal) return *entry.refusal;
    DataSet* set = events_of(realm, call, entry.account);
    if (set == nullptr) return google_not_found();
    auto body = read_body(call);
    if (!body || !has_times(*body)) return google_bad_request("Missing end time.");
    const auto* id = body->if_contains("id");
    if (id != nullptr && find_event(*set, scalar_text(id).value_or("")) != nullptr) {
        return google_api_error(409, "ALREADY_EXISTS", "duplicate",
                                "The requested identifier already exists.");
    }
    const Sample& made = set->add(realm.clock.now(), *std::move(body));
    return Answer::json(show_event(made, owner_of(call, entry.account)));
}

Answer delete_event(DataSet& set, const Sample& event, Time now) {
    if (event.gone) {
        return google_api_error(410, "FAILED_PRECONDITION", "deleted", "Resource has been deleted");
    }
    set.remove(event.number, now);
    return Answer{.status = 204};
}

Answer one_event(Realm& realm, Call& call) {
    const bool reads = call.request.method == net::Method::get;
    const GoogleEntry entry = reads ? enter_to_read(realm, call) : enter_to_write(realm, call);
    if (entry.refusal) return *entry.refusal;
    DataSet* set = events_of(realm, call, entry.account);
    const Sample* event = set ? find_event(*set, call.arguments.at(1)) : nullptr;
    if (event == nullptr) return google_not_found();
    const auto owner = owner_of(call, entry.account);
    const Time now = realm.clock.now();
    if (reads) return Answer::json(show_event(*event, owner));
    if (call.request.method == net::Method::del) return delete_event(*set, *event, now);
    auto body = read_body(call);
    if (event->gone) return google_not_found();
    if (!body) return google_bad_request("Parse Error");
    if (call.request.method == net::Method::put && !has_times(*body)) {
        return google_bad_request("Missing end time.");
    }
    body->erase("id");
    return Answer::json(show_event(*set->change(event->number, now, *body), owner));
}

constexpr Endpoint endpoints[] = {
    {"/www.googleapis.com/calendar/v3/users/me/calendarList", false, Place::api, &list_calendars},
    {"/www.googleapis.com/calendar/v3/calendars/*/events", false, Place::api, &list_events},
    {"/www.googleapis.com/calendar/v3/calendars/*/events", true, Place::api, &create_event},
    {"/www.googleapis.com/calendar/v3/calendars/*/events/*", false, Place::api, &one_event},
};

constexpr RecordKind record_kinds[] = {
    {calendar_set, usual_calendars, &show_calendar},
    {event_set, Records::usual, &show_event},
};

}  // namespace

std::span<const Endpoint> google_calendar_endpoints() { return endpoints; }
std::span<const RecordKind> google_calendar_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
