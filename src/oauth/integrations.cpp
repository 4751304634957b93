// SPDX-License-Identifier: Apache-2.0
#include "oauth/integrations.h"

#include "base/text.h"
#include "catalog/registration.h"
#include "crypto/hash.h"
#include "net/url.h"
#include "oauth/client_certificate.h"
#include "oauth/client_secret_place.h"
#include "oauth/client_source.h"
#include "oauth/connectable.h"
#include "oauth/credential.h"
#include "oauth/operator_vars.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

void add_part(std::string& all, std::string_view part) {
    all.append(std::to_string(part.size())).append(":").append(part);
}

/// How often the secrets of an integration were changed.
struct Generations {
    std::int64_t client_secret = 0;
    std::int64_t secret_vars = 0;
};

/// Everything a flow relies on, secrets by their number alone.
std::string fingerprint_of(const Integration& integration, Generations generations) {
    std::string all;
    for (const auto* part :
         {&integration.key, &integration.provider, &integration.method, &integration.variant,
          &integration.client_id, &integration.redirect_uri})
        add_part(all, *part);
    for (const auto& scope : integration.scopes) add_part(all, scope);
    for (const auto& [name, value] : integration.vars) {
        add_part(all, name);
        add_part(all, value);
    }
    add_part(all, std::to_string(generations.client_secret));
    if (generations.secret_vars > 0) add_part(all, std::to_string(generations.secret_vars));
    return crypto::sha256_hex(all);
}

Error disabled(const std::string& provider) {
    return Error{.code = Errc::conflict,
                 .message = "This integration is switched off. Set ENABLE_" +
                            environment_name(provider) +
                            "_INTEGRATION=true and start the server again, or switch it on as an "
                            "administrator.",
                 .reason = "integration_disabled"};
}

Error not_configured(const std::string& provider, const char* what) {
    const auto name = environment_name(provider);
    return Error{.code = Errc::conflict,
                 .message = std::string{"This integration has no "} + what + ". Set " + name +
                            "_CLIENT_ID and " + name +
                            "_CLIENT_SECRET and start the server again, or store them as an "
                            "administrator.",
                 .reason = "integration_not_configured"};
}

Error not_switched_on(const std::string& provider) {
    return Error{.code = Errc::conflict,
                 .message = "This integration is not switched on. Set ENABLE_" +
                            environment_name(provider) +
                            "_INTEGRATION=true and start the server again, or add it as an "
                            "administrator; it needs no client id.",
                 .reason = "integration_not_configured"};
}

Error needs_client_id() {
    return Error{.code = Errc::invalid,
                 .message = "This platform's integrations need a client id.",
                 .faults = {{"/clientId", "must not be empty"}}};
}

Error provider_gone(const std::string& provider) {
    return Error{
        .code = Errc::conflict,
        .message = "The provider \"" + provider +
                   "\" is not offered any more: its file was taken away, it was deleted, or "
                   "this server lacks what it wants. Put it back, as an administrator, or "
                   "disconnect the account.",
        .reason = "provider_gone"};
}

Error integration_changed() {
    return Error{Errc::conflict, "Somebody else changed this integration. Try again."};
}

Error no_integration() { return Error{Errc::not_found, "There is no such integration."}; }

MemberAppRule rule_after(const std::optional<Integration>& old, bool allows) {
    if (allows) return MemberAppRule::allowed;
    const bool was_never = !old || old->member_apps == MemberAppRule::never;
    return was_never ? MemberAppRule::never : MemberAppRule::stopped;
}

Result<void> check_redirect_uri(const std::string& text) {
    const auto url = net::Url::parse(text);
    const bool local = url && (url->host == "localhost" || url->host == "127.0.0.1");
    if (url && !url->has_userinfo && url->fragment.empty() && (url->scheme == "https" || local))
        return ok();
    return Error{.code = Errc::invalid,
                 .message = "The redirect URI must be an https URL without fragment.",
                 .faults = {{"/redirectUri", "an https URL without fragment"}}};
}

