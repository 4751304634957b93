// SPDX-License-Identifier: Apache-2.0
// Usage: fairlead_seed COUNT IDS_FILE [GRANTS_FILE]
//
// Fills the database of FAIRLEAD_DATA_DIR, which a server has made and has let go of, with COUNT
// connections of COUNT users ("user-1" …) at the integration "acme": each user with a data key of
// their own, each connection with sealed tokens that live for a year. Through the stores and the
// vault, so that what is measured is what a server would have written. IDS_FILE gets the
// connections' ids, a line each, in the users' order. GRANTS_FILE has a line for each connection,
// account, access token and refresh token, and then all of them are overdue for a refresh.

#include "app/foundation.h"
#include "app/outside.h"
#include "oauth/sealed_tokens.h"
#include "storage/integration_store.h"
#include "storage/refresh_store.h"
#include "storage/user_store.h"

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace fairlead::bench {
namespace {

constexpr std::int64_t rows_per_transaction = 500;
constexpr std::chrono::hours token_life{24 * 365};
/// As long as a platform's opaque tokens commonly are.
constexpr std::size_t token_length = 64;

/// The stores' own statements, within one open transaction.
class WithinTransaction final : public storage::Database {
public:
    explicit WithinTransaction(storage::Tx& tx) : tx_(tx) {}

    Task<Result<storage::Rows>> read(storage::Access, storage::Sql sql,
                                     storage::Params params) override {
        return tx_.run(sql, std::move(params));
    }
    Task<Result<storage::Rows>> read_row(storage::Access, storage::Sql, Uuid) override {
        co_return Error{Errc::internal, "Nothing that is filled in is read by its id."};
    }
    Task<Result<storage::Rows>> write(storage::Access, storage::Sql sql, storage::Params params,
                                      storage::Priority) override {
        return tx_.run(sql, std::move(params));
    }
    Task<Result<void>> transaction(storage::Access, Body body, storage::Priority) override {
        return body(tx_);
    }

private:
    storage::Tx& tx_;
};

/// What the platform gave for one connection.
struct Grant {
    std::string account;
    std::string access;
    std::string refresh;
};

class Seeder {
public:
    /// `grants`: one for each connection, or none at all.
    Seeder(app::Foundation& parts, Integration integration, vault::Keyring keyring,
           std::vector<Grant> grants)
        : parts_(parts),
          integration_(std::move(integration)),
          keyring_(std::move(keyring)),
          grants_(std::move(grants)) {}

    /// Users `first` to `last`; their connections' ids are added to `ids`.
    Result<void> add(std::int64_t first, std::int64_t last, std::vector<ConnectionId>& ids) {
        const storage::Database::Body body = [&](storage::Tx& tx) {
            return add_all(tx, first, last, ids);
        };
        return run_blocking(parts_.loops.next(), [&] {
            return parts_.database->transaction(storage::Access::service(), body,
                                                storage::Priority::bulk);
        });
    }

private:
    Task<Result<void>> add_all(storage::Tx& tx, std::int64_t first, std::int64_t last,
                               std::vector<ConnectionId>& ids) {
        WithinTransaction database{tx};
        storage::UserStore users{database};
        storage::DataKeyStore keys{database};
        vault::Vault vault{keys, keyring_, parts_.clock, parts_.random, {.cached_keys = 16}};
        for (std::int64_t number = first; number <= last; ++number) {
            User user = user_of(number);
            const UserId owner = user.id;
            std::string no_password;
            CO_CHECK(co_await users.insert(std::move(user), std::move(no_password)));
            const Owner of = Owner::of(default_workspace, owner);
            CO_TRY(const vault::Sealer sealer, co_await vault.sealer(of));
            Connection connection = connection_of(owner, number);
            ids.push_back(connection.id);
            auto tokens = tokens_of(number);
            CO_CHECK(co_await add_connection(tx, sealer, std::move(connection), std::move(tokens)));
        }
        co_return ok();
    }

    Task<Result<void>> add_connection(storage::Tx& tx, const vault::Sealer& sealer,
                                      Connection connection, oauth::LiveTokens tokens) {
        const auto id = connection.id;
        CO_CHECK(co_await storage::ConnectionStore::insert(tx, std::move(connection)));
        auto journal_key = sealer.seal(oauth::journal_key_place(id, 1), random_text(32));
        CO_CHECK(co_await storage::refresh::insert_guard(tx, default_workspace, id, 1, 1,
                                                         std::move(journal_key)));
        auto row = oauth::seal_tokens(sealer, default_workspace, id, 1, 1, tokens);
        CO_CHECK(co_await storage::refresh::write_tokens(tx, std::move(row)));
        co_return ok();
    }

    oauth::LiveTokens tokens_of(std::int64_t number) {
        oauth::LiveTokens tokens;
        if (grants_.empty()) {
            tokens.access = random_text(token_length);
            tokens.refresh = random_text(token_length);
        } else {
            const Grant& grant = grant_of(number);
            tokens.access = Secret::copy_of(grant.access);
            tokens.refresh = Secret::copy_of(grant.refresh);
        }
        tokens.expires = parts_.clock.now() + token_life;
        tokens.lifetime = token_life;
        return tokens;
    }

    const Grant& grant_of(std::int64_t number) const {
        return grants_.at(static_cast<std::size_t>(number - 1));
    }

    User user_of(std::int64_t number) {
        User user;
        user.id = UserId::create(parts_.clock.now(), parts_.random);
        user.workspace = default_workspace;
        user.external_id = "user-" + std::to_string(number);
        user.role = Role::member;
        user.created_at = parts_.clock.now();
        return user;
    }

    Connection connection_of(UserId user, std::int64_t number) {
        const Time now = parts_.clock.now();
        Connection connection;
        connection.id = ConnectionId::create(now, parts_.random);
        connection.workspace = default_workspace;
        connection.user = user;
        connection.integration_id = integration_.id;
        connection.integration = integration_.key;
        connection.provider = integration_.provider;
        connection.provider_account_id =
            grants_.empty() ? std::to_string(number) : grant_of(number).account;
        connection.account_name = "Account " + std::to_string(number);
        connection.status = ConnectionStatus::connected;
        connection.scopes_granted = {"profile", "contacts.read"};
        connection.metadata = Json{R"({"email":"account@example.com","plan":"free"})"};
        connection.custom_metadata = Json{"{}"};
        connection.expires_at = now + token_life;
        connection.refresh_at = grants_.empty() ? now + token_life / 5 * 4 : now;
        connection.generation = 1;
        connection.created_at = now;
        connection.updated_at = now;
        return connection;
    }

    Secret random_text(std::size_t length) {
        constexpr std::string_view letters =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        std::string text(length, '\0');
        parts_.random.fill(std::as_writable_bytes(std::span{text}));
        for (char& c : text) c = letters[static_cast<unsigned char>(c) % letters.size()];
        return Secret{std::move(text)};
    }

    app::Foundation& parts_;
    Integration integration_;
    vault::Keyring keyring_;
    const std::vector<Grant> grants_;
};

std::vector<Grant> read_grants(const char* path) {
    std::vector<Grant> grants;
    std::ifstream file{path};
    for (Grant grant; file >> grant.account >> grant.access >> grant.refresh;) {
        grants.push_back(grant);
    }
    return grants;
}

Result<Integration> acme(app::Foundation& parts) {
    storage::IntegrationStore store{*parts.database};
    std::optional<Integration> found;
    CHECK_OK(run_blocking(parts.loops.next(), [&]() -> Task<Result<void>> {
        std::string key = "acme";
        CO_TRY(found, co_await store.find_by_key(default_workspace, std::move(key)));
        co_return ok();
    }));
    if (!found) return Error{Errc::not_found, "Start `fairlead serve --sandbox` on it once."};
    return *found;
}

Result<void> seed(std::int64_t count, const std::string& ids_path, std::vector<Grant> grants) {
    TRY(const app::Settings settings, app::load_settings({.environment = process_environment()}));
    auto outside = app::Outside::real(settings.log_level);
    TRY(const auto parts, app::Foundation::create(settings, outside));
    TRY(const Integration integration, acme(*parts));
    TRY(vault::Keyring keyring, app::keyring_of(settings));
    Seeder seeder{*parts, integration, std::move(keyring), std::move(grants)};
    std::vector<ConnectionId> ids;
    ids.reserve(static_cast<std::size_t>(count));
    for (std::int64_t first = 1; first <= count; first += rows_per_transaction) {
        CHECK_OK(seeder.add(first, std::min(count, first + rows_per_transaction - 1), ids));
    }
    std::ofstream file{ids_path};
    for (const ConnectionId id : ids) file << id.text() << '\n';
    return ok();
}

}  // namespace
}  // namespace fairlead::bench

int main(int count, char** words) {
    using namespace fairlead::bench;
    const auto wanted = count < 3 ? 0 : std::atoll(words[1]);
    auto grants = count == 4 ? read_grants(words[3]) : std::vector<Grant>{};
    const bool fits = count == 3 || std::ssize(grants) == wanted;
    if (count < 3 || count > 4 || !fits) {
        std::cerr << "usage: fairlead_seed COUNT IDS_FILE [GRANTS_FILE with COUNT lines]\n";
        return 2;
    }
    const auto done = seed(wanted, words[2], std::move(grants));
    if (done) return 0;
    std::cerr << done.error().message << ' ' << done.error().detail << '\n';
    return 1;
}
