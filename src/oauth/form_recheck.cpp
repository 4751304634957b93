// SPDX-License-Identifier: Apache-2.0
#include "oauth/form_check.h"
#include "oauth/form_connect.h"
#include "oauth/sealed_tokens.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {

namespace {

Task<Result<std::optional<LiveTokens>>> stored_tokens(ConnectContext& context,
                                                      const Connection& connection) {
    const auto owner = Owner::of(connection.workspace, connection.user);
    CO_TRY(const auto sealer, co_await context.services.vault.sealer(owner));
    std::optional<LiveTokens> tokens;
    const storage::Database::Body body = [&](storage::Tx& tx) -> Task<Result<void>> {
        CO_TRY(const auto row,
               co_await storage::refresh::read_tokens(tx, connection.workspace, connection.id));
        if (!row) co_return ok();
        CO_TRY(tokens, open_tokens(sealer, *row));
        co_return ok();
    };
    const auto access = storage::Access::of(connection.workspace);
    CO_CHECK(co_await context.services.database.transaction(access, body));
    co_return tokens;
}

Error no_word(const ConnectFault& fault) {
    return Error{.code = fault.failure == ConnectFailure::rate_limited ? Errc::rate_limited
                                                                       : Errc::provider_failed,
                 .message = fault.message,
                 .detail = fault.detail,
                 .reason = fault.reason,
                 .retry_after = fault.retry_after};
}

}  // namespace

Task<Result<FormConnect::Standing>> FormConnect::standing(Connection connection) {
    if (connection.status != ConnectionStatus::connected) co_return Standing::not_asked;
    const auto client = co_await context_.services.integrations.find(connection.workspace,
                                                                     connection.integration_id);
    if (!client || !is_carried((*client)->method().kind)) co_return Standing::not_asked;
    auto tokens = co_await stored_tokens(context_, connection);
    if (!tokens || !*tokens) co_return Standing::not_asked;
    FormContent form;
    form.vars = connection.vars;
    CO_TRY(form.credential, unpack_credential((*client)->method(), (*tokens)->access));
    const FormOwner owner{connection.workspace, connection.user};
    CO_TRY(const auto checked, co_await check_form(context_, **client, form, owner));
    if (!checked.fault) co_return Standing::good;
    if (checked.fault->failure == ConnectFailure::invalid_credentials)
        co_return checked.fault->reason ? Standing::not_allowed : Standing::refused;
    co_return no_word(*checked.fault);
}

}  // namespace fairlead::oauth
