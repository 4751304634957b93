// SPDX-License-Identifier: Apache-2.0
//
// A sub-account's contacts and opportunities, as the API descriptions that HighLevel publishes
// (2026) and the notes of the community have them; docs/providers/ names what is not verified.
#include "sandbox/gohighlevel_crm.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::int64_t usual_page = 20;
constexpr std::int64_t largest_page = 100;
constexpr std::int64_t largest_search = 500;
constexpr std::int64_t search_reach = 10'000;  ///< pages that are counted end there (community)
constexpr Milliseconds day{86'400'000};
constexpr std::size_t id_size = 20;

/// One of the two kinds, and what differs between them.
struct ObjectKind {
    std::string_view set;
    std::string_view list;  ///< the answer's member that has the records
    std::string_view scope;
    std::string_view id;        ///< what ids begin with
    std::string_view location;  ///< the parameter that says whose they are
    std::string_view created;
    std::string_view updated;
    json::object (*own)(const Sample&);
};

// --- records -------------------------------------------------------------------------------------

constexpr std::string_view contact_ids = "SampleContact";
constexpr std::string_view opportunity_ids = "SampleOpportun";

/// Ids have twenty letters and digits.
std::string id_of(std::string_view begin, std::uint64_t number) {
    std::string id{begin};
    const auto digits = std::to_string(number);
    while (id.size() + digits.size() < id_size) id += '0';
    return id + digits;
}

/// 0: no such id.
std::uint64_t number_of(std::string_view begin, std::string_view id) {
    if (id.size() != id_size || !id.starts_with(begin)) return 0;
    const auto number = parse_integer(id.substr(begin.size()));
    return number && *number > 0 ? static_cast<std::uint64_t>(*number) : std::uint64_t{0};
}

std::string numbered(std::string_view what, const Sample& sample) {
    return std::string{what} + " " + std::to_string(sample.number);
}

json::object contact(const Sample& sample) {
    const auto& draw = sample.draw;
    json::object shown{{"firstName", numbered("Contact", sample)},
                       {"lastName", draw.pick("lastname", {"Sample", "B\u00e9ispiel",
                                                           "\u898b\u672c", "O'Sample"})},
                       {"email", "contact-" + std::to_string(sample.number) + "@sample.invalid"},
                       {"phone", nullptr},
                       {"tags", json::array{}},
                       {"customFields", json::array{}}};
    if (draw.chance("has phone", 60)) {
        shown["phone"] = "+155501" + std::to_string(10 + draw.number("phone", 90));
    }
    if (draw.chance("has tags", 40)) {
        json::array tags;
        tags.emplace_back("sample");
        shown["tags"] = std::move(tags);
    }
    if (draw.chance("has field", 30)) {
        const json::object field{{"id", id_of("SampleField", 1)},
                                 {"value", draw.sentence("field")}};
        shown["customFields"] = json::array{field};
    }
    return shown;
}

