// SPDX-License-Identifier: Apache-2.0
// What applications and users keep with connections (SPEC A11, A12).
#include "oauth/connections_service.h"
#include "oauth/merge_patch.h"
#include "oauth/refusals.h"
#include "storage/event_store.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth {

namespace {

constexpr std::size_t largest_metadata = 16 * 1024;
constexpr std::size_t largest_settings = 64 * 1024;

Error not_an_object(const char* what) {
    return Error{.code = Errc::invalid,
                 .message = std::string{what} + " must be a JSON object.",
                 .faults = {{"", "must be a JSON object"}}};
}

Error too_large(const char* what, std::size_t limit) {
    return Error{Errc::too_large,
                 std::string{what} + " may have at most " + std::to_string(limit / 1024) + " KiB."};
}

/// So that every window of the user shows it.
Event changed(const Caller& caller, const Integration& integration,
              const storage::IntegrationSettings& settings, Time now, Random& random) {
    Event event;
    event.id = EventId::create(now, random);
    event.workspace = caller.workspace;
    event.user = caller.user;
    event.type = "settings.changed";
    json::object about{{"integration", integration.key},
                       {"provider", integration.provider},
                       {"isEnabled", settings.is_enabled}};
    event.data = to_json(about);
    event.at = now;
    return event;
}

}  // namespace

Task<Result<ConnectionView>> ConnectionsService::patch_metadata(Caller caller, ConnectionId id,
                                                                Json patch) {
    CO_TRY(const auto connection, co_await own(caller, id));
    const auto change = parse_json(patch.text);
    if (!change || !change->is_object()) co_return not_an_object("Metadata");
    auto merged = from_json(connection.custom_metadata);
    merge_patch(merged, *change);
    auto text = to_json(merged);
    if (text.text.size() > largest_metadata) co_return too_large("Metadata", largest_metadata);
    CO_TRY(const bool done,
           co_await connections_.set_custom_metadata(caller.workspace, *caller.user, id,
                                                     std::move(text), services_.clock.now()));
    if (!done) co_return Error{Errc::not_found, "There is no such connection."};
    co_return co_await get(std::move(caller), id);
}

Task<Result<ConnectionsService::Settings>> ConnectionsService::settings(Caller caller,
                                                                        std::string provider) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(const auto integration,
           co_await services_.integrations.find_row(caller.workspace, std::move(provider)));
    CO_TRY(auto found, co_await settings_.find(caller.workspace, *caller.user, integration.id));
    co_return Settings{std::move(found.settings), found.is_enabled, found.updated_at};
}

Task<Result<ConnectionsService::Settings>> ConnectionsService::put_settings(
    Caller caller, std::string provider, std::optional<Json> settings,
    std::optional<bool> is_enabled) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(const auto integration,
           co_await services_.integrations.find_row(caller.workspace, std::move(provider)));
    CO_TRY(auto row, co_await settings_.find(caller.workspace, *caller.user, integration.id));
    if (settings) {
        if (settings->text.size() > largest_settings)
            co_return too_large("Settings", largest_settings);
        const auto parsed = parse_json(settings->text);
        if (!parsed || !parsed->is_object()) co_return not_an_object("Settings");
        row.settings = *std::move(settings);
    }
    if (is_enabled) row.is_enabled = *is_enabled;
    const auto now = services_.clock.now();
    Settings answer{row.settings, row.is_enabled, now};
    const auto event = changed(caller, integration, row, now, services_.random);
    const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
        auto stored = row;
        CO_CHECK(co_await storage::SettingsStore::put(tx, caller.workspace, *caller.user,
                                                      integration.id, std::move(stored), now));
        auto told = event;
        co_return co_await storage::EventStore::insert(tx, std::move(told));
    };
    const auto access = storage::Access::of(caller.workspace, *caller.user);
    CO_CHECK(co_await services_.database.transaction(access, body));
    co_return answer;
}

Task<Result<std::set<IntegrationId>>> ConnectionsService::paused(Caller caller) {
    if (!caller.user) co_return std::set<IntegrationId>{};
    CO_TRY(const auto off, co_await settings_.switched_off(caller.workspace, *caller.user));
    co_return std::set<IntegrationId>{off.begin(), off.end()};
}

}  // namespace fairlead::oauth
