// SPDX-License-Identifier: Apache-2.0
#include "auth/password_policy.h"

#include <gtest/gtest.h>

namespace fairlead::auth {
namespace {

bool accepts(std::string text) {
    return check_password(Secret{std::move(text)}, "ann@x.org").has_value();
}

TEST(PasswordPolicy, TakesWhatIsLongEnoughAndNotObvious) {
    EXPECT_TRUE(accepts("kx7fqmwe"));
    EXPECT_TRUE(accepts("correct horse battery staple"));
    EXPECT_TRUE(accepts("        x"));
    EXPECT_TRUE(accepts("ALLCAPSNOSIGN"));
    EXPECT_TRUE(accepts("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xb1"));
    EXPECT_TRUE(accepts(std::string(64, 'a') + "bq"));
    std::string longest;
    while (longest.size() < 1024) longest += "lorem ipsum 42, ";
    EXPECT_TRUE(accepts(longest));
}

TEST(PasswordPolicy, RefusesWhatIsTooShortOrTooLong) {
    EXPECT_FALSE(accepts(""));
    EXPECT_FALSE(accepts("kx7fqmw"));
    EXPECT_FALSE(accepts("\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f"));
    std::string longer;
    while (longer.size() < 1024) longer += "lorem ipsum 42, ";
    EXPECT_FALSE(accepts(longer + "x"));
}

TEST(PasswordPolicy, RefusesWhatOthersWouldTryFirst) {
    for (const char* obvious :
         {"password", "Password1", "PASSWORD123!", "12345678", "1234567890", "87654321", "abcdefgh",
          "11111111", "qwertyuiop", "Qwerty123", "iloveyou2", "letmein!!", "abcabcabc",
          "Welcome2024!", "admin123", "fairlead1", "zxcvbnm,.", "ANN@x.org", "20240101"}) {
        EXPECT_EQ(accepts(obvious), std::string_view{obvious} == "zxcvbnm,.") << obvious;
    }
}

TEST(PasswordPolicy, RefusesWhatIsNoText) {
    EXPECT_FALSE(accepts("\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8\xf7"));
    EXPECT_FALSE(accepts(std::string{"kx7fqmwe\0rest", 13}));
}

TEST(PasswordPolicy, NeverQuotesThePassword) {
    const auto refused = check_password(Secret{std::string{"canary1"}}, "");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.find("canary"), std::string::npos);
    EXPECT_EQ(refused.error().faults.front().pointer, "/password");
}

}  // namespace
}  // namespace fairlead::auth