json::object opportunity(const Sample& sample) {
    const auto& draw = sample.draw;
    return {{"name", numbered("Opportunity", sample)},
            {"monetaryValue", draw.number("value", 100'000)},
            {"pipelineId", id_of("SamplePipeline", 1)},
            {"pipelineStageId", id_of("SampleStage", 1 + draw.number("stage", 5))},
            {"status", draw.pick("status", {"open", "won", "lost", "abandoned"})},
            {"contactId", id_of(contact_ids, 1 + draw.number("contact", Records::usual))}};
}

/// Here it is `location_id`, elsewhere `locationId` (apps/opportunities.json).
constexpr ObjectKind kinds[] = {
    {"gohighlevel.contacts", "contacts", "contacts.readonly", contact_ids, "locationId",
     "dateAdded", "dateUpdated", &contact},
    {"gohighlevel.opportunities", "opportunities", "opportunities.readonly", opportunity_ids,
     "location_id", "createdAt", "updatedAt", &opportunity},
};
constexpr const ObjectKind& contacts = kinds[0];
constexpr const ObjectKind& opportunities = kinds[1];

json::object show(const ObjectKind& kind, const Sample& sample, std::string_view owner) {
    json::object shown = kind.own(sample);
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    shown["id"] = id_of(kind.id, sample.number);
    shown["locationId"] = std::string{owner};
    shown[kind.created] = to_rfc3339(sample.created);
    shown[kind.updated] = to_rfc3339(sample.updated);
    return shown;
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view owner) {
    return show(kinds[index], sample, owner);
}

constexpr RecordKind record_kinds[] = {
    {contacts.set, Records::usual, &show_of<0>},
    {opportunities.set, Records::usual, &show_of<1>},
};

// --- who may -------------------------------------------------------------------------------------

Answer invalid(const std::string& message) {
    json::array messages;
    messages.emplace_back(message);
    return gohighlevel_error(422, std::move(messages), "Unprocessable Entity");
}

/// What is asked for, and of whom.
struct Question {
    const Call& call;
    const ObjectKind& kind;
    std::string location;
    json::value body;  ///< of a search
};

using Work = Answer (*)(const Realm&, const Question&, const DataSet&);

/// docs/oauth, "Rate limits": for each application and account. Less than nothing is left to a call
/// that is one too many.
GohighlevelQuota count_call(Realm& realm, const Call& call, const GohighlevelCaller& caller) {
    const auto who = "gohighlevel " + call.subject.client + " " + caller.account;
    const auto now = realm.clock.now();
    const auto soon = realm.rates.count(who, now, gohighlevel_calls_in_burst, gohighlevel_burst);
    const auto today = realm.rates.count(who + " today", now, gohighlevel_calls_in_day, day);
    const auto most = realm.rates.most(gohighlevel_calls_in_burst);
    return {most, most - soon.used, gohighlevel_calls_in_day - today.used};
}

/// An agency's token calls most of this API in vain: a sub-account's is wanted.
Answer answer_for(Realm& realm, const Question& question, const GohighlevelCaller& caller,
                  Work work) {
    const ObjectKind& kind = question.kind;
    if (question.location.empty()) return invalid(std::string{kind.location} + " is required");
    if (caller.is_agency || question.location != caller.account) return gohighlevel_out_of_reach();
    return work(realm, question, realm.records.set(kind.set, question.location));
}

Answer run(Realm& realm, const Question& question, Work work) {
    const auto caller = find_gohighlevel_caller(realm, question.call, question.kind.scope);
    if (caller.refusal) return *caller.refusal;
    const auto quota = count_call(realm, question.call, caller);
    if (quota.left < 0 || quota.left_today < 0) return gohighlevel_too_many_calls(quota);
    Answer answer = answer_for(realm, question, caller, work);
    tell_gohighlevel_quota(quota, answer);
    return answer;
}

// --- lists ---------------------------------------------------------------------------------------

/// When a record was added, and its number: lists have the newest first.
using Position = std::pair<std::int64_t, std::uint64_t>;

Position position_of(const Sample& sample) { return {to_unix_ms(sample.created), sample.number}; }

struct Wish {
    std::int64_t limit = usual_page;
    std::optional<Position> after = {};
    std::optional<Answer> refusal = {};
};

Wish read_wish(const Parameters& query, const ObjectKind& kind) {
    Wish wish;
    if (query.has("limit")) {
        const auto limit = parse_integer(query.find("limit"));
        wish.limit = limit ? *limit : std::int64_t{0};
    }
    if (wish.limit < 1 || wish.limit > largest_page) {
        wish.refusal = invalid("limit must be from 1 to 100");
        return wish;
    }
    // One of the two alone brings the first page again (community).
    if (!query.has("startAfter") || !query.has("startAfterId")) return wish;
    const auto moment = parse_integer(query.find("startAfter"));
    const auto number = number_of(kind.id, query.find("startAfterId"));
    if (moment && number > 0) {
        wish.after = Position{*moment, number};
    } else {
        wish.refusal = invalid("startAfter and startAfterId are no place in the list");
    }
    return wish;
}

/// Numbers rise with the moments of making.
std::vector<const Sample*> newest_first(const DataSet& set) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone) found.push_back(&sample);
    }
    std::ranges::reverse(found);
    return found;
}

