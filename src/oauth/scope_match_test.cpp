// SPDX-License-Identifier: Apache-2.0
#include "oauth/scope_match.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

TEST(ScopeMatch, AUrlAndTheNameAtItsEndAreOneScope) {
    EXPECT_TRUE(is_same_scope("Mail.Read", "Mail.Read"));
    EXPECT_TRUE(is_same_scope("Mail.Read", "https://graph.microsoft.com/Mail.Read"));
    EXPECT_TRUE(is_same_scope("https://graph.microsoft.com/mail.read", "Mail.Read"));
}

TEST(ScopeMatch, WhatOnlyLooksAlikeIsAnother) {
    EXPECT_FALSE(is_same_scope("mail.read", "Mail.Read")) << "short names keep their letters";
    EXPECT_FALSE(is_same_scope("Mail.Read", "https://graph.microsoft.com/Mail.ReadWrite"));
    EXPECT_FALSE(is_same_scope("Mail.Read", "http://graph.microsoft.com/Mail.Read"));
    EXPECT_FALSE(is_same_scope("Mail.Read", "https://Mail.Read"));
    EXPECT_FALSE(is_same_scope("", "https://graph.microsoft.com/"));
    EXPECT_FALSE(is_same_scope("calendar", "https://www.googleapis.com/auth/calendar"));
}

TEST(ScopeMatch, IsFoundInAListInEitherSpelling) {
    const std::vector<std::string> granted{"openid", "https://graph.microsoft.com/Mail.Read"};
    EXPECT_TRUE(holds_scope(granted, "openid"));
    EXPECT_TRUE(holds_scope(granted, "Mail.Read"));
    EXPECT_FALSE(holds_scope(granted, "Mail.Send"));
    EXPECT_FALSE(holds_scope({}, "openid"));
}

}  // namespace
}  // namespace fairlead::oauth
