// SPDX-License-Identifier: Apache-2.0
#include "support/other_workspace.h"

#include "auth/api_keys.h"
#include "auth/sessions.h"
#include "cache/memory_cache.h"
#include "crypto/random.h"
#include "http/cookies.h"
#include "http/origins.h"
#include "storage/temporary_database.h"

namespace fairlead::tests {
namespace {

constexpr WorkspaceId other_workspace{
    Uuid{{0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 0xb0}}};

/// A stopped app's database, called from a loop of its own.
class StoppedDatabase {
public:
    explicit StoppedDatabase(const AppUnderTest& app) {
        if (storage::engine_under_test() == storage::Engine::postgres) {
            storage::PostgresOptions options;
            options.address = app.database_address();
            options.service_address = app.database_address();
            database_ = std::make_unique<storage::PostgresDatabase>(
                std::move(options), std::vector<Loop*>{&home_.loop()});
        } else {
            const std::string path = app.data_directory() + "/fairlead.db";
            database_ = must(storage::SqliteDatabase::open({.path = path}, clock_));
        }
    }

    storage::Database& operator*() { return *database_; }
    template <class T>
    T ask(std::function<Task<Result<T>>()> work) {
        return must(home_.ask<T>(std::move(work)));
    }
    const Clock& clock() const { return clock_; }

private:
    SystemClock clock_;
    LoopThread home_;
    std::unique_ptr<storage::Database> database_;
};

void add_workspace(StoppedDatabase& database) {
    constexpr storage::Sql insert{
        "INSERT INTO workspaces (id, name, created_at) VALUES ($1, $2, $3)"};
    database.ask<storage::Rows>([&] {
        storage::Params params{other_workspace.value, std::string{"other"}, database.clock().now()};
        return (*database).write(storage::Access::service(), insert, std::move(params),
                                 storage::Priority::normal);
    });
}

User add_admin(StoppedDatabase& database, storage::UserStore& users, Random& random) {
    User admin;
    admin.id = UserId::create(database.clock().now(), random);
    admin.workspace = other_workspace;
    admin.email = "admin@other.test";
    admin.role = Role::admin;
    admin.created_at = database.clock().now();
    database.ask<bool>([&]() -> Task<Result<bool>> {
        User row = admin;
        std::string hash = "no password opens this";
        CO_CHECK(co_await users.insert(std::move(row), std::move(hash)));
        co_return true;
    });
    return admin;
}

std::string add_key(StoppedDatabase& database, storage::UserStore& users, Random& random) {
    storage::ApiKeyStore store{*database};
    cache::MemoryCache cache{database.clock()};
    Log log{database.clock(), LogLevel::error, [](std::string_view) {}};
    auth::ApiKeys keys{{store, users, cache, database.clock(), random, log}};
    const auto made = database.ask<auth::ApiKeys::Created>([&] {
        return keys.create({.workspace = other_workspace,
                            .name = "tests",
                            .scopes = Scope::admin | Scope::connections_read |
                                      Scope::connections_write | Scope::tokens_read,
                            .act_as = ActAs::any});
    });
    return std::string{made.text.expose()};
}

std::string sign_in(StoppedDatabase& database, const User& user, Random& random) {
    storage::SessionStore store{*database};
    Log log{database.clock(), LogLevel::error, [](std::string_view) {}};
    auth::Sessions sessions{store, database.clock(), random, log};
    const auto begun = database.ask<auth::Sessions::Begun>([&] {
        return sessions.begin({.user = user, .address = "127.0.0.1", .user_agent = "tests"});
    });
    return begun.cookie.value;
}

}  // namespace

OtherWorkspace::OtherWorkspace(AppUnderTest& app) : origin_(app.url()) {
    app.stop();
    {
        StoppedDatabase database{app};
        crypto::SystemRandom random;
        storage::UserStore users{*database};
        add_workspace(database);
        const User admin = add_admin(database, users, random);
        key_ = add_key(database, users, random);
        cookie_ = sign_in(database, admin, random);
    }
    app.start();
}

net::Headers OtherWorkspace::key_for(const std::string& user) const {
    net::Headers headers{{"Authorization", "Bearer " + key_}};
    if (!user.empty()) headers.add("Fairlead-User", user);
    return headers;
}

net::Headers OtherWorkspace::admin_session() const {
    return {{"Cookie", std::string{http::session_cookie} + "=" + cookie_},
            {"Origin", origin_},
            {"X-CSRF-Token", http::csrf_token(cookie_)}};
}

}  // namespace fairlead::tests
