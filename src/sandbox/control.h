// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "net/http_message.h"
#include "sandbox/answer.h"
#include "sandbox/held.h"
#include "sandbox/realm.h"

namespace fairlead::sandbox {

/// An error as the control API tells it.
Answer tell_control_problem(const Error& error);

/// The control API under /control, which the index page lists. Without the part
/// that calls others: see webhook_control.h. The caller has shown the key.
Answer answer_control(Mutex<Realm>& realm, HeldRequests& held, const net::Request& request);

}  // namespace fairlead::sandbox
