// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_fault.h"

#include <gtest/gtest.h>

namespace fairlead::sandbox {
namespace {

TEST(WebhookFault, AreSeveralWithCommasBetween) {
    const auto none = WebhookFault::parse("");
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->wrong_signature || none->twice);
    EXPECT_EQ(none->age, Seconds{0});
    const auto all = WebhookFault::parse("twice, wrong_signature,old_timestamp=7");
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->wrong_signature && all->twice);
    EXPECT_EQ(all->age, Seconds{7});
    EXPECT_EQ(WebhookFault::parse("old_timestamp")->age, Seconds{3600});
}

TEST(WebhookFault, RefusesWhatItDoesNotKnow) {
    for (const char* text :
         {"late", "twice=2", "wrong_signature=yes", "old_timestamp=", "old_timestamp=-1",
          "old_timestamp=0", "old_timestamp=x", "old_timestamp=99999999999"}) {
        const auto parsed = WebhookFault::parse(text);
        EXPECT_EQ(parsed ? Errc::internal : parsed.error().code, Errc::invalid) << text;
    }
}

}  // namespace
}  // namespace fairlead::sandbox
