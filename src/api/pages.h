// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/endpoint.h"
#include "http/html.h"
#include "http/reply.h"
#include "oauth/connect_page.h"

#include <string>
#include <vector>

namespace fairlead::api {

/// The pages that the server writes itself, for Pages::create.
std::vector<http::Pages::Template> page_templates();

/// What a connect link shows first: who asks, for what, and a button (SPEC J0).
Result<http::Reply> confirmation_page(const http::Pages& pages,
                                      const oauth::ConnectConfirmation& confirmation);

/// A page that says what went wrong, with the error's status. Who prefers no page gets the error.
Result<http::Reply> error_page(const http::Pages& pages, const http::Context& context,
                               const Error& error);

}  // namespace fairlead::api
