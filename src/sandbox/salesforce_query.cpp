// SPDX-License-Identifier: Apache-2.0
//
// Salesforce's query call for accounts, contacts and opportunities, as public code samples and the
// notes of connectors have it; docs/providers/ names what is not verified.
#include "sandbox/salesforce_query.h"

#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <utility>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view data_path = "/services/data/v64.0";
constexpr std::size_t largest_page = 2000;
constexpr std::uint64_t first_number = 51'000'000;
/// The pages of a query can be turned for two days (connectors).
constexpr std::chrono::hours locator_life{48};
/// What recorded answers of a small organization tell; others have 100 000 and more.
constexpr std::int64_t calls_in_day = 5000;
constexpr Milliseconds day{86'400'000};

// --- records -------------------------------------------------------------------------------------

/// One of the three kinds, and what differs between them.
struct ObjectKind {
    std::string_view set;     ///< its records
    std::string_view name;    ///< as queries have it
    std::string_view prefix;  ///< of its ids
    json::object (*own)(const Sample&);
};

/// Three letters behind an id, for programs that do not tell capitals from small letters: each
/// stands for which of five letters are capitals (not verified).
std::string with_suffix(const std::string& id) {
    constexpr std::string_view suffixes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    std::string whole = id;
    for (std::size_t part = 0; part < id.size(); part += 5) {
        std::size_t capitals = 0;
        for (std::size_t i = 0; i < 5; ++i) {
            const char c = id[part + i];
            if (c >= 'A' && c <= 'Z') capitals |= std::size_t{1} << i;
        }
        whole += suffixes[capitals];
    }
    return whole;
}

/// The kind, a number to the base of 62, and the suffix: 18 letters.
std::string id_of(std::string_view prefix, std::uint64_t number) {
    constexpr std::string_view letters =
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    std::string digits(12, '0');
    auto rest = first_number + number;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, rest /= letters.size()) {
        *at = letters[rest % letters.size()];
    }
    return with_suffix(std::string{prefix} + digits);
}

std::string numbered(std::string_view what, const Sample& sample) {
    return std::string{what} + " " + std::to_string(sample.number);
}

json::value phone(const Draw& draw) {
    if (!draw.chance("has phone", 60)) return nullptr;
    return json::string("+1 555 01" + std::to_string(10 + draw.number("phone", 90)));
}

json::value some_account(const Draw& draw) {
    if (!draw.chance("has account", 70)) return nullptr;
    return json::string(id_of("001", 1 + draw.number("account", 25)));
}

/// What is not set is null.
json::object account_fields(const Sample& sample) {
    const auto& draw = sample.draw;
    json::object shown{{"Name", numbered("Account", sample)},
                       {"Industry", draw.pick("industry", {"Banking", "Retail", "Technology"})},
                       {"Phone", phone(draw)},
                       {"Website", nullptr}};
    if (draw.chance("has website", 50)) {
        shown["Website"] = "https://account-" + std::to_string(sample.number) + ".sample.invalid/";
    }
    return shown;
}

json::object contact_fields(const Sample& sample) {
    const auto& draw = sample.draw;
    return {{"FirstName", numbered("Contact", sample)},
            {"LastName",
             draw.pick("lastname", {"Sample", "B\u00e9ispiel", "\u898b\u672c", "O'Sample"})},
            {"Email", "contact-" + std::to_string(sample.number) + "@sample.invalid"},
            {"Phone", phone(draw)},
            {"AccountId", some_account(draw)}};
}

json::object opportunity_fields(const Sample& sample) {
    const auto& draw = sample.draw;
    const Time closes = sample.created + std::chrono::hours{24 * 30};
    json::object shown{{"Name", numbered("Opportunity", sample)},
                       {"StageName", draw.pick("stage", {"Prospecting", "Qualification",
                                                         "Closed Won", "Closed Lost"})},
                       {"CloseDate", to_rfc3339(closes).substr(0, 10)},
                       {"Amount", nullptr},
                       {"AccountId", some_account(draw)}};
    if (draw.chance("has amount", 80)) {
        shown["Amount"] = static_cast<double>(draw.number("amount", 1'000'000)) + 0.5;
    }
    return shown;
}

