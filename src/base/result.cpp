// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <stdexcept>

namespace fairlead {

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw std::logic_error("a Result was read without looking at its error: " + error.message);
}

}  // namespace fairlead
