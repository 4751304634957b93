// SPDX-License-Identifier: Apache-2.0
//
// HubSpot's CRM objects, as its public API specifications of 2026-03 and its search guide have
// them; docs/providers/ names what is not verified.
#include "sandbox/hubspot_crm.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::uint64_t first_id = 51'000'000;
constexpr std::size_t largest_list = 100;
constexpr std::size_t largest_search = 200;
constexpr std::size_t search_reach = 10'000;  ///< beyond it a search is refused
constexpr std::int64_t calls_in_window = 110;
constexpr Milliseconds window{10'000};
constexpr std::int64_t searches_a_second = 5;

Answer refuse(int http, std::string_view category, std::string_view message) {
    return Answer::json({{"status", "error"},
                         {"message", message},
                         {"correlationId", "00000000-0000-4000-8000-000000000000"},
                         {"category", category}},
                        http);
}

/// One of the three kinds, and what differs between them.
struct ObjectKind {
    std::string_view name;      ///< as paths have it
    std::string_view modified;  ///< the property that is searched by
    std::string_view unique;    ///< no two may share it; "" = none
    json::object (*properties)(const Sample&);
};

std::string numbered(std::string_view what, const Sample& sample) {
    return std::string{what} + " " + std::to_string(sample.number);
}

/// Everything is text, and what is not set is null.
json::object contact_properties(const Sample& sample) {
    const auto& draw = sample.draw;
    json::object properties{
        {"email", "contact-" + std::to_string(sample.number) + "@sample.invalid"},
        {"firstname", numbered("Contact", sample)},
        {"lastname",
         draw.pick("lastname", {"Sample", "B\u00e9ispiel", "\u898b\u672c", "O'Sample"})},
        {"phone", nullptr},
        {"company", nullptr},
        {"lifecyclestage", draw.pick("stage", {"subscriber", "lead", "opportunity", "customer"})}};
    if (draw.chance("has phone", 60)) {
        properties["phone"] = "+1 555 01" + std::to_string(10 + draw.number("phone", 90));
    }
    if (draw.chance("has company", 70)) properties["company"] = draw.sentence("company");
    return properties;
}

json::object company_properties(const Sample& sample) {
    return {{"name", numbered("Company", sample)},
            {"domain", "company-" + std::to_string(sample.number) + ".sample.invalid"},
            {"industry", sample.draw.pick("industry", {"COMPUTER_SOFTWARE", "RETAIL", "BANKING"})},
            {"city", sample.draw.sentence("city")}};
}

json::object deal_properties(const Sample& sample) {
    json::object properties{
        {"dealname", numbered("Deal", sample)},
        {"amount", nullptr},
        {"dealstage",
         sample.draw.pick("stage", {"appointmentscheduled", "qualifiedtobuy", "closedwon"})},
        {"pipeline", "default"},
        {"closedate", to_rfc3339(sample.created + std::chrono::hours{24 * 30})}};
    if (sample.draw.chance("has amount", 80)) {
        properties["amount"] = std::to_string(sample.draw.number("amount", 1'000'000)) + ".5";
    }
    return properties;
}

constexpr ObjectKind kinds[] = {
    {"contacts", "lastmodifieddate", "email", &contact_properties},
    {"companies", "hs_lastmodifieddate", "", &company_properties},
    {"deals", "hs_lastmodifieddate", "", &deal_properties},
};

/// nullptr: there are no such objects.
const ObjectKind* find_kind(const Call& call) {
    const auto found = std::ranges::find(kinds, call.arguments.at(0), &ObjectKind::name);
    return found == std::end(kinds) ? nullptr : found;
}

std::string set_name(const ObjectKind& kind) { return "hubspot." + std::string{kind.name}; }

std::string id_of(const Sample& sample) { return std::to_string(first_id + sample.number); }

std::uint64_t number_of(std::string_view id) {
    const auto parsed = parse_integer(id);
    if (!parsed || *parsed <= static_cast<std::int64_t>(first_id)) return 0;
    return static_cast<std::uint64_t>(*parsed) - first_id;
}

json::object show(const ObjectKind& kind, const Sample& sample) {
    auto properties = kind.properties(sample);
    for (const auto& member : sample.own) {
        properties.insert_or_assign(member.key(), member.value());
    }
    properties["createdate"] = to_rfc3339(sample.created);
    properties[kind.modified] = to_rfc3339(sample.updated);
    properties["hs_object_id"] = id_of(sample);
    return {{"id", id_of(sample)},
            {"properties", std::move(properties)},
            {"createdAt", to_rfc3339(sample.created)},
            {"updatedAt", to_rfc3339(sample.updated)},
            {"archived", sample.gone}};
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view) {
    return show(kinds[index], sample);
}

constexpr RecordKind record_kinds[] = {
    {"hubspot.contacts", Records::usual, &show_of<0>},
    {"hubspot.companies", Records::usual, &show_of<1>},
    {"hubspot.deals", Records::usual, &show_of<2>},
};

/// The properties that were asked for, and those that always come.
json::object show_some(const ObjectKind& kind, const Sample& sample,
                       const std::vector<std::string>& wanted) {
    auto whole = show(kind, sample);
    const json::object all = whole["properties"].get_object();
    json::object some;
    for (const std::string_view name :
         {std::string_view{"createdate"}, std::string_view{"hs_object_id"}, kind.modified}) {
        some.insert_or_assign(name, all.at(name));
    }
    for (const std::string& name : wanted) {
        if (const auto* value = all.if_contains(name)) some.insert_or_assign(name, *value);
    }
    whole["properties"] = std::move(some);
    return whole;
}

/// With commas between, or one after the other, as the official client libraries send them.
std::vector<std::string> wanted_properties(const Call& call) {
    std::vector<std::string> wanted;
    for (const auto& value : call.query.all("properties")) {
        for (auto& name : split_words(value)) wanted.push_back(std::move(name));
    }
    return wanted;
}

// --- who may -------------------------------------------------------------------------------------

struct Entry {
    std::string account;
    const ObjectKind* kind = nullptr;
    std::optional<Answer> refusal = {};
};

Entry enter(Realm& realm, const Call& call, std::string_view access) {
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    if (!token.token) {
        return {.account = {},
                .refusal = refuse(401, "EXPIRED_AUTHENTICATION",
                                  "The OAuth token is expired or unknown.")};
    }
    const ObjectKind* kind = find_kind(call);
    if (kind == nullptr) {
        return {.account = {},
                .refusal = refuse(400, "VALIDATION_ERROR", "Unable to infer object type")};
    }
    const auto scope = "crm.objects." + std::string{kind->name} + "." + std::string{access};
    if (!token.has_scope(scope)) {
        return {.account = {},
                .refusal = refuse(403, "MISSING_SCOPES", "This app is missing the scope " + scope)};
    }
    return {token.family->account, kind, std::nullopt};
}

/// H7: the headers of calls with an OAuth token; searches have none.
Answer with_rates(Answer answer, const RateMeter& rates, const RateMeter::Reading& reading) {
    const auto most = rates.most(calls_in_window);
    answer.headers.set("X-HubSpot-RateLimit-Max", std::to_string(most));
    answer.headers.set("X-HubSpot-RateLimit-Remaining",
                       std::to_string(std::max<std::int64_t>(most - reading.used, 0)));
    answer.headers.set("X-HubSpot-RateLimit-Interval-Milliseconds", std::to_string(window.count()));
    return answer;
}

using Work = Answer (*)(Realm&, const Call&, const ObjectKind&, DataSet&);

Answer run(Realm& realm, const Call& call, std::string_view access, Work work) {
    const Entry entry = enter(realm, call, access);
    if (entry.refusal) return *entry.refusal;
    const auto reading =
        realm.rates.count("hubspot " + entry.account, realm.clock.now(), calls_in_window, window);
    if (reading.is_over) {
        return with_rates(hubspot_too_many_calls("TEN_SECONDLY_ROLLING"), realm.rates, reading);
    }
    const ObjectKind& kind = *entry.kind;
    DataSet& set = realm.records.set(set_name(kind), entry.account);
    return with_rates(work(realm, call, kind, set), realm.rates, reading);
}

// --- reading -------------------------------------------------------------------------------------

Answer list_objects(Realm& realm, const Call& call, const ObjectKind& kind, DataSet& set) {
    const auto asked = parse_integer(call.query.find("limit"));
    const auto size = asked ? *asked : std::int64_t{10};
    if (size < 1 || size > static_cast<std::int64_t>(largest_list)) {
        return refuse(400, "VALIDATION_ERROR", "limit must be from 1 to 100");
    }
    const std::string_view after = call.query.find("after");
    if (!after.empty() && number_of(after) == 0) {
        return refuse(400, "VALIDATION_ERROR", "after is no paging cursor");
    }
    const bool archived = call.query.find("archived") == "true";
    const auto wanted = wanted_properties(call);
    json::array results;
    std::string last;
    bool has_more = false;
    for (auto number = number_of(after) + 1; const Sample* sample = set.find(number); ++number) {
        if (sample->gone != archived) continue;
        if (std::ssize(results) == size) {
            has_more = true;
            break;
        }
        results.push_back(show_some(kind, *sample, wanted));
        last = id_of(*sample);
    }
    json::object answer{{"results", std::move(results)}};
    if (has_more) {
        const auto link = origin_of(realm) + std::string{call.request.path()} + "?after=" + last;
        const json::object next{{"after", last}, {"link", link}};
        answer["paging"] = json::object{{"next", next}};
    }
    return Answer::json(std::move(answer));
}

Answer list(Realm& realm, Call& call) { return run(realm, call, "read", &list_objects); }

/// What a search asks for. Only what is known of it: one group of comparisons of dates or texts.
struct Search {
    struct Filter {
        std::string property;
        std::string comparison;
        std::string value;
    };
    std::vector<Filter> filters;
    std::vector<std::string> properties;
    bool is_descending = false;
    std::int64_t limit = 10;
    std::int64_t after = 0;
};

std::string text_at(const json::value& value, std::string_view pointer) {
    return scalar_text(find_pointer(value, pointer)).value_or("");
}

std::optional<Search> read_search(const json::value& body) {
    Search search;
    if (const auto* filters = find_pointer(body, "/filterGroups/0/filters")) {
        if (!filters->is_array()) return std::nullopt;
        for (const auto& each : filters->get_array()) {
            search.filters.push_back({text_at(each, "/propertyName"), text_at(each, "/operator"),
                                      text_at(each, "/value")});
        }
    }
    if (const auto* properties = find_pointer(body, "/properties")) {
        if (!properties->is_array()) return std::nullopt;
        for (const auto& each : properties->get_array()) {
            search.properties.push_back(scalar_text(&each).value_or(""));
        }
    }
    search.is_descending = text_at(body, "/sorts/0/direction") == "DESCENDING";
    if (const auto limit = parse_integer(text_at(body, "/limit"))) search.limit = *limit;
    if (const auto after = parse_integer(text_at(body, "/after"))) search.after = *after;
    return search;
}

bool matches(const ObjectKind& kind, const Sample& sample, const Search::Filter& filter) {
    if (filter.property == kind.modified) {
        const auto value = parse_integer(filter.value);
        const auto updated = to_unix_ms(sample.updated);
        if (filter.comparison == "GTE") return value && updated >= *value;
        if (filter.comparison == "GT") return value && updated > *value;
        if (filter.comparison == "LT") return value && updated < *value;
        if (filter.comparison == "LTE") return value && updated <= *value;
    }
    const auto whole = show(kind, sample);
    return text_at(whole, "/properties/" + filter.property) == filter.value;
}

bool is_known(const ObjectKind& kind, const Search::Filter& filter) {
    static const Sample nobody;
    if (filter.property == kind.modified) {
        const bool is_number = parse_integer(filter.value).has_value();
        return is_number && (filter.comparison == "GTE" || filter.comparison == "GT" ||
                             filter.comparison == "LT" || filter.comparison == "LTE");
    }
    return filter.comparison == "EQ" && kind.properties(nobody).contains(filter.property);
}

std::vector<const Sample*> found_by(const ObjectKind& kind, const DataSet& set,
                                    const Search& search) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        const bool fits = !sample.gone && std::ranges::all_of(search.filters, [&](const auto& f) {
            return matches(kind, sample, f);
        });
        if (fits) found.push_back(&sample);
    }
    std::ranges::sort(found, [](const Sample* a, const Sample* b) {
        return std::pair{a->updated, a->number} < std::pair{b->updated, b->number};
    });
    if (search.is_descending) std::ranges::reverse(found);
    return found;
}

