// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"

namespace fairlead::http {

/// Whether the client would rather have text/html than application/json (RFC 9110 section 12.5.1):
/// a person's browser following a link does, a program does not. No Accept header: no.
bool prefers_html(const net::Headers& headers);

}  // namespace fairlead::http
