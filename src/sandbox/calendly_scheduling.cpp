// SPDX-License-Identifier: Apache-2.0
//
// Calendly's event types and scheduled events, as its guides of 2026 and public samples have them;
// docs/providers/ names what is not verified.
#include "sandbox/calendly_scheduling.h"

#include "base/text.h"
#include "sandbox/calendly_api.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view event_set = "calendly.events";
constexpr std::string_view type_set = "calendly.event_types";
constexpr std::size_t usual_types = 6;
constexpr std::int64_t usual_page = 20;  ///< community
constexpr std::int64_t largest_page = 100;

constexpr std::string_view user_uris = "https://api.calendly.com/users/";
constexpr std::string_view organization_uris = "https://api.calendly.com/organizations/";

// --- records -------------------------------------------------------------------------------------

/// Ids are URIs, and no two users have the same.
std::string uri_of(const std::string& kind, std::uint64_t number, std::string_view owner) {
    const std::string user{owner.substr(owner.rfind('/') + 1)};
    return "https://api.calendly.com/" + kind + "/" + user + "N" + std::to_string(number);
}

/// Later than all that was done to an event: nobody books or cancels what has begun.
Time start_of(const Sample& sample) {
    if (const auto* own = sample.own.if_contains("start_time")) {
        if (const auto told = parse_rfc3339(scalar_text(own).value_or(""))) return *told;
    }
    return sample.created + std::chrono::hours{24 * 30};
}

/// What is canceled stays in the lists, with another status.
bool is_canceled(const Sample& sample) {
    if (sample.gone) return true;
    if (const auto* own = sample.own.if_contains("status")) return scalar_text(own) == "canceled";
    return sample.draw.chance("canceled", 15);
}

bool is_active(const Sample& sample) {
    if (const auto* own = sample.own.if_contains("active")) return scalar_text(own) == "true";
    return sample.draw.chance("active", 80);
}

json::object cancellation_of(const Sample& sample) {
    return {{"canceled_by", "First Invitee"},
            {"reason", sample.draw.sentence("reason")},
            {"canceler_type", sample.draw.pick("canceler", {"host", "invitee"})}};
}

json::object show_event(const Sample& sample, std::string_view owner) {
    const bool is_over = is_canceled(sample);
    const Time start = start_of(sample);
    const auto type = 1 + sample.draw.number("type", usual_types);
    const json::object place{{"type", "physical"}, {"location", sample.draw.sentence("place")}};
    const json::object invitees{{"total", 1}, {"active", is_over ? 0 : 1}, {"limit", 1}};
    const json::object membership{{"user", owner}};
    json::object shown{{"uri", uri_of("scheduled_events", sample.number, owner)},
                       {"name", "Meeting " + std::to_string(sample.number)},
                       {"start_time", to_rfc3339(start)},
                       {"end_time", to_rfc3339(start + 30min)},
                       {"event_type", uri_of("event_types", type, owner)},
                       {"location", place},
                       {"invitees_counter", invitees},
                       {"event_memberships", json::array{membership}},
                       {"created_at", to_rfc3339(sample.created)},
                       {"updated_at", to_rfc3339(sample.updated)}};
    if (is_over) shown["cancellation"] = cancellation_of(sample);
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    shown["status"] = is_over ? "canceled" : "active";
    return shown;
}

