// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_probe.h"

#include "base/fail_point.h"

namespace fairlead::oauth {

Result<void> RefreshProbe::pass(const char* name) {
    CHECK_OK(alive());
    if (fail_points::hit(name) == fail_points::Outcome::go_on) return ok();
    if (on_failure_ == OnFailure::die) dead_ = true;
    return Error{Errc::unavailable, "A fail point said so.", name};
}

Result<void> RefreshProbe::alive() const {
    if (!is_dead()) return ok();
    return Error{Errc::cancelled, "The refresh engine is dead."};
}

}  // namespace fairlead::oauth
