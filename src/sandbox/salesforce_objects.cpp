// SPDX-License-Identifier: Apache-2.0
//
// Salesforce's accounts, contacts and opportunities, as public code samples have them;
// docs/providers/ names what is not verified.
#include "sandbox/salesforce_objects.h"

#include "base/text.h"

namespace fairlead::sandbox {

namespace {

constexpr std::uint64_t first_number = 51'000'000;

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

constexpr SalesforceKind kinds[] = {
    {"salesforce.accounts", "Account", "001", "Name", &account_fields},
    {"salesforce.contacts", "Contact", "003", "LastName", &contact_fields},
    {"salesforce.opportunities", "Opportunity", "006", "Name,StageName,CloseDate",
     &opportunity_fields},
};

/// Without the colon that RFC 3339 has in an offset (public code samples).
std::string told(Time time) { return to_rfc3339(time).substr(0, 19) + ".000+0000"; }

/// What stands in every record whatever was asked for.
json::object begin_record(const SalesforceKind& kind, const Sample& sample) {
    const auto url = std::string{salesforce_data_path} + "/sobjects/" + std::string{kind.name} +
                     "/" + salesforce_id(kind, sample);
    json::object attributes{{"type", kind.name}, {"url", url}};
    return {{"attributes", std::move(attributes)}};
}

template <std::size_t index>
json::object show_of(const Sample& sample, std::string_view) {
    const auto& kind = kinds[index];
    json::object shown = begin_record(kind, sample);
    const auto fields = salesforce_fields(kind, sample);
    for (const auto& member : fields) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {kinds[0].set, Records::usual, &show_of<0>},
    {kinds[1].set, Records::usual, &show_of<1>},
    {kinds[2].set, Records::usual, &show_of<2>},
};

}  // namespace

const SalesforceKind* find_salesforce_kind(std::string_view name) {
    for (const SalesforceKind& kind : kinds) {
        if (equal_ignoring_case(kind.name, name)) return &kind;
    }
    return nullptr;
}

std::string salesforce_id(const SalesforceKind& kind, const Sample& sample) {
    return id_of(kind.prefix, sample.number);
}

json::object salesforce_fields(const SalesforceKind& kind, const Sample& sample) {
    json::object fields = kind.own(sample);
    for (const auto& member : sample.own) fields.insert_or_assign(member.key(), member.value());
    fields["Id"] = salesforce_id(kind, sample);
    fields["CreatedDate"] = told(sample.created);
    fields["SystemModstamp"] = told(sample.updated);
    return fields;
}

json::object show_salesforce_record(const SalesforceKind& kind, const Sample& sample,
                                    const std::vector<std::string>& names) {
    const auto fields = salesforce_fields(kind, sample);
    json::object shown = begin_record(kind, sample);
    for (const auto& name : names) shown.insert_or_assign(name, fields.at(name));
    return shown;
}

std::span<const RecordKind> salesforce_record_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
