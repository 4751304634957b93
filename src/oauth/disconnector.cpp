// SPDX-License-Identifier: Apache-2.0
#include "oauth/disconnector.h"

namespace fairlead::oauth {

using storage::Database;
using storage::Tx;

namespace {

Task<Result<std::optional<Connection>>> find_asked(storage::ConnectionStore& connections,
                                                   const DisconnectAsk& ask) {
    if (ask.user) return connections.find(ask.workspace, *ask.user, ask.connection);
    return connections.find(ask.workspace, ask.connection);
}

}  // namespace

Task<Result<Disconnected>> Disconnector::disconnect(DisconnectAsk ask) {
    const Error absent{Errc::not_found, "There is no such connection."};
    CO_TRY(const auto found, co_await find_asked(engine_.connections, ask));
    if (!found) co_return absent;
    Disconnect wish;
    wish.workspace = ask.workspace;
    wish.connection = ask.connection;
    wish.actor = std::move(ask.actor);
    wish.data = ask.data;
    // Without its integration the platform cannot be told; the tokens go all the same.
    const auto client = co_await engine_.services.clients.find_issued(
        ask.workspace, found->integration_id, ask.connection);
    if (client) wish.revoke = (*client)->method().revoke;

    CO_TRY(const auto sealer,
           co_await engine_.services.vault.sealer(Owner::of(ask.workspace, found->user)));
    Disconnected done;
    const Database::Body body = [&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(done, co_await oauth::disconnect(tx, wish, sealer, engine_.services.random));
        co_return ok();
    };
    CO_CHECK(co_await engine_.transact(ask.workspace, body));
    CO_CHECK(engine_.probe.pass("disconnect_after_commit"));
    if (done.revocation) revocations_.wake();
    co_return done;
}

std::string message_for(const Disconnected& done, const std::string& platform) {
    switch (done.grant) {
        case GrantFate::none: return "Disconnected.";
        case GrantFate::revoking: return "Disconnected. " + platform + " is being told.";
        case GrantFate::unsupported:
            return "Disconnected. You can remove the app in " + platform + "'s settings.";
        case GrantFate::shared:
            return "Disconnected. The grant at " + platform +
                   " stays, because another connection uses the same account.";
    }
    return "Disconnected.";
}

}  // namespace fairlead::oauth
