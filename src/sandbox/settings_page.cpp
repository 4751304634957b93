// SPDX-License-Identifier: Apache-2.0
#include "sandbox/settings_page.h"

#include "base/text.h"
#include "sandbox/consent.h"

namespace fairlead::sandbox {

namespace {

bool is_of(const Realm& realm, const Family& family, const Platform& platform) {
    const Client* client = find_client(realm.clients, family.client);
    return !family.ended && client && client->platform == platform.id();
}

std::string name_of(const Platform& platform, const std::string& account) {
    for (const SampleAccount& each : platform.accounts()) {
        if (each.id == account) return each.name + " (" + each.detail + ")";
    }
    return account;
}

}  // namespace

Answer show_settings(Realm& realm, Call& call) {
    const Platform& platform = *call.platform;
    http::PageData data;
    data.values = {{"SKIN", std::string{platform.id()}},
                   {"PLATFORM", std::string{platform.name()}},
                   {"ACTION", std::string{call.request.path()}}};
    for (const auto& [id, family] : realm.grants.families()) {
        if (!is_of(realm, family, platform)) continue;
        http::PageData row;
        row.values = {{"GRANT", std::to_string(id)},
                      {"CLIENT", find_client(realm.clients, family.client)->name},
                      {"ACCOUNT", name_of(platform, family.account)},
                      {"SCOPES", join(family.scopes, " ")}};
        data.sections["FAMILY"].push_back(std::move(row));
    }
    if (data.sections["FAMILY"].empty()) data.sections["NONE"].emplace_back();
    auto page = realm.pages.render("settings", data);
    return page ? Answer::html(*std::move(page)) : error_page(realm, "The page failed.");
}

Answer change_settings(Realm& realm, Call& call) {
    const auto id = parse_integer(call.form.find("grant"));
    Family* family =
        id && *id > 0 ? realm.grants.find_family(static_cast<std::uint64_t>(*id)) : nullptr;
    if (!family || !is_of(realm, *family, *call.platform)) {
        return error_page(realm, "There is no such grant any more.");
    }
    // Who removes an application removes all that it was granted for the account.
    for (Family* each : realm.grants.live(family->client, family->account)) {
        realm.grants.end(*each, "removed by the user", call.occasion(realm));
    }
    return Answer::redirect(call.request.path(), 303);
}

}  // namespace fairlead::sandbox
