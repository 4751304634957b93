// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_fixture.h"

#include "storage/columns.h"
#include "storage/event_store.h"
#include "storage/notice_store.h"

namespace fairlead::oauth {

using storage::Database;
using storage::Tx;

namespace {

catalog::Template text(const std::string& source) { return *catalog::Template::parse(source); }

catalog::Rotation declared(ScriptedProvider::Rotation rotation) {
    using From = ScriptedProvider::Rotation;
    switch (rotation) {
        case From::none: return catalog::Rotation::none;
        case From::additive: return catalog::Rotation::additive;
        case From::grace: return catalog::Rotation::grace;
        case From::strict: return catalog::Rotation::strict;
        case From::strict_family: return catalog::Rotation::strict_family;
    }
    return catalog::Rotation::unknown;
}

/// What a lost connection in COMMIT answers.
Error in_doubt() { return Error{Errc::unavailable, "The database went away.", "in doubt: test"}; }

}  // namespace

Task<Result<void>> DoubtfulDatabase::transaction(storage::Access access, Body body,
                                                 storage::Priority priority) {
    auto doubt = Doubt::none;
    if (times_ > 0) {
        --times_;
        doubt = doubt_;
    }
    if (doubt == Doubt::refused) co_return Error{Errc::unavailable, "The disk is full."};
    if (doubt == Doubt::not_done) co_return in_doubt();
    const auto done = co_await inner_.transaction(access, std::move(body), priority);
    if (doubt == Doubt::done && done) co_return in_doubt();
    co_return done;
}

RefreshTest::RefreshTest()
    : log_(clock_, LogLevel::debug,
           [this](std::string_view line) {
               const std::lock_guard lock{log_mutex_};
               log_text_ += line;
               log_text_ += '\n';
           }),
      db_(clock_) {
    const Secret master(std::string(crypto::key_size, 'm'));
    auto keyring = vault::Keyring::of("k1", *crypto::key_view(master));
    vault_ = std::make_unique<vault::Vault>(data_keys_, *std::move(keyring), clock_, random_);
    options_.poll_least = 10ms;
    options_.poll_most = 30ms;
    options_.retry_least = 5ms;
    options_.retry_most = 20ms;
    options_.on_failure = RefreshProbe::OnFailure::die;
}

RefreshTest::~RefreshTest() {
    static_cast<void>(fail_points::set(""));
    if (provider_) provider_->release();
    crash();
    http_.reset();
}

void RefreshTest::begin(Rotation rotation, Milliseconds deadline, Milliseconds margin) {
    provider_ = std::make_unique<ScriptedProvider>(rotation);
    net::EgressGuard guard({{"127.0.0.1", provider_->port()}});
    http_ =
        *net::BeastHttpClient::create(std::move(guard), net::TlsTrust{false, {}}, log_, metrics_);

    auto spec = std::make_shared<catalog::ProviderSpec>();
    spec->id = "acme";
    auto& method = spec->method;
    method.token.url = {text(provider_->url("/token"))};
    method.refresh.request.url = method.token.url;
    method.refresh.rotation = declared(rotation);
    method.refresh.deadline = deadline;
    method.refresh.lease_margin = margin;
    method.revoke.emplace();
    method.revoke->request.url = {text(provider_->url("/revoke"))};
    client_ = std::make_shared<OAuthClient>();
    client_->workspace = default_workspace;
    client_->key = "acme";
    client_->provider = spec;
    client_->client_id = "app";
    client_->client_secret = Secret::copy_of("CLIENT-SECRET");

    storage::UserStore users{*db_};
    user_ = UserId::create(clock_.now(), random_);
    user_ = must<User>([&] {
                return users.ensure_external(default_workspace, "user", user_, clock_.now());
            }).id;
    storage::IntegrationStore integrations{*db_};
    Integration integration;
    integration.id = IntegrationId::create(clock_.now(), random_);
    integration.workspace = default_workspace;
    integration.key = "acme";
    integration.provider = "acme";
    integration.created_at = clock_.now();
    integration.updated_at = clock_.now();
    integration_ = must<Integration>([&] { return integrations.put(integration); }).id;
    client_->integration = integration_;
    clients_.client = client_;

    first_token_ = provider_->grant();
    id_ = connect("one", first_token_);
    start();
}

ConnectionId RefreshTest::connect(const std::string& account, std::string refresh_token) {
    NewConsent consent;
    consent.connection.id = ConnectionId::create(clock_.now(), random_);
    consent.connection.workspace = default_workspace;
    consent.connection.user = user_;
    consent.connection.integration_id = integration_;
    consent.connection.integration = "acme";
    consent.connection.provider = "acme";
    consent.connection.provider_account_id = account;
    consent.connection.scopes_granted = {"read"};
    consent.connection.created_at = clock_.now();
    consent.tokens.access = Secret::copy_of("first-access");
    consent.tokens.refresh = Secret(std::move(refresh_token));
    consent.tokens.lifetime = 1h;
    consent.rules = client_->method().refresh;
    consent.actor = "system";
    const auto key = sealer();
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await store_consent(tx, consent, key, random_));
        co_return ok();
    });
    return consent.connection.id;
}

void RefreshTest::reconnect(std::string refresh_token) {
    NewConsent consent;
    consent.connection = connection();
    consent.tokens.access = Secret::copy_of("second-access");
    consent.tokens.refresh = Secret(std::move(refresh_token));
    consent.tokens.lifetime = 1h;
    consent.rules = client_->method().refresh;
    consent.actor = "system";
    const auto key = sealer();
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_CHECK(co_await store_consent(tx, consent, key, random_));
        co_return ok();
    });
}

