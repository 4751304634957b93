// SPDX-License-Identifier: Apache-2.0
#include "auth/password_login.h"

#include "auth/auth_fixture.h"
#include "crypto/random.h"

namespace fairlead::auth {
namespace {

constexpr crypto::PasswordCost cheap{.memory_bytes = 64 * 1024, .passes = 1};
constexpr crypto::PasswordCost dearer{.memory_bytes = 128 * 1024, .passes = 2};
constexpr const char* good = "kx7 fqmwe and so on";
constexpr const char* better = "another kx7 fqmwe";

class PasswordLoginTest : public AuthTest {
protected:
    using Found = std::optional<User>;

    std::unique_ptr<PasswordLogin> make(const crypto::PasswordCost& cost) {
        auto made = PasswordLogin::create({users_, pool_, clock_, real_random_, log_}, cost);
        EXPECT_TRUE(made);
        return *std::move(made);
    }
    Result<User> try_create(const std::string& email, const std::string& password,
                            Role role = Role::member) {
        PasswordLogin::NewUser wanted;
        wanted.email = email;
        wanted.password = Secret::copy_of(password);
        wanted.role = role;
        return ask<User>([&] { return login_->create_user(std::move(wanted)); });
    }
    Found log_in(PasswordLogin& login, const std::string& email, const std::string& password) {
        Secret given = Secret::copy_of(password);
        return must<Found>(
            [&] { return login.log_in(default_workspace, email, std::move(given)); });
    }
    Found log_in(const std::string& email, const std::string& password) {
        return log_in(*login_, email, password);
    }
    Result<bool> change(const User& user, const std::string& from, const std::string& to) {
        Secret before = Secret::copy_of(from);
        Secret after = Secret::copy_of(to);
        return ask<bool>(
            [&] { return login_->change_password(user, std::move(before), std::move(after)); });
    }
    std::string stored_hash(const std::string& email) {
        using Login = std::optional<storage::UserStore::Login>;
        return must<Login>([&] { return users_.find_login(default_workspace, email); })
            ->password_hash;
    }

    WorkPool pool_{1};
    crypto::SystemRandom real_random_;
    std::unique_ptr<PasswordLogin> login_ = make(cheap);
};

TEST_F(PasswordLoginTest, TheRightPasswordOpens) {
    const auto made = try_create("Ann@Example.com", good, Role::admin);
    ASSERT_TRUE(made);
    const Found found = log_in("ann@example.COM", good);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->id, made->id);
    EXPECT_EQ(found->role, Role::admin);
    EXPECT_EQ(found->email, "ann@example.com");
    EXPECT_TRUE(stored_hash("ann@example.com").starts_with("$argon2id$"));
}

TEST_F(PasswordLoginTest, EverythingElseStaysShut) {
    const auto made = try_create("ann@example.com", good);
    ASSERT_TRUE(made);
    add_person("nopassword@example.com");
    EXPECT_FALSE(log_in("ann@example.com", better));
    EXPECT_FALSE(log_in("ann@example.com", ""));
    EXPECT_FALSE(log_in("ann@example.com", std::string(5000, 'x')));
    EXPECT_FALSE(log_in("bob@example.com", good));
    EXPECT_FALSE(log_in("nopassword@example.com", ""));
    disable(made->id);
    EXPECT_FALSE(log_in("ann@example.com", good));
}

TEST_F(PasswordLoginTest, BadUsersAreNotMade) {
    ASSERT_TRUE(try_create("ann@example.com", good));
    EXPECT_EQ(try_create("ANN@example.com", better).error().code, Errc::conflict);
    for (const char* email : {"", "ann", "@example.com", "ann@", "a@b@c.org", "ann@example",
                              "a b@example.com", "ann@.org", "ann@example.", "<a>@example.com"}) {
        const auto refused = try_create(email, good);
        ASSERT_FALSE(refused) << email;
        EXPECT_EQ(refused.error().code, Errc::invalid);
        EXPECT_EQ(refused.error().faults.front().pointer, "/email");
    }
    const auto weak = try_create("bob@example.com", "password1");
    ASSERT_FALSE(weak);
    EXPECT_EQ(weak.error().faults.front().pointer, "/password");
    EXPECT_TRUE(try_create("root@localhost", good));
}

TEST_F(PasswordLoginTest, APasswordChangesForWhoKnowsTheOldOne) {
    const auto made = try_create("ann@example.com", good);
    ASSERT_TRUE(made);
    EXPECT_FALSE(change(*made, "not it at all", better).value());
    EXPECT_TRUE(log_in("ann@example.com", good));
    EXPECT_FALSE(change(*made, good, "password1"));
    EXPECT_TRUE(change(*made, good, better).value());
    EXPECT_FALSE(log_in("ann@example.com", good));
    EXPECT_TRUE(log_in("ann@example.com", better));
}

TEST_F(PasswordLoginTest, AnOperatorSetsAPassword) {
    const User ann = add_person("ann@example.com");
    const UserId external = add_user("u1");
    const auto set = [this](UserId id, const char* password) {
        Secret given = Secret::copy_of(password);
        return run_blocking(db_.loop(), [&] {
            return login_->set_password(default_workspace, id, std::move(given));
        });
    };
    EXPECT_TRUE(set(ann.id, good));
    EXPECT_TRUE(log_in("ann@example.com", good));
    EXPECT_EQ(set(ann.id, "short").error().code, Errc::invalid);
    EXPECT_EQ(set(external, good).error().code, Errc::not_found);
}

TEST_F(PasswordLoginTest, LoggingInHashesAnewAtTodaysCost) {
    ASSERT_TRUE(try_create("ann@example.com", good));
    const std::string before = stored_hash("ann@example.com");
    EXPECT_TRUE(log_in("ann@example.com", good));
    EXPECT_EQ(stored_hash("ann@example.com"), before);
    const auto today = make(dearer);
    EXPECT_FALSE(log_in(*today, "ann@example.com", better));
    EXPECT_EQ(stored_hash("ann@example.com"), before);
    EXPECT_TRUE(log_in(*today, "ann@example.com", good));
    const std::string after = stored_hash("ann@example.com");
    EXPECT_NE(after, before);
    EXPECT_FALSE(crypto::needs_rehash(after, dearer));
    EXPECT_TRUE(log_in(*today, "ann@example.com", good));
    EXPECT_EQ(logged_, "");
}

// A login that began with the old password must not put it back over the new one.
TEST_F(PasswordLoginTest, AnOldHashIsReplacedOnlyWhereItStillIs) {
    const auto made = try_create("ann@example.com", good);
    ASSERT_TRUE(made);
    const std::string before = stored_hash("ann@example.com");
    ASSERT_TRUE(change(*made, good, better).value());
    const std::string now = stored_hash("ann@example.com");
    EXPECT_FALSE(must<bool>(
        [&] { return users_.replace_password(default_workspace, made->id, before, "stale"); }));
    EXPECT_EQ(stored_hash("ann@example.com"), now);
}

}  // namespace
}  // namespace fairlead::auth
