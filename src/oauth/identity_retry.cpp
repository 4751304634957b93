// SPDX-License-Identifier: Apache-2.0
#include "oauth/identity_retry.h"

#include "oauth/disconnect.h"
#include "oauth/refresh_records.h"
#include "storage/connection_store.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

using jobs::JobOutcome;
using storage::ConnectionStore;
using storage::Tx;

namespace {

constexpr const char* by_itself = "system";

struct Subject {
    WorkspaceId workspace;
    ConnectionId connection;
};

Result<Subject> subject_of(const Job& job) {
    TRY(const auto document, parse_json(job.payload.text));
    const auto text = [&](const char* at) {
        return scalar_text(find_pointer(document, at)).value_or("");
    };
    Subject subject;
    TRY(subject.workspace, WorkspaceId::parse(text("/workspace")));
    TRY(subject.connection, ConnectionId::parse(text("/connection")));
    return subject;
}

bool still_unknown(const Connection& connection) {
    return connection.status == ConnectionStatus::error &&
           connection.reason == ConnectionReason::identity_failed;
}

}  // namespace

struct IdentityRetry::Known {
    Connection connection;
    std::shared_ptr<const OAuthClient> client;
    LiveTokens tokens;
    Identity identity;
};

Task<Result<std::optional<LiveTokens>>> IdentityRetry::tokens_of(const Connection& connection,
                                                                 const vault::Sealer& sealer) {
    std::optional<LiveTokens> tokens;
    const storage::Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto row,
               co_await storage::refresh::read_tokens(tx, connection.workspace, connection.id));
        if (!row) co_return ok();
        CO_TRY(tokens, open_tokens(sealer, *row));
        co_return ok();
    };
    const auto access = storage::Access::of(connection.workspace);
    CO_CHECK(co_await context_.services.database.transaction(access, body));
    co_return tokens;
}

Task<Result<JobOutcome>> IdentityRetry::run(Job job) {
    const auto& services = context_.services;
    const auto subject = subject_of(job);
    if (!subject) co_return JobOutcome::give_up(subject.error().message);
    ConnectionStore connections{services.database};
    CO_TRY(auto connection, co_await connections.find(subject->workspace, subject->connection));
    if (!connection || !still_unknown(*connection)) co_return JobOutcome::done();
    Known known;
    known.connection = *std::move(connection);
    const auto& row = known.connection;
    CO_TRY(known.client,
           co_await services.integrations.find_issued(row.workspace, row.integration_id, row.id));
    const auto owner = Owner::of(known.connection.workspace, known.connection.user);
    CO_TRY(const auto sealer, co_await services.vault.sealer(owner));
    CO_TRY(auto tokens, co_await tokens_of(known.connection, sealer));
    if (!tokens) co_return JobOutcome::done();
    CO_TRY(const auto now, co_await storage::database_now(services.database));
    if (tokens->expires && *tokens->expires <= now)
        co_return JobOutcome::give_up("The access token ran out before its account was known.");
    known.tokens = *std::move(tokens);
    CallMaterial means;
    means.vars = known.connection.vars;
    CO_TRY(auto found, co_await find_identity(context_, *known.client, known.tokens.access, means));
    if (found.fault) co_return Error{Errc::provider_failed, found.fault->detail};
    known.identity = std::move(found.identity);
    CO_CHECK(co_await settle(known, sealer));
    co_return JobOutcome::done();
}

Task<Result<void>> IdentityRetry::settle(const Known& known, const vault::Sealer& sealer) {
    const auto& row = known.connection;
    const storage::Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await storage::refresh::lock(tx, row.workspace, row.id));
        CO_TRY(const auto present, co_await ConnectionStore::find(tx, row.workspace, row.id));
        if (!present || !still_unknown(*present) || present->generation != row.generation)
            co_return ok();
        CO_TRY(const auto other,
               co_await ConnectionStore::find_by_account(
                   tx, row.workspace, row.user, row.integration_id, known.identity.account_id));
        if (other && other->id != row.id) co_return co_await hand_over(tx, known, sealer);
        co_return co_await make_live(tx, known);
    };
    const auto access = storage::Access::of(row.workspace);
    co_return co_await context_.services.database.transaction(access, body,
                                                              storage::Priority::tokens);
}

Task<Result<void>> IdentityRetry::make_live(Tx& tx, const Known& known) {
    CO_TRY(const auto now, co_await storage::database_now(tx));
    auto row = known.connection;
    if (!known.identity.account_id.empty()) {
        row.provider_account_id = known.identity.account_id;
        row.account_name = known.identity.account_name;
        row.metadata = known.identity.metadata;
    }
    row.status = ConnectionStatus::connected;
    row.reason = ConnectionReason::none;
    row.error_message.clear();
    row.updated_at = now;
    CO_CHECK(co_await ConnectionStore::update(tx, row));
    co_return co_await records::connected(tx, row, "connection.reconnected", by_itself, now,
                                          context_.services.random);
}

Task<Result<void>> IdentityRetry::hand_over(Tx& tx, const Known& known,
                                            const vault::Sealer& sealer) {
    const auto& row = known.connection;
    CO_TRY(const auto now, co_await storage::database_now(tx));
    NewAccount account;
    account.workspace = row.workspace;
    account.user = row.user;
    account.integration_id = row.integration_id;
    account.registration = known.client->registration;
    account.integration = row.integration;
    account.provider = row.provider;
    account.scopes_granted = row.scopes_granted;
    account.scopes_missing = row.scopes_missing;
    account.vars = row.vars;
    account.identity = known.identity;
    account.tokens = known.tokens.duplicate();
    account.actor = by_itself;
    if (account.tokens.expires)
        account.age = account.tokens.lifetime - (*account.tokens.expires - now);
    const auto& method = known.client->method();
    CO_TRY(const auto stored, co_await store_account(context_, tx, account, method, sealer));
    if (stored.what == StoredAccount::What::needs_refresh_token)
        CO_CHECK(co_await revoke_later(context_, tx, account, method, sealer));
    Disconnect drop;
    drop.workspace = row.workspace;
    drop.connection = row.id;
    drop.actor = by_itself;
    CO_CHECK(co_await disconnect(tx, drop, sealer, context_.services.random));
    co_return ok();
}

}  // namespace fairlead::oauth
