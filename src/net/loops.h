// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace fairlead::net {

/// The event loops: one io_context and one thread each (DESIGN K2). start() and stop() from a
/// thread that is not a loop's.
class Loops {
public:
    explicit Loops(std::size_t count);
    ~Loops();  // stops
    Loops(const Loops&) = delete;
    Loops& operator=(const Loops&) = delete;

    void start();
    /// Ends every loop; work that still waits is dropped. Join task scopes first.
    void stop();

    std::size_t size() const { return loops_.size(); }
    Loop& at(std::size_t index) { return *loops_[index]; }
    /// Round robin: for work that has no loop yet. Thread-safe.
    Loop& next();

private:
    struct State;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::unique_ptr<State> state_;
};

}  // namespace fairlead::net
