// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <atomic>
#include <cstdint>

namespace fairlead::oauth {

/// The named places of `refresh.md` section 11. In a shipped binary all of them let pass.
///
/// A place told to fail does so in its own way. A test that plays a crash inside one process asks
/// for more: from that place on nothing may touch disk, database or network any more, as if the
/// process had died there.
class RefreshProbe {
public:
    enum class OnFailure : std::uint8_t { fail, die };
    explicit RefreshProbe(OnFailure on_failure = OnFailure::fail) : on_failure_(on_failure) {}

    /// `name` is a literal. An error: the place is to fail, or the engine is dead.
    Result<void> pass(const char* name);
    /// An error once the engine is dead.
    Result<void> alive() const;
    /// Plays the death of the process, here and now.
    void kill() { dead_ = true; }
    bool is_dead() const { return dead_.load(); }

private:
    const OnFailure on_failure_;
    std::atomic<bool> dead_{false};
};

}  // namespace fairlead::oauth
