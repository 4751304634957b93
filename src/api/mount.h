// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/bind.h"
#include "http/endpoint.h"
#include "http/router.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the file of an endpoint begins with.
namespace fairlead::api {

struct Services;

using http::Access;
using http::BodyKind;
using http::Callers;
using http::Context;
using http::Cors;
using http::Default;
using http::Method;
using http::Nothing;
using http::Reply;
using http::Route;
using http::Router;
using http::Unknown;

/// Each endpoint's file defines one of these; routes.cpp lists them.
using Mount = void(Router& router, const Services* services);

}  // namespace fairlead::api