Answer find_objects(const ObjectKind& kind, const DataSet& set, const Search& search) {
    const auto found = found_by(kind, set, search);
    json::array results;
    const auto total = std::ssize(found);
    const auto end = std::min<std::int64_t>(search.after + search.limit, total);
    for (auto at = search.after; at < end; ++at) {
        const Sample& sample = *found[static_cast<std::size_t>(at)];
        results.push_back(show_some(kind, sample, search.properties));
    }
    json::object answer{{"total", total}, {"results", std::move(results)}};
    if (end < total) {
        const json::object next{{"after", std::to_string(end)}};
        answer["paging"] = json::object{{"next", next}};
    }
    return Answer::json(std::move(answer));
}

Answer search(Realm& realm, Call& call) {
    const Entry entry = enter(realm, call, "read");
    if (entry.refusal) return *entry.refusal;
    const auto reading = realm.rates.count("hubspot search " + entry.account, realm.clock.now(),
                                           searches_a_second, Milliseconds{1000});
    if (reading.is_over) return hubspot_too_many_calls("SECONDLY");
    const auto body = parse_json(call.request.body);
    const auto asked = body ? read_search(*body) : std::nullopt;
    if (!asked) return refuse(400, "VALIDATION_ERROR", "Invalid input JSON");
    const ObjectKind& kind = *entry.kind;
    for (const auto& filter : asked->filters) {
        if (!is_known(kind, filter)) {
            return refuse(400, "VALIDATION_ERROR",
                          "There was a problem with the filter on " + filter.property);
        }
    }
    const auto size = static_cast<std::int64_t>(largest_search);
    if (asked->limit < 1 || asked->limit > size || asked->after < 0) {
        return refuse(400, "VALIDATION_ERROR", "limit must be from 1 to 200");
    }
    if (asked->after > static_cast<std::int64_t>(search_reach) - asked->limit) {
        return refuse(400, "VALIDATION_ERROR", "A search reaches no more than 10000 results");
    }
    return find_objects(kind, realm.records.set(set_name(kind), entry.account), *asked);
}

