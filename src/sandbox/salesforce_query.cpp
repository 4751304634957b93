// SPDX-License-Identifier: Apache-2.0
//
// Salesforce's calls on accounts, contacts and opportunities, as public code samples and the notes of
// connectors have them; docs/providers/ names what is not verified.
#include "sandbox/salesforce_query.h"

#include "base/text.h"
#include "sandbox/soql.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace fairlead::sandbox {

namespace {

constexpr std::size_t largest_page = 2000;
/// The pages of a query can be turned for two days (connectors).
constexpr std::chrono::hours locator_life{48};
/// What recorded answers of a small organization tell; others have 100 000 and more.
constexpr std::int64_t calls_in_day = 5000;
constexpr Milliseconds day{86'400'000};

/// Moments are kept to the second.
Time second_of(Time time) { return std::chrono::floor<Seconds>(time); }

// --- pages ---------------------------------------------------------------------------------------

/// Where a page begins: the moment of the change of the record before it, and its number.
using Position = std::pair<Time, std::uint64_t>;

/// A query on its way through its pages. Its locator has all of it: nothing is kept.
struct Walk {
    std::string soql = {};
    std::size_t size = largest_page;
    Time made{};
    Position after{Time::min(), 0};
};

Position position_of(const Sample& sample, bool by_change) {
    return {by_change ? second_of(sample.updated) : Time{}, sample.number};
}

/// An id of a query's, and behind it how many records came before.
std::string write_locator(const Walk& walk, std::size_t before) {
    const json::object document{{"soql", walk.soql},
                                {"size", walk.size},
                                {"made", to_unix_ms(walk.made)},
                                {"moment", to_unix_ms(walk.after.first)},
                                {"number", walk.after.second}};
    const auto text = json::serialize(document);
    return "01g" + base64url_encode(bytes_of(text)) + "-" + std::to_string(before);
}

std::optional<std::int64_t> number_at(const json::value& document, std::string_view pointer) {
    const auto number = parse_integer(scalar_text(find_pointer(document, pointer)).value_or(""));
    return number ? std::optional{*number} : std::nullopt;
}

std::optional<Walk> read_locator(std::string_view locator) {
    const auto end = locator.rfind('-');
    if (!locator.starts_with("01g") || end == std::string_view::npos) return std::nullopt;
    const auto text = base64url_decode(locator.substr(3, end - 3));
    if (!text) return std::nullopt;
    const auto document = parse_json(*text);
    if (!document) return std::nullopt;
    const auto size = number_at(*document, "/size");
    const auto made = number_at(*document, "/made");
    const auto moment = number_at(*document, "/moment");
    const auto number = number_at(*document, "/number");
    if (!size || !made || !moment || !number || *size < 1 || *number < 1) return std::nullopt;
    Walk walk;
    walk.soql = scalar_text(find_pointer(*document, "/soql")).value_or("");
    walk.size = std::min(static_cast<std::size_t>(*size), largest_page);
    walk.made = from_unix_ms(*made);
    walk.after = {from_unix_ms(*moment), static_cast<std::uint64_t>(*number)};
    return walk;
}

/// All that a query would bring, in its order. What was deleted is not found.
std::vector<const Sample*> in_order(const DataSet& set, const SoqlQuestion& question) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone && second_of(sample.updated) >= question.since) found.push_back(&sample);
    }
    std::ranges::sort(found, [&](const Sample* a, const Sample* b) {
        return position_of(*a, question.by_change) < position_of(*b, question.by_change);
    });
    return found;
}

Answer tell_page(const DataSet& set, const SoqlQuestion& question, Walk walk) {
    const auto found = in_order(set, question);
    json::array records;
    Position last = walk.after;
    std::size_t before = 0;
    bool is_done = true;
    for (const Sample* sample : found) {
        const auto here = position_of(*sample, question.by_change);
        if (here <= walk.after) {
            ++before;
            continue;
        }
        if (records.size() == walk.size) {
            is_done = false;
            break;
        }
        records.push_back(show_salesforce_record(*question.kind, *sample, question.fields));
        last = here;
    }
    json::object page{{"totalSize", found.size()}, {"done", is_done}};
    if (!is_done) {
        walk.after = last;
        // A path, and no whole URL.
        page["nextRecordsUrl"] = std::string{salesforce_data_path} + "/query/" +
                                 write_locator(walk, before + records.size());
    }
    page["records"] = std::move(records);
    return Answer::json(std::move(page));
}

// --- calls ---------------------------------------------------------------------------------------

using Work = Answer (*)(Realm&, const Call&, const std::string& account);

