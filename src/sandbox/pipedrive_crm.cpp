// SPDX-License-Identifier: Apache-2.0
//
// Pipedrive's deals, persons and organizations in the second version of its API, as its client
// library and the notes of the community have them; docs/providers/ names what is not verified.
#include "sandbox/pipedrive_crm.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::size_t usual_page = 100;
constexpr std::size_t largest_page = 500;
constexpr Milliseconds burst{2000};
constexpr std::int64_t calls_in_burst = 80;
constexpr std::int64_t calls_in_burst_by_api_token = 20;
constexpr std::int64_t daily_budget = 30'000;

/// One of the three kinds, and what differs between them.
struct ObjectKind {
    std::string_view path;      ///< as paths have it
    std::string_view required;  ///< what a new one must have
    std::string_view scope;     ///< `:read` or `:full` of it
    json::object (*own)(const Sample&);
};

std::string numbered(std::string_view what, const Sample& sample) {
    return std::string{what} + " " + std::to_string(sample.number);
}

json::object deal(const Sample& sample) {
    const auto& draw = sample.draw;
    json::object shown{{"title", numbered("Deal", sample)},
                       {"value", draw.number("value", 100'000)},
                       {"currency", draw.pick("currency", {"EUR", "USD", "JPY"})},
                       {"person_id", nullptr},
                       {"org_id", nullptr},
                       {"stage_id", 1 + draw.number("stage", 5)},
                       {"status", draw.pick("status", {"open", "won", "lost"})}};
    if (draw.chance("has person", 70)) shown["person_id"] = 1 + draw.number("person", 25);
    if (draw.chance("has organization", 60)) shown["org_id"] = 1 + draw.number("org", 25);
    return shown;
}

json::object person(const Sample& sample) {
    const auto& draw = sample.draw;
    const json::object email{
        {"value", "person-" + std::to_string(sample.number) + "@sample.invalid"},
        {"primary", true},
        {"label", "work"}};
    json::object shown{{"name", numbered("Person", sample)},
                       {"emails", json::array{email}},
                       {"phones", json::array{}},
                       {"org_id", nullptr}};
    if (draw.chance("has phone", 50)) {
        const auto digits = std::to_string(10 + draw.number("phone", 90));
        const json::object phone{
            {"value", "+1 555 01" + digits}, {"primary", true}, {"label", "mobile"}};
        shown["phones"] = json::array{phone};
    }
    return shown;
}

json::object organization(const Sample& sample) {
    return {{"name", numbered("Organization", sample)},
            {"address", json::object{{"value", sample.draw.sentence("address")}}}};
}

constexpr ObjectKind kinds[] = {
    {"deals", "title", "deals", &deal},
    {"persons", "name", "contacts", &person},
    {"organizations", "name", "contacts", &organization},
};

/// To the second, and in UTC.
std::string told(Time time) { return to_rfc3339(time).substr(0, 19) + "Z"; }

json::object show(const ObjectKind& kind, const Sample& sample) {
    json::object shown = kind.own(sample);
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    shown["id"] = sample.number;
    shown["add_time"] = told(sample.created);
    shown["update_time"] = told(sample.updated);
    shown["is_deleted"] = sample.gone;
    shown["custom_fields"] = json::object{};
    return shown;
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view) {
    return show(kinds[index], sample);
}

constexpr RecordKind record_kinds[] = {
    {"pipedrive.deals", Records::usual, &show_of<0>},
    {"pipedrive.persons", Records::usual, &show_of<1>},
    {"pipedrive.organizations", Records::usual, &show_of<2>},
};

// --- who may -------------------------------------------------------------------------------------

bool may(const PipedriveCaller& caller, const ObjectKind& kind, bool writes) {
    if (caller.by_api_token) return true;
    const auto has = [&](std::string_view access) {
        const auto scope = std::string{kind.scope} + std::string{access};
        return std::ranges::find(caller.scopes, scope) != caller.scopes.end();
    };
    return has(":full") || (!writes && has(":read"));
}

/// The burst, and the day's budget: what a call costs depends on what it does (community notes).
Answer with_limits(Answer answer, std::int64_t most, std::int64_t left, std::int64_t cost) {
    answer.headers.set("x-ratelimit-limit", std::to_string(most));
    answer.headers.set("x-ratelimit-remaining", std::to_string(std::max<std::int64_t>(left, 0)));
    answer.headers.set("x-ratelimit-reset", "2");
    answer.headers.set("x-daily-ratelimit-token-limit", std::to_string(daily_budget));
    answer.headers.set("x-daily-ratelimit-token-remaining", std::to_string(daily_budget - cost));
    return answer;
}

using Work = Answer (*)(Realm&, const Call&, const ObjectKind&, DataSet&);

template <std::size_t index>
Answer run(Realm& realm, const Call& call, bool writes, std::int64_t cost, Work work) {
    const ObjectKind& kind = kinds[index];
    const PipedriveCaller caller = find_pipedrive_caller(realm, call);
    if (caller.company.empty()) return pipedrive_error(401, "unauthorized access");
    if (!may(caller, kind, writes)) return pipedrive_error(403, "Scope and URL mismatch");
    const auto own = caller.by_api_token ? calls_in_burst_by_api_token : calls_in_burst;
    const auto reading =
        realm.rates.count("pipedrive " + caller.company, realm.clock.now(), own, burst);
    const auto most = realm.rates.most(own);
    if (reading.is_over) {
        return with_limits(pipedrive_error(429, "request over limit"), most, 0, cost);
    }
    DataSet& set = realm.records.set(record_kinds[index].name, caller.company);
    return with_limits(work(realm, call, kind, set), most, most - reading.used, cost);
}

// --- reading -------------------------------------------------------------------------------------

/// Where a page begins: the moment of the last change of the record before it, and its number.
struct Position {
    Time updated = Time::min();
    std::uint64_t number = 0;
};

std::string write_position(const Sample& last, bool by_change) {
    const auto moment = by_change ? to_unix_ms(last.updated) : 0;
    const auto text = std::to_string(moment) + ":" + std::to_string(last.number);
    return base64url_encode(std::as_bytes(std::span{text}));
}

std::optional<Position> read_position(std::string_view cursor) {
    const auto text = base64url_decode(cursor);
    if (!text) return std::nullopt;
    const auto parts = split(*text, ':');
    if (parts.size() != 2) return std::nullopt;
    const auto moment = parse_integer(parts[0]);
    const auto number = parse_integer(parts[1]);
    if (!moment || !number || *number < 1) return std::nullopt;
    return Position{from_unix_ms(*moment), static_cast<std::uint64_t>(*number)};
}

/// What a list is asked for.
struct Wish {
    std::size_t limit = usual_page;
    bool by_change = false;
    bool is_descending = false;
    std::optional<Time> since;
    std::optional<Position> after;
};

std::optional<Wish> read_wish(const Call& call) {
    Wish wish;
    if (call.query.has("limit")) {
        const auto limit = parse_integer(call.query.find("limit"));
        if (!limit || *limit < 1) return std::nullopt;
        wish.limit = std::min(static_cast<std::size_t>(*limit), largest_page);
    }
    const auto order = call.query.find("sort_by");
    if (!order.empty() && order != "id" && order != "update_time" && order != "add_time")
        return std::nullopt;
    wish.by_change = order == "update_time";
    wish.is_descending = call.query.find("sort_direction") == "desc";
    if (call.query.has("updated_since")) {
        const auto since = parse_rfc3339(call.query.find("updated_since"));
        if (!since) return std::nullopt;
        wish.since = *since;
    }
    if (call.query.has("cursor")) {
        wish.after = read_position(call.query.find("cursor"));
        if (!wish.after) return std::nullopt;
    }
    return wish;
}

/// All that a list would bring, in its order. Numbers rise with the moments of making.
std::vector<const Sample*> in_order(const DataSet& set, const Wish& wish) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone && (!wish.since || sample.updated >= *wish.since)) {
            found.push_back(&sample);
        }
    }
    const auto place = [&](const Sample* sample) {
        return std::pair{wish.by_change ? sample->updated : Time{}, sample->number};
    };
    std::ranges::sort(found, [&](const Sample* a, const Sample* b) {
        return wish.is_descending ? place(b) < place(a) : place(a) < place(b);
    });
    if (!wish.after) return found;
    const std::pair last{wish.by_change ? wish.after->updated : Time{}, wish.after->number};
    std::erase_if(found, [&](const Sample* sample) {
        return wish.is_descending ? place(sample) >= last : place(sample) <= last;
    });
    return found;
}

