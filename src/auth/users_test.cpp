// SPDX-License-Identifier: Apache-2.0
#include "auth/users.h"

#include "auth/auth_fixture.h"

namespace fairlead::auth {
namespace {

class UsersTest : public AuthTest {
protected:
    std::string token_of(const User& user) {
        Sessions::Start wanted{user, "203.0.113.5", "a browser"};
        return must<Sessions::Begun>([&] { return sessions_.begin(std::move(wanted)); })
            .cookie.value;
    }
    bool is_alive(const std::string& token) {
        using Found = std::optional<Sessions::Found>;
        return must<Found>([&] { return sessions_.find(token); }).has_value();
    }
    Result<User> change(UserId id, storage::PeopleStore::Change change,
                        WorkspaceId workspace = default_workspace) {
        return ask<User>([&] { return service_.change(workspace, id, change); });
    }

    storage::PeopleStore people_{*db_};
    Users service_{users_, people_, sessions_};
};

TEST_F(UsersTest, DisablingEndsEverySessionAndKeepsOutUntilEnabled) {
    const User ann = add_person("ann@example.com");
    const User bob = add_person("bob@example.com");
    const std::string one = token_of(ann);
    const std::string other = token_of(ann);
    const std::string bobs = token_of(bob);
    ASSERT_TRUE(change(ann.id, {.disabled = true}));
    EXPECT_FALSE(is_alive(one));
    EXPECT_FALSE(is_alive(other));
    EXPECT_TRUE(is_alive(bobs));
    EXPECT_FALSE(is_alive(token_of(ann)));
    ASSERT_TRUE(change(ann.id, {.disabled = false}));
    EXPECT_FALSE(is_alive(one));
    EXPECT_TRUE(is_alive(token_of(ann)));
}

TEST_F(UsersTest, AChangeOfRoleEndsEverySession) {
    const User ann = add_person("ann@example.com", Role::admin);
    const std::string token = token_of(ann);
    ASSERT_TRUE(change(ann.id, {.role = Role::member}));
    EXPECT_FALSE(is_alive(token));
    EXPECT_EQ(user_of(ann.id).role, Role::member);
}

TEST_F(UsersTest, UnknownUsersAreNotFound) {
    const WorkspaceId other{Uuid{{9}}};
    const User ann = add_person("ann@example.com");
    const auto absent = change(ann.id, {.disabled = true}, other);
    ASSERT_FALSE(absent);
    EXPECT_EQ(absent.error().code, Errc::not_found);
    EXPECT_FALSE(user_of(ann.id).disabled);
}

}  // namespace
}  // namespace fairlead::auth
