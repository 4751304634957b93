// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "http/reply.h"

#include <string_view>

namespace fairlead::http {

/// Status and code on the wire of a kind of error (SPEC Words): the one table.
struct ProblemKind {
    Errc errc;
    int status;
    const char* code;
    const char* title;
};
const ProblemKind& problem_kind(Errc errc);

/// An Error as `application/problem+json` (RFC 9457). Error::detail never leaves.
Reply problem(const Error& error, std::string_view request_id);

/// The same with a status of HTTP's own that no Errc has (405, 415).
Reply problem(const Error& error, int status, std::string_view code, std::string_view title,
              std::string_view request_id);

}  // namespace fairlead::http
