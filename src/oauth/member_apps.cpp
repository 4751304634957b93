// SPDX-License-Identifier: Apache-2.0
#include "oauth/member_apps.h"

#include "oauth/client_source.h"
#include "oauth/connectable.h"
#include "oauth/refusals.h"

#include <algorithm>

namespace fairlead::oauth {

using storage::ClientRegistrationStore;
using storage::Tx;

namespace {

constexpr std::size_t longest_client_id = 512;
constexpr std::size_t longest_secret = 4096;

Error not_allowed() {
    return Error{.code = Errc::forbidden,
                 .message =
                     "Members may not use an app of their own for this integration. Ask an "
                     "administrator to allow it, or connect with the one that is set up.",
                 .reason = "member_apps_not_allowed"};
}

Error nothing_stored() {
    return Error{Errc::not_found, "No app of yours is stored for this integration."};
}

Error changed_meanwhile() {
    return Error{Errc::conflict, "Your app was changed elsewhere at the same time. Try again."};
}

/// RFC 6749 appendix A.1 and A.2: VSCHAR.
bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; });
}

Result<void> check_app(const catalog::ProviderSpec& provider, const std::string& client_id,
                       const Secret& client_secret) {
    Error error{.code = Errc::invalid,
                .message = "This is no client of " + provider.name +
                           "'s. Copy its client id and "
                           "secret from the app that you registered there."};
    if (client_id.empty() || client_id.size() > longest_client_id || !is_printable(client_id))
        error.faults.push_back({"/clientId", "1 to 512 printable ASCII characters"});
    if (client_secret.empty() && needs_secret(provider))
        error.faults.push_back({"/clientSecret", "must not be empty"});
    if (client_secret.expose().size() > longest_secret || !is_printable(client_secret.expose()))
        error.faults.push_back({"/clientSecret", "at most 4096 printable ASCII characters"});
    if (error.faults.empty()) return ok();
    return error;
}

}  // namespace

MemberApps::MemberApps(storage::Database& database, Integrations& integrations, vault::Vault& vault,
                       const Clock& clock, Random& random)
    : database_(database),
      integrations_(integrations),
      vault_(vault),
      clock_(clock),
      random_(random) {}

MemberApp MemberApps::shown(const Integration& integration, const catalog::ProviderSpec& provider,
                            const std::optional<ClientRegistration>& stored) const {
    MemberApp app;
    app.is_allowed =
        integration.member_apps == MemberAppRule::allowed && check_member_app(provider).has_value();
    app.wants_secret = needs_secret(provider);
    app.redirect_uri = integration.redirect_uri;
    if (!stored) return app;
    app.client_id = stored->client_id;
    app.has_secret = !stored->sealed.empty();
    app.stored_at = stored->created_at;
    return app;
}

Task<Result<MemberApp>> MemberApps::find(Caller caller, std::string key) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(const auto integration,
           co_await integrations_.find_row(caller.workspace, std::move(key)));
    CO_TRY(const auto provider, integrations_.spec_for(integration));
    CO_TRY(const auto stored, co_await integrations_.issued().store().find_of_member(
                                  caller.workspace, *caller.user, integration.id));
    auto app = shown(integration, *provider, stored);
    if (!stored && !app.is_allowed) co_return not_allowed();
    co_return app;
}

Task<Result<std::vector<MemberApps::Listed>>> MemberApps::list(Caller caller) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(const auto rows, co_await integrations_.list(caller.workspace));
    std::vector<Listed> all;
    for (const Integration& row : rows) {
        if (row.member_apps == MemberAppRule::never) continue;
        // Of a provider whose file is gone there is nothing to say before it is back.
        const auto provider = integrations_.spec_for(row);
        if (!provider) continue;
        CO_TRY(const auto stored, co_await integrations_.issued().store().find_of_member(
                                      caller.workspace, *caller.user, row.id));
        if (stored) all.push_back({row.key, (*provider)->name, shown(row, **provider, stored)});
    }
    co_return all;
}

Task<Result<MemberApp>> MemberApps::put(Caller caller, std::string key, std::string client_id,
                                        Secret client_secret) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(const auto integration,
           co_await integrations_.find_row(caller.workspace, std::move(key)));
    if (integration.member_apps != MemberAppRule::allowed) co_return not_allowed();
    CO_TRY(const auto provider, integrations_.spec_for(integration));
    CO_CHECK(check_member_app(*provider));
    CO_CHECK(check_app(*provider, client_id, client_secret));
    ClientRegistration fresh;
    fresh.id = ClientRegistrationId::create(clock_.now(), random_);
    fresh.workspace = caller.workspace;
    fresh.integration_id = integration.id;
    fresh.user = caller.user;
    fresh.redirect_uri = integration.redirect_uri;
    fresh.client_id = std::move(client_id);
    fresh.created_at = clock_.now();
    const auto owner = registration_owner(fresh);
    CO_TRY(const auto sealer, co_await vault_.sealer(owner));
    Secret packed;
    if (!client_secret.empty()) packed = pack_secrets(client_secret, Secret{});
    const storage::Database::Body body = [&](Tx& tx) { return store(tx, fresh, sealer, packed); };
    const auto access = storage::Access::of(caller.workspace, *caller.user);
    CO_CHECK(co_await database_.transaction(access, body));
    CO_TRY(const auto stored, co_await integrations_.issued().store().find_of_member(
                                  caller.workspace, *caller.user, integration.id));
    co_return shown(integration, *provider, stored);
}

/// The same client is the one that grants were issued to: it keeps its row, and they its new secret.
Task<Result<void>> MemberApps::store(Tx& tx, const ClientRegistration& fresh,
                                     const vault::Sealer& sealer, const Secret& packed) const {
    CO_TRY(const auto present, co_await ClientRegistrationStore::find_of_member(
                                   tx, fresh.workspace, *fresh.user, fresh.integration_id));
    const bool is_same = present && present->client_id == fresh.client_id;
    auto row = is_same ? *present : fresh;
    if (is_same) ++row.generation;
    row.sealed.clear();
    if (!packed.empty())
        row.sealed = sealer.seal(registration_place(row.id, row.generation), packed);
    if (is_same) {
        CO_TRY(const bool done, co_await ClientRegistrationStore::renew(tx, std::move(row)));
        if (!done) co_return changed_meanwhile();
        co_return ok();
    }
    CO_CHECK(co_await ClientRegistrationStore::retire_of_member(tx, fresh.workspace, *fresh.user,
                                                                fresh.integration_id));
    co_return co_await ClientRegistrationStore::insert_of_member(tx, std::move(row));
}

Task<Result<void>> MemberApps::erase(Caller caller, std::string key) {
    if (!caller.user) co_return no_user_named();
    CO_TRY(const auto integration,
           co_await integrations_.find_row(caller.workspace, std::move(key)));
    bool was_there = false;
    const storage::Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(was_there, co_await ClientRegistrationStore::retire_of_member(
                              tx, caller.workspace, *caller.user, integration.id));
        co_return ok();
    };
    const auto access = storage::Access::of(caller.workspace, *caller.user);
    CO_CHECK(co_await database_.transaction(access, body));
    if (!was_there) co_return nothing_stored();
    co_return ok();
}

Task<Result<std::int64_t>> MemberApps::wipe_let_go() {
    return integrations_.issued().store().wipe_let_go();
}

}  // namespace fairlead::oauth
