// SPDX-License-Identifier: Apache-2.0
#include "auth/first_admin.h"

#include "auth/auth_fixture.h"
#include "crypto/random.h"

namespace fairlead::auth {
namespace {

constexpr crypto::PasswordCost cheap_cost{.memory_bytes = 64 * 1024, .passes = 1};
constexpr const char* good_choice = "kx7 fqmwe and so on";

class FirstAdminTest : public AuthTest {
protected:
    using Made = std::optional<User>;

    Result<Made> create(const std::string& code, const std::string& password = good_choice) {
        FirstAdmin::Wanted wanted;
        wanted.code = Secret::copy_of(code);
        wanted.email = "Ann@Example.com";
        wanted.password = Secret::copy_of(password);
        return ask<Made>([&] { return first_.create(std::move(wanted)); });
    }
    std::string code() { return std::string{first_.make_code().expose()}; }
    bool is_needed() {
        return must<bool>([&] { return first_.is_needed(default_workspace); });
    }

    WorkPool pool_{1};
    crypto::SystemRandom real_random_;
    std::unique_ptr<PasswordLogin> login_ =
        PasswordLogin::create({users_, pool_, clock_, real_random_, log_}, cheap_cost).value();
    storage::PeopleStore people_{*db_};
    FirstAdmin first_{people_, *login_, real_random_};
};

TEST_F(FirstAdminTest, IsMadeOnceByWhoHasTheCode) {
    EXPECT_TRUE(is_needed());
    const std::string key = code();
    EXPECT_EQ(key.size(), 43U);
    const auto made = create(key);
    ASSERT_TRUE(made && *made);
    EXPECT_EQ((*made)->email, "ann@example.com");
    EXPECT_EQ((*made)->role, Role::admin);
    EXPECT_FALSE(is_needed());
    const auto again = create(key);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, Errc::conflict);
}

TEST_F(FirstAdminTest, TakesNoOtherCode) {
    const std::string old = code();
    const std::string key = code();
    for (const std::string& wrong : {std::string{}, old, key.substr(1), key + "A"}) {
        const auto made = create(wrong);
        ASSERT_TRUE(made);
        EXPECT_FALSE(*made) << wrong;
    }
    EXPECT_TRUE(is_needed());
    EXPECT_TRUE(create(key).value());
}

TEST_F(FirstAdminTest, NeedsACodeThatWasMade) {
    EXPECT_FALSE(create("").value());
    EXPECT_FALSE(create(std::string(43, 'A')).value());
}

TEST_F(FirstAdminTest, KeepsTheCodeGoodForAnotherPassword) {
    const std::string key = code();
    const auto refused = create(key, "short");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid);
    EXPECT_TRUE(create(key).value());
}

TEST_F(FirstAdminTest, IsNeededWhileNobodyCanSignIn) {
    add_user("a user of the application");
    add_person("without@password.example");
    EXPECT_TRUE(is_needed());
    const User made = **create(code());
    disable(made.id);
    EXPECT_TRUE(is_needed());
}

}  // namespace
}  // namespace fairlead::auth
