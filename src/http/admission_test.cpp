// SPDX-License-Identifier: Apache-2.0
#include "http/admission.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

using net::Method;

constexpr Route token_route{Method::get, "/token", Access::workspace, Scope::tokens_read,
                            "A token"};
constexpr Route proxy_route{Method::get, "/proxy", Access::workspace, Scope::proxy, "A proxy"};

Caller key_with(Scope scopes) {
    Caller caller;
    caller.kind = CallerKind::api_key;
    caller.scopes = scopes;
    return caller;
}

TEST(Admission, AScopeOpensItsRoute) {
    EXPECT_TRUE(admit(proxy_route, key_with(Scope::proxy)));
    EXPECT_FALSE(admit(proxy_route, key_with(Scope::records_read)));
    EXPECT_TRUE(admit(token_route, key_with(Scope::tokens_read)));
}

TEST(Admission, AdminsReadTokensOnlyWithTheScopeForIt) {
    EXPECT_TRUE(admit(proxy_route, key_with(Scope::admin)));
    const auto refused = admit(token_route, key_with(Scope::admin));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::forbidden);
    EXPECT_TRUE(admit(token_route, key_with(Scope::admin | Scope::tokens_read)));
}

}  // namespace
}  // namespace fairlead::http
