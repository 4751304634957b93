// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/endpoint.h"
#include "http/html.h"
#include "http/reply.h"
#include "oauth/connect_page.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::api {

/// The pages that the server writes itself, for Pages::create.
std::vector<http::Pages::Template> page_templates();

/// What the members of a platform's form are called in the page's form.
constexpr std::string_view field_prefix = "field.";
constexpr std::string_view variable_prefix = "var.";

/// What a connect link shows first: who asks, for what, and a button (SPEC J0); where the platform
/// has no consent page, its form as well (SPEC A15). One that is shown again, because something was
/// wrong with it, has the status 400.
Result<http::Reply> confirmation_page(const http::Pages& pages,
                                      const oauth::ConnectConfirmation& confirmation, Time now);

/// Where a connect link ends: `status` and `error` as they are in the redirect (SPEC A4).
Result<http::Reply> outcome_page(const http::Pages& pages, std::string_view status,
                                 std::string_view error);

/// A page that says what went wrong, with the error's status. Who prefers no page gets the error.
Result<http::Reply> error_page(const http::Pages& pages, const http::Context& context,
                               const Error& error);

}  // namespace fairlead::api