GrantFate RefreshTest::disconnect_now() {
    const Disconnect ask{default_workspace, id_, "system", client_->method().revoke};
    const auto key = sealer();
    Disconnected done;
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(done, co_await disconnect(tx, ask, key, random_));
        co_return ok();
    });
    return done.grant;
}

Recovered RefreshTest::start() {
    journal_ = *storage::Journal::open(disk_, random_, db_.directory().file("journal"), slots_);
    const RefreshServices services{doubtful_, *journal_, *vault_, *http_,  clients_,
                                   clock_,    random_,   log_,    metrics_};
    refresher_ =
        std::make_unique<Refresher>(services, options_, [this]() -> Loop& { return db_.loop(); });
    auto recovered = db_.run<Recovered>([&] { return recover(refresher_->engine()); });
    if (!recovered) return {};
    return *recovered;
}

void RefreshTest::crash() {
    if (refresher_) {
        refresher_->engine().probe.kill();
        refresher_->stop();
    }
    refresher_.reset();
    journal_.reset();
    static_cast<void>(fail_points::set(""));
}

SharedOutcome RefreshTest::refresh(std::optional<std::int64_t> seen, Why why,
                                   Milliseconds patience) {
    const RefreshAsk ask{default_workspace, id_, seen, why};
    auto outcome = db_.run<SharedOutcome>([&] { return refresher_->refresh(ask, patience); });
    if (outcome) return *outcome;
    return share(RefreshFailed{outcome.error()});
}

std::future<SharedOutcome> RefreshTest::refresh_in_background(std::optional<std::int64_t> seen,
                                                              Milliseconds patience) {
    return std::async(std::launch::async,
                      [this, seen, patience] { return refresh(seen, Why::asked, patience); });
}

vault::Sealer RefreshTest::sealer() {
    std::optional<vault::Sealer> sealer;
    const auto owner = Owner::of(default_workspace, user_);
    const auto done = run_blocking(db_.loop(), [&]() -> Task<Result<void>> {
        CO_TRY(auto made, co_await vault_->sealer(owner));
        sealer.emplace(std::move(made));
        co_return ok();
    });
    FAIRLEAD_ASSERT(done.has_value());
    return *std::move(sealer);
}

void RefreshTest::must_in_tx(Database::Body body) {
    const auto done = run_blocking(db_.loop(), [&] {
        return db_->transaction(storage::Access::service(), body, storage::Priority::normal);
    });
    EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
}

LiveTokens RefreshTest::stored() {
    std::optional<storage::SealedTokens> row;
    must_in_tx([&](Tx& tx) -> Task<Result<void>> {
        CO_TRY(row, co_await storage::refresh::read_tokens(tx, default_workspace, id_));
        co_return ok();
    });
    if (!row) return {};
    auto tokens = open_tokens(sealer(), *row);
    EXPECT_TRUE(tokens);
    return tokens ? *std::move(tokens) : LiveTokens{};
}

storage::Guard RefreshTest::guard() {
    storage::RefreshStore store{*db_};
    const auto found = must<std::optional<storage::Guard>>(
        [&] { return store.find_guard(default_workspace, id_); });
    return found.value_or(storage::Guard{});
}

Connection RefreshTest::connection() {
    storage::ConnectionStore store{*db_};
    const auto found =
        must<std::optional<Connection>>([&] { return store.find(default_workspace, id_); });
    return found.value_or(Connection{});
}

void RefreshTest::sql(storage::Sql statement, storage::Params params) {
    const auto done = db_.run<storage::Rows>([&] {
        return db_->write(storage::Access::service(), statement, params, storage::Priority::normal);
    });
    EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
}

std::int64_t RefreshTest::attempts(const char* state) {
    const storage::Params params{id_.value, std::string{state}};
    return must<storage::Rows>([&] {
               return db_->read(storage::Access::service(),
                                "SELECT count(*) FROM refresh_attempt WHERE connection_id = $1 AND "
                                "state = $2",
                                params);
           })
        .front()
        .integer(0);
}

std::vector<std::string> RefreshTest::events() {
    storage::EventStore store{*db_};
    std::vector<std::string> types;
    for (const auto& each : must<std::vector<storage::EventStore::Stored>>(
             [&] { return store.list_since(default_workspace, 0, 200); }))
        types.push_back(each.event.type);
    return types;
}

std::vector<std::string> RefreshTest::notices() {
    storage::NoticeStore store{*db_};
    std::vector<std::string> causes;
    for (const auto& each :
         must<std::vector<Notice>>([&] { return store.list(default_workspace, user_); }))
        causes.push_back(each.cause);
    return causes;
}

void RefreshTest::set_access_left(Milliseconds left) {
    const storage::Params params{id_.value, std::int64_t{left.count()}};
    sql(FAIRLEAD_SQL_NOW("UPDATE connections SET access_expires = ", " + $2 WHERE id = $1"),
        params);
}

void RefreshTest::end_lease() {
    const storage::Params params{id_.value};
    sql("UPDATE refresh_guard SET lease_until = 1 WHERE connection_id = $1 AND lease_until IS NOT "
        "NULL",
        params);
}

}  // namespace fairlead::oauth
