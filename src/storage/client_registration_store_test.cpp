// SPDX-License-Identifier: Apache-2.0
#include "storage/client_registration_store.h"

#include "storage/revocation_store.h"
#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

using State = ClientRegistration::State;

class ClientRegistrationStoreTest : public StoreTest {
protected:
    using Found = std::optional<ClientRegistration>;

    ClientRegistration fresh_one(const std::string& server = "https://as.example") {
        if (acme_.key.empty()) acme_ = add_integration("acme");
        ClientRegistration row;
        row.id = fresh<ClientRegistrationId>();
        row.workspace = default_workspace;
        row.integration_id = acme_.id;
        row.server = server;
        row.redirect_uri = acme_.redirect_uri;
        row.created_at = clock_.now();
        return row;
    }
    bool claim(const ClientRegistration& row, Milliseconds hold = Milliseconds{60000}) {
        return must<bool>([&] { return store_.claim(row, hold); });
    }
    ClientRegistration complete(ClientRegistration row) {
        row.state = State::current;
        row.client_id = "client of " + row.id.text();
        row.details = Json{R"({"auth":"none"})"};
        row.sealed = "sealed";
        EXPECT_TRUE(must<bool>([&] { return store_.complete(row); }));
        return row;
    }
    ClientRegistration current(const std::string& server = "https://as.example") {
        auto row = fresh_one(server);
        EXPECT_TRUE(claim(row));
        return complete(std::move(row));
    }
    Found in_use(const std::string& server = "https://as.example") {
        return must<Found>([&] {
            return store_.find_in_use(default_workspace, acme_.id, server, acme_.redirect_uri);
        });
    }
    Found find(ClientRegistrationId id) {
        return must<Found>([&] { return store_.find(default_workspace, id); });
    }
    bool retire(ClientRegistrationId id) {
        return must<bool>([&] { return store_.retire(default_workspace, id); });
    }
    Result<bool> try_insert_of(UserId user, ClientRegistration* made = nullptr) {
        auto row = fresh_one("");
        row.user = user;
        row.state = State::current;
        row.client_id = "app of " + user.text();
        row.details = Json{"{}"};
        row.sealed = "sealed";
        if (made) *made = row;
        return db_.run<bool>([&]() -> Task<Result<bool>> {
            const Database::Body body = [&](Tx& tx) {
                return ClientRegistrationStore::insert_of_member(tx, row);
            };
            const auto access = Access::of(default_workspace, user);
            CO_CHECK(co_await db_->transaction(access, body));
            co_return true;
        });
    }
    ClientRegistration insert_of(UserId user) {
        ClientRegistration made;
        EXPECT_TRUE(try_insert_of(user, &made));
        return made;
    }
    Found of_member(UserId user) {
        return must<Found>(
            [&] { return store_.find_of_member(default_workspace, user, acme_.id); });
    }
    bool retire_of(UserId user) {
        return in_tx<bool>([&](Tx& tx) {
            return ClientRegistrationStore::retire_of_member(tx, default_workspace, user, acme_.id);
        });
    }
    std::int64_t erase_unused() {
        return must<std::int64_t>(
            [&] { return store_.erase_unused(default_workspace, acme_.id, clock_.now() + 1h); });
    }
    void bind(ConnectionId connection, std::optional<ClientRegistrationId> registration) {
        must_in_tx([&](Tx& tx) {
            return ClientRegistrationStore::bind(tx, default_workspace, connection, registration);
        });
    }
    std::optional<ClientRegistrationId> bound(ConnectionId connection) {
        return in_tx<std::optional<ClientRegistrationId>>([&](Tx& tx) {
            return ClientRegistrationStore::bound(tx, default_workspace, connection);
        });
    }
    Found of_connection(ConnectionId connection) {
        return must<Found>(
            [&] { return store_.find_of_connection(default_workspace, connection); });
    }

    ClientRegistrationStore store_{*db_};
};

TEST_F(ClientRegistrationStoreTest, ComesBackWhole) {
    auto row = fresh_one();
    row.secret_expires_at = start + 24h;
    ASSERT_TRUE(claim(row));
    EXPECT_EQ(in_use()->state, State::registering);
    row = complete(std::move(row));
    EXPECT_EQ(in_use(), row);
    EXPECT_EQ(find(row.id), row);
    EXPECT_FALSE(find(fresh<ClientRegistrationId>()));
    EXPECT_FALSE(in_use("https://other.example"));
}

TEST_F(ClientRegistrationStoreTest, OneHasTheRightAtATime) {
    const auto first = fresh_one();
    EXPECT_TRUE(claim(first));
    EXPECT_FALSE(claim(fresh_one()));
    EXPECT_TRUE(claim(fresh_one("https://other.example")));
    must<bool>([&] { return store_.complete(first); });
    EXPECT_FALSE(claim(fresh_one(), Milliseconds{-1}));
}

TEST_F(ClientRegistrationStoreTest, AClaimThatIsOverIsTakenAndItsHolderComesTooLate) {
    const auto slow = fresh_one();
    ASSERT_TRUE(claim(slow, Milliseconds{-1}));
    const auto next = fresh_one();
    ASSERT_TRUE(claim(next));
    EXPECT_FALSE(must<bool>([&] { return store_.complete(slow); }));
    const auto done = complete(next);
    EXPECT_EQ(in_use(), done);
}

