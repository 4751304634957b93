// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/fail_point.h"
#include "crypto/random.h"
#include "net/beast_http_client.h"
#include "oauth/consent.h"
#include "oauth/disconnect.h"
#include "oauth/recovery.h"
#include "oauth/refresher.h"
#include "oauth/scripted_provider.h"
#include "storage/data_key_store.h"
#include "storage/integration_store.h"
#include "storage/temporary_database.h"
#include "storage/user_store.h"

#include <gtest/gtest.h>

#include <future>

namespace fairlead::oauth {

/// A database that can be told to lie about its commits.
class DoubtfulDatabase final : public storage::Database {
public:
    enum class Doubt : std::uint8_t {
        none,
        refused,   ///< `unavailable`: nothing was done
        done,      ///< committed, but the answer says that nobody knows
        not_done,  ///< not committed, the same answer
    };

    explicit DoubtfulDatabase(storage::Database& inner) : inner_(inner) {}

    void next(Doubt doubt, int times = 1) {
        doubt_ = doubt;
        times_ = times;
    }

    Task<Result<storage::Rows>> read(storage::Access access, storage::Sql sql,
                                     storage::Params params) override {
        return inner_.read(access, sql, std::move(params));
    }
    Task<Result<storage::Rows>> read_row(storage::Access access, storage::Sql sql,
                                         Uuid id) override {
        return inner_.read_row(access, sql, id);
    }
    std::optional<storage::Rows> read_row_now(storage::Access access, const storage::Sql& sql,
                                              Uuid id) override {
        return inner_.read_row_now(access, sql, id);
    }
    Task<Result<storage::Rows>> write(storage::Access access, storage::Sql sql,
                                      storage::Params params, storage::Priority priority) override {
        return inner_.write(access, sql, std::move(params), priority);
    }
    Task<Result<void>> transaction(storage::Access access, Body body,
                                   storage::Priority priority) override;
    Milliseconds unbroken_for() const override { return unbroken; }

    std::atomic<Milliseconds> unbroken{Milliseconds::max()};

private:
    storage::Database& inner_;
    std::atomic<Doubt> doubt_{Doubt::none};
    std::atomic<int> times_{0};
};

/// The whole refresh engine on a real database file, a real journal and a real socket, with a
/// provider in the same process. A crash is played by dropping the engine and its journal.
class RefreshTest : public ::testing::Test {
protected:
    using Rotation = ScriptedProvider::Rotation;
    using Script = ScriptedProvider::Script;
    using Act = Script::Act;

    RefreshTest();
    ~RefreshTest() override;

    /// The provider, its file and one connected account whose token is due.
    void begin(Rotation rotation, Milliseconds deadline = 2000ms, Milliseconds margin = 1000ms);
    /// Starts an engine on the files, with recovery.
    Recovered start();
    /// The process dies: nothing more is written, memory is gone. Then fail points are cleared.
    void crash();
    void restart() {
        crash();
        start();
    }

    ConnectionId connect(const std::string& account, std::string refresh_token);
    void reconnect(std::string refresh_token);
    GrantFate disconnect_now();

    SharedOutcome refresh(std::optional<std::int64_t> seen = {}, Why why = Why::asked,
                          Milliseconds patience = 8000ms);
    /// In the background; join with the future.
    std::future<SharedOutcome> refresh_in_background(std::optional<std::int64_t> seen = {},
                                                     Milliseconds patience = 8000ms);

    /// What is stored now. An empty refresh token: nothing is.
    LiveTokens stored();
    std::string stored_refresh() { return std::string{stored().refresh.expose()}; }
    storage::Guard guard();
    Connection connection();
    std::int64_t attempts(const char* state);
    std::vector<std::string> events();
    std::vector<std::string> notices();

    void set_access_left(Milliseconds left);
    void end_lease();
    void sql(storage::Sql statement, storage::Params params);

    template <class T>
    T must(std::function<Task<Result<T>>()> work) {
        auto answer = db_.run<T>(std::move(work));
        if (answer) return *std::move(answer);
        ADD_FAILURE() << answer.error().message << ' ' << answer.error().detail;
        return T{};
    }
    void must_in_tx(storage::Database::Body body);
    vault::Sealer sealer();

    class OneClient final : public OAuthClients {
    public:
        std::shared_ptr<const OAuthClient> client;
        Task<Result<std::shared_ptr<const OAuthClient>>> find(WorkspaceId, IntegrationId) override {
            if (!client) co_return Error{Errc::conflict, "The integration is disabled."};
            co_return client;
        }
    };

    SystemClock clock_;
    crypto::SystemRandom random_;
    SystemDisk disk_;
    std::string log_text_;
    std::mutex log_mutex_;
    Log log_;
    Metrics metrics_;
    storage::TemporaryDatabase db_;
    DoubtfulDatabase doubtful_{*db_};
    storage::DataKeyStore data_keys_{*db_};
    std::unique_ptr<vault::Vault> vault_;
    std::unique_ptr<ScriptedProvider> provider_;
    std::shared_ptr<OAuthClient> client_;
    OneClient clients_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<storage::Journal> journal_;
    std::unique_ptr<Refresher> refresher_;
    RefreshOptions options_;
    std::uint32_t slots_ = 8;
    UserId user_;
    IntegrationId integration_;
    ConnectionId id_;
    std::string first_token_;
};

}  // namespace fairlead::oauth
