// SPDX-License-Identifier: Apache-2.0
#include "oauth/new_account.h"

#include "oauth/scope_match.h"
#include "storage/client_registration_store.h"
#include "storage/connect_attempt_store.h"
#include "storage/connection_store.h"
#include "storage/job_store.h"
#include "storage/revocation_store.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace fairlead::oauth {

using storage::ConnectionStore;
using storage::Tx;

namespace {

constexpr Milliseconds revoke_within{24 * 3600 * 1000};
constexpr const char* unidentified_prefix = "conn:";

using What = StoredAccount::What;

std::vector<std::string> texts(const json::value& document, const char* at) {
    std::vector<std::string> out;
    const auto* list = find_pointer(document, at);
    if (!list || !list->is_array()) return out;
    for (const auto& item : list->get_array()) out.push_back(scalar_text(&item).value_or(""));
    return out;
}

/// Where the account goes: none, a new connection.
struct Target {
    std::optional<Connection> connection;
    bool is_other = false;
};

bool is_nameless(const Connection& connection) {
    return connection.provider_account_id == unidentified_prefix + connection.id.text();
}

Task<Result<Target>> find_target(Tx& tx, const NewAccount& account) {
    Target target;
    // Whose tokens these are is not known: they touch nothing that is there.
    if (!account.identified) co_return target;
    const auto& id = account.identity.account_id;
    if (!id.empty()) {
        CO_TRY(target.connection,
               co_await ConnectionStore::find_by_account(tx, account.workspace, account.user,
                                                         account.integration_id, id));
    }
    if (!account.reconnect) co_return target;
    CO_TRY(auto wanted, co_await ConnectionStore::find(tx, account.workspace, *account.reconnect));
    if (!wanted) co_return target;
    if (target.connection && target.connection->id == wanted->id) co_return target;
    // A connection that never learned its account takes the one that came, unless another of the
    // user's has it; so does one whose account is nothing but its credential.
    const bool takes_any = is_nameless(*wanted) || account.identity.is_made_up;
    const bool fits = id.empty() || (takes_any && !target.connection);
    if (fits)
        target.connection = std::move(wanted);
    else
        target.is_other = true;
    co_return target;
}

Connection row_of(const NewAccount& account, const Target& target, Time now, Random& random) {
    Connection row;
    if (target.connection) {
        row = *target.connection;
    } else {
        row.id = ConnectionId::create(now, random);
        row.workspace = account.workspace;
        row.user = account.user;
        row.integration_id = account.integration_id;
        row.integration = account.integration;
        row.provider = account.provider;
        row.created_at = now;
    }
    const auto& identity = account.identity;
    if (!identity.account_id.empty()) {
        row.provider_account_id = identity.account_id;
        row.account_name = identity.account_name;
        row.metadata = identity.metadata;
    } else if (row.provider_account_id.empty()) {
        row.provider_account_id = unidentified_prefix + row.id.text();
    }
    row.scopes_granted = account.scopes_granted;
    row.scopes_missing = account.scopes_missing;
    row.vars = account.vars;
    row.updated_at = now;
    return row;
}

Job identify_job(const Connection& connection, Time now, Random& random) {
    Job job;
    job.id = JobId::create(now, random);
    job.workspace = connection.workspace;
    job.name = identify_job_name;
    json::object payload{{"workspace", connection.workspace.text()},
                         {"connection", connection.id.text()}};
    job.payload = to_json(payload);
    job.unique_key = std::string{identify_job_name} + ":" + connection.id.text();
    job.run_at = now + Seconds{5};
    job.created_at = now;
    return job;
}

/// Tokens are good, but whose they are is not known: kept, shown as an error, asked again.
Task<Result<void>> store_unidentified(ConnectContext& context, Tx& tx, Connection& row, Time now) {
    row.status = ConnectionStatus::error;
    row.reason = ConnectionReason::identity_failed;
    row.error_message = "The platform did not say which account this is. We will ask again.";
    auto message = row.error_message;
    CO_CHECK(co_await ConnectionStore::set_status(tx, row.workspace, row.id, row.status, row.reason,
                                                  std::move(message), now));
    auto job = identify_job(row, now, context.services.random);
    co_return co_await storage::JobStore::enqueue(tx, std::move(job));
}

/// Than the connection is issued to now; a new one to none but the integration's own.
Task<Result<bool>> is_of_other_client(Tx& tx, const NewAccount& account, const Target& target) {
    if (!target.connection) co_return account.registration.has_value();
    CO_TRY(const auto bound, co_await storage::ClientRegistrationStore::bound(
                                 tx, account.workspace, target.connection->id));
    co_return bound != account.registration;
}

NewConsent consent_of(const NewAccount& account, const Target& target,
                      const catalog::AuthMethod& method, Connection row) {
    NewConsent consent;
    const bool was_let_go =
        target.connection && target.connection->status == ConnectionStatus::disconnected;
    const bool reaches_far = method.revoke && method.revoke->reach != catalog::RevokeReach::token;
    consent.connection = std::move(row);
    consent.status = account.identified ? ConnectionStatus::connected : ConnectionStatus::error;
    consent.tokens = account.tokens.duplicate();
    consent.age = account.age;
    consent.rules = method.refresh;
    consent.actor = account.actor;
    consent.verify = was_let_go && reaches_far;
    return consent;
}

}  // namespace

