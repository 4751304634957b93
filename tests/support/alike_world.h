// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/conformance.h"
#include "support/conformance_form.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// A platform's world where changed copies of its provider file are providers of their own, in an
/// operator's files: one App serves them all.
class AlikeWorld {
public:
    explicit AlikeWorld(const ConformanceRow& row);

    /// The id that the copy is served under. `changes`: what an operator's file would say.
    std::string add(const json::object& changes);
    /// After the last add().
    void start() { world.start(); }
    /// From now on the world speaks of that copy.
    void choose(const std::string& id) { world.facts.provider = id; }

    /// The shipped file.
    const json::object file;
    PlatformWorld world;

private:
    const ConformanceRow& row_;
    int last_ = 0;
};

/// The same of a platform that is connected by form.
class AlikeFormWorld {
public:
    explicit AlikeFormWorld(const FormRow& row);

    /// The row that speaks of the copy, to be met after start().
    FormRow add(const json::object& changes);
    /// After the last add().
    void start();

    /// The shipped file, without its ways by consent.
    const json::object file;
    FormWorld world{FormWorld::NotStarted{}};

private:
    const FormRow& row_;
    std::vector<std::string> ids_;
};

/// A shipped provider file as JSON, with what it has of its parent. Throws Failure where it cannot be read.
json::object shipped_file(const std::string& provider);

}  // namespace fairlead::tests
