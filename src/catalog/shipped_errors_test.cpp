// SPDX-License-Identifier: Apache-2.0
//
// What the shipped platforms are known to answer, and what we take it for.
#include "catalog/builtin_providers.h"
#include "catalog/catalog.h"

#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

constexpr auto token = ErrorContext::token;
constexpr auto api = ErrorContext::api;

struct Known {
    const char* provider;
    ErrorContext context;
    int status;
    const char* body;
    ErrorClass expected;
};

class ShippedErrors : public testing::TestWithParam<Known> {};

TEST_P(ShippedErrors, AreTakenForWhatTheyAre) {
    CatalogOptions options;
    options.builtin = builtin_providers();
    const auto catalog = Catalog::create(std::move(options));
    ASSERT_TRUE(catalog) << catalog.error().message;
    const auto& [provider, context, status, body, expected] = GetParam();
    const auto spec = (*catalog)->find(provider, "", "");
    ASSERT_TRUE(spec) << spec.error().message;
    const auto& method = (*spec)->method;
    const auto& rules = context == token ? method.errors : method.api.errors;
    const auto verdict = judge(rules, context, status, {}, body);
    EXPECT_STREQ(to_text(verdict.error_class), to_text(expected)) << provider << " " << body;
}

INSTANTIATE_TEST_SUITE_P(
    Keys, ShippedErrors,
    testing::Values(Known{"openai", api, 401, R"({"error":{"code":"invalid_api_key"}})",
                          ErrorClass::dead_token},
                    Known{"openai", api, 403, "{}", ErrorClass::permission},
                    Known{"openai", api, 429, R"({"error":{"code":"insufficient_quota"}})",
                          ErrorClass::suspended},
                    Known{"openai", api, 429, R"({"error":{"code":"rate_limit_exceeded"}})",
                          ErrorClass::rate_limited},
                    Known{"openai", api, 503, "", ErrorClass::transient},
                    Known{"gemini", api, 400,
                          R"({"error":{"code":400,"details":[{"reason":"API_KEY_INVALID"}]}})",
                          ErrorClass::dead_token},
                    Known{"gemini", api, 400,
                          R"({"error":{"code":400,"status":"INVALID_ARGUMENT"}})",
                          ErrorClass::bad_request},
                    Known{"gemini", api, 403, R"({"error":{"status":"PERMISSION_DENIED"}})",
                          ErrorClass::permission},
                    Known{"onlyfans", api, 401, "{}", ErrorClass::dead_token},
                    Known{"onlyfans", api, 403, "{}", ErrorClass::suspended}));

INSTANTIATE_TEST_SUITE_P(
    HubSpot, ShippedErrors,
    testing::Values(
        Known{"hubspot", token, 400, R"({"error":"invalid_grant","status":"BAD_REFRESH_TOKEN"})",
              ErrorClass::dead_token},
        Known{"hubspot", token, 400, R"({"error":"invalid_request","status":"BAD_REFRESH_TOKEN"})",
              ErrorClass::dead_token},
        Known{"hubspot", token, 400,
              R"({"status":"BAD_REFRESH_TOKEN","message":"missing or unknown refresh token"})",
              ErrorClass::dead_token},
        Known{"hubspot", token, 400, R"({"status":"BAD_HUB","error":"access_denied"})",
              ErrorClass::dead_token},
        Known{"hubspot", token, 400, R"({"status":"BAD_CLIENT_ID"})", ErrorClass::operator_config},
        Known{"hubspot", token, 400, R"({"error":"invalid_grant","status":"BAD_REDIRECT_URI"})",
              ErrorClass::operator_config},
        Known{"hubspot", token, 400, R"({"status":"SOMETHING_NEW"})", ErrorClass::unknown},
        Known{"hubspot", token, 429, R"({"policyName":"TEN_SECONDLY_ROLLING"})",
              ErrorClass::rate_limited},
        Known{"hubspot", token, 477, "{}", ErrorClass::transient},
        Known{"hubspot", token, 502, "", ErrorClass::transient},
        Known{"hubspot", api, 401, R"({"category":"EXPIRED_AUTHENTICATION"})", ErrorClass::expired},
        Known{"hubspot", api, 423, "{}", ErrorClass::transient},
        Known{"hubspot", api, 403, R"({"category":"MISSING_SCOPES"})", ErrorClass::consent}));

