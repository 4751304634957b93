// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/html.h"
#include "sandbox/client.h"

#include <memory>
#include <string>

namespace fairlead::sandbox {

/// The sandbox's pages: "index", "consent" and "error".
Result<std::unique_ptr<http::Pages>> create_pages();

/// What the index page says: what this is, and what it can be told to do.
http::PageData describe_sandbox(const std::string& origin, const Clients& clients);

}  // namespace fairlead::sandbox