Json NewAccount::details() const {
    json::object object;
    object["workspace"] = workspace.text();
    object["user"] = user.text();
    object["integration_id"] = integration_id.text();
    object["integration"] = integration;
    object["provider"] = provider;
    if (reconnect) object["reconnect"] = reconnect->text();
    if (registration) object["registration"] = registration->text();
    object["granted"] = json::array(scopes_granted.begin(), scopes_granted.end());
    object["missing"] = json::array(scopes_missing.begin(), scopes_missing.end());
    json::object variables;
    for (const auto& [name, value] : vars) variables[name] = value;
    object["vars"] = std::move(variables);
    object["account_id"] = identity.account_id;
    object["account_name"] = identity.account_name;
    object["metadata"] = from_json(identity.metadata);
    object["made_up"] = identity.is_made_up;
    object["identified"] = identified;
    object["actor"] = actor;
    return to_json(object);
}

Result<NewAccount> NewAccount::parse(const Json& details) {
    TRY(const auto document, parse_json(details.text));
    const auto text = [&](const char* at) {
        return scalar_text(find_pointer(document, at)).value_or("");
    };
    NewAccount account;
    TRY(account.workspace, WorkspaceId::parse(text("/workspace")));
    TRY(account.user, UserId::parse(text("/user")));
    TRY(account.integration_id, IntegrationId::parse(text("/integration_id")));
    account.integration = text("/integration");
    account.provider = text("/provider");
    if (const auto id = text("/reconnect"); !id.empty()) {
        TRY(account.reconnect, ConnectionId::parse(id));
    }
    if (const auto id = text("/registration"); !id.empty()) {
        TRY(account.registration, ClientRegistrationId::parse(id));
    }
    account.scopes_granted = texts(document, "/granted");
    account.scopes_missing = texts(document, "/missing");
    if (const auto* vars = find_pointer(document, "/vars"); vars && vars->is_object())
        for (const auto& member : vars->get_object())
            account.vars.emplace(member.key(), scalar_text(&member.value()).value_or(""));
    account.identity.account_id = text("/account_id");
    account.identity.account_name = text("/account_name");
    if (const auto* metadata = find_pointer(document, "/metadata"))
        account.identity.metadata = to_json(*metadata);
    account.identity.is_made_up = text("/made_up") == "true";
    account.identified = text("/identified") == "true";
    account.actor = text("/actor");
    return account;
}

Task<Result<StoredAccount>> store_account(ConnectContext& context, Tx& tx,
                                          const NewAccount& account,
                                          const catalog::AuthMethod& method,
                                          const vault::Sealer& sealer) {
    StoredAccount stored;
    CO_TRY(auto target, co_await find_target(tx, account));
    if (target.is_other) {
        stored.what = What::other_account;
        co_return stored;
    }
    auto& random = context.services.random;
    CO_TRY(const auto now, co_await storage::database_now(tx));
    auto row = row_of(account, target, now, random);
    auto consent = consent_of(account, target, method, row);
    CO_TRY(consent.by_other_client, co_await is_of_other_client(tx, account, target));
    CO_TRY(const auto done, co_await store_consent(tx, consent, sealer, random));
    if (done.what == ConsentStored::What::needs_refresh_token) {
        stored.what = What::needs_refresh_token;
        co_return stored;
    }
    if (consent.by_other_client)
        CO_CHECK(co_await storage::ClientRegistrationStore::bind(tx, row.workspace, row.id,
                                                                 account.registration));
    row.status = consent.status;
    row.generation = done.generation;
    row.expires_at = done.expires_at;
    if (!account.identified) CO_CHECK(co_await store_unidentified(context, tx, row, now));
    CO_CHECK(co_await storage::ConnectAttemptStore::clear(tx, account.workspace, account.user,
                                                          account.integration_id));
    stored.what = target.connection ? What::reconnected : What::created;
    stored.connection = std::move(row);
    co_return stored;
}

Task<Result<void>> revoke_later(ConnectContext& context, Tx& tx, const NewAccount& account,
                                const catalog::AuthMethod& method, const vault::Sealer& sealer) {
    // A server that is discovered says itself whether it revokes: the revocation finds out.
    const bool is_told_later = account.registration && method.token.url.empty();
    if (account.tokens.access.empty() || (!method.revoke && !is_told_later)) co_return ok();
    if (method.revoke && method.revoke->reach != catalog::RevokeReach::token) {
        if (account.identity.account_id.empty()) co_return ok();
        CO_TRY(const auto sharing,
               co_await ConnectionStore::count_sharing(
                   tx, account.workspace, account.integration_id, account.identity.account_id));
        if (sharing > 0) co_return ok();
    }
    CO_TRY(const auto now, co_await storage::database_now(tx));
    auto& random = context.services.random;
    storage::Revocation row;
    row.id = RevocationId::create(now, random);
    row.workspace = account.workspace;
    row.user = account.user;
    // Of no connection: its own number, so that no later consent cancels it.
    row.connection = ConnectionId::create(now, random);
    row.integration_id = account.integration_id;
    row.registration = account.registration;
    row.sealed = sealer.seal(revocation_place(row.id, row.consent), pack(account.tokens));
    row.next_try = now;
    row.deadline = now + revoke_within;
    row.created_at = now;
    co_return co_await storage::RevocationStore::insert(tx, std::move(row));
}

std::vector<std::string> missing_scopes(const std::vector<std::string>& asked,
                                        const std::vector<std::string>& granted, bool has_refresh,
                                        bool has_id_token) {
    std::vector<std::string> missing;
    for (const auto& scope : asked) {
        if (holds_scope(granted, scope)) continue;
        if (scope == "offline_access" && has_refresh) continue;
        if (scope == "openid" && has_id_token) continue;
        missing.push_back(scope);
    }
    return missing;
}

}  // namespace fairlead::oauth