/// What a method has to have of the operator's: a client id, or that it was switched on.
Result<void> check_configured(const Integration& integration, const catalog::ProviderSpec& provider,
                              bool is_switched_on) {
    if (!integration.client_id.empty() && !is_form(provider.method.kind)) return ok();
    if (needs_app(provider)) return not_configured(integration.provider, "client id");
    if (!is_switched_on && integration.source == IntegrationSource::environment)
        return not_switched_on(integration.provider);
    return is_form(provider.method.kind) ? check_operator_field(provider.method) : ok();
}

/// The provider as one whose clients have no secret.
std::shared_ptr<const catalog::ProviderSpec> as_public(const catalog::ProviderSpec& provider) {
    auto changed = std::make_shared<catalog::ProviderSpec>(provider);
    changed->method.token.client = catalog::ClientAuth::none;
    changed->method.refresh.request.client = catalog::ClientAuth::none;
    if (changed->method.revoke) changed->method.revoke->request.client = catalog::ClientAuth::none;
    return changed;
}

}  // namespace

Result<void> check_key(const std::string& key) {
    const auto good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    if (!key.empty() && key.size() <= 64 && std::ranges::all_of(key, good)) return ok();
    return Error{.code = Errc::invalid,
                 .message = "The key must have 1 to 64 of a-z, 0-9, - and _.",
                 .faults = {{"/key", "1 to 64 of a-z, 0-9, - and _"}}};
}

vault::Place client_secret_place(IntegrationId integration, std::int64_t generation) {
    return {"integrations", "client_secret", integration.value, generation};
}

Integrations::Integrations(storage::Database& database, const catalog::Catalog& catalog,
                           vault::Vault& vault, const Clock& clock, Random& random,
                           net::HttpClient& http, IntegrationOptions options)
    : store_(database),
      issued_(database, vault),
      catalog_(catalog),
      vault_(vault),
      clock_(clock),
      random_(random),
      apps_(catalog, std::move(options.environment)),
      redirect_base_url_(std::move(options.redirect_base_url)),
      discovery_(http, clock) {}

// --- the environment ----------------------------------------------------------------------------

std::string Integrations::default_redirect_uri(const std::string& key) const {
    return redirect_base_url_ + "/api/integrations/callback/" + key;
}

bool Integrations::connects_without_app(const catalog::ProviderSummary& provider,
                                        const std::string& method) const {
    const auto spec = catalog_.find(provider.id, "", method);
    return spec && !needs_app(**spec);
}

/// The method that the environment means: a flow where there is a client id for it; where the
/// platform is switched on and no more is said a form, or what needs no client id of the
/// operator's. nullptr: it means none.
const catalog::ProviderSummary::Method* Integrations::method_meant(
    const catalog::ProviderSummary& provider, bool has_app, bool is_switched_on) const {
    using catalog::AuthKind;
    const auto first = [&](auto&& is_meant) {
        const auto found = std::ranges::find_if(provider.methods, is_meant);
        return found == provider.methods.end() ? nullptr : &*found;
    };
    const auto is_mcp = [](const auto& method) { return method.kind == AuthKind::mcp_oauth; };
    if (has_app) {
        const auto* code = first(
            [&](const auto& method) { return has_consent_page(method.kind) && !is_mcp(method); });
        return code ? code : first(is_mcp);
    }
    if (!is_switched_on) return nullptr;
    const auto* form = first([](const auto& method) { return is_form(method.kind); });
    if (form) return form;
    return first([&](const auto& method) {
        return is_mcp(method) && connects_without_app(provider, method.id);
    });
}

Task<Result<void>> Integrations::load_one(const catalog::ProviderSummary& provider) {
    const auto* app = apps_.app_for(provider.id);
    const bool is_switched_on = apps_.switch_for(provider.id).value_or(false);
    const auto* method = method_meant(provider, app != nullptr, is_switched_on);
    if (!method) co_return ok();
    Integration row;
    row.id = IntegrationId::create(clock_.now(), random_);
    row.workspace = default_workspace;
    row.key = provider.id;
    row.provider = provider.id;
    row.method = method->id;
    if (app) row.client_id = app->client_id;
    row.redirect_uri = apps_.redirect_uri_for(provider.id);
    if (row.redirect_uri.empty()) row.redirect_uri = default_redirect_uri(row.key);
    row.enabled = apps_.switch_for(provider.id).value_or(true);
    row.source = IntegrationSource::environment;
    row.fingerprint = fingerprint_of(row, {});
    row.created_at = clock_.now();
    row.updated_at = row.created_at;
    CO_CHECK(co_await store_.put(std::move(row)));
    co_return ok();
}

