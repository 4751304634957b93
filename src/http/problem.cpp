// SPDX-License-Identifier: Apache-2.0
#include "http/problem.h"

#include "http/json_text.h"

#include "base/assert.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fairlead::http {

namespace {

// `cancelled` never leaves the process; should it come here, it is our doing.
constexpr std::array<ProblemKind, 13> kinds{{
    {Errc::invalid, 400, "invalid", "The request is not valid"},
    {Errc::unauthenticated, 401, "unauthenticated", "Authentication is needed"},
    {Errc::forbidden, 403, "forbidden", "This is not allowed"},
    {Errc::not_found, 404, "not_found", "There is no such thing"},
    {Errc::conflict, 409, "conflict", "The state of the thing does not allow this"},
    {Errc::too_large, 413, "too_large", "Too large"},
    {Errc::rate_limited, 429, "rate_limited", "Too many requests"},
    {Errc::reconnect_required, 409, "reconnect_required", "The account must be connected again"},
    {Errc::provider_failed, 502, "provider_failed", "The platform had a problem"},
    {Errc::unavailable, 503, "unavailable", "Not available now"},
    {Errc::timeout, 504, "timeout", "It took too long"},
    {Errc::cancelled, 500, "internal", "Something went wrong on our side"},
    {Errc::internal, 500, "internal", "Something went wrong on our side"},
}};

void add_member(std::string& out, std::string_view name, std::string_view value) {
    out += out.empty() ? "{" : ",";
    append_json_string(out, name);
    out += ':';
    append_json_string(out, value);
}

void add_faults(std::string& out, const std::vector<Fault>& faults) {
    if (faults.empty()) return;
    out += ",\"faults\":[";
    for (const Fault& fault : faults) {
        if (&fault != &faults.front()) out += ',';
        std::string entry;
        add_member(entry, "pointer", fault.pointer);
        add_member(entry, "message", fault.message);
        out += entry + "}";
    }
    out += ']';
}

/// An internal error's message may have been written with the log in mind.
std::string_view shown(const Error& error, int status) {
    constexpr std::string_view apology =
        "Something went wrong on our side. The request id helps to find out what.";
    return status == 500 || error.message.empty() ? apology : std::string_view{error.message};
}

}  // namespace

const ProblemKind& problem_kind(Errc errc) {
    const auto found = std::ranges::find(kinds, errc, &ProblemKind::errc);
    FAIRLEAD_ASSERT(found != kinds.end());
    return *found;
}

Reply problem(const Error& error, std::string_view request_id) {
    const ProblemKind& kind = problem_kind(error.code);
    const bool named = error.reason != nullptr && kind.status != 500;
    return problem(error, kind.status, named ? error.reason : kind.code, kind.title, request_id);
}

Reply problem(const Error& error, int status, std::string_view code, std::string_view title,
              std::string_view request_id) {
    std::string body;
    // RFC 9457 section 4.2.1: the title says it all, there is no page to read.
    add_member(body, "type", "about:blank");
    add_member(body, "title", title);
    body += ",\"status\":" + std::to_string(status);
    add_member(body, "code", code);
    add_member(body, "detail", shown(error, status));
    add_member(body, "requestId", request_id);
    Reply reply{.status = status, .headers = {}, .body = {}, .cookies = {}};
    reply.headers.add("Content-Type", "application/problem+json");
    if (error.retry_after) {
        const auto seconds = std::to_string(std::max<std::int64_t>(0, error.retry_after->count()));
        body += ",\"retryAfter\":" + seconds;
        reply.headers.add("Retry-After", seconds);
    }
    add_faults(body, error.faults);
    reply.body = std::move(body) + "}";
    return reply;
}

}  // namespace fairlead::http
