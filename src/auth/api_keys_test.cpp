// SPDX-License-Identifier: Apache-2.0
#include "auth/api_keys.h"

#include "auth/api_key_cache.h"
#include "auth/auth_fixture.h"

namespace fairlead::auth {
namespace {

class ApiKeysTest : public AuthTest {
protected:
    ApiKeys::Key find(std::string_view text) {
        const auto hash = api_key_hash(text);
        if (!hash) return nullptr;
        return must<ApiKeys::Key>([this, hash] { return keys_.find_usable(*hash); });
    }
    Result<ApiKeys::Created> try_create(const NewApiKey& wanted) {
        return ask<ApiKeys::Created>([&] { return keys_.create(wanted); });
    }
    std::vector<Fault> faults_of(const NewApiKey& wanted) {
        const auto made = try_create(wanted);
        EXPECT_FALSE(made);
        return made ? std::vector<Fault>{} : made.error().faults;
    }
    std::optional<Time> last_use(ApiKeyId id) {
        using Found = std::optional<storage::ApiKey>;
        return must<Found>([&] { return key_store_.find(default_workspace, id); })->last_used_at;
    }
    void write_uses() {
        EXPECT_TRUE(run_blocking(db_.loop(), [this] { return keys_.write_uses(); }));
    }
};

TEST_F(ApiKeysTest, AKeyWorksAndIsStoredNowhere) {
    const auto made = create_key({.name = "backend", .scopes = Scope::tokens_read});
    const std::string text{made.text.expose()};
    EXPECT_EQ(text.size(), 56U);
    EXPECT_TRUE(text.starts_with("flk_"));
    EXPECT_EQ(made.key.prefix, text.substr(0, 12));
    const auto found = find(text);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->id, made.key.id);
    EXPECT_EQ(found->scopes, Scope::tokens_read);
    const auto rows = must<storage::Rows>([this] {
        storage::Params none;
        return (*db_).read(storage::Access::service(), "SELECT name, prefix, hash FROM api_keys",
                           std::move(none));
    });
    for (std::size_t column = 0; column < 3; ++column) {
        EXPECT_EQ(rows.front().text(column).find(text.substr(13)), std::string::npos);
    }
}

TEST_F(ApiKeysTest, KeysDiffer) {
    const auto one = create_key({.name = "a", .scopes = Scope::proxy});
    const auto other = create_key({.name = "a", .scopes = Scope::proxy});
    EXPECT_NE(one.text.expose(), other.text.expose());
    EXPECT_NE(one.key.prefix, other.key.prefix);
}

TEST_F(ApiKeysTest, OnlyTheExactTextIsAKey) {
    std::string text{create_key({.name = "a", .scopes = Scope::proxy}).text.expose()};
    text.back() = text.back() == 'A' ? 'B' : 'A';
    EXPECT_EQ(find(text), nullptr);
    EXPECT_FALSE(api_key_hash(text.substr(1)));
    EXPECT_FALSE(api_key_hash(text + "A"));
    EXPECT_FALSE(api_key_hash(""));
    text[20] = ' ';
    EXPECT_FALSE(api_key_hash(text));
    text[20] = 'a';
    text[12] = '-';
    EXPECT_FALSE(api_key_hash(text));
}

TEST_F(ApiKeysTest, ARevokedKeyIsDeadAtOnce) {
    const auto made = create_key({.name = "a", .scopes = Scope::proxy});
    ASSERT_NE(find(made.text.expose()), nullptr);
    const auto revoke = [&] { return keys_.revoke(default_workspace, made.key.id); };
    EXPECT_TRUE(must<bool>(revoke));
    EXPECT_EQ(find(made.text.expose()), nullptr);
    EXPECT_FALSE(must<bool>(revoke));
}

TEST_F(ApiKeysTest, ARevocationElsewhereActsWithinTwoSeconds) {
    const auto made = create_key({.name = "a", .scopes = Scope::proxy});
    ASSERT_NE(find(made.text.expose()), nullptr);
    ASSERT_TRUE(must<bool>(
        [&] { return key_store_.revoke(default_workspace, made.key.id, clock_.now()); }));
    EXPECT_NE(find(made.text.expose()), nullptr);
    clock_.advance(Seconds{2});
    EXPECT_EQ(find(made.text.expose()), nullptr);
}

TEST_F(ApiKeysTest, AnotherWorkspaceCannotRevoke) {
    const auto made = create_key({.name = "a", .scopes = Scope::proxy});
    const WorkspaceId other{Uuid{{9}}};
    EXPECT_FALSE(must<bool>([&] { return keys_.revoke(other, made.key.id); }));
    EXPECT_NE(find(made.text.expose()), nullptr);
}

TEST_F(ApiKeysTest, AKeyEndsWhenItIsToEnd) {
    const auto made = create_key(
        {.name = "a", .scopes = Scope::proxy, .expires_at = clock_.now() + Milliseconds{1500}});
    ASSERT_NE(find(made.text.expose()), nullptr);
    clock_.advance(Milliseconds{1499});
    EXPECT_NE(find(made.text.expose()), nullptr);
    clock_.advance(Milliseconds{1});
    EXPECT_EQ(find(made.text.expose()), nullptr);
}

TEST_F(ApiKeysTest, WhatIsWrongWithAKeyIsSaidAtOnce) {
    const auto faults = faults_of(
        {.name = "", .scopes = Scope::none, .act_as = ActAs::one, .expires_at = clock_.now()});
    ASSERT_EQ(faults.size(), 4U);
    EXPECT_EQ(faults[0].pointer, "/name");
    EXPECT_EQ(faults[1].pointer, "/scopes");
    EXPECT_EQ(faults[2].pointer, "/user");
    EXPECT_EQ(faults[3].pointer, "/expiresAt");
    EXPECT_EQ(faults_of({.name = "a\nb", .scopes = Scope::proxy}).size(), 1U);
    const UserId user = add_user("u1");
    EXPECT_EQ(
        faults_of({.name = "a", .scopes = Scope::proxy, .act_as = ActAs::any, .user = user}).size(),
        1U);
}

TEST_F(ApiKeysTest, AKeyForOneUserNeedsThatUser) {
    const auto faults = faults_of(
        {.name = "a", .scopes = Scope::proxy, .act_as = ActAs::one, .user = fresh<UserId>()});
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_EQ(faults[0].pointer, "/user");
}

TEST_F(ApiKeysTest, UsesAreGatheredAndWrittenTogether) {
    const auto made = create_key({.name = "a", .scopes = Scope::proxy});
    ASSERT_NE(find(made.text.expose()), nullptr);
    EXPECT_EQ(last_use(made.key.id), std::nullopt);
    write_uses();
    EXPECT_EQ(last_use(made.key.id), start);
    clock_.advance(Seconds{30});
    ASSERT_NE(find(made.text.expose()), nullptr);
    write_uses();
    EXPECT_EQ(last_use(made.key.id), start + Seconds{30});
}

TEST_F(ApiKeysTest, TheCacheForgetsRatherThanGrows) {
    ApiKeyCache cache{clock_, Seconds{2}, 32};
    const auto key = std::make_shared<const storage::ApiKey>();
    for (int i = 0; i < 1000; ++i) {
        const auto hash = crypto::sha256(std::to_string(i));
        cache.put(hash, key, cache.ticket(hash));
        EXPECT_EQ(cache.find(hash), key);
    }
    EXPECT_LE(key.use_count(), 33);
}

TEST_F(ApiKeysTest, AKeyReadBeforeItsRevocationIsNotRemembered) {
    ApiKeyCache cache{clock_};
    const auto hash = crypto::sha256("a");
    const auto ticket = cache.ticket(hash);
    cache.erase(hash);
    cache.put(hash, std::make_shared<const storage::ApiKey>(), ticket);
    EXPECT_EQ(cache.find(hash), nullptr);
}

TEST_F(ApiKeysTest, AKeyRevokedOnAnotherNodeIsDeadHereAtOnce) {
    ApiKeys other_node{{key_store_, users_, cache_, clock_, random_, log_}};
    const auto made = create_key({.name = "a", .scopes = Scope::proxy});
    ASSERT_NE(find(made.text.expose()), nullptr);  // in memory now
    EXPECT_TRUE(must<bool>([&] { return other_node.revoke(default_workspace, made.key.id); }));
    EXPECT_EQ(find(made.text.expose()), nullptr);
}

}  // namespace
}  // namespace fairlead::auth
