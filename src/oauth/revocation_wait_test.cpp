// SPDX-License-Identifier: Apache-2.0
#include "oauth/completion.h"
#include "oauth/connect_fixture.h"
#include "oauth/disconnect.h"
#include "storage/refresh_store.h"

namespace fairlead::oauth {
namespace {

using storage::Tx;
namespace rows = storage::refresh;

/// A user lets an account go and connects it again while the platform is still being told.
class RevocationWaitTest : public ConnectTest {
protected:
    ConnectionId let_go_with_lease(Milliseconds left) {
        const auto id = *connect(user_, "7").connection;
        Disconnect ask;
        ask.workspace = default_workspace;
        ask.connection = id;
        ask.actor = "system";
        const auto owner = Owner::of(default_workspace, user_);
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(const auto sealer, co_await vault_.sealer(owner));
            CO_CHECK(co_await disconnect(tx, ask, sealer, random_));
            CO_TRY(const auto guard, co_await rows::lock(tx, default_workspace, id));
            const storage::NodeBoot holder{fresh<ConnectionId>().value,
                                           fresh<ConnectionId>().value};
            CO_CHECK(co_await rows::take_lease(tx, default_workspace, id, guard->epoch,
                                               fresh<AttemptId>(), holder, left));
            co_return ok();
        });
        storage::RefreshStore store{*db_};
        const auto guard = must<std::optional<storage::Guard>>(
            [&] { return store.find_guard(default_workspace, id); });
        until_ = guard->lease->until;
        return id;
    }

    std::shared_ptr<const OAuthClient> client_with(catalog::RevokeReach reach) {
        const auto ready = must<Integrations::Ready>(
            [&] { return integrations_->ready(default_workspace, "acme"); });
        integration_ = ready.integration.id;
        auto spec = std::make_shared<catalog::ProviderSpec>(*ready.client->provider);
        spec->method.revoke->reach = reach;
        auto client = std::make_shared<OAuthClient>();
        client->integration = ready.client->integration;
        client->workspace = default_workspace;
        client->key = "acme";
        client->provider = std::move(spec);
        client->client_id = ready.client->client_id;
        client->client_secret = ready.client->client_secret.duplicate();
        return client;
    }

    /// Redeems a code of account 7; answers when the code was on its way, in real time.
    Time redeem(ConnectContext& context, catalog::RevokeReach reach) {
        const auto client = client_with(reach);
        FlowState flow;
        flow.workspace = default_workspace;
        flow.user = user_;
        flow.integration_id = integration_;
        flow.integration = "acme";
        flow.redirect_uri = "https://fairlead.test/api/integrations/callback/acme";
        flow.scopes = {"read"};
        flow.nonce = "nonce";
        flow.actor = "system";
        platform_.manners.lock()->nonce = flow.nonce;
        Time sent{};
        platform_.answer("/acme/token", [&] {
            sent = SystemClock{}.now();
            return FakePlatform::broken(net::Progress::never_sent);
        });
        must<Completed>([&]() -> Task<Result<Completed>> {
            auto copy = FlowState::parse(flow.text()).value();
            net::Pairs parameters{{"code", "code-of-7"}};
            return complete_flow(context, client, std::move(copy), Secret::copy_of("code-of-7"),
                                 std::move(parameters));
        });
        return sent;
    }

    UserId user_ = add_user("mia");
    IntegrationId integration_;
    Time until_{};
};

TEST_F(RevocationWaitTest, OfAWholeGrantEndsBeforeTheCodeIsSent) {
    let_go_with_lease(400ms);
    const auto sent = redeem(*context_, catalog::RevokeReach::grant);
    // The database counts its milliseconds from a fraction of a day.
    EXPECT_GE(sent + 2ms, until_);
}

TEST_F(RevocationWaitTest, OfOneTokenIsNotWaitedFor) {
    let_go_with_lease(std::chrono::hours{1});
    EXPECT_LT(redeem(*context_, catalog::RevokeReach::token), until_);
}

TEST_F(RevocationWaitTest, HasAnEnd) {
    let_go_with_lease(std::chrono::hours{1});
    auto options = context_->options;
    options.revocation_patience = 0ms;
    ConnectContext impatient{context_->services, options};
    const auto sent = redeem(impatient, catalog::RevokeReach::grant);
    EXPECT_NE(sent, Time{});
    EXPECT_LT(sent, until_);
}

}  // namespace
}  // namespace fairlead::oauth