constexpr ObjectKind kinds[] = {
    {"salesforce.accounts", "Account", "001", &account_fields},
    {"salesforce.contacts", "Contact", "003", &contact_fields},
    {"salesforce.opportunities", "Opportunity", "006", &opportunity_fields},
};

/// nullptr: there are no such objects.
const ObjectKind* find_kind(std::string_view name) {
    for (const ObjectKind& kind : kinds) {
        if (equal_ignoring_case(kind.name, name)) return &kind;
    }
    return nullptr;
}

/// Moments are kept to the second.
Time second_of(Time time) { return std::chrono::floor<Seconds>(time); }

/// Without the colon that RFC 3339 has in an offset (public code samples).
std::string told(Time time) { return to_rfc3339(time).substr(0, 19) + ".000+0000"; }

/// All fields of a record.
json::object fields_of(const ObjectKind& kind, const Sample& sample) {
    json::object fields = kind.own(sample);
    for (const auto& member : sample.own) fields.insert_or_assign(member.key(), member.value());
    fields["Id"] = id_of(kind.prefix, sample.number);
    fields["CreatedDate"] = told(sample.created);
    fields["SystemModstamp"] = told(sample.updated);
    return fields;
}

/// What stands in every record whatever was asked for.
json::object begin_record(const ObjectKind& kind, const Sample& sample) {
    const auto url = std::string{data_path} + "/sobjects/" + std::string{kind.name} + "/" +
                     id_of(kind.prefix, sample.number);
    json::object attributes{{"type", kind.name}, {"url", url}};
    return {{"attributes", std::move(attributes)}};
}

json::object show_some(const ObjectKind& kind, const Sample& sample,
                       const std::vector<std::string>& names) {
    const auto fields = fields_of(kind, sample);
    json::object shown = begin_record(kind, sample);
    for (const auto& name : names) shown.insert_or_assign(name, fields.at(name));
    return shown;
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view) {
    const auto& kind = kinds[index];
    json::object shown = begin_record(kind, sample);
    const auto fields = fields_of(kind, sample);
    for (const auto& member : fields) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {kinds[0].set, Records::usual, &show_of<0>},
    {kinds[1].set, Records::usual, &show_of<1>},
    {kinds[2].set, Records::usual, &show_of<2>},
};

// --- the query's text ----------------------------------------------------------------------------

/// What a query asks for.
struct Question {
    const ObjectKind* kind = nullptr;
    std::vector<std::string> fields = {};  ///< as the object calls them
    Time since = Time::min();              ///< the first moment of a change that is wanted
    bool by_change = false;
    std::optional<Answer> refusal = {};
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Names, numbers and moments; a moment stands without quotes.
bool is_word(char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    return is_letter || is_digit || std::string_view{"_:.+-"}.find(c) != std::string_view::npos;
}

std::size_t word_size(std::string_view text) {
    if (text.starts_with(">=")) return 2;
    std::size_t size = 0;
    while (size < text.size() && is_word(text[size])) ++size;
    return std::max<std::size_t>(size, 1);
}

std::vector<std::string> words_in_query(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto size = word_size(text);
        if (!is_blank(text.front())) words.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return words;
}

/// The little of SOQL that is played: SELECT fields FROM object [WHERE SystemModstamp >= moment]
/// [ORDER BY SystemModstamp [ASC] [, Id [ASC]]]. All else is refused.
class QueryReader {
public:
    explicit QueryReader(std::string_view text) : words_(words_in_query(text)) {}

    Question read() {
        Question question;
        if (!take("SELECT")) return unexpected();
        do {
            question.fields.push_back(next());
        } while (take(","));
        if (!take("FROM")) return unexpected();
        question.kind = find_kind(peek());
        if (question.kind == nullptr) return unexpected();
        ++at_;
        if (take("WHERE") && !read_since(question)) return unexpected();
        if (take("ORDER") && !read_order(question)) return unexpected();
        if (at_ < words_.size()) return unexpected();
        name_fields(question);
        return question;
    }

private:
    std::string peek() const { return at_ < words_.size() ? words_[at_] : std::string{}; }

    std::string next() {
        std::string word = peek();
        if (at_ < words_.size()) ++at_;
        return word;
    }

