// SPDX-License-Identifier: Apache-2.0
#include "storage/api_key_store.h"
#include "storage/data_key_store.h"
#include "storage/session_store.h"
#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class SessionStoreTest : public StoreTest {
protected:
    using Found = std::optional<SessionStore::Found>;

    Session add(UserId user, const std::string& hash) {
        Session made;
        made.id = fresh<SessionId>();
        made.workspace = default_workspace;
        made.user = user;
        made.token_hash = hash;
        made.address = "192.0.2.1";
        made.user_agent = "Browser";
        made.created_at = clock_.now();
        made.proven_at = clock_.now();
        made.last_seen_at = clock_.now();
        made.expires_at = clock_.now() + 24h;
        EXPECT_TRUE(run_blocking(db_.loop(), [&] { return sessions_.insert(made); }));
        return made;
    }
    Found find(const std::string& hash) {
        return must<Found>([&] { return sessions_.find_by_token_hash(hash); });
    }

    SessionStore sessions_{*db_};
};

TEST_F(SessionStoreTest, IsFoundWithItsUser) {
    const auto user = add_user("u");
    const auto made = add(user, "hash");
    const auto found = find("hash");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->session.id, made.id);
    EXPECT_EQ(found->session.address, "192.0.2.1");
    EXPECT_EQ(found->session.expires_at, made.expires_at);
    EXPECT_EQ(found->user.id, user);
    EXPECT_EQ(found->user.external_id, "u");
    EXPECT_FALSE(find("other"));
}

TEST_F(SessionStoreTest, RemembersWhenItWasSeenAndProven) {
    const auto made = add(add_user("u"), "hash");
    EXPECT_TRUE(
        must<bool>([&] { return sessions_.touch(default_workspace, made.id, start + 1min); }));
    EXPECT_EQ(find("hash")->session.last_seen_at, start + 1min);
    EXPECT_EQ(find("hash")->session.proven_at, start);
    EXPECT_TRUE(
        must<bool>([&] { return sessions_.prove(default_workspace, made.id, start + 2min); }));
    EXPECT_EQ(find("hash")->session.proven_at, start + 2min);
}

TEST_F(SessionStoreTest, EndsOneAllOrTheOld) {
    const auto user = add_user("u");
    const auto one = add(user, "1");
    const auto two = add(user, "2");
    static_cast<void>(add(user, "3"));
    EXPECT_EQ(
        must<std::vector<Session>>([&] { return sessions_.list(default_workspace, user); }).size(),
        3U);
    EXPECT_TRUE(must<bool>([&] { return sessions_.erase(default_workspace, one.id); }));
    EXPECT_FALSE(find("1"));
    EXPECT_EQ(
        must<std::int64_t>([&] { return sessions_.erase_of(default_workspace, user, two.id); }), 1);
    EXPECT_TRUE(find("2"));
    EXPECT_EQ(must<std::int64_t>([&] { return sessions_.erase_over(start, start); }), 0);
    EXPECT_EQ(must<std::int64_t>([&] { return sessions_.erase_over(start, start + 1ms); }), 1);
    EXPECT_FALSE(find("2"));
}

class ApiKeyStoreTest : public StoreTest {
protected:
    using Found = std::optional<ApiKey>;

    ApiKey add(const std::string& hash, std::optional<UserId> user = {}) {
        ApiKey made;
        made.id = fresh<ApiKeyId>();
        made.workspace = default_workspace;
        made.name = "backend";
        made.prefix = "flk_abcd";
        made.hash = hash;
        made.scopes = Scope::tokens_read | Scope::proxy;
        made.act_as = user ? ActAs::one : ActAs::any;
        made.user = user;
        made.created_at = clock_.now();
        EXPECT_TRUE(run_blocking(db_.loop(), [&] { return keys_.insert(made); }));
        return made;
    }
    Found find(const std::string& hash) {
        return must<Found>([&] { return keys_.find_by_hash(hash); });
    }

    ApiKeyStore keys_{*db_};
};

TEST_F(ApiKeyStoreTest, IsFoundByItsHash) {
    const auto user = add_user("u");
    const auto made = add("h1", user);
    static_cast<void>(add("h2"));
    const auto found = find("h1");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, made.id);
    EXPECT_EQ(found->prefix, "flk_abcd");
    EXPECT_EQ(found->scopes, Scope::tokens_read | Scope::proxy);
    EXPECT_EQ(found->act_as, ActAs::one);
    EXPECT_EQ(found->user, user);
    EXPECT_EQ(found->revoked_at, std::nullopt);
    EXPECT_EQ(find("h2")->act_as, ActAs::any);
    EXPECT_FALSE(find("h3"));
    EXPECT_EQ(must<std::vector<ApiKey>>([&] { return keys_.list(default_workspace); }).size(), 2U);
}

TEST_F(ApiKeyStoreTest, IsRevokedOnce) {
    const auto made = add("h");
    const auto revoke = [&](Time now) {
        return must<bool>([&, now] { return keys_.revoke(default_workspace, made.id, now); });
    };
    EXPECT_TRUE(revoke(start));
    EXPECT_FALSE(revoke(start + 1h));
    EXPECT_EQ(find("h")->revoked_at, start);
}

TEST_F(ApiKeyStoreTest, TheLastUseNeverGoesBack) {
    const auto made = add("h");
    const auto use = [&](Time at) {
        std::vector<ApiKeyStore::Use> uses;
        uses.push_back({default_workspace, made.id, at});
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return keys_.set_last_used(uses); }));
    };
    use(start + 1h);
    use(start);
    EXPECT_EQ(find("h")->last_used_at, start + 1h);
}

