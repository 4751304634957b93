// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

#include <optional>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

class NodeReader;

/// The calls that bring a token for what a person typed in, in order. Templates of each may name the
/// answers of those before it as `{step1/pointer}`, `{step2/pointer}` and so on.
struct LogIn {
    std::vector<Request> before;  ///< whose answers are used, and read for no token
    Request token;                ///< the last one; no URL where the file has no call at all
};

/// Reads `steps` of a log-in, or `then`, which comes after `grant`, the call that `token` describes.
LogIn read_log_in(const NodeReader& node, const AuthMethod& method, Request grant);

/// `before` of a method that is resolved; empty where one call is all it takes, and for kinds that
/// issue nothing for what was typed in.
std::vector<Request> calls_before_token(const AuthMethod& method);

/// Which answer `step2/data/id` names, counted from 1; none: it names no answer.
std::optional<std::size_t> answer_named(std::string_view name);

}  // namespace fairlead::catalog
