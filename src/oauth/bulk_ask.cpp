// SPDX-License-Identifier: Apache-2.0
#include "oauth/bulk_ask.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <utility>

namespace fairlead::oauth {

namespace {

constexpr std::array<std::pair<CallerKind, std::string_view>, 4> kinds{{
    {CallerKind::session, "session"},
    {CallerKind::api_key, "api_key"},
    {CallerKind::jwt, "jwt"},
    {CallerKind::open, "open"},
}};

std::string_view name_of(CallerKind kind) {
    for (const auto& [value, name] : kinds)
        if (value == kind) return name;
    return "open";
}

CallerKind kind_of(std::string_view name) {
    for (const auto& [value, known] : kinds)
        if (name == known) return value;
    return CallerKind::open;
}

/// The member as an id; none where it is not there.
template <class IdType>
Result<std::optional<IdType>> id_at(const json::value& document, const char* at) {
    const auto text = scalar_text(find_pointer(document, at));
    if (!text) return std::optional<IdType>{};
    TRY(const auto id, IdType::parse(*text));
    return std::optional{id};
}

std::string text_at(const json::value& document, const char* at) {
    return scalar_text(find_pointer(document, at)).value_or("");
}

}  // namespace

Json BulkAsk::json() const {
    json::object object;
    if (connection) object["connection"] = connection->text();
    if (link) object["link"] = link->json().text;
    if (user) object["user"] = user->text();
    if (!external_user.empty()) object["external_user"] = external_user;
    return to_json(object);
}

Result<BulkAsk> BulkAsk::parse(const Json& stored) {
    TRY(const auto document, parse_json(stored.text));
    BulkAsk ask;
    TRY(ask.connection, id_at<ConnectionId>(document, "/connection"));
    TRY(ask.user, id_at<UserId>(document, "/user"));
    ask.external_user = text_at(document, "/external_user");
    if (auto link = scalar_text(find_pointer(document, "/link"))) {
        const Json carried{*std::move(link)};
        TRY(ask.link, ConnectAsk::parse(carried));
    }
    return ask;
}

Json BulkTerms::json() const {
    json::object object;
    object["kind"] = name_of(caller.kind);
    if (caller.api_key) object["api_key"] = caller.api_key->text();
    if (caller.session) object["session"] = caller.session->text();
    object["request_id"] = caller.request_id;
    object["data"] = data == SyncedData::kept ? "kept" : "erased";
    return to_json(object);
}

Result<BulkTerms> BulkTerms::parse(const Json& stored) {
    TRY(const auto document, parse_json(stored.text));
    BulkTerms terms;
    terms.caller.kind = kind_of(text_at(document, "/kind"));
    TRY(terms.caller.api_key, id_at<ApiKeyId>(document, "/api_key"));
    TRY(terms.caller.session, id_at<SessionId>(document, "/session"));
    terms.caller.request_id = text_at(document, "/request_id");
    terms.data = text_at(document, "/data") == "erased" ? SyncedData::erased : SyncedData::kept;
    return terms;
}

}  // namespace fairlead::oauth
