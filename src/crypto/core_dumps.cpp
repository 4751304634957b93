// SPDX-License-Identifier: Apache-2.0
#include "crypto/core_dumps.h"

#include "base/fail_point.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <system_error>

namespace fairlead::crypto {

Result<void> forbid_core_dumps() {
    const rlimit none{0, 0};
    // A test that has the kernel refuse writes needs to see which file each of them is for.
    const bool traced = fail_points::hit("traceable") == fail_points::Outcome::fail;
    const bool done =
        setrlimit(RLIMIT_CORE, &none) == 0 && (traced || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
    if (done) return ok();
    return Error{Errc::internal, "Core dumps cannot be switched off.",
                 std::generic_category().message(errno)};
}

}  // namespace fairlead::crypto
