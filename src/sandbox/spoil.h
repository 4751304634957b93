// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "net/delivery.h"
#include "sandbox/answer.h"
#include "sandbox/call.h"

#include <vector>

namespace fairlead::sandbox {

/// Whether the faults keep the platform from working on the request at all.
bool prevents_work(const std::vector<PlayedFault>& faults);

/// Puts the platform's mistakes into what it says.
void spoil_answer(Answer& answer, const Call& call, Time now);
/// Those that only bytes can show: marks, encodings, repeated members.
void spoil_bytes(net::Response& response, const std::vector<PlayedFault>& faults);

/// How long the answer is kept back.
Milliseconds find_delay(const std::vector<PlayedFault>& faults);
/// How its bytes go out.
net::Delivery plan_delivery(const net::Response& response, const std::vector<PlayedFault>& faults);

}  // namespace fairlead::sandbox
