// SPDX-License-Identifier: Apache-2.0
#include "sandbox/spoil_members.h"

namespace fairlead::sandbox {

namespace {

using Kind = FaultKind;

/// The object with the tokens: the document, or the first row of its list.
json::object* find_holder(json::object& document) {
    if (document.contains("access_token")) return &document;
    auto* list = document.if_contains("data");
    auto* rows = list ? list->if_array() : nullptr;
    if (!rows || rows->empty()) return nullptr;
    auto* row = rows->front().if_object();
    return row && row->contains("access_token") ? row : nullptr;
}

void spoil_lifetime(json::object& holder, std::string_view value) {
    if (value == "missing") {
        holder.erase("expires_in");
        return;
    }
    json::value& lifetime = holder["expires_in"];
    if (value == "string") {
        const auto* number = lifetime.if_int64();
        lifetime = std::to_string(number ? *number : 3600);
    } else if (value == "words") {
        lifetime = "one hour";
    } else if (value == "negative") {
        lifetime = -1;
    } else if (value == "zero") {
        lifetime = 0;
    } else if (value == "huge") {
        lifetime = std::int64_t{9'000'000'000'000'000'000};
    } else if (value == "fraction") {
        lifetime = 1.5;
    } else {
        lifetime = nullptr;
    }
}

json::value no_token(std::string_view value) {
    if (value == "empty") return "";
    if (value == "false") return false;
    if (value == "object") return json::object{{"value", "sample"}};
    if (value == "line") return "sample\r\nX-Sample: 1";
    if (value == "long") return json::string(300'000, 'x');
    return nullptr;
}

void spoil_scope(json::object& holder, std::string_view value) {
    const char* member = holder.contains("scopes")        ? "scopes"
                         : holder.contains("permissions") ? "permissions"
                                                          : "scope";
    json::value& scope = holder[member];
    if (value == "empty") {
        scope = scope.is_array() ? json::value(json::array{}) : json::value("");
    } else if (value == "more") {
        if (auto* list = scope.if_array()) {
            list->emplace_back("sample.more");
        } else {
            const auto* text = scope.if_string();
            const char* join = member == std::string_view{"permissions"} ? "," : " ";
            scope = (text ? std::string{*text} + join : std::string{}) + "sample.more";
        }
    } else {
        scope = nullptr;
    }
}

/// Whatever platforms call the address of the next page.
bool names_next_page(std::string_view key) {
    return key == "next" || key == "link" || key == "@odata.nextLink" || key == "nextRecordsUrl" ||
           key == "next_page";
}

void spoil_links(json::object& object, const Fault& fault);

void spoil_links(json::value& value, const Fault& fault) {
    if (auto* list = value.if_array()) {
        for (auto& item : *list) spoil_links(item, fault);
    } else if (auto* object = value.if_object()) {
        spoil_links(*object, fault);
    }
}

void spoil_links(json::object& object, const Fault& fault) {
    for (auto& member : object) {
        if (!member.value().is_string() || !names_next_page(member.key())) {
            spoil_links(member.value(), fault);
        } else {
            member.value() = fault.value.empty() ? "https://elsewhere.invalid/next" : fault.value;
        }
    }
}

}  // namespace

void spoil_document(json::object& document, const Fault& fault) {
    if (fault.kind == Kind::foreign_link) return spoil_links(document, fault);
    json::object* const holder = find_holder(document);
    if (!holder) return;
    switch (fault.kind) {
        case Kind::expires_in: spoil_lifetime(*holder, fault.value); break;
        case Kind::no_refresh_token: holder->erase("refresh_token"); break;
        case Kind::no_access_token: holder->erase("access_token"); break;
        case Kind::refresh_token: (*holder)["refresh_token"] = no_token(fault.value); break;
        case Kind::access_token: (*holder)["access_token"] = no_token(fault.value); break;
        case Kind::scope: spoil_scope(*holder, fault.value); break;
        case Kind::token_type:
            if (fault.value == "missing") {
                document.erase("token_type");
            } else {
                document["token_type"] = fault.value.empty() ? "mac" : fault.value;
            }
            break;
        default: break;
    }
}

}  // namespace fairlead::sandbox
