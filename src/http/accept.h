// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"

#include <string_view>

namespace fairlead::http {

/// Whether the client would rather have text/html than application/json (RFC 9110 section 12.5.1):
/// a person's browser following a link does, a program does not. No Accept header: no.
bool prefers_html(const net::Headers& headers);

/// Whether the client takes that content coding (RFC 9110 section 12.5.3), e.g. "br".
bool accepts_encoding(const net::Headers& headers, std::string_view coding);

}  // namespace fairlead::http
