// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <string>

namespace fairlead::crypto {

/// An `internal` error with OpenSSL's own words as its detail; empties this thread's error queue.
/// OpenSSL's errors name functions and reasons, never data.
Error openssl_error(std::string message);

/// The same with another code.
Error openssl_error(Errc code, std::string message);

}  // namespace fairlead::crypto
