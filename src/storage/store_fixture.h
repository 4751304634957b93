// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/fixed_random.h"
#include "storage/connection_store.h"
#include "storage/integration_store.h"
#include "storage/refresh_store.h"
#include "storage/temporary_database.h"
#include "storage/user_store.h"

#include <gtest/gtest.h>

namespace fairlead::storage {

/// For the stores' tests: a database file and the rows that others hang on.
class StoreTest : public testing::Test {
protected:
    static constexpr Time start = from_unix_ms(1'700'000'000'000);

    /// The answer of a task run on the loop; an error fails the test and answers a T{}.
    template <class T>
    T must(std::function<Task<Result<T>>()> work) {
        auto answer = db_.run<T>(std::move(work));
        if (answer) return *std::move(answer);
        ADD_FAILURE() << answer.error().message << ' ' << answer.error().detail;
        return T{};
    }
    /// The same in a transaction.
    template <class T>
    T in_tx(std::function<Task<Result<T>>(Tx&)> work) {
        std::optional<T> answer;
        const auto done = try_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_TRY(answer, co_await work(tx));
            co_return ok();
        });
        if (done) return *std::move(answer);
        ADD_FAILURE() << done.error().message << ' ' << done.error().detail;
        return T{};
    }
    Result<void> try_in_tx(Database::Body body) {
        return run_blocking(db_.loop(), [&] {
            return db_->transaction(Access::service(), body, Priority::normal);
        });
    }
    void must_in_tx(Database::Body body) {
        const auto done = try_in_tx(std::move(body));
        EXPECT_TRUE(done) << done.error().message << ' ' << done.error().detail;
    }

    template <class IdType>
    IdType fresh() {
        return IdType::create(clock_.now(), random_);
    }

    UserId add_user(const std::string& external_id) {
        UserStore users{*db_};
        const auto id = fresh<UserId>();
        return must<User>([&] {
                   return users.ensure_external(default_workspace, external_id, id, clock_.now());
               })
            .id;
    }
    Integration add_integration(const std::string& key) {
        IntegrationStore integrations{*db_};
        Integration integration;
        integration.id = fresh<IntegrationId>();
        integration.workspace = default_workspace;
        integration.key = key;
        integration.provider = key;
        integration.client_id = "client";
        integration.scopes = {"read", "write"};
        integration.redirect_uri = "https://example.com/callback";
        integration.created_at = clock_.now();
        integration.updated_at = clock_.now();
        return must<Integration>([&] { return integrations.put(integration); });
    }
    Connection connection_of(UserId user, const Integration& integration,
                             const std::string& account) {
        Connection connection;
        connection.id = fresh<ConnectionId>();
        connection.workspace = default_workspace;
        connection.user = user;
        connection.integration_id = integration.id;
        connection.integration = integration.key;
        connection.provider = integration.provider;
        connection.provider_account_id = account;
        connection.account_name = "Account " + account;
        connection.status = ConnectionStatus::connected;
        connection.scopes_granted = {"read"};
        connection.scopes_missing = {"write"};
        connection.vars = {{"region", "eu"}};
        connection.metadata = Json{R"({"hub_id":"7"})"};
        connection.generation = 1;
        connection.created_at = clock_.now();
        connection.updated_at = clock_.now();
        return connection;
    }
    void insert(const Connection& connection) {
        must_in_tx([&](Tx& tx) -> Task<Result<void>> {
            CO_CHECK(co_await ConnectionStore::insert(tx, connection));
            co_return co_await refresh::insert_guard(tx, connection.workspace, connection.id, 1, 1,
                                                     "sealed journal key");
        });
    }
    /// A stored connection of a new user at "acme".
    Connection add_connection() {
        if (acme_.key.empty()) acme_ = add_integration("acme");
        const auto number = std::to_string(++accounts_);
        auto connection = connection_of(add_user("user-" + number), acme_, number);
        insert(connection);
        return connection;
    }

    ManualClock clock_{start};
    FixedRandom random_;
    TemporaryDatabase db_{clock_};
    Integration acme_;
    int accounts_ = 0;
};

}  // namespace fairlead::storage
