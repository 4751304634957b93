// SPDX-License-Identifier: Apache-2.0
//
// The accounts and properties of Google Analytics 4, as the reference of its Admin API has them:
// https://developers.google.com/analytics/devguides/config/admin/v1/rest/v1beta/accounts/list, and
// .../properties/list and .../accountSummaries/list beside it. docs/providers/ names what is not
// verified.
#include "base/text.h"
#include "sandbox/google_access.h"
#include "sandbox/google_pages.h"
#include "sandbox/google_products.h"

#include <boost/json/array.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view read_scope = "https://www.googleapis.com/auth/analytics.readonly";
constexpr std::string_view edit_scope = "https://www.googleapis.com/auth/analytics.edit";

constexpr std::string_view account_set = "google.analytics_accounts";
constexpr std::string_view property_set = "google.analytics_properties";
constexpr std::size_t usual_accounts = 2;
constexpr std::size_t usual_properties = 3;
constexpr std::int64_t usual_page = 50;
constexpr std::int64_t largest_page = 200;  ///< larger ones are "coerced" to it

constexpr std::uint64_t first_account = 1000;
constexpr std::uint64_t first_property = 2000;
constexpr std::uint64_t properties_apart = 1'000'000;  ///< numbers of one account's and the next's

/// .../config/admin/v1/quotas: of a user in a minute.
Answer resources_exhausted(Time) {
    return google_api_error(429, "RESOURCE_EXHAUSTED", "rateLimitExceeded",
                            "Quota exceeded for requests per minute per user.");
}
constexpr GoogleQuota quota{"analytics", 600, &resources_exhausted};

GoogleEntry enter(Realm& realm, const Call& call) {
    return enter_google(realm, call, quota, {read_scope, edit_scope});
}

// --- records -------------------------------------------------------------------------------------

std::string account_name(const Sample& account) {
    return "accounts/" + std::to_string(first_account + account.number);
}

json::object show_account(const Sample& sample, std::string_view) {
    json::object shown{{"name", account_name(sample)},
                       {"createTime", to_rfc3339(sample.created)},
                       {"updateTime", to_rfc3339(sample.updated)},
                       {"displayName", "Account " + std::to_string(sample.number)},
                       {"regionCode", sample.draw.pick("region", {"DE", "US", "JP"})}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    if (sample.gone) shown["deleted"] = true;
    return shown;
}

/// Of the set's owner, `<address>/accounts/<number>`.
std::string account_in(std::string_view owner) {
    return std::string{owner.substr(owner.find('/') + 1)};
}

std::string property_name(const Sample& property, std::string_view account) {
    const auto number = parse_integer(account.substr(account.rfind('/') + 1));
    const auto above = number ? static_cast<std::uint64_t>(*number) - first_account - 1 : 0;
    const auto id = first_property + above * properties_apart + property.number;
    return "properties/" + std::to_string(id);
}

json::object show_property(const Sample& sample, std::string_view owner) {
    const auto account = account_in(owner);
    const auto& draw = sample.draw;
    json::object shown{
        {"name", property_name(sample, account)},
        {"propertyType", "PROPERTY_TYPE_ORDINARY"},
        {"createTime", to_rfc3339(sample.created)},
        {"updateTime", to_rfc3339(sample.updated)},
        {"parent", account},
        {"displayName", "Site " + std::to_string(sample.number)},
        {"industryCategory", draw.pick("industry", {"TRAVEL", "SHOPPING", "OTHER"})},
        {"timeZone", draw.pick("zone", {"Europe/Berlin", "America/New_York", "Asia/Tokyo"})},
        {"currencyCode", draw.pick("currency", {"EUR", "USD", "JPY"})},
        {"serviceLevel", "GOOGLE_ANALYTICS_STANDARD"},
        {"account", account}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    if (sample.gone) shown["deleteTime"] = to_rfc3339(sample.updated);
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {account_set, usual_accounts, &show_account},
    {property_set, usual_properties, &show_property},
};

// --- lists ---------------------------------------------------------------------------------------

DataSet& accounts_of(Realm& realm, const std::string& person) {
    return realm.records.set(account_set, person, usual_accounts);
}
DataSet& properties_of(Realm& realm, const std::string& person, const std::string& account) {
    return realm.records.set(property_set, person + "/" + account, usual_properties);
}

std::optional<GooglePage> page_of(const DataSet& set, const Call& call, std::string_view list) {
    GoogleListing asked;
    asked.token = call.query.find("pageToken");
    asked.list = list;
    asked.size = google_page_size(call.query, "pageSize", usual_page, largest_page);
    return google_page(set, asked);
}

Answer bad_token() { return google_bad_request("Invalid page token value."); }

Answer list_accounts(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto page = page_of(accounts_of(realm, entry.account), call, "accounts");
    if (!page) return bad_token();
    return Answer::json(
        google_list("accounts", show_page(*page, entry.account, &show_account), page->next));
}

bool has_account(Realm& realm, const std::string& person, std::string_view name) {
    for (const Sample& each : accounts_of(realm, person).samples()) {
        if (!each.gone && account_name(each) == name) return true;
    }
    return false;
}

/// The account of a filter, which must be there; no other filter is played.
std::string_view account_of_filter(std::string_view filter) {
    for (const std::string_view field : {"ancestor:", "parent:"}) {
        if (filter.starts_with(field)) return filter.substr(field.size());
    }
    return {};
}

Answer list_properties(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const std::string_view filter = call.query.find("filter");
    const std::string account{account_of_filter(filter)};
    if (account.empty()) return google_bad_request("A filter is required.");
    if (!has_account(realm, entry.account, account)) {
        return google_api_error(403, "PERMISSION_DENIED", "forbidden",
                                "The caller does not have permission");
    }
    const auto page = page_of(properties_of(realm, entry.account, account), call, filter);
    if (!page) return bad_token();
    const auto owner = entry.account + "/" + account;
    return Answer::json(
        google_list("properties", show_page(*page, owner, &show_property), page->next));
}

json::object summary_of(const DataSet& properties, const Sample& account) {
    const auto name = account_name(account);
    const json::object shown = show_account(account, "");
    json::array list;
    for (const Sample& each : properties.samples()) {
        if (each.gone) continue;
        const json::object property = show_property(each, "/" + name);
        list.push_back(json::object{{"property", property.at("name")},
                                    {"displayName", property.at("displayName")},
                                    {"propertyType", property.at("propertyType")},
                                    {"parent", name}});
    }
    json::object summary{{"name", "accountSummaries/" + name.substr(name.find('/') + 1)},
                         {"account", name},
                         {"displayName", shown.at("displayName")}};
    if (!list.empty()) summary["propertySummaries"] = std::move(list);
    return summary;
}

Answer list_summaries(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto page = page_of(accounts_of(realm, entry.account), call, "accountSummaries");
    if (!page) return bad_token();
    json::array rows;
    for (const Sample* each : page->samples) {
        rows.push_back(summary_of(properties_of(realm, entry.account, account_name(*each)), *each));
    }
    return Answer::json(google_list("accountSummaries", std::move(rows), page->next));
}

constexpr Endpoint endpoints[] = {
    {"/analyticsadmin.googleapis.com/v1beta/accounts", false, Place::api, &list_accounts},
    {"/analyticsadmin.googleapis.com/v1beta/properties", false, Place::api, &list_properties},
    {"/analyticsadmin.googleapis.com/v1beta/accountSummaries", false, Place::api, &list_summaries},
};

}  // namespace

std::span<const Endpoint> google_analytics_endpoints() { return endpoints; }
std::span<const RecordKind> google_analytics_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
