// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "net/http_client.h"
#include "sandbox/realm.h"

namespace fairlead::sandbox {

/// Whether a request is the webhooks' part of the control API.
bool is_webhook_control(const net::Request& request);

/// The control API's part about webhooks, which calls the addresses it is told. The caller has
/// shown the key. No answer has a secret or a body in it.
///
///     GET  /control/webhooks                        whose there are, their events and public keys
///     POST /control/webhooks/{platform}             WebhookOrder: sends one event
///     POST /control/webhooks/{platform}/handshake   {"url", "secret"?}: asks whether it is wanted
Task<Result<net::Response>> answer_webhook_control(Mutex<Realm>& realm, net::HttpClient& client,
                                                   net::Request request);

}  // namespace fairlead::sandbox
