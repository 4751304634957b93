// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.h"

#include <string>

namespace fairlead::http {

/// The OpenAPI 3.1 document of every documented endpoint, as JSON text: the same for the same
/// endpoints, whatever the order they were mounted in.
std::string openapi_document(const Router& router);

}  // namespace fairlead::http