std::string link_after(const Realm& realm, const Question& question, const Wish& wish,
                       const Position& last) {
    const ObjectKind& kind = question.kind;
    const net::Pairs pairs{{std::string{kind.location}, question.location},
                           {"limit", std::to_string(wish.limit)},
                           {"startAfter", std::to_string(last.first)},
                           {"startAfterId", id_of(kind.id, last.second)}};
    return origin_of(realm) + std::string{question.call.request.path()} + "?" +
           net::write_pairs(pairs);
}

Answer list_records(const Realm& realm, const Question& question, const DataSet& set) {
    const ObjectKind& kind = question.kind;
    const Wish wish = read_wish(question.call.query, kind);
    if (wish.refusal) return *wish.refusal;
    const auto found = newest_first(set);
    auto at = found.begin();
    while (wish.after && at != found.end() && position_of(**at) >= *wish.after) ++at;
    const auto page = 1 + (at - found.begin()) / wish.limit;
    json::object meta{{"total", std::ssize(found)}, {"nextPageUrl", nullptr},
                      {"startAfterId", nullptr},    {"startAfter", nullptr},
                      {"currentPage", page},        {"nextPage", nullptr}};
    json::array rows;
    Position last;
    for (; at != found.end() && std::ssize(rows) < wish.limit; ++at) {
        rows.push_back(show(kind, **at, question.location));
        last = position_of(**at);
    }
    if (at != found.end()) {
        meta["nextPageUrl"] = link_after(realm, question, wish, last);
        meta["startAfterId"] = id_of(kind.id, last.second);
        meta["startAfter"] = last.first;
        meta["nextPage"] = page + 1;
    }
    json::object answer{{"meta", std::move(meta)}};
    answer[kind.list] = std::move(rows);
    return Answer::json(std::move(answer));
}

// --- searching -----------------------------------------------------------------------------------

/// The descriptions say no more of the body than that it is an object; this is what is told of it
/// (community). Pages are counted: where an answer has `searchAfter` is not known.
struct Search {
    std::int64_t page = 1;
    std::int64_t size = 0;
    Time from = Time::min();
    Time to = Time::max();
    bool by_change = false;
    bool is_descending = true;
};

std::string text_at(const json::value& value, std::string_view pointer) {
    return scalar_text(find_pointer(value, pointer)).value_or("");
}

/// One bound of a range, as moments to the millisecond.
bool narrow(Search& search, std::string_view bound, Time moment) {
    constexpr Milliseconds step{1};
    if (bound == "gt") {
        search.from = moment + step;
    } else if (bound == "gte") {
        search.from = moment;
    } else if (bound == "lt") {
        search.to = moment - step;
    } else if (bound == "lte") {
        search.to = moment;
    } else {
        return false;
    }
    return true;
}

/// Of filters only what changes are asked for by.
bool read_filter(const json::value& filter, Search& search) {
    const auto* range = find_pointer(filter, "/value");
    if (text_at(filter, "/field") != "dateUpdated" || text_at(filter, "/operator") != "range" ||
        range == nullptr || !range->is_object()) {
        return false;
    }
    for (const auto& bound : range->get_object()) {
        const auto moment = parse_rfc3339(scalar_text(&bound.value()).value_or(""));
        if (!moment || !narrow(search, std::string{bound.key()}, *moment)) return false;
    }
    return true;
}

