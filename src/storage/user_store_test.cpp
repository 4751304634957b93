// SPDX-License-Identifier: Apache-2.0
#include "storage/user_store.h"

#include "storage/store_fixture.h"

namespace fairlead::storage {
namespace {

class UserStoreTest : public StoreTest {
protected:
    using Found = std::optional<User>;
    using Login = std::optional<UserStore::Login>;

    Found find(UserId id, WorkspaceId workspace = default_workspace) {
        return must<Found>([&] { return users_.find(workspace, id); });
    }
    User person(const std::string& email) {
        User user;
        user.id = fresh<UserId>();
        user.workspace = default_workspace;
        user.email = email;
        user.role = Role::admin;
        user.created_at = clock_.now();
        return user;
    }
    Result<void> insert(const User& user, const std::string& hash) {
        return run_blocking(db_.loop(), [&] { return users_.insert(user, hash); });
    }

    UserStore users_{*db_};
};

TEST_F(UserStoreTest, AnExternalUserIsMadeOnFirstUseAndKept) {
    const auto first = add_user("u1");
    const auto again = add_user("u1");
    const auto other = add_user("u2");
    EXPECT_EQ(first, again);
    EXPECT_NE(first, other);
    const auto found =
        must<Found>([&] { return users_.find_by_external_id(default_workspace, "u1"); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, first);
    EXPECT_EQ(found->role, Role::member);
    EXPECT_EQ(found->email, std::nullopt);
    EXPECT_EQ(found->created_at, start);
}

TEST_F(UserStoreTest, FirstUsesAtTheSameTimeGetOneUser) {
    TaskScope scope{[](std::string_view, const Error&) {}};
    std::vector<UserId> got;
    for (int i = 0; i < 10; ++i) {
        const auto id = fresh<UserId>();
        scope.spawn(db_.loop(), "ensure", [&, id]() -> Task<Result<void>> {
            CO_TRY(const auto user,
                   co_await users_.ensure_external(default_workspace, "same", id, start));
            got.push_back(user.id);
            co_return ok();
        });
    }
    scope.join();
    ASSERT_EQ(got.size(), 10U);
    EXPECT_EQ(std::count(got.begin(), got.end(), got.front()), 10);
}

TEST_F(UserStoreTest, AnotherWorkspacesUserIsAbsent) {
    const auto id = add_user("u1");
    auto foreign = default_workspace;
    foreign.value.bytes[0] = 1;
    EXPECT_FALSE(find(id, foreign));
    EXPECT_TRUE(find(id));
}

TEST_F(UserStoreTest, ALoginIsFoundWhateverTheCaseOfTheAddress) {
    const auto user = person("Someone@Example.COM");
    ASSERT_TRUE(insert(user, "$argon2id$one"));
    const auto login =
        must<Login>([&] { return users_.find_login(default_workspace, "SOMEONE@example.com"); });
    ASSERT_TRUE(login);
    EXPECT_EQ(login->user.id, user.id);
    EXPECT_EQ(login->user.email, "someone@example.com");
    EXPECT_EQ(login->user.role, Role::admin);
    EXPECT_EQ(login->password_hash, "$argon2id$one");
}

TEST_F(UserStoreTest, AnAddressIsTakenOnce) {
    ASSERT_TRUE(insert(person("a@example.com"), ""));
    const auto again = insert(person("A@example.com"), "");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(UserStoreTest, ChangesAreKept) {
    const auto user = person("a@example.com");
    ASSERT_TRUE(insert(user, ""));
    EXPECT_TRUE(must<bool>(
        [&] { return users_.set_password(default_workspace, user.id, "$argon2id$two"); }));
    EXPECT_TRUE(
        must<bool>([&] { return users_.set_role(default_workspace, user.id, Role::member); }));
    EXPECT_TRUE(must<bool>([&] { return users_.set_disabled(default_workspace, user.id, true); }));
    const auto login =
        must<Login>([&] { return users_.find_login(default_workspace, "a@example.com"); });
    ASSERT_TRUE(login);
    EXPECT_EQ(login->password_hash, "$argon2id$two");
    EXPECT_EQ(login->user.role, Role::member);
    EXPECT_TRUE(login->user.disabled);
    const auto nobody = fresh<UserId>();
    EXPECT_FALSE(must<bool>([&] { return users_.set_disabled(default_workspace, nobody, true); }));
}

TEST_F(UserStoreTest, ErasingTakesWhatHangsOnTheUser) {
    const auto connection = add_connection();
    EXPECT_TRUE(must<bool>([&] { return users_.erase(default_workspace, connection.user); }));
    ConnectionStore connections{*db_};
    const auto gone = must<std::optional<Connection>>(
        [&] { return connections.find(default_workspace, connection.id); });
    EXPECT_FALSE(gone);
}

TEST_F(UserStoreTest, ListsInPages) {
    std::vector<UserId> all;
    for (int i = 0; i < 5; ++i) {
        clock_.advance(1ms);
        all.push_back(add_user("u" + std::to_string(i)));
    }
    std::vector<UserId> listed;
    UserId after;
    for (;;) {
        const auto page =
            must<std::vector<User>>([&] { return users_.list(default_workspace, after, 2); });
        if (page.empty()) break;
        for (const auto& user : page) listed.push_back(user.id);
        after = listed.back();
    }
    EXPECT_EQ(listed, all);
}

}  // namespace
}  // namespace fairlead::storage