Task<Result<void>> Integrations::load() {
    apps_.look_again();
    for (const auto& id : apps_.providers()) {
        const auto provider = catalog_.summary(id);
        if (provider) CO_CHECK(co_await load_one(*provider));
    }
    co_return ok();
}

// --- opening ------------------------------------------------------------------------------------

Result<void> Integrations::check_enabled(const Integration& integration) const {
    if (!integration.enabled || !apps_.switch_for(integration.provider).value_or(true))
        return disabled(integration.provider);
    return ok();
}

Task<Result<Secret>> Integrations::secret_of(Integration integration) {
    if (integration.source == IntegrationSource::environment) {
        const auto* app = apps_.app_for(integration.provider);
        if (!app) co_return not_configured(integration.provider, "client id");
        co_return app->client_secret.duplicate();
    }
    CO_TRY(auto sealed, co_await store_.find_secret(integration.workspace, integration.id));
    if (!sealed) co_return Secret{};
    const auto owner = Owner::of(integration.workspace);
    auto place = client_secret_place(integration.id, sealed->generation);
    co_return co_await vault_.open(owner, std::move(place), std::move(sealed->sealed));
}

/// That of the client which the operator registered; none where there is no such client.
Task<Result<Secret>> Integrations::own_secret(const Integration& integration,
                                              const catalog::ProviderSpec& provider) {
    const bool has_own = needs_app(provider) || !integration.client_id.empty();
    if (is_form(provider.method.kind) || !has_own) co_return Secret{};
    auto copy = integration;
    CO_TRY(auto secret, co_await secret_of(std::move(copy)));
    if (secret.empty() && needs_secret(provider))
        co_return not_configured(integration.provider, "client secret");
    co_return secret;
}

