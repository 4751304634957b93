// SPDX-License-Identifier: Apache-2.0
// Included by tests of this folder only.
#pragma once

#include "oauth/refresh_fixture.h"

namespace fairlead::oauth {

/// For tests of a process that dies in a refresh: what is asked of the one that comes after it.
class RefreshCrashTest : public RefreshTest {
protected:
    /// What the policy allows, without waiting for it.
    SharedOutcome refresh_late() {
        end_lease();
        set_access_left(20s);
        return refresh(guard().generation);
    }
    void expect_clean() {
        EXPECT_EQ(attempts("open"), 0);
        EXPECT_EQ(attempts("spare"), 0);
        ASSERT_TRUE(run_blocking(db_.loop(), [&] { return journal_->flush(); }));
        EXPECT_EQ(journal_->free_slots(), slots_);
        EXPECT_EQ(refresher_->unsettled(), 0u);
    }
};

}  // namespace fairlead::oauth
