// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.h"

#include "base/assert.h"
#include "base/secret.h"

#include <openssl/rand.h>
#include <pthread.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>

namespace fairlead::crypto {

namespace {

/// Ids and nonces; keys and tokens are longer and are drawn one by one.
constexpr std::size_t most_pooled = 16;

void draw(std::span<std::byte> out) {
    while (!out.empty()) {
        const auto part = out.first(std::min<std::size_t>(out.size(), INT_MAX));
        const int filled = RAND_bytes(reinterpret_cast<unsigned char*>(part.data()),
                                      static_cast<int>(part.size()));
        FAIRLEAD_ASSERT(filled == 1);
        out = out.subspan(part.size());
    }
}

/// Rises in the child of a fork.
std::atomic<unsigned>& forks() {
    static std::atomic<unsigned> count{0};
    [[maybe_unused]] static const int watched = ::pthread_atfork(nullptr, nullptr, [] { ++count; });
    return count;
}

/// Straight from the kernel, in half the time: nothing of a key or a token is anywhere before.
void draw_apart(std::span<std::byte> out) {
    while (!out.empty()) {
        const auto drawn = ::getrandom(out.data(), out.size(), 0);
        FAIRLEAD_ASSERT(drawn > 0 || (drawn < 0 && errno == EINTR));
        if (drawn > 0) out = out.subspan(static_cast<std::size_t>(drawn));
    }
}

/// Bytes drawn ahead, each given out once: a draw of OpenSSL's costs a microsecond whatever its
/// size, and a request wants half a dozen small ones.
class Pool {
public:
    ~Pool() { wipe_memory(bytes_.data(), bytes_.size()); }

    void fill(std::span<std::byte> out) {
        const unsigned fork = forks();
        if (left_ < out.size() || fork != fork_) {
            draw(bytes_);
            left_ = bytes_.size();
            fork_ = fork;
        }
        const auto given = std::span{bytes_}.subspan(left_ - out.size(), out.size());
        std::ranges::copy(given, out.begin());
        wipe_memory(given.data(), given.size());
        left_ -= out.size();
    }

private:
    std::array<std::byte, 512> bytes_{};
    std::size_t left_ = 0;
    unsigned fork_ = 0;
};

}  // namespace

void SystemRandom::fill(std::span<std::byte> out) {
    if (out.size() > most_pooled) {
        draw_apart(out);
        return;
    }
    thread_local Pool pool;
    pool.fill(out);
}

}  // namespace fairlead::crypto
