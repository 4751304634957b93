// SPDX-License-Identifier: Apache-2.0
//
// Zoho CRM's contacts, accounts and deals in version 8 of its API, as its specifications and the
// notes that quote its pages have them; docs/providers/ names what is not verified.
#include "sandbox/zoho_records.h"

#include "base/text.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <utility>

namespace fairlead::sandbox {

namespace {

constexpr std::size_t largest_page = 200;
constexpr std::size_t most_fields = 50;
/// Pages that are counted end here; beyond them are those that are named by a token.
constexpr std::int64_t counted_records = 2000;
constexpr std::int64_t most_pages = 1'000'000;
constexpr std::chrono::hours token_life{24};
/// An organization without a licence has so many credits in a day; a list costs one.
constexpr std::int64_t credits = 5000;
constexpr Milliseconds day{86'400'000};

// --- records -------------------------------------------------------------------------------------

/// One of the three modules, and what differs between them.
struct Module {
    std::string_view set;    ///< its records
    std::string_view scope;  ///< as scopes have it
    std::uint64_t first_id;
    json::object (*own)(const Sample&);
};

constexpr std::uint64_t first_contact = 4'150'868'000'000'100'000;
constexpr std::uint64_t first_account = 4'150'868'000'000'300'000;
constexpr std::uint64_t first_deal = 4'150'868'000'000'500'000;

std::string numbered(std::string_view what, std::uint64_t number) {
    return std::string{what} + " " + std::to_string(number);
}

json::value phone(const Draw& draw) {
    if (!draw.chance("has phone", 60)) return nullptr;
    return json::string("+1 555 01" + std::to_string(10 + draw.number("phone", 90)));
}

/// What points to another record brings its name along.
json::value some_account(const Draw& draw) {
    if (!draw.chance("has account", 70)) return nullptr;
    const auto number = 1 + draw.number("account", 25);
    return json::object{{"name", numbered("Account", number)},
                        {"id", std::to_string(first_account + number)}};
}

json::object contact(const Sample& sample) {
    const auto& draw = sample.draw;
    return {{"First_Name", numbered("Contact", sample.number)},
            {"Last_Name",
             draw.pick("lastname", {"Sample", "B\u00e9ispiel", "\u898b\u672c", "O'Sample"})},
            {"Email", "contact-" + std::to_string(sample.number) + "@sample.invalid"},
            {"Phone", phone(draw)},
            {"Account_Name", some_account(draw)}};
}

json::object account(const Sample& sample) {
    const auto& draw = sample.draw;
    json::object shown{{"Account_Name", numbered("Account", sample.number)},
                       {"Industry", draw.pick("industry", {"Banking", "Retail", "Technology"})},
                       {"Phone", phone(draw)},
                       {"Website", nullptr}};
    if (draw.chance("has website", 50)) {
        shown["Website"] = "https://account-" + std::to_string(sample.number) + ".sample.invalid/";
    }
    return shown;
}

json::object deal(const Sample& sample) {
    const auto& draw = sample.draw;
    const Time closes = sample.created + std::chrono::hours{24 * 30};
    json::object shown{{"Deal_Name", numbered("Deal", sample.number)},
                       {"Stage", draw.pick("stage", {"Qualification", "Needs Analysis",
                                                     "Closed Won", "Closed Lost"})},
                       {"Amount", nullptr},
                       {"Closing_Date", to_rfc3339(closes).substr(0, 10)},
                       {"Account_Name", some_account(draw)}};
    if (draw.chance("has amount", 80)) {
        shown["Amount"] = static_cast<double>(draw.number("amount", 1'000'000)) + 0.5;
    }
    return shown;
}

constexpr Module modules[] = {
    {"zoho.contacts", "contacts", first_contact, &contact},
    {"zoho.accounts", "accounts", first_account, &account},
    {"zoho.deals", "deals", first_deal, &deal},
};

/// Moments are kept to the second.
Time second_of(Time time) { return std::chrono::floor<Seconds>(time); }

/// With an offset, where others write a Z.
std::string told(Time time) { return to_rfc3339(time).substr(0, 19) + "+00:00"; }

/// All fields of a record, and its id, which is a text of digits.
json::object show(const Module& module, const Sample& sample) {
    json::object shown = module.own(sample);
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    shown["id"] = std::to_string(module.first_id + sample.number);
    shown["Created_Time"] = told(sample.created);
    shown["Modified_Time"] = told(sample.updated);
    return shown;
}

/// The fields that were asked for, and the id, which always comes. Others are passed over.
json::object show_some(const Module& module, const Sample& sample,
                       const std::vector<std::string>& fields) {
    const auto all = show(module, sample);
    json::object some{{"id", all.at("id")}};
    for (const auto& name : fields) {
        if (const auto* value = all.if_contains(name)) some.insert_or_assign(name, *value);
    }
    return some;
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view) {
    return show(modules[index], sample);
}

constexpr RecordKind record_kinds[] = {
    {modules[0].set, Records::usual, &show_of<0>},
    {modules[1].set, Records::usual, &show_of<1>},
    {modules[2].set, Records::usual, &show_of<2>},
};

// --- what is asked -------------------------------------------------------------------------------

/// Where a page begins: the moment of the record before it, as the list is sorted, and its number.
using Position = std::pair<Time, std::uint64_t>;

struct PageToken {
    Time made{};
    Position after{};
    std::int64_t page = 0;
};

std::string write_token(const PageToken& token) {
    const auto text = std::to_string(to_unix_ms(token.made)) + ":" +
                      std::to_string(to_unix_ms(token.after.first)) + ":" +
                      std::to_string(token.after.second) + ":" + std::to_string(token.page);
    return base64url_encode(bytes_of(text));
}

std::optional<PageToken> read_token(std::string_view written) {
    const auto text = base64url_decode(written);
    if (!text) return std::nullopt;
    const auto parts = split(*text, ':');
    if (parts.size() != 4) return std::nullopt;
    const auto made = parse_integer(parts[0]);
    const auto moment = parse_integer(parts[1]);
    const auto number = parse_integer(parts[2]);
    const auto page = parse_integer(parts[3]);
    if (!made || !moment || !number || !page || *number < 1) return std::nullopt;
    const Position after{from_unix_ms(*moment), static_cast<std::uint64_t>(*number)};
    return PageToken{from_unix_ms(*made), after, *page};
}

/// What a list is asked for.
struct Wish {
    std::vector<std::string> fields = {};
    std::string sort_by = "id";
    bool is_descending = true;
    std::size_t per_page = largest_page;
    std::int64_t page = 1;
    std::optional<PageToken> token = {};
    std::optional<Time> since = {};
};
using Refusal = std::optional<Answer>;

Answer refuse(std::string_view code, std::string_view message, std::string_view parameter) {
    json::object details;
    details.emplace("param_name", parameter);
    return zoho_error(400, code, message, std::move(details));
}

Answer invalid(std::string_view parameter) {
    return refuse("INVALID_DATA", "the value is not valid", parameter);
}

Refusal read_fields(const Call& call, Wish& wish) {
    if (!call.query.has("fields")) {
        return refuse("REQUIRED_PARAM_MISSING", "a required parameter is missing", "fields");
    }
    wish.fields = split(call.query.find("fields"), ',');
    if (wish.fields.size() <= most_fields) return std::nullopt;
    return refuse("LIMIT_EXCEEDED", "there are more than 50 fields", "fields");
}

/// Without sort_by the order is not heeded.
Refusal read_order(const Call& call, Wish& wish) {
    const auto by = call.query.find("sort_by");
    if (by.empty()) return std::nullopt;
    if (by != "id" && by != "Created_Time" && by != "Modified_Time") return invalid("sort_by");
    const auto order = call.query.find("sort_order");
    if (!order.empty() && order != "asc" && order != "desc") return invalid("sort_order");
    wish.sort_by = by;
    wish.is_descending = order != "asc";
    return std::nullopt;
}

/// 0: there is something else than a number from 1 to `most`.
std::int64_t read_count(const Call& call, std::string_view name, std::int64_t usual,
                        std::int64_t most) {
    if (!call.query.has(name)) return usual;
    const auto count = parse_integer(call.query.find(name));
    return count && *count >= 1 && *count <= most ? *count : 0;
}

Refusal read_page_token(const Call& call, Wish& wish, Time now) {
    if (call.query.has("page")) {
        return refuse("AMBIGUITY_DURING_PROCESSING", "page and page_token cannot be combined",
                      "page");
    }
    wish.token = read_token(call.query.find("page_token"));
    if (!wish.token) return invalid("page_token");
    if (wish.token->made + token_life >= now) return std::nullopt;
    return refuse("EXPIRED_VALUE", "the token is older than a day", "page_token");
}

Refusal read_place(const Call& call, Wish& wish, Time now) {
    constexpr auto most = static_cast<std::int64_t>(largest_page);
    const auto size = read_count(call, "per_page", most, most);
    if (size == 0) return invalid("per_page");
    wish.per_page = static_cast<std::size_t>(size);
    if (call.query.has("page_token")) return read_page_token(call, wish, now);
    wish.page = read_count(call, "page", 1, most_pages);
    if (wish.page == 0) return invalid("page");
    if (wish.page * size <= counted_records) return std::nullopt;
    json::object details;
    details.emplace("limit", counted_records);
    return zoho_error(400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED",
                      "only the first 2000 records are there without page_token",
                      std::move(details));
}

/// ISO 8601, where HTTP has another form for this header.
Refusal read_since(const Call& call, Wish& wish) {
    const auto header = call.request.headers.find("If-Modified-Since");
    if (!header) return std::nullopt;
    const auto since = parse_rfc3339(*header);
    if (!since) return invalid("If-Modified-Since");
    wish.since = *since;
    return std::nullopt;
}

Refusal read_wish(const Call& call, Time now, Wish& wish) {
    Refusal refusal = read_fields(call, wish);
    if (!refusal) refusal = read_order(call, wish);
    if (!refusal) refusal = read_place(call, wish, now);
    if (!refusal) refusal = read_since(call, wish);
    return refusal;
}

// --- lists ---------------------------------------------------------------------------------------

Position position_of(const Sample& sample, const Wish& wish) {
    if (wish.sort_by == "Modified_Time") return {second_of(sample.updated), sample.number};
    if (wish.sort_by == "Created_Time") return {second_of(sample.created), sample.number};
    return {Time{}, sample.number};
}

/// Whether the very second that was asked for counts is not said: here it does not, which is the
/// harder case.
bool is_wanted(const Sample& sample, const Wish& wish) {
    return !sample.gone && (!wish.since || second_of(sample.updated) > *wish.since);
}

/// All that a list would bring from its place on, in its order.
std::vector<const Sample*> in_order(const DataSet& set, const Wish& wish) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        if (is_wanted(sample, wish)) found.push_back(&sample);
    }
    std::ranges::sort(found, [&](const Sample* a, const Sample* b) {
        const auto one = position_of(*a, wish);
        const auto other = position_of(*b, wish);
        return wish.is_descending ? other < one : one < other;
    });
    if (!wish.token) {
        const auto before = static_cast<std::size_t>(wish.page - 1) * wish.per_page;
        const auto skipped = std::min(before, found.size());
        found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(skipped));
        return found;
    }
    std::erase_if(found, [&](const Sample* sample) {
        const auto here = position_of(*sample, wish);
        return wish.is_descending ? here >= wish.token->after : here <= wish.token->after;
    });
    return found;
}

