// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/call.h"

#include <vector>

namespace fairlead::sandbox {

/// Puts in what only HTTP's own bytes can show: coding, framing, answers before the answer. The
/// response then goes out as it stands (net/raw_answer.h), and its connection ends.
void spoil_wire(net::Response& response, const std::vector<PlayedFault>& faults);

}  // namespace fairlead::sandbox
