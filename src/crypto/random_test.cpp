// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <set>
#include <vector>

namespace fairlead::crypto {
namespace {

std::string draw() {
    std::array<std::byte, 16> bytes{};
    SystemRandom{}.fill(bytes);
    return hex_encode(bytes);
}

TEST(SystemRandom, DrawsDoNotRepeat) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(draw());
    EXPECT_EQ(seen.size(), 10'000u);
}

TEST(SystemRandom, FillsEveryByte) {
    std::array<std::byte, 257> bytes{};
    std::array<bool, 257> touched{};
    for (int round = 0; round < 20; ++round) {
        SystemRandom{}.fill(bytes);
        for (std::size_t i = 0; i < bytes.size(); ++i) touched[i] |= bytes[i] != std::byte{0};
    }
    for (const bool one : touched) EXPECT_TRUE(one);
}

TEST(SystemRandom, SmallDrawsOfEverySizeDiffer) {
    for (std::size_t size = 8; size <= 32; ++size) {
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            std::vector<std::byte> bytes(size);
            SystemRandom{}.fill(bytes);
            seen.insert(hex_encode(bytes));
        }
        EXPECT_EQ(seen.size(), 1000u) << size;
    }
}

TEST(SystemRandom, EmptySpanIsFine) { SystemRandom{}.fill({}); }

TEST(SystemRandom, ParentAndChildOfAForkDiffer) {
    draw();  // the generator is seeded before the fork
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    if (child == 0) {
        const std::string drawn = draw();
        _exit(write(ends[1], drawn.data(), drawn.size()) == 32 ? 0 : 1);
    }
    const std::string ours = draw();
    std::string theirs(32, '\0');
    EXPECT_EQ(read(ends[0], theirs.data(), theirs.size()), 32);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_NE(ours, theirs);
    close(ends[0]);
    close(ends[1]);
}

}  // namespace
}  // namespace fairlead::crypto