INSTANTIATE_TEST_SUITE_P(
    Google, ShippedErrors,
    testing::Values(
        Known{"google-calendar", token, 400,
              R"({"error":"invalid_grant","error_description":"Bad Request"})",
              ErrorClass::dead_token},
        Known{"google-calendar", token, 400,
              R"({"error":"invalid_grant","error_subtype":"invalid_rapt"})",
              ErrorClass::dead_token},
        Known{"google-calendar", token, 401, R"({"error":"invalid_client"})",
              ErrorClass::operator_config},
        Known{"google-calendar", token, 401, R"({"error":"deleted_client"})",
              ErrorClass::operator_config},
        Known{"google-calendar", token, 400, R"({"error":"redirect_uri_mismatch"})",
              ErrorClass::operator_config},
        Known{"google-calendar", token, 400, R"({"error":"internal_failure"})",
              ErrorClass::transient},
        Known{"google-calendar", token, 403, R"({"error":"rate_limit_exceeded"})",
              ErrorClass::rate_limited},
        Known{"google-calendar", api, 401, R"({"error":{"code":401,"status":"UNAUTHENTICATED"}})",
              ErrorClass::expired},
        Known{"google-calendar", api, 403,
              R"({"error":{"errors":[{"reason":"userRateLimitExceeded"}]}})",
              ErrorClass::rate_limited},
        Known{"google-calendar", api, 403,
              R"({"error":{"errors":[{"reason":"insufficientPermissions"}]}})",
              ErrorClass::consent},
        Known{"google-calendar", api, 403,
              R"({"error":{"details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}})",
              ErrorClass::consent},
        Known{"google-calendar", api, 403, R"({"error":{"errors":[{"reason":"forbidden"}]}})",
              ErrorClass::permission},
        Known{"google-calendar", api, 410,
              R"({"error":{"errors":[{"reason":"fullSyncRequired"}]}})", ErrorClass::resync},
        Known{"google-calendar", api, 410, R"({"error":{"errors":[{"reason":"deleted"}]}})",
              ErrorClass::none}));

INSTANTIATE_TEST_SUITE_P(
    Instagram, ShippedErrors,
    testing::Values(
        Known{
            "instagram", token, 400,
            R"({"error_type":"OAuthException","code":400,"error_message":"Invalid platform app"})",
            ErrorClass::operator_config},
        Known{"instagram", token, 400,
              R"({"error_type":"OAuthException","error_message":"Redirect URI doesn't match"})",
              ErrorClass::operator_config},
        Known{"instagram", token, 400,
              R"({"error_type":"OAuthException",
                  "error_message":"Matching code was not found or was already used"})",
              ErrorClass::dead_token},
        Known{"instagram", token, 400, R"({"error":{"code":190,"error_subcode":463}})",
              ErrorClass::dead_token},
        Known{"instagram", token, 400, R"({"error":{"code":100}})", ErrorClass::unknown},
        Known{"instagram", token, 400, R"({"error":{"code":190,"is_transient":true}})",
              ErrorClass::transient},
        Known{"instagram", token, 400, R"({"error":{"code":4}})", ErrorClass::rate_limited},
        Known{"instagram", token, 400, R"({"error":{"code":10}})", ErrorClass::consent},
        Known{"instagram", token, 400, R"({"error":{"code":101}})", ErrorClass::operator_config},
        Known{"instagram", api, 400, R"({"error":{"code":190}})", ErrorClass::dead_token},
        Known{"instagram", api, 403, R"({"error":{"code":80002}})", ErrorClass::rate_limited},
        Known{"instagram", api, 400, R"({"error":{"code":368}})", ErrorClass::suspended},
        Known{"instagram", api, 400, R"({"error":{"code":2}})", ErrorClass::transient},
        Known{"instagram", api, 400, R"({"error":{"code":100}})", ErrorClass::bad_request}));

}  // namespace
}  // namespace fairlead::catalog