json::object show_type(const Sample& sample, std::string_view owner) {
    const auto number = std::to_string(sample.number);
    const auto slug = "meeting-" + number;
    const json::object profile{{"owner", owner}};
    json::object shown{{"uri", uri_of("event_types", sample.number, owner)},
                       {"name", "Meeting of kind " + number},
                       {"slug", slug},
                       {"duration", 15 * (1 + sample.draw.number("duration", 4))},
                       {"kind", sample.draw.pick("kind", {"solo", "group"})},
                       {"active", is_active(sample)},
                       {"scheduling_url", "https://calendly.com/sample/" + slug},
                       {"updated_at", to_rfc3339(sample.updated)},
                       {"profile", profile}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

// --- who may -------------------------------------------------------------------------------------

/// Whose records a call asks for, or the answer that says why it may not.
struct Asked {
    std::vector<const CalendlyHost*> hosts = {};
    std::optional<Answer> refusal = {};
};

/// What is the organization's, its owners and administrators see.
bool may_see(const CalendlyHost& asker, const CalendlyHost& other) {
    const std::string_view organization = asker.organization;
    return &asker == &other || (asker.is_owner && organization == other.organization);
}

/// URIs are wanted whole: the last part of one is no id.
std::optional<Answer> check_uris(std::string_view user, std::string_view organization) {
    if (user.empty() && organization.empty()) {
        return calendly_invalid("user", "user or organization must be given");
    }
    if (!user.empty() && !user.starts_with(user_uris)) {
        return calendly_invalid("user", "must be the URI of a user");
    }
    if (!organization.empty() && !organization.starts_with(organization_uris)) {
        return calendly_invalid("organization", "must be the URI of an organization");
    }
    return std::nullopt;
}

Asked find_asked(const CalendlyHost& asker, const Parameters& query) {
    const std::string_view user = query.find("user");
    const std::string_view organization = query.find("organization");
    Asked asked;
    asked.refusal = check_uris(user, organization);
    if (asked.refusal) return asked;
    bool may = true;
    for (const CalendlyHost& each : calendly_hosts()) {
        const bool is_wanted = (user.empty() || user == each.uri) &&
                               (organization.empty() || organization == each.organization);
        if (!is_wanted) continue;
        may = may && may_see(asker, each);
        asked.hosts.push_back(&each);
    }
    if (!may || asked.hosts.empty()) {
        asked.refusal =
            calendly_error(403, "Permission Denied", "You do not have permission for this.");
    }
    return asked;
}

// --- lists ---------------------------------------------------------------------------------------

struct Row {
    const Sample* sample;
    const CalendlyHost* host;
};

/// One of the lists, and what differs between them.
struct List {
    std::string_view set;
    std::size_t usual;
    std::string_view scope;
    json::object (*show)(const Sample& sample, std::string_view owner);
    /// Leaves what the parameters ask for, in order; or says which of them is wrong.
    std::optional<Answer> (*narrow)(const Parameters& query, std::vector<Row>& rows);
};

bool is_asked_for(const Parameters& query, const Sample& event) {
    const std::string_view status = query.find("status");
    if (!status.empty() && (status == "canceled") != is_canceled(event)) return false;
    const Time start = start_of(event);
    const auto earliest = parse_rfc3339(query.find("min_start_time"));
    const auto latest = parse_rfc3339(query.find("max_start_time"));
    return (!earliest || start >= *earliest) && (!latest || start <= *latest);
}

std::optional<Answer> narrow_events(const Parameters& query, std::vector<Row>& rows) {
    const std::string_view status = query.find("status");
    if (!status.empty() && status != "active" && status != "canceled") {
        return calendly_invalid("status", "must be active or canceled");
    }
    const std::string_view sort = query.find("sort");
    if (!sort.empty() && sort != "start_time:asc" && sort != "start_time:desc") {
        return calendly_invalid("sort", "must be start_time:asc or start_time:desc");
    }
    for (const std::string_view name : {"min_start_time", "max_start_time"}) {
        if (query.has(name) && !parse_rfc3339(query.find(name))) {
            return calendly_invalid(name, "must be a moment");
        }
    }
    std::erase_if(rows, [&](const Row& row) { return !is_asked_for(query, *row.sample); });
    // Those of one moment stay in the set's order.
    std::ranges::sort(rows, {},
                      [](const Row& row) { return std::pair{start_of(*row.sample), row.sample}; });
    if (sort == "start_time:desc") std::ranges::reverse(rows);
    return std::nullopt;
}

std::optional<Answer> narrow_types(const Parameters& query, std::vector<Row>& rows) {
    const std::string_view active = query.find("active");
    if (!active.empty() && active != "true" && active != "false") {
        return calendly_invalid("active", "must be true or false");
    }
    std::erase_if(rows, [&](const Row& row) {
        const bool is_other = !active.empty() && (active == "true") != is_active(*row.sample);
        return row.sample->gone || is_other;
    });
    return std::nullopt;
}

constexpr List events{event_set, Records::usual, "scheduled_events:read", &show_event,
                      &narrow_events};
constexpr List types{type_set, usual_types, "event_types:read", &show_type, &narrow_types};

std::vector<Row> rows_of(Realm& realm, const List& list, const Asked& asked) {
    std::vector<Row> rows;
    for (const CalendlyHost* host : asked.hosts) {
        const DataSet& set = realm.records.set(list.set, host->uri, list.usual);
        for (const Sample& sample : set.samples()) rows.push_back({&sample, host});
    }
    return rows;
}

// --- pages ---------------------------------------------------------------------------------------

constexpr std::string_view token_mark = "from:";

std::string write_token(std::int64_t place) {
    return base64url_encode(bytes_of(std::string{token_mark} + std::to_string(place)));
}

std::optional<std::int64_t> read_token(std::string_view token) {
    const auto text = base64url_decode(token);
    if (!text || !text->starts_with(token_mark)) return std::nullopt;
    const auto place = parse_integer(std::string_view{*text}.substr(token_mark.size()));
    if (!place || *place < 0) return std::nullopt;
    return *place;
}

struct Page {
    std::int64_t from = 0;
    std::int64_t size = usual_page;
    std::optional<Answer> refusal = {};
};

Page find_page(const Parameters& query) {
    Page page;
    if (query.has("count")) {
        const auto count = parse_integer(query.find("count"));
        page.size = count ? *count : std::int64_t{0};
    }
    if (page.size < 1 || page.size > largest_page) {
        page.refusal = calendly_invalid("count", "must be from 1 to 100");
    } else if (query.has("page_token")) {
        const auto from = read_token(query.find("page_token"));
        page.from = from.value_or(0);
        if (!from) page.refusal = calendly_invalid("page_token", "is no page's");
    }
    return page;
}

/// With all that was asked for, and where the page is.
std::string link_to(const Realm& realm, const Call& call, const std::string& token) {
    net::Pairs pairs;
    for (const std::string_view name : {"user", "organization", "status", "min_start_time",
                                        "max_start_time", "sort", "active", "count"}) {
        if (!call.query.has(name)) continue;
        pairs.emplace_back(std::string{name}, std::string{call.query.find(name)});
    }
    pairs.emplace_back("page_token", token);
    return origin_of(realm) + std::string{call.request.path()} + "?" + net::write_pairs(pairs);
}

Answer show_page(const Realm& realm, const Call& call, const List& list, const Page& page,
                 const std::vector<Row>& rows) {
    const std::int64_t total = std::ssize(rows);
    const auto begin = std::min(page.from, total);
    const auto end = begin + std::min(page.size, total - begin);
    json::array collection;
    for (auto at = begin; at < end; ++at) {
        const Row& row = rows[static_cast<std::size_t>(at)];
        collection.push_back(list.show(*row.sample, row.host->uri));
    }
    json::object pagination{{"count", end - begin},
                            {"next_page", nullptr},
                            {"next_page_token", nullptr},
                            {"previous_page", nullptr},
                            {"previous_page_token", nullptr}};
    const auto name_page = [&](const std::string& which, std::int64_t place) {
        const auto token = write_token(place);
        pagination[which] = link_to(realm, call, token);
        pagination[which + "_token"] = token;
    };
    if (end < total) name_page("next_page", end);
    if (begin > 0) name_page("previous_page", std::max<std::int64_t>(begin - page.size, 0));
    return Answer::json(
        {{"collection", std::move(collection)}, {"pagination", std::move(pagination)}});
}

Answer answer_list(Realm& realm, const Call& call, const List& list, const CalendlyHost& asker) {
    const Asked asked = find_asked(asker, call.query);
    if (asked.refusal) return *asked.refusal;
    const Page page = find_page(call.query);
    if (page.refusal) return *page.refusal;
    auto rows = rows_of(realm, list, asked);
    if (const auto refusal = list.narrow(call.query, rows)) return *refusal;
    return show_page(realm, call, list, page, rows);
}

/// What is left of the minute is told with every answer.
Answer run(Realm& realm, const Call& call, const List& list) {
    const CalendlyEntry entry = enter_calendly(realm, call, list.scope);
    if (entry.refusal) return *entry.refusal;
    Answer answer = answer_list(realm, call, list, *entry.host);
    tell_calendly_quota(entry.quota, answer);
    return answer;
}

Answer list_events(Realm& realm, Call& call) { return run(realm, call, events); }
Answer list_types(Realm& realm, Call& call) { return run(realm, call, types); }

constexpr Endpoint endpoints[] = {
    {"/api.calendly.com/scheduled_events", false, Place::api, &list_events},
    {"/api.calendly.com/event_types", false, Place::api, &list_types},
};

constexpr RecordKind record_kinds[] = {
    {event_set, Records::usual, &show_event},
    {type_set, usual_types, &show_type},
};

}  // namespace

std::span<const Endpoint> calendly_scheduling_endpoints() { return endpoints; }
std::span<const RecordKind> calendly_scheduling_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