class DataKeyStoreTest : public StoreTest {
protected:
    using Found = std::optional<WrappedKey>;

    WrappedKey key(const Owner& owner, const std::string& master) {
        return {fresh<DataKeyId>(), owner, master, "wrapped by " + master};
    }
    WrappedKey insert(const WrappedKey& made) {
        auto stored = db_.run<WrappedKey>([&] { return keys_.insert_if_absent(made); });
        EXPECT_TRUE(stored);
        return *std::move(stored);
    }

    DataKeyStore keys_{*db_};
};

TEST_F(DataKeyStoreTest, AnOwnerHasOneKeyTheFirst) {
    const auto owner = Owner::of(default_workspace, add_user("u"));
    EXPECT_FALSE(must<Found>([&] { return keys_.find(owner); }));
    const auto first = insert(key(owner, "m1"));
    const auto second = insert(key(owner, "m2"));
    EXPECT_EQ(second.id, first.id);
    EXPECT_EQ(second.master_key_id, "m1");
    const auto found = must<Found>([&] { return keys_.find(owner); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->owner, owner);
    EXPECT_EQ(found->wrapped, "wrapped by m1");
    const auto by_id = must<Found>([&] { return keys_.find_by_id(first.id); });
    ASSERT_TRUE(by_id);
    EXPECT_EQ(by_id->owner, owner);
    const auto of_workspace = Owner::of(default_workspace);
    EXPECT_FALSE(must<Found>([&] { return keys_.find(of_workspace); }));
}

TEST_F(DataKeyStoreTest, RewrapsOnlyWhatTheOldKeyStillWraps) {
    auto stored = insert(key(Owner::of(default_workspace), "m1"));
    stored.master_key_id = "m2";
    stored.wrapped = "wrapped by m2";
    const auto rewrap = [&](const std::string& old) {
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return keys_.rewrap(stored, old); }));
    };
    rewrap("m0");
    EXPECT_EQ(must<Found>([&] { return keys_.find_by_id(stored.id); })->master_key_id, "m1");
    rewrap("m1");
    EXPECT_EQ(must<Found>([&] { return keys_.find_by_id(stored.id); })->wrapped, "wrapped by m2");
}

TEST_F(DataKeyStoreTest, TellsWhatIsStillToBeRewrapped) {
    std::vector<DataKeyId> old;
    for (int i = 0; i < 5; ++i) {
        clock_.advance(1ms);
        const auto owner = Owner::of(default_workspace, add_user(std::to_string(i)));
        const auto stored = insert(key(owner, i == 2 ? "new" : "old"));
        if (i != 2) old.push_back(stored.id);
    }
    std::vector<DataKeyId> listed;
    DataKeyId after;
    for (;;) {
        const auto page =
            must<std::vector<WrappedKey>>([&] { return keys_.wrapped_by_others("new", after, 3); });
        if (page.empty()) break;
        for (const auto& each : page) listed.push_back(each.id);
        after = listed.back();
    }
    EXPECT_EQ(listed, old);
    const auto use = must<std::vector<DataKeys::Use>>([&] { return keys_.use(); });
    ASSERT_EQ(use.size(), 2U);
    EXPECT_EQ(use[0].master_key_id, "new");
    EXPECT_EQ(use[0].keys, 1);
    EXPECT_EQ(use[1].keys, 4);
}

TEST_F(DataKeyStoreTest, SamplesEveryMasterKeyInUse) {
    using Keys = std::vector<WrappedKey>;
    EXPECT_TRUE(must<Keys>([&] { return keys_.samples(2); }).empty());
    for (const char* master : {"m1", "m3", "m1", "m2", "m1"}) {
        insert(key(Owner::of(default_workspace, add_user(fresh<UserId>().text())), master));
    }
    std::string masters;
    for (const auto& one : must<Keys>([&] { return keys_.samples(2); })) {
        masters += one.master_key_id + " ";
    }
    EXPECT_EQ(masters, "m1 m1 m2 m3 ");
}

TEST_F(DataKeyStoreTest, RewrapsManyInOneTransaction) {
    std::vector<DataKeys::Rewrapped> changes;
    for (int i = 0; i < 3; ++i) {
        auto stored = insert(key(Owner::of(default_workspace, add_user(std::to_string(i))), "m1"));
        stored.master_key_id = "m2";
        changes.push_back({stored, i == 1 ? "m0" : "m1"});
    }
    ASSERT_TRUE(run_blocking(db_.loop(), [&] { return keys_.rewrap_many(changes); }));
    const auto use = must<std::vector<DataKeys::Use>>([&] { return keys_.use(); });
    ASSERT_EQ(use.size(), 2U);
    EXPECT_EQ(use[0].keys, 1);  // another had rewrapped it meanwhile
    EXPECT_EQ(use[1].keys, 2);
}

TEST_F(DataKeyStoreTest, AnErasedKeyIsGone) {
    const auto owner = Owner::of(default_workspace, add_user("u"));
    insert(key(owner, "m1"));
    EXPECT_TRUE(run_blocking(db_.loop(), [&] { return keys_.erase(owner); }));
    EXPECT_FALSE(must<Found>([&] { return keys_.find(owner); }));
}

}  // namespace
}  // namespace fairlead::storage