Answer list_objects(Realm&, const Call& call, const ObjectKind& kind, DataSet& set) {
    const auto wish = read_wish(call);
    if (!wish) return pipedrive_error(400, "Bad request: a parameter is not understood");
    const auto found = in_order(set, *wish);
    json::array data;
    for (const Sample* each : found) {
        if (data.size() == wish->limit) break;
        data.push_back(show(kind, *each));
    }
    json::object more{{"next_cursor", nullptr}};
    if (data.size() < found.size())
        more["next_cursor"] = write_position(*found[data.size() - 1], wish->by_change);
    return Answer::json(
        {{"success", true}, {"data", std::move(data)}, {"additional_data", std::move(more)}});
}

// --- one object ----------------------------------------------------------------------------------

Answer tell(const ObjectKind& kind, const Sample& sample, int status = 200) {
    return Answer::json({{"success", true}, {"data", show(kind, sample)}}, status);
}

std::optional<json::object> read_body(const Call& call) {
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return std::nullopt;
    return body->get_object();
}

const Sample* find_object(const Call& call, const DataSet& set) {
    const auto id = parse_integer(call.arguments.at(0));
    const Sample* sample = id && *id > 0 ? set.find(static_cast<std::uint64_t>(*id)) : nullptr;
    return sample != nullptr && !sample->gone ? sample : nullptr;
}

