// SPDX-License-Identifier: Apache-2.0
#include "crypto/core_dumps.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fairlead::crypto {
namespace {

// In a child, so that a crash of another test can still be looked at.
TEST(CoreDumps, AreOffAfterwards) {
    const pid_t child = fork();
    if (child == 0) {
        const bool done = forbid_core_dumps().has_value();
        rlimit limit{1, 1};
        getrlimit(RLIMIT_CORE, &limit);
        const bool off = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 && limit.rlim_max == 0;
        _exit(done && off ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace fairlead::crypto