// --- one object ----------------------------------------------------------------------------------

Answer no_object() { return refuse(404, "OBJECT_NOT_FOUND", "resource not found"); }

/// The properties of a body; nothing where it is not of the kind.
std::optional<json::object> read_properties(const Call& call) {
    const auto body = parse_json(call.request.body);
    const auto* properties = body ? find_pointer(*body, "/properties") : nullptr;
    if (properties == nullptr || !properties->is_object()) return std::nullopt;
    return properties->get_object();
}

const Sample* find_twin(const ObjectKind& kind, const DataSet& set,
                        const json::object& properties) {
    const auto* unique = kind.unique.empty() ? nullptr : properties.if_contains(kind.unique);
    if (unique == nullptr) return nullptr;
    for (const Sample& sample : set.samples()) {
        const auto whole = show(kind, sample);
        if (!sample.gone && whole.at("properties").get_object().at(kind.unique) == *unique) {
            return &sample;
        }
    }
    return nullptr;
}

Answer create_object(Realm& realm, const Call& call, const ObjectKind& kind, DataSet& set) {
    const auto properties = read_properties(call);
    if (!properties) return refuse(400, "VALIDATION_ERROR", "Invalid input JSON: properties");
    if (const Sample* twin = find_twin(kind, set, *properties)) {
        return refuse(409, "CONFLICT", "Contact already exists. Existing ID: " + id_of(*twin));
    }
    const Sample& made = set.add(realm.clock.now(), *properties);
    return Answer::json(show(kind, made), 201);
}

