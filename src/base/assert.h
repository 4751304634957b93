// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace fairlead {

/// Says where and stops the process.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace fairlead

/// States an invariant of ours; never checks input.
#define FAIRLEAD_ASSERT(condition) \
    ((condition) ? void(0) : ::fairlead::assertion_failed(#condition, __FILE__, __LINE__))
