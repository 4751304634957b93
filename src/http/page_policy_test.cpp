// SPDX-License-Identifier: Apache-2.0
#include "http/page_policy.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

TEST(PagePolicy, AllowsNothingByItself) {
    EXPECT_EQ(content_security_policy({}),
              "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
              "frame-ancestors 'none'");
}

TEST(PagePolicy, AllowsWhatIsNamed) {
    // The hash is what `openssl dgst -sha256 -binary | base64` says of it.
    EXPECT_EQ(content_security_policy({.style = "p{}",
                                       .form_targets = {"https://platform.example"},
                                       .framed_by = {"https://app.example"}}),
              "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self' "
              "https://platform.example; frame-ancestors https://app.example; style-src "
              "'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='");
}

TEST(PagePolicy, LetsNoSourceBringADirectiveAlong) {
    EXPECT_DEATH((void)content_security_policy(
                     {.style = "", .form_targets = {"https://a; script-src *"}, .framed_by = {}}),
                 "");
}

}  // namespace
}  // namespace fairlead::http