TEST_F(ClientRegistrationStoreTest, GivingUpLetsTheNextOneTry) {
    const auto first = fresh_one();
    ASSERT_TRUE(claim(first));
    EXPECT_TRUE(db_.run<bool>([&]() -> Task<Result<bool>> {
        CO_CHECK(co_await store_.give_up(default_workspace, first.id));
        co_return true;
    }));
    EXPECT_FALSE(in_use());
    EXPECT_TRUE(claim(fresh_one()));
}

TEST_F(ClientRegistrationStoreTest, ARetiredOneIsKeptForWhatWasIssuedToIt) {
    const auto first = current();
    const auto connection = add_connection();
    EXPECT_FALSE(of_connection(connection.id));
    EXPECT_FALSE(bound(connection.id));
    bind(connection.id, first.id);
    EXPECT_EQ(bound(connection.id), first.id);
    EXPECT_TRUE(retire(first.id));
    EXPECT_FALSE(retire(first.id));
    const auto second = current();
    EXPECT_EQ(in_use(), second);
    EXPECT_EQ(of_connection(connection.id)->client_id, first.client_id);
    EXPECT_EQ(of_connection(connection.id)->state, State::retired);
    EXPECT_EQ(erase_unused(), 0);
    bind(connection.id, second.id);
    EXPECT_EQ(erase_unused(), 1);
    EXPECT_FALSE(find(first.id));
    bind(connection.id, std::nullopt);
    EXPECT_FALSE(of_connection(connection.id));
}

TEST_F(ClientRegistrationStoreTest, ARetiredOneIsKeptForWhatIsYetToBeRevoked) {
    const auto row = current();
    ASSERT_TRUE(retire(row.id));
    RevocationStore revocations{*db_};
    Revocation waiting;
    waiting.id = fresh<RevocationId>();
    waiting.workspace = default_workspace;
    waiting.user = add_user("mia");
    waiting.connection = fresh<ConnectionId>();
    waiting.integration_id = acme_.id;
    waiting.registration = row.id;
    waiting.sealed = "sealed";
    waiting.next_try = waiting.created_at = clock_.now();
    waiting.deadline = clock_.now() + 1h;
    must_in_tx([&](Tx& tx) { return RevocationStore::insert(tx, waiting); });
    EXPECT_EQ(erase_unused(), 0);
    const auto claimed = must<std::vector<Revocation>>(
        [&] { return revocations.claim(clock_.now(), Milliseconds{1000}, 5); });
    ASSERT_EQ(claimed.size(), 1u);
    EXPECT_EQ(claimed.front().registration, row.id);
    must<bool>([&] { return revocations.complete(default_workspace, waiting.id); });
    EXPECT_EQ(erase_unused(), 1);
}

TEST_F(ClientRegistrationStoreTest, OtherSecretsTakeThePlaceOfACurrentOnesAlone) {
    auto row = current();
    row.sealed = "others";
    EXPECT_FALSE(must<bool>([&] { return store_.renew(row); })) << "sealed as those before";
    ++row.generation;
    row.secret_expires_at = start + 48h;
    EXPECT_TRUE(must<bool>([&] { return store_.renew(row); }));
    EXPECT_EQ(in_use(), row);
    retire(row.id);
    ++row.generation;
    EXPECT_FALSE(must<bool>([&] { return store_.renew(row); }));
}

TEST_F(ClientRegistrationStoreTest, AMembersAppIsTheirsAlone) {
    const auto server_made = current("");
    const auto mia = add_user("mia");
    const auto tom = add_user("tom");
    const auto mine = insert_of(mia);
    EXPECT_EQ(of_member(mia), mine);
    EXPECT_FALSE(of_member(tom));
    EXPECT_EQ(in_use(""), server_made);
    EXPECT_FALSE(retire(mine.id)) << "only its owner takes it back";
    EXPECT_FALSE(try_insert_of(mia)) << "one at a time";
    insert_of(tom);
    EXPECT_FALSE(retire_of(add_user("ann")));
    EXPECT_TRUE(retire_of(mia));
    EXPECT_FALSE(of_member(mia));
    EXPECT_FALSE(find(mine.id)) << "nothing was issued to it";
    EXPECT_TRUE(of_member(tom));
}

TEST_F(ClientRegistrationStoreTest, AMembersAppIsOfNoOtherUsersConnection) {
    const auto connection = add_connection();
    const auto theirs = insert_of(connection.user);
    const auto others = insert_of(add_user("somebody else"));
    bind(connection.id, others.id);
    EXPECT_FALSE(of_connection(connection.id));
    bind(connection.id, theirs.id);
    EXPECT_EQ(of_connection(connection.id), theirs);
    ASSERT_TRUE(retire_of(connection.user));
    EXPECT_EQ(of_connection(connection.id)->state, State::retired);
    EXPECT_EQ(erase_unused(), 0);
}

TEST_F(ClientRegistrationStoreTest, GoWithTheirIntegration) {
    const auto row = current();
    IntegrationStore integrations{*db_};
    EXPECT_TRUE(must<bool>([&] { return integrations.erase(default_workspace, acme_.id); }));
    EXPECT_FALSE(find(row.id));
}

}  // namespace
}  // namespace fairlead::storage