/// The token of the next page comes with every page that has one, the first among them.
json::object tell_place(const Wish& wish, std::size_t count, const Sample* last, Time now) {
    const auto page = wish.token ? wish.token->page : wish.page;
    json::object info{{"per_page", wish.per_page},
                      {"next_page_token", nullptr},
                      {"count", count},
                      {"sort_by", wish.sort_by},
                      {"page", page},
                      {"previous_page_token", nullptr},
                      {"page_token_expiry", nullptr},
                      {"sort_order", wish.is_descending ? "desc" : "asc"},
                      {"more_records", last != nullptr}};
    if (last == nullptr) return info;
    info["next_page_token"] = write_token({now, position_of(*last, wish), page + 1});
    info["page_token_expiry"] = told(now + token_life);
    return info;
}

/// No rows is a 204, and nothing that changed a 304; neither has a body.
Answer list_records(const Module& module, const DataSet& set, const Wish& wish, Time now) {
    const auto found = in_order(set, wish);
    if (found.empty()) return Answer{.status = wish.since ? 304 : 204};
    json::array data;
    for (const Sample* each : found) {
        if (data.size() == wish.per_page) break;
        data.push_back(show_some(module, *each, wish.fields));
    }
    const auto count = data.size();
    const Sample* last = count < found.size() ? found[count - 1] : nullptr;
    return Answer::json({{"data", std::move(data)}, {"info", tell_place(wish, count, last, now)}});
}

