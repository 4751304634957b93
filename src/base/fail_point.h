// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace fairlead {

/// Named places where a test makes the process die, stop, wait or fail, as `refresh.md` section 11
/// asks. Compiled in only with FAIRLEAD_TESTING_HOOKS; a shipped binary has none of it.
///
/// Configured by the environment variable FAIRLEAD_FAIL_POINTS or at run time by
/// `set_fail_points`, in the form `name=action[*count][@skip]` separated by `;`, where action is
///   kill        SIGKILL to this process
///   stop        SIGSTOP to this process
///   error       the place answers an error (where it can)
///   delay:MS    sleeps that many milliseconds, blocking the thread
/// `*count` = only that many times, `@skip` = let that many pass first.
namespace fail_points {

enum class Outcome { go_on, fail };

#ifdef FAIRLEAD_TESTING_HOOKS
/// Tells the configured action apart: kill, stop and delay happen inside; `fail` is the caller's.
Outcome hit(const char* name);
/// Replaces the configuration. Errors name the entry that does not parse.
Result<void> set(std::string_view configuration);
/// How often each configured point was passed, as `name=count` lines.
std::string hits();
#else
constexpr Outcome hit(const char*) { return Outcome::go_on; }
#endif

}  // namespace fail_points

/// The statement form, for places that cannot fail.
#define FAIRLEAD_FAIL_POINT(name) static_cast<void>(::fairlead::fail_points::hit(name))

}  // namespace fairlead
