// SPDX-License-Identifier: Apache-2.0
#include "oauth/signing_token.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

TEST(SigningToken, IsPackedAsApplicationsReadIt) {
    const SigningToken token{Secret::copy_of("t-1"), Secret::copy_of("s&1")};
    EXPECT_EQ(pack(token).expose(), R"({"oauth_token":"t-1","oauth_token_secret":"s&1"})");
}

TEST(SigningToken, OfAnotherKindIsAnErrorThatSaysWhatToDo) {
    for (const char* other : {"", "a-bearer-token", "[]", "{}", R"({"oauth_token":7})",
                              R"({"oauth_token":"","oauth_token_secret":"s"})"}) {
        const auto found = unpack_signing_token(Secret::copy_of(other));
        ASSERT_FALSE(found) << other;
        EXPECT_EQ(found.error().code, Errc::conflict);
        EXPECT_NE(found.error().message.find("reconnect"), std::string::npos);
    }
}

RC_GTEST_PROP(SigningTokenProperty, ComesBackAsItWas, ()) {
    const auto printable = rc::gen::container<std::string>(rc::gen::inRange(' ', '\x7f'));
    const auto token = *rc::gen::nonEmpty(printable);
    const auto secret = *printable;
    const auto packed = pack(SigningToken{Secret::copy_of(token), Secret::copy_of(secret)});
    const auto back = unpack_signing_token(packed);
    RC_ASSERT(back.has_value());
    RC_ASSERT(back->token.expose() == token);
    RC_ASSERT(back->secret.expose() == secret);
}

}  // namespace
}  // namespace fairlead::oauth