Answer create_object(Realm& realm, const Call& call, const ObjectKind& kind, DataSet& set) {
    const auto body = read_body(call);
    const auto* name = body ? body->if_contains(kind.required) : nullptr;
    if (name == nullptr || !name->is_string() || name->get_string().empty())
        return pipedrive_error(400, "Bad request: " + std::string{kind.required} + " is required");
    return tell(kind, set.add(realm.clock.now(), *body), 201);
}

Answer read_object(Realm&, const Call& call, const ObjectKind& kind, DataSet& set) {
    const Sample* sample = find_object(call, set);
    if (sample == nullptr) return pipedrive_error(404, "not found");
    return tell(kind, *sample);
}

Answer change_object(Realm& realm, const Call& call, const ObjectKind& kind, DataSet& set) {
    const Sample* sample = find_object(call, set);
    const auto body = read_body(call);
    if (sample == nullptr) return pipedrive_error(404, "not found");
    if (!body) return pipedrive_error(400, "Bad request: the body is no JSON object");
    return tell(kind, *set.change(sample->number, realm.clock.now(), *body));
}

Answer remove_object(Realm& realm, const Call& call, const ObjectKind&, DataSet& set) {
    const Sample* sample = find_object(call, set);
    if (sample == nullptr) return pipedrive_error(404, "not found");
    const auto number = sample->number;
    set.remove(number, realm.clock.now());
    return Answer::json({{"success", true}, {"data", json::object{{"id", number}}}});
}

template <std::size_t index>
Answer all(Realm& realm, Call& call) {
    return run<index>(realm, call, false, 10, &list_objects);
}
template <std::size_t index>
Answer create(Realm& realm, Call& call) {
    return run<index>(realm, call, true, 5, &create_object);
}
template <std::size_t index>
Answer one(Realm& realm, Call& call) {
    switch (call.request.method) {
        case net::Method::get: return run<index>(realm, call, false, 1, &read_object);
        case net::Method::patch: return run<index>(realm, call, true, 5, &change_object);
        case net::Method::del: return run<index>(realm, call, true, 3, &remove_object);
        default: return pipedrive_error(405, "method not allowed");
    }
}

constexpr PipedrivePath paths[] = {
    {"/api/v2/deals", false, &all<0>},           {"/api/v2/deals", true, &create<0>},
    {"/api/v2/deals/*", false, &one<0>},         {"/api/v2/persons", false, &all<1>},
    {"/api/v2/persons", true, &create<1>},       {"/api/v2/persons/*", false, &one<1>},
    {"/api/v2/organizations", false, &all<2>},   {"/api/v2/organizations", true, &create<2>},
    {"/api/v2/organizations/*", false, &one<2>},
};

}  // namespace

std::span<const PipedrivePath> pipedrive_crm_paths() { return paths; }
std::span<const RecordKind> pipedrive_crm_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
