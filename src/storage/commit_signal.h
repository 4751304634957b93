// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace fairlead::storage {

/// Says that something was committed, so that who waits for rows need not ask again and again. A
/// file has one process; on a database that several nodes share, the commits of all of them count.
class CommitSignal {
public:
    virtual ~CommitSignal() = default;

    /// `listener` is called after each commit, on any thread, once reads see what was written. It
    /// must neither block nor throw. It replaces the one before, which is not called any more when
    /// this has answered; an empty one: nobody listens.
    virtual void on_commit(std::function<void()> listener) = 0;
};

}  // namespace fairlead::storage