Answer create(Realm& realm, Call& call) { return run(realm, call, "write", &create_object); }

Answer read_object(Realm&, const Call& call, const ObjectKind& kind, DataSet& set) {
    const Sample* sample = set.find(number_of(call.arguments.at(1)));
    if (sample == nullptr || sample->gone) return no_object();
    return Answer::json(show_some(kind, *sample, wanted_properties(call)));
}

Answer change_object(Realm& realm, const Call& call, const ObjectKind& kind, DataSet& set) {
    const auto properties = read_properties(call);
    if (!properties) return refuse(400, "VALIDATION_ERROR", "Invalid input JSON: properties");
    const auto number = number_of(call.arguments.at(1));
    const Sample* sample = set.find(number);
    if (sample == nullptr || sample->gone) return no_object();
    return Answer::json(show(kind, *set.change(number, realm.clock.now(), *properties)));
}

Answer archive_object(Realm& realm, const Call& call, const ObjectKind&, DataSet& set) {
    const auto number = number_of(call.arguments.at(1));
    const Sample* sample = set.find(number);
    if (sample != nullptr && !sample->gone) set.remove(number, realm.clock.now());
    return Answer{.status = 204};
}

Answer one(Realm& realm, Call& call) {
    switch (call.request.method) {
        case net::Method::get: return run(realm, call, "read", &read_object);
        case net::Method::patch: return run(realm, call, "write", &change_object);
        case net::Method::del: return run(realm, call, "write", &archive_object);
        default: return refuse(405, "VALIDATION_ERROR", "Method not allowed");
    }
}

constexpr Endpoint endpoints[] = {
    {"/api.hubapi.com/crm/v3/objects/*", false, Place::api, &list},
    {"/api.hubapi.com/crm/objects/2026-03/*", false, Place::api, &list},
    {"/api.hubapi.com/crm/v3/objects/*", true, Place::api, &create},
    {"/api.hubapi.com/crm/v3/objects/*/search", true, Place::api, &search},
    {"/api.hubapi.com/crm/v3/objects/*/*", false, Place::api, &one},
};

}  // namespace

std::span<const Endpoint> hubspot_crm_endpoints() { return endpoints; }
std::span<const RecordKind> hubspot_crm_kinds() { return record_kinds; }

Answer hubspot_too_many_calls(std::string_view policy) {
    auto answer = refuse(429, "RATE_LIMITS", "You have reached your limit of requests.");
    answer.document->emplace("policyName", policy);
    return answer;
}

}  // namespace fairlead::sandbox
