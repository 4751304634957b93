// SPDX-License-Identifier: Apache-2.0
#include "net/unused_port.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fairlead::net {
namespace {

/// What another test process would find; as its exit status.
bool another_process_can_claim(std::uint16_t port) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(can_claim(port) ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(UnusedPort, IsNoOtherTestsBeforeItsServerListens) {
    const std::uint16_t port = unused_port();
    EXPECT_TRUE(can_listen_on(port));
    EXPECT_FALSE(another_process_can_claim(port));
}

TEST(UnusedPort, IsFreeAgainWhenTheProcessThatClaimedItHasEnded) {
    const std::uint16_t port = 11999;  // below those that a test may be given
    ASSERT_TRUE(another_process_can_claim(port));
    EXPECT_TRUE(another_process_can_claim(port));
}

}  // namespace
}  // namespace fairlead::net
