// SPDX-License-Identifier: Apache-2.0
//
// The files of Google Drive, as the reference of its API has them:
// https://developers.google.com/workspace/drive/api/reference/rest/v3/files/list, and for what `q`
// and `fields` say .../drive/api/guides/search-files and .../guides/fields-parameter.
// docs/providers/ names what is not verified.
#include "base/text.h"
#include "sandbox/google_access.h"
#include "sandbox/google_pages.h"
#include "sandbox/google_products.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <iterator>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view all_scope = "https://www.googleapis.com/auth/drive.readonly";
/// With this one only what was opened with the application is told; here that is everything.
constexpr std::string_view opened_scope = "https://www.googleapis.com/auth/drive.file";

constexpr std::string_view file_set = "google.files";
constexpr std::int64_t usual_page = 100;
constexpr std::int64_t largest_page = 1000;
constexpr std::string_view folder_type = "application/vnd.google-apps.folder";
constexpr std::string_view document_type = "application/vnd.google-apps.document";

/// .../drive/api/guides/limits: 12000 in a minute.
constexpr GoogleQuota quota{"drive", 12'000, &google_quota_used_up};

// --- records -------------------------------------------------------------------------------------

json::object owner_of(std::string_view account) {
    return {{"kind", "drive#user"}, {"displayName", account}, {"emailAddress", account}};
}

json::object show_file(const Sample& sample, std::string_view account) {
    const auto& draw = sample.draw;
    const auto id = "1SampleFileOfDrive" + std::to_string(100'000 + sample.number);
    const std::string type{draw.pick("type", {document_type, folder_type, "application/pdf"})};
    json::object shown{{"kind", "drive#file"},
                       {"id", id},
                       {"name", "File " + std::to_string(sample.number)},
                       {"mimeType", type},
                       {"createdTime", to_rfc3339(sample.created)},
                       {"modifiedTime", to_rfc3339(sample.updated)},
                       {"trashed", draw.chance("trashed", 10)},
                       {"webViewLink", "https://drive.google.com/file/d/" + id + "/view"},
                       {"owners", json::array{owner_of(account)}},
                       {"parents", json::array{"0ASampleRootOfDrive"}}};
    const auto description = draw.sentence("description");
    if (!description.empty()) shown["description"] = description;
    // A number as text, and of what has content of its own alone.
    if (type == "application/pdf") shown["size"] = std::to_string(draw.number("size", 1'000'000));
    for (const auto& member : sample.own) shown.insert_or_assign(member.key(), member.value());
    return shown;
}

constexpr RecordKind record_kinds[] = {
    {file_set, Records::usual, &show_file},
};

// --- what is told --------------------------------------------------------------------------------

constexpr std::string_view file_fields[] = {
    "kind",         "id",      "name", "mimeType",    "description", "createdTime",
    "modifiedTime", "trashed", "size", "webViewLink", "owners",      "parents"};
constexpr std::string_view list_fields[] = {"kind", "incompleteSearch", "nextPageToken", "files"};

/// What `fields` asks for.
struct Selection {
    std::vector<std::string> of_list;
    std::vector<std::string> of_file;
};

/// Without `fields`: search-files, "Use the fields parameter".
Selection usual_selection() {
    return {{"kind", "incompleteSearch", "nextPageToken", "files"},
            {"kind", "id", "name", "mimeType"}};
}

bool are_among(const std::vector<std::string>& names, std::span<const std::string_view> known) {
    return std::ranges::all_of(names, [&](const std::string& name) {
        return std::ranges::find(known, name) != known.end();
    });
}

std::vector<std::string> names_in(std::string_view list) {
    std::vector<std::string> names;
    for (const auto& name : split(list, ',')) names.emplace_back(trim(name));
    return names;
}

/// `nextPageToken,files(id,name)`; a selection within a file's members is not played.
std::optional<Selection> read_selection(std::string_view fields) {
    if (fields.empty()) return usual_selection();
    constexpr std::string_view opening = "files(";
    Selection selection;
    const auto begin = fields.find(opening);
    std::string rest{fields};
    if (begin != std::string_view::npos) {
        const auto inner = begin + opening.size();
        const auto end = fields.find(')', inner);
        if (end == std::string_view::npos) return std::nullopt;
        selection.of_file = names_in(fields.substr(inner, end - inner));
        rest.replace(begin, end + 1 - begin, "files");
    } else {
        selection.of_file.assign(std::begin(file_fields), std::end(file_fields));
    }
    selection.of_list = names_in(rest);
    const bool is_known =
        are_among(selection.of_list, list_fields) && are_among(selection.of_file, file_fields);
    return is_known ? std::optional{std::move(selection)} : std::nullopt;
}

json::object selected(const json::object& all, const std::vector<std::string>& names) {
    json::object some;
    for (const std::string& name : names) {
        if (const auto* member = all.if_contains(name)) some[name] = *member;
    }
    return some;
}

// --- what is searched for ------------------------------------------------------------------------

/// Files that were changed at a moment or later; no other search is played.
std::optional<Time> read_search(std::string_view query) {
    constexpr std::string_view beginning = "modifiedTime >= '";
    if (!query.starts_with(beginning) || !query.ends_with('\'')) return std::nullopt;
    query.remove_prefix(beginning.size());
    query.remove_suffix(std::min<std::size_t>(query.size(), 1));
    const auto moment = parse_rfc3339(query);
    if (!moment) return std::nullopt;
    return *moment;
}

Answer invalid(std::string_view message) {
    return google_api_error(400, "INVALID_ARGUMENT", "invalid", message);
}
Answer invalid_parameter(std::string_view message) {
    return google_api_error(400, "INVALID_ARGUMENT", "invalidParameter", message);
}

/// The parameters that stay the same from page to page; how much is told of a file may change.
std::optional<GoogleListing> read_listing(const Call& call) {
    const auto size = strict_google_page_size(call.query, "pageSize", usual_page, largest_page);
    if (!size) return std::nullopt;
    GoogleListing asked;
    asked.token = call.query.find("pageToken");
    asked.list = call.query.find("q");
    asked.size = *size;
    return asked;
}

Answer list_files(Realm& realm, Call& call) {
    const GoogleEntry entry = enter_google(realm, call, quota, {all_scope, opened_scope});
    if (entry.refusal) return *entry.refusal;
    const auto selection = read_selection(call.query.find("fields"));
    if (!selection) return invalid_parameter("Invalid field selection");
    auto asked = read_listing(call);
    if (!asked) return invalid_parameter("Invalid value for pageSize.");
    if (!asked->list.empty()) {
        const auto since = read_search(asked->list);
        if (!since) return invalid("Invalid Value");
        asked->takes = [from = *since](const Sample& file) { return file.updated >= from; };
    }
    const auto page = google_page(realm.records.set(file_set, entry.account), *asked);
    if (!page) return invalid("Invalid Value");
    json::array files;
    for (const Sample* each : page->samples) {
        files.push_back(selected(show_file(*each, entry.account), selection->of_file));
    }
    json::object all{{"kind", "drive#fileList"}, {"incompleteSearch", false}};
    if (!page->next.empty()) all["nextPageToken"] = page->next;
    all["files"] = std::move(files);
    return Answer::json(selected(all, selection->of_list));
}

constexpr Endpoint endpoints[] = {
    {"/www.googleapis.com/drive/v3/files", false, Place::api, &list_files},
};

}  // namespace

std::span<const Endpoint> google_drive_endpoints() { return endpoints; }
std::span<const RecordKind> google_drive_kinds() { return record_kinds; }

}  // namespace fairlead::sandbox
