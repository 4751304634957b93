// SPDX-License-Identifier: Apache-2.0
#include "storage/people_store.h"

#include "storage/store_fixture.h"

#include <atomic>

namespace fairlead::storage {
namespace {

class PeopleStoreTest : public StoreTest {
protected:
    User admin(const std::string& email, const std::string& hash) {
        User user;
        user.id = fresh<UserId>();
        user.workspace = default_workspace;
        user.email = email;
        user.role = Role::admin;
        user.created_at = clock_.now();
        EXPECT_TRUE(run_blocking(db_.loop(), [&] { return users_.insert(user, hash); }));
        return user;
    }
    Result<User> change(UserId id, PeopleStore::Change change,
                        WorkspaceId workspace = default_workspace) {
        return db_.run<User>([&] { return people_.change(workspace, id, change); });
    }
    bool is_anybody_there() {
        return must<bool>([&] { return people_.is_anybody_there(default_workspace); });
    }

    UserStore users_{*db_};
    PeopleStore people_{*db_};
};

TEST_F(PeopleStoreTest, ChangesWhatIsNamedAndNothingElse) {
    admin("a@example.com", "$argon2id$one");
    const User ann = admin("ann@example.com", "$argon2id$two");
    const auto member = change(ann.id, {.role = Role::member});
    ASSERT_TRUE(member);
    EXPECT_EQ(member->role, Role::member);
    EXPECT_FALSE(member->disabled);
    const auto disabled = change(ann.id, {.disabled = true});
    ASSERT_TRUE(disabled);
    EXPECT_EQ(disabled->role, Role::member);
    EXPECT_TRUE(disabled->disabled);
    EXPECT_EQ(disabled->email, "ann@example.com");
}

TEST_F(PeopleStoreTest, TheLastAdminWhoSignsInStays) {
    const User first = admin("a@example.com", "$argon2id$one");
    admin("without@password.example", "");
    for (const PeopleStore::Change& away :
         {PeopleStore::Change{.role = Role::member}, PeopleStore::Change{.disabled = true}}) {
        const auto refused = change(first.id, away);
        ASSERT_FALSE(refused);
        EXPECT_STREQ(refused.error().reason, "last_admin");
    }
    EXPECT_TRUE(is_anybody_there());
    const User other = admin("c@example.com", "$argon2id$three");
    EXPECT_TRUE(change(first.id, {.role = Role::member, .disabled = true}));
    EXPECT_TRUE(change(first.id, {.disabled = false}));
    EXPECT_FALSE(change(other.id, {.role = Role::member}));
}

TEST_F(PeopleStoreTest, OfTwoAdminsWhoRemoveEachOtherAtOnceOneStays) {
    const User first = admin("a@example.com", "$argon2id$one");
    const User second = admin("b@example.com", "$argon2id$two");
    for (int round = 0; round < 10; ++round) {
        for (const User& user : {first, second})
            must<bool>([&] { return users_.set_role(default_workspace, user.id, Role::admin); });
        std::atomic<int> removed{0};
        std::atomic<int> refused{0};
        const auto remove = [&](UserId id) -> Task<Result<void>> {
            constexpr PeopleStore::Change away{.role = Role::member};
            const auto done = co_await people_.change(default_workspace, id, away);
            ++(done ? removed : refused);
            if (done) co_return ok();
            EXPECT_STREQ(done.error().reason, "last_admin") << done.error().detail;
            co_return ok();
        };
        TaskScope scope(
            [](std::string_view, const Error& error) { ADD_FAILURE() << error.detail; });
        scope.spawn(db_.loop(), "first", [&] { return remove(second.id); });
        scope.spawn(db_.loop(), "second", [&] { return remove(first.id); });
        scope.join();
        EXPECT_EQ(removed, 1) << "round " << round;
        EXPECT_EQ(refused, 1) << "round " << round;
    }
}

TEST_F(PeopleStoreTest, OneWhoIsNotThereIsNotFound) {
    const User ann = admin("a@example.com", "$argon2id$one");
    const auto nobody = change(fresh<UserId>(), {.disabled = true});
    ASSERT_FALSE(nobody);
    EXPECT_EQ(nobody.error().code, Errc::not_found);
    const auto elsewhere = change(ann.id, {.disabled = true}, WorkspaceId{Uuid{{9}}});
    ASSERT_FALSE(elsewhere);
    EXPECT_EQ(elsewhere.error().code, Errc::not_found);
}

TEST_F(PeopleStoreTest, SomebodyIsThereWithAPasswordWhileEnabled) {
    EXPECT_FALSE(is_anybody_there());
    admin("without@password.example", "");
    EXPECT_FALSE(is_anybody_there());
    const User ann = admin("ann@example.com", "$argon2id$one");
    EXPECT_TRUE(is_anybody_there());
    must<bool>([&] { return users_.set_disabled(default_workspace, ann.id, true); });
    EXPECT_FALSE(is_anybody_there());
}

}  // namespace
}  // namespace fairlead::storage
