// SPDX-License-Identifier: Apache-2.0
//
// The people of an organization in Google Workspace, as the reference of its Directory API has them:
// https://developers.google.com/workspace/admin/directory/reference/rest/v1/users/list.
// docs/providers/ names what is not verified.
#include "base/text.h"
#include "sandbox/google_access.h"
#include "sandbox/google_pages.h"
#include "sandbox/google_products.h"

#include <boost/json/array.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view read_scope =
    "https://www.googleapis.com/auth/admin.directory.user.readonly";

constexpr std::string_view people_set = "google.people";
constexpr std::int64_t usual_page = 100;
constexpr std::int64_t largest_page = 500;
constexpr std::uint64_t first_id = 110'000'000'000'000'000;
constexpr std::uint64_t first_number = 100'000;  ///< in addresses: they all have as many digits

/// .../admin/directory/v1/limits: of a user in a minute.
constexpr GoogleQuota quota{"directory", 2400, &google_quota_used_up};

/// The one account that is nothing but a member of its organization.
bool is_administrator(std::string_view account) { return !account.starts_with("second"); }

json::object show_person(const Sample& sample, std::string_view) {
    const auto number = std::to_string(sample.number);
    const std::string family{
        sample.draw.pick("family", {"Sample", "B\u00e9ispiel", "\u898b\u672c", "O'Sample"})};
    const json::object name{{"givenName", "Person " + number},
                            {"familyName", family},
                            {"fullName", "Person " + number + " " + family}};
    json::object shown{{"kind", "admin#directory#user"},
                       {"id", std::to_string(first_id + sample.number)},
                       {"etag", "\"sample" + std::to_string(sample.change) + "\""},
                       {"primaryEmail", "person-" + std::to_string(first_number + sample.number) +
                                            "@sample.invalid"},
                       {"name", name},
                       {"isAdmin", false},
                       {"suspended", sample.draw.chance("suspended", 10)},
                       {"creationTime", to_rfc3339(sample.created)},
                       {"orgUnitPath", sample.draw.pick("unit", {"/", "/Sales"})},
                       {"isMailboxSetup", true},
                       {"customerId", "C0sample1"}};
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {people_set, Records::usual, &show_person},
};

/// One of customer and domain must be given; no domain is played.
Answer list_people(Realm& realm, Call& call) {
    const GoogleEntry entry = enter_google(realm, call, quota, {read_scope});
    if (entry.refusal) return *entry.refusal;
    if (!is_administrator(entry.account)) {
        return google_api_error(403, "PERMISSION_DENIED", "forbidden",
                                "Not Authorized to access this resource/api");
    }
    if (call.query.find("customer") != "my_customer") return google_bad_request("Bad Request");
    const std::string_view order = call.query.find("orderBy");
    if (!order.empty() && order != "email") return google_bad_request("Invalid Input: orderBy");
    const auto size = strict_google_page_size(call.query, "maxResults", usual_page, largest_page);
    if (!size) return google_bad_request("Invalid value for maxResults");
    GoogleListing asked;
    asked.token = call.query.find("pageToken");
    asked.list = order;
    asked.size = *size;
    const auto page = google_page(realm.records.set(people_set, entry.account), asked);
    if (!page) return google_bad_request("Invalid Input: pageToken");
    auto answer = google_list("users", show_page(*page, entry.account, &show_person), page->next);
    answer["kind"] = "admin#directory#users";
    answer["etag"] = "\"sample\"";
    return Answer::json(std::move(answer));
}

constexpr Endpoint endpoints[] = {
    {"/admin.googleapis.com/admin/directory/v1/users", false, Place::api, &list_people},
};

}  // namespace

std::span<const Endpoint> google_directory_endpoints() { return endpoints; }
std::span<const RecordKind> google_directory_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
