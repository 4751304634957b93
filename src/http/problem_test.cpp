// SPDX-License-Identifier: Apache-2.0
#include "http/problem.h"

#include <gtest/gtest.h>

#include <string>

namespace fairlead::http {
namespace {

TEST(Problem, HoldsTheTable) {
    const std::pair<Errc, std::string> table[] = {
        {Errc::invalid, "400 invalid"},
        {Errc::unauthenticated, "401 unauthenticated"},
        {Errc::forbidden, "403 forbidden"},
        {Errc::not_found, "404 not_found"},
        {Errc::conflict, "409 conflict"},
        {Errc::too_large, "413 too_large"},
        {Errc::rate_limited, "429 rate_limited"},
        {Errc::reconnect_required, "409 reconnect_required"},
        {Errc::provider_failed, "502 provider_failed"},
        {Errc::unavailable, "503 unavailable"},
        {Errc::timeout, "504 timeout"},
        {Errc::cancelled, "500 internal"},
        {Errc::internal, "500 internal"},
    };
    for (const auto& [errc, expected] : table) {
        const ProblemKind& kind = problem_kind(errc);
        EXPECT_EQ(std::to_string(kind.status) + " " + kind.code, expected);
    }
}

TEST(Problem, WritesItsMembersInOrder) {
    Error error{Errc::rate_limited, "Please try again in 40 seconds."};
    error.retry_after = Seconds{40};
    const Reply reply = problem(error, "r-1");
    EXPECT_EQ(reply.status, 429);
    EXPECT_EQ(reply.headers.find("Content-Type"), "application/problem+json");
    EXPECT_EQ(reply.headers.find("Retry-After"), "40");
    EXPECT_EQ(reply.body, R"({"type":"about:blank","title":"Too many requests","status":429,)"
                          R"("code":"rate_limited","detail":"Please try again in 40 seconds.",)"
                          R"("requestId":"r-1","retryAfter":40})");
}

TEST(Problem, ListsFaults) {
    Error error{Errc::invalid, "No."};
    error.faults = {{"/a", "is \"bad\""}, {"/b", "is missing"}};
    const std::string body = problem(error, "r-1").body;
    EXPECT_NE(body.find(R"("faults":[{"pointer":"/a","message":"is \"bad\""},)"
                        R"({"pointer":"/b","message":"is missing"}]})"),
              std::string::npos);
}

TEST(Problem, LetsAReasonOverrideTheCode) {
    const Error error{.code = Errc::conflict, .message = "Off.", .reason = "integration_disabled"};
    const std::string body = problem(error, "r-1").body;
    EXPECT_NE(body.find(R"("code":"integration_disabled")"), std::string::npos);
}

TEST(Problem, NeverShowsTheDetail) {
    for (const Errc errc : {Errc::invalid, Errc::provider_failed, Errc::internal}) {
        const Error error{errc, "Said.", "select * from secrets"};
        EXPECT_EQ(problem(error, "r-1").body.find("select"), std::string::npos);
    }
}

TEST(Problem, SaysNothingOfAnInternalError) {
    const Error error{.code = Errc::internal, .message = "null at /srv/x", .reason = "oops"};
    const std::string body = problem(error, "r-1").body;
    EXPECT_EQ(body.find("/srv"), std::string::npos);
    EXPECT_NE(body.find(R"("code":"internal")"), std::string::npos);
}

}  // namespace
}  // namespace fairlead::http