    bool take(std::string_view word) {
        if (!equal_ignoring_case(peek(), word)) return false;
        ++at_;
        return true;
    }

    bool read_since(Question& question) {
        if (!take("SystemModstamp")) return false;
        const bool is_included = take(">=");
        if (!is_included && !take(">")) return false;
        const auto moment = parse_rfc3339(peek());
        if (!moment) return false;
        ++at_;
        question.since = is_included ? *moment : *moment + Milliseconds{1};
        return true;
    }

    bool read_order(Question& question) {
        if (!take("BY") || !take("SystemModstamp")) return false;
        question.by_change = true;
        take("ASC");
        if (!take(",")) return true;
        if (!take("Id")) return false;
        take("ASC");
        return true;
    }

    /// As the object calls them, whatever their capitals.
    static void name_fields(Question& question) {
        const auto known = fields_of(*question.kind, Sample{});
        for (auto& field : question.fields) {
            bool is_known = false;
            for (const auto& member : known) {
                const std::string name{member.key()};
                if (!equal_ignoring_case(name, field)) continue;
                field = name;
                is_known = true;
                break;
            }
            if (is_known) continue;
            question.refusal = salesforce_error(400, "INVALID_FIELD",
                                                "No such column '" + field + "' on entity '" +
                                                    std::string{question.kind->name} + "'.");
            return;
        }
    }

    Question unexpected() const {
        const auto word = at_ < words_.size() ? words_[at_] : std::string{"<EOF>"};
        Question question;
        question.refusal =
            salesforce_error(400, "MALFORMED_QUERY", "unexpected token: '" + word + "'");
        return question;
    }

    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

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
std::vector<const Sample*> in_order(const DataSet& set, const Question& question) {
    std::vector<const Sample*> found;
    for (const Sample& sample : set.samples()) {
        if (!sample.gone && second_of(sample.updated) >= question.since) found.push_back(&sample);
    }
    std::ranges::sort(found, [&](const Sample* a, const Sample* b) {
        return position_of(*a, question.by_change) < position_of(*b, question.by_change);
    });
    return found;
}

Answer tell_page(const DataSet& set, const Question& question, Walk walk) {
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
        records.push_back(show_some(*question.kind, *sample, question.fields));
        last = here;
    }
    json::object page{{"totalSize", found.size()}, {"done", is_done}};
    if (!is_done) {
        walk.after = last;
        // A path, and no whole URL.
        page["nextRecordsUrl"] =
            std::string{data_path} + "/query/" + write_locator(walk, before + records.size());
    }
    page["records"] = std::move(records);
    return Answer::json(std::move(page));
}

// --- calls ---------------------------------------------------------------------------------------

using Work = Answer (*)(Realm&, const Call&, const std::string& account);

/// What an organization has left of its calls of a day stands on every answer (recorded responses).
/// Beyond them is a 403.
Answer run(Realm& realm, const Call& call, Work work) {
    const std::string account = find_salesforce_account(realm, call);
    if (account.empty())
        return salesforce_error(401, "INVALID_SESSION_ID", "Session expired or invalid");
    const auto reading =
        realm.rates.count("salesforce " + account, realm.clock.now(), calls_in_day, day);
    Answer answer;
    if (reading.is_over) {
        answer = salesforce_error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    } else if (call.request.method != net::Method::get) {
        answer = salesforce_error(405, "METHOD_NOT_ALLOWED", "Allowed are HEAD,GET");
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
    const Question question = QueryReader{walk.soql}.read();
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

Answer query(Realm& realm, Call& call) { return run(realm, call, &first_page); }
Answer query_more(Realm& realm, Call& call) { return run(realm, call, &further_page); }

constexpr SalesforcePath paths[] = {
    {"/services/data/v64.0/query", &query},
    {"/services/data/v64.0/query/*", &query_more},
};

}  // namespace

Answer salesforce_error(int status, std::string_view code, std::string_view message) {
    Answer answer;
    answer.status = status;
    answer.body =
        json::serialize(json::array{json::object{{"message", message}, {"errorCode", code}}});
    return answer;
}

std::span<const SalesforcePath> salesforce_query_paths() { return paths; }
std::span<const RecordKind> salesforce_query_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