/// What an organization has left of its calls of a day stands on every answer (recorded responses).
/// Beyond them is a 403.
Answer run(Realm& realm, const Call& call, net::Method method, Work work) {
    const std::string account = find_salesforce_account(realm, call);
    if (account.empty())
        return salesforce_error(401, "INVALID_SESSION_ID", "Session expired or invalid");
    const auto reading =
        realm.rates.count("salesforce " + account, realm.clock.now(), calls_in_day, day);
    Answer answer;
    if (reading.is_over) {
        answer = salesforce_error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    } else if (call.request.method != method) {
        answer = salesforce_error(405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed");
    } else {
        answer = work(realm, call, account);
    }
    const auto most = realm.rates.most(calls_in_day);
    answer.headers.set(
        "Sforce-Limit-Info",
        "api-usage=" + std::to_string(std::min(reading.used, most)) + "/" + std::to_string(most));
    return answer;
}

/// `Sforce-Query-Options: batchSize=200`
std::size_t page_size(const Call& call) {
    constexpr std::string_view name = "batchSize=";
    const auto options = call.request.headers.find("Sforce-Query-Options").value_or("");
    if (!options.starts_with(name)) return largest_page;
    const auto size = parse_integer(options.substr(name.size()));
    if (!size || *size < 1) return largest_page;
    return std::min(static_cast<std::size_t>(*size), largest_page);
}

Answer go_on(Realm& realm, const std::string& account, const Walk& walk) {
    const auto question = read_soql(walk.soql);
    if (question.refusal) return *question.refusal;
    return tell_page(realm.records.set(question.kind->set, account), question, walk);
}

Answer first_page(Realm& realm, const Call& call, const std::string& account) {
    Walk walk;
    walk.soql = call.query.find("q");
    walk.size = page_size(call);
    walk.made = realm.clock.now();
    return go_on(realm, account, walk);
}

Answer further_page(Realm& realm, const Call& call, const std::string& account) {
    const auto walk = read_locator(call.arguments.at(0));
    if (!walk || walk->made < realm.clock.now() - locator_life)
        return salesforce_error(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
    return go_on(realm, account, *walk);
}

/// Why such a record cannot be made, in the words of the API's status codes; nothing: it can.
std::optional<Answer> refuse_record(const SalesforceKind& kind, const json::object& fields) {
    const auto known = salesforce_fields(kind, Sample{});
    for (const auto& field : fields) {
        if (known.contains(field.key())) continue;
        return salesforce_error(400, "INVALID_FIELD",
                                "No such column '" + std::string{field.key()} +
                                    "' on sobject of type " + std::string{kind.name});
    }
    for (const std::string& name : split(kind.required, ',')) {
        if (fields.contains(name) && !fields.at(name).is_null()) continue;
        return salesforce_error(400, "REQUIRED_FIELD_MISSING",
                                "Required fields are missing: [" + name + "]");
    }
    return std::nullopt;
}

Answer make_record(Realm& realm, const Call& call, const std::string& account) {
    const auto* kind = find_salesforce_kind(call.arguments.at(0));
    if (kind == nullptr)
        return salesforce_error(404, "NOT_FOUND", "The requested resource does not exist");
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object())
        return salesforce_error(400, "JSON_PARSER_ERROR", "The body is no object of JSON.");
    if (auto refused = refuse_record(*kind, body->get_object())) return *std::move(refused);
    auto& set = realm.records.set(kind->set, account);
    const Sample& made = set.add(realm.clock.now(), body->get_object());
    return Answer::json(
        {{"id", salesforce_id(*kind, made)}, {"success", true}, {"errors", json::array{}}}, 201);
}

Answer query(Realm& realm, Call& call) { return run(realm, call, net::Method::get, &first_page); }
Answer query_more(Realm& realm, Call& call) {
    return run(realm, call, net::Method::get, &further_page);
}
Answer create(Realm& realm, Call& call) {
    return run(realm, call, net::Method::post, &make_record);
}

constexpr SalesforcePath paths[] = {
    {"/services/data/v64.0/query", false, &query},
    {"/services/data/v64.0/query/*", false, &query_more},
    {"/services/data/v64.0/sobjects/*", true, &create},
};

}  // namespace

Answer salesforce_error(int status, std::string_view code, std::string_view message) {
    Answer answer;
    answer.status = status;
    answer.body =
        json::serialize(json::array{json::object{{"message", message}, {"errorCode", code}}});
    return answer;
}

std::span<const SalesforcePath> salesforce_data_paths() { return paths; }

}  // namespace fairlead::sandbox