Result<std::shared_ptr<const catalog::ProviderSpec>> Integrations::spec_for(
    const Integration& integration) const {
    auto found = catalog_.find(integration.provider, integration.variant, integration.method);
    // Of what is there nobody wants the summary: it is a copy of all that is told of a provider.
    if (!found && !catalog_.summary(integration.provider))
        return provider_gone(integration.provider);
    return found;
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::open(Integration integration) {
    using Answer = std::shared_ptr<const OAuthClient>;
    CO_CHECK(check_enabled(integration));
    CO_TRY(const auto provider, spec_for(integration));
    const bool is_switched_on = apps_.switch_for(integration.provider).value_or(false);
    CO_CHECK(check_configured(integration, *provider, is_switched_on));
    if (auto before = built_before(built_, integration, provider)) co_return before;
    CO_TRY(auto secret, co_await own_secret(integration, *provider));
    auto client_id = integration.client_id;
    auto spoken_to = provider;
    if (is_by_document(*provider)) {
        CO_CHECK(check_document(redirect_base_url_, integration));
        client_id = client_document_url(redirect_base_url_, integration.key);
        spoken_to = as_public(*provider);
    }
    CO_TRY(auto client, co_await without_app(integration, std::move(spoken_to)));
    client->client_id = std::move(client_id);
    client->client_secret = std::move(secret);
    Answer answer = std::move(client);
    keep_built(built_, integration, provider, answer);
    co_return answer;
}

Task<Result<std::shared_ptr<const OAuthClient>>> Integrations::find(WorkspaceId workspace,
                                                                    IntegrationId integration) {
    CO_TRY(auto row, co_await store_.find(workspace, integration));
    if (!row) co_return no_integration();
    co_return co_await open(*std::move(row));
}

Result<Integrations::Ready> Integrations::ready_with(Integration integration,
                                                     std::shared_ptr<const OAuthClient> client) {
    CHECK_OK(check_kind(client->method().kind));
    // The operator's variables say where the client's secret goes: a flow relies on them too.
    for (const auto& [name, value] : client->vars) {
        add_part(integration.fingerprint, name);
        add_part(integration.fingerprint, value);
    }
    if (!catalog::discovered_issuer(client->method()).empty())
        add_part(integration.fingerprint, client->method().token.url.front().text());
    return Ready{std::move(integration), std::move(client)};
}

Error Integrations::not_set_up(const std::string& key) const {
    const auto known = catalog_.summary(key);
    if (!known) return no_integration();
    if (!apps_.switch_for(key).value_or(true)) return disabled(key);
    if (!known->methods.empty() && connects_without_app(*known, known->methods.front().id))
        return not_switched_on(key);
    return not_configured(key, "client id");
}

Task<Result<Integrations::Ready>> Integrations::ready(WorkspaceId workspace, std::string key) {
    CO_TRY(auto row, co_await store_.find_by_key(workspace, key));
    if (!row) co_return not_set_up(key);
    co_return co_await ready_of(*std::move(row));
}

Task<Result<Integrations::Ready>> Integrations::ready_of(Integration row) {
    auto copy = row;
    CO_TRY(auto client, co_await open(std::move(copy)));
    co_return ready_with(std::move(row), std::move(client));
}

Task<Result<Integration>> Integrations::find_row(WorkspaceId workspace, std::string key) {
    CO_TRY(auto row, co_await store_.find_by_key(workspace, std::move(key)));
    if (!row) co_return no_integration();
    co_return *std::move(row);
}

Task<Result<Integration>> Integrations::find_row(WorkspaceId workspace, IntegrationId id) {
    CO_TRY(auto row, co_await store_.find(workspace, id));
    if (!row) co_return no_integration();
    co_return *std::move(row);
}

Task<Result<std::vector<Integration>>> Integrations::list(WorkspaceId workspace) {
    return store_.list(workspace);
}

// --- changing -----------------------------------------------------------------------------------

Task<Result<void>> Integrations::put_secret(Integration stored, Secret secret) {
    const auto owner = Owner::of(stored.workspace);
    CO_TRY(const auto old, co_await store_.find_secret(stored.workspace, stored.id));
    storage::SealedClientSecret sealed;
    sealed.generation = (old ? old->generation : 0) + 1;
    auto place = client_secret_place(stored.id, sealed.generation);
    CO_TRY(sealed.sealed, co_await vault_.seal(owner, std::move(place), std::move(secret)));
    CO_TRY(const auto vars, co_await store_.find_secret_vars(stored.workspace, stored.id));
    auto fingerprint = fingerprint_of(stored, {sealed.generation, vars ? vars->generation : 0});
    CO_TRY(const bool done,
           co_await store_.set_secret(stored.workspace, stored.id, std::move(sealed),
                                      std::move(fingerprint), clock_.now()));
    if (!done) co_return integration_changed();
    co_return ok();
}

Task<Result<void>> Integrations::put_secret_vars(Integration stored, SecretVars vars) {
    const auto owner = Owner::of(stored.workspace);
    CO_TRY(const auto old, co_await store_.find_secret_vars(stored.workspace, stored.id));
    storage::SealedVars sealed;
    sealed.names = names_of(vars);
    sealed.generation = (old ? old->generation : 0) + 1;
    auto place = secret_vars_place(stored.id, sealed.generation);
    auto packed = pack_secret_vars(vars);
    CO_TRY(sealed.sealed, co_await vault_.seal(owner, std::move(place), std::move(packed)));
    CO_TRY(const auto secret, co_await store_.find_secret(stored.workspace, stored.id));
    auto fingerprint = fingerprint_of(stored, {secret ? secret->generation : 0, sealed.generation});
    CO_TRY(const bool done,
           co_await store_.set_secret_vars(stored.workspace, stored.id, std::move(sealed),
                                           std::move(fingerprint), clock_.now()));
    if (!done) co_return integration_changed();
    co_return ok();
}

/// What an admin wrote, as it is stored.
Integration Integrations::row_of(WorkspaceId workspace, const IntegrationEdit& edit,
                                 const std::optional<Integration>& old, std::string method) {
    Integration row;
    row.id = old ? old->id : IntegrationId::create(clock_.now(), random_);
    row.workspace = workspace;
    row.key = edit.key;
    row.provider = edit.provider;
    row.method = std::move(method);
    row.variant = edit.variant;
    row.client_id = edit.client_id;
    row.scopes = edit.scopes;
    row.redirect_uri =
        edit.redirect_uri.empty() ? default_redirect_uri(edit.key) : edit.redirect_uri;
    row.vars = edit.vars;
    row.enabled = edit.enabled;
    row.member_apps = rule_after(old, edit.member_apps);
    row.source = IntegrationSource::api;
    row.created_at = clock_.now();
    row.updated_at = row.created_at;
    return row;
}

Result<void> Integrations::check_edit(const catalog::ProviderSpec& spec,
                                      const IntegrationEdit& edit, const SecretVars& secrets) {
    CHECK_OK(check_kind(spec.method.kind));
    CHECK_OK(check_operator_vars(spec.method, edit.vars));
    CHECK_OK(check_operator_secrets(spec.method, edit.secret_vars));
    CHECK_OK(check_certificate(spec.method, secrets, edit.secret_vars, clock_.now()));
    // Switched off it may be whatever is missing.
    if (edit.enabled) {
        CHECK_OK(apps_.vars_for(spec, edit.vars));
        CHECK_OK(apps_.secrets_for(spec, secrets));
        CHECK_OK(check_connectable(spec));
    }
    if (edit.member_apps) CHECK_OK(check_member_app(spec));
    if (edit.client_id.empty() && needs_app(spec) && !edit.member_apps) return needs_client_id();
    return check_own_client(spec, edit.client_id);
}

Task<Result<Integration>> Integrations::put(WorkspaceId workspace, IntegrationEdit edit) {
    if (edit.key.empty()) edit.key = edit.provider;
    CO_CHECK(check_key(edit.key));
    CO_TRY(const auto spec, catalog_.find(edit.provider, edit.variant, edit.method));
    CO_TRY(const auto old, co_await store_.find_by_key(workspace, edit.key));
    if (old && old->provider != edit.provider)
        co_return Error{Errc::conflict, "An integration of another platform has this key."};
    SecretVars before;
    if (old) {
        auto copy = *old;
        CO_TRY(before, co_await secret_vars_of(std::move(copy)));
    }
    auto secrets = secrets_after(spec->method, before, edit.secret_vars);
    CO_CHECK(check_edit(*spec, edit, secrets));
    auto row = row_of(workspace, edit, old, spec->method.id);
    CO_CHECK(check_redirect_uri(row.redirect_uri));
    CO_TRY(const auto secret, co_await store_.find_secret(workspace, row.id));
    CO_TRY(const auto vars, co_await store_.find_secret_vars(workspace, row.id));
    row.fingerprint =
        fingerprint_of(row, {secret ? secret->generation : 0, vars ? vars->generation : 0});
    CO_TRY(auto stored, co_await store_.put(std::move(row)));
    if (edit.client_secret) CO_CHECK(co_await put_secret(stored, std::move(*edit.client_secret)));
    const bool has_changed = !edit.secret_vars.empty() || secrets.size() != before.size();
    if (has_changed) CO_CHECK(co_await put_secret_vars(stored, std::move(secrets)));
    co_return co_await find_row(workspace, stored.id);
}

Task<Result<Integration>> Integrations::allow_member_apps(WorkspaceId workspace, std::string key,
                                                          bool allows) {
    CO_TRY(const auto row, co_await find_row(workspace, std::move(key)));
    if (allows) {
        CO_TRY(const auto spec, catalog_.find(row.provider, row.variant, row.method));
        CO_CHECK(check_member_app(*spec));
    }
    const auto rule = rule_after(row, allows);
    CO_CHECK(co_await store_.set_member_apps(workspace, row.id, rule, clock_.now()));
    co_return co_await find_row(workspace, row.id);
}

Task<Result<void>> Integrations::set_enabled(WorkspaceId workspace, std::string key, bool enabled) {
    CO_TRY(const auto row, co_await find_row(workspace, std::move(key)));
    CO_CHECK(co_await store_.set_enabled(workspace, row.id, enabled, clock_.now()));
    co_return ok();
}

Task<Result<void>> Integrations::erase(WorkspaceId workspace, std::string key) {
    CO_TRY(const auto row, co_await find_row(workspace, std::move(key)));
    CO_CHECK(co_await store_.erase(workspace, row.id));
    built_.lock()->erase(row.id);
    frames_.lock()->erase(row.id);
    co_return ok();
}

}  // namespace fairlead::oauth