bool read_filters(const json::value& body, Search& search) {
    const auto* filters = find_pointer(body, "/filters");
    if (filters == nullptr) return true;
    return filters->is_array() &&
           std::ranges::all_of(filters->get_array(), [&](const json::value& filter) {
               return read_filter(filter, search);
           });
}

bool read_order(const json::value& body, Search& search) {
    if (find_pointer(body, "/sort") == nullptr) return true;
    const auto field = text_at(body, "/sort/0/field");
    const auto direction = text_at(body, "/sort/0/direction");
    search.by_change = field == "dateUpdated";
    search.is_descending = direction == "desc";
    return (search.by_change || field == "dateAdded") &&
           (search.is_descending || direction == "asc");
}

/// Nothing where it is not understood.
std::optional<Search> read_search(const json::value& body) {
    Search search;
    const auto size = parse_integer(text_at(body, "/pageLimit"));
    search.size = size ? *size : std::int64_t{0};
    if (find_pointer(body, "/page") != nullptr) {
        const auto page = parse_integer(text_at(body, "/page"));
        search.page = page ? *page : std::int64_t{0};
    }
    const bool is_known = find_pointer(body, "/searchAfter") == nullptr &&
                          read_filters(body, search) && read_order(body, search);
    return is_known ? std::optional{search} : std::nullopt;
}

std::vector<const Sample*> found_by(const DataSet& set, const Search& search) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        const bool fits = sample.updated >= search.from && sample.updated <= search.to;
        if (fits && !sample.gone) found.push_back(&sample);
    }
    std::ranges::sort(found, {}, [&](const Sample* sample) {
        return std::pair{search.by_change ? sample->updated : sample->created, sample->number};
    });
    if (search.is_descending) std::ranges::reverse(found);
    return found;
}

Answer find_contacts(const Realm&, const Question& question, const DataSet& set) {
    const auto search = read_search(question.body);
    if (!search) return invalid("the search is not understood");
    if (search->size < 1 || search->size > largest_search || search->page < 1) {
        return invalid("pageLimit must be from 1 to 500, page a number");
    }
    if (search->page > search_reach / search->size) {
        return invalid("a page reaches no further than 10000 contacts");
    }
    const auto found = found_by(set, *search);
    const std::int64_t total = std::ssize(found);
    const auto begin = std::min((search->page - 1) * search->size, total);
    const auto end = std::min(begin + search->size, total);
    json::array rows;
    for (auto at = begin; at < end; ++at) {
        const Sample& sample = *found[static_cast<std::size_t>(at)];
        rows.push_back(show(question.kind, sample, question.location));
    }
    return Answer::json({{"contacts", std::move(rows)}, {"total", total}});
}

// --- addresses -----------------------------------------------------------------------------------

Answer list(Realm& realm, const Call& call, const ObjectKind& kind) {
    const Question question{call, kind, std::string{call.query.find(kind.location)}, nullptr};
    return run(realm, question, &list_records);
}

Answer list_contacts(Realm& realm, Call& call) { return list(realm, call, contacts); }
Answer list_opportunities(Realm& realm, Call& call) { return list(realm, call, opportunities); }

Answer search_contacts(Realm& realm, Call& call) {
    const auto body = parse_json(call.request.body);
    const json::value document = body ? *body : json::value(nullptr);
    const Question question{call, contacts, text_at(document, "/locationId"), document};
    return run(realm, question, &find_contacts);
}

// The first is marked as deprecated, and still there (apps/contacts.json).
constexpr Endpoint endpoints[] = {
    {"/services.leadconnectorhq.com/contacts/", false, Place::api, &list_contacts},
    {"/services.leadconnectorhq.com/contacts/search", true, Place::api, &search_contacts},
    {"/services.leadconnectorhq.com/opportunities/search", false, Place::api, &list_opportunities},
};

}  // namespace

std::span<const Endpoint> gohighlevel_crm_endpoints() { return endpoints; }
std::span<const RecordKind> gohighlevel_crm_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