// --- who may -------------------------------------------------------------------------------------

bool may_read(const ZohoCaller& caller, const Module& module) {
    const auto own = "ZohoCRM.modules." + std::string{module.scope};
    return std::ranges::any_of(caller.scopes, [&](const std::string& scope) {
        return scope == "ZohoCRM.modules.ALL" || scope == own + ".ALL" || scope == own + ".READ";
    });
}

/// What is left is told once half of it is used (rate limits of version 8).
Answer with_credits(Answer answer, std::int64_t used, std::int64_t most) {
    if (used >= most - used) {
        answer.headers.set("X-API-CREDITS-REMAINING",
                           std::to_string(std::max<std::int64_t>(most - used, 0)));
    }
    return answer;
}

Answer run(Realm& realm, const Call& call, const Module& module) {
    const ZohoCaller caller = find_zoho_caller(realm, call);
    if (caller.refusal) return *caller.refusal;
    if (call.request.method != net::Method::get) {
        return zoho_error(405, "METHOD_NOT_ALLOWED", "records are only read here");
    }
    if (!may_read(caller, module)) return zoho_scope_mismatch();
    const Time now = realm.clock.now();
    const auto reading = realm.rates.count("zoho " + caller.organization, now, credits, day);
    const auto most = realm.rates.most(credits);
    if (reading.is_over) return with_credits(zoho_too_many_calls(), reading.used, most);
    Wish wish;
    if (auto refusal = read_wish(call, now, wish)) {
        return with_credits(*std::move(refusal), reading.used, most);
    }
    const DataSet& set = realm.records.set(module.set, caller.organization);
    return with_credits(list_records(module, set, wish, now), reading.used, most);
}

template <std::size_t index>
Answer list(Realm& realm, Call& call) {
    return run(realm, call, modules[index]);
}

constexpr ZohoPath paths[] = {
    {"/crm/v8/Contacts", &list<0>},
    {"/crm/v8/Accounts", &list<1>},
    {"/crm/v8/Deals", &list<2>},
};

}  // namespace

Answer zoho_error(int status, std::string_view code, std::string_view message,
                  json::object details) {
    return Answer::json({{"code", code},
                         {"details", std::move(details)},
                         {"message", message},
                         {"status", "error"}},
                        status);
}

Answer zoho_scope_mismatch() {
    return zoho_error(401, "OAUTH_SCOPE_MISMATCH", "invalid oauth scope to access this URL");
}

Answer zoho_too_many_calls() {
    return zoho_error(429, "TOO_MANY_REQUESTS", "too many requests, or no credits are left");
}

std::span<const ZohoPath> zoho_record_paths() { return paths; }
std::span<const RecordKind> zoho_record_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
