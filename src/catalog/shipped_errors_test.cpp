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
    Pipedrive, ShippedErrors,
    testing::Values(
        Known{"pipedrive", token, 400,
              R"({"success":false,"message":"Invalid grant: refresh_token is invalid"})",
              ErrorClass::dead_token},
        Known{"pipedrive", token, 400,
              R"({"success":false,"message":"something else","error":"invalid_grant"})",
              ErrorClass::dead_token},
        Known{"pipedrive", token, 400,
              R"({"success":false,"message":"Invalid client: client is invalid"})",
              ErrorClass::operator_config},
        Known{"pipedrive", token, 400,
              R"({"message":"Invalid grant: redirect_uri does not match","error":"invalid_grant"})",
              ErrorClass::operator_config},
        Known{"pipedrive", token, 400, R"({"message":"Missing parameter: grant_type"})",
              ErrorClass::unknown},
        Known{"pipedrive", api, 401, R"({"success":false,"error":"unauthorized access"})",
              ErrorClass::expired},
        Known{"pipedrive", api, 402, R"({"success":false})", ErrorClass::suspended},
        Known{"pipedrive", api, 403, "<!doctype html><html><body>Cloudflare</body></html>",
              ErrorClass::rate_limited},
        Known{"pipedrive", api, 403, R"({"success":false})", ErrorClass::permission},
        Known{"pipedrive", api, 415, R"({"success":false})", ErrorClass::permission},
        Known{"pipedrive", api, 429, R"({"success":false,"error":"request over limit"})",
              ErrorClass::rate_limited},
        Known{"pipedrive", api, 410, R"({"success":false})", ErrorClass::bad_request}));

INSTANTIATE_TEST_SUITE_P(
    Zoho, ShippedErrors,
    testing::Values(
        Known{"zoho-crm", token, 200, R"({"error":"invalid_code"})", ErrorClass::dead_token},
        Known{"zoho-crm", token, 200, R"({"error":"invalid_client"})", ErrorClass::operator_config},
        Known{"zoho-crm", token, 200, R"({"error":"invalid_client_secret"})",
              ErrorClass::operator_config},
        Known{"zoho-crm", token, 200, R"({"error":"invalid_redirect_uri"})",
              ErrorClass::operator_config},
        Known{"zoho-crm", token, 400,
              R"({"error":"Access Denied","error_description":"You have made too many requests )"
              R"(continuously. Please try again after some time.","status":"failure"})",
              ErrorClass::rate_limited},
        Known{"zoho-crm", token, 200, R"({"error":"something_new"})", ErrorClass::unknown},
        Known{"zoho-crm", api, 401, R"({"code":"INVALID_TOKEN","status":"error"})",
              ErrorClass::expired},
        Known{"zoho-crm", api, 401, R"({"code":"OAUTH_SCOPE_MISMATCH"})", ErrorClass::consent},
        Known{"zoho-crm", api, 403, R"({"code":"NO_PERMISSION"})", ErrorClass::permission},
        Known{"zoho-crm", api, 429, R"({"code":"TOO_MANY_REQUESTS"})", ErrorClass::rate_limited},
        Known{"zoho-crm", api, 400, R"({"code":"INVALID_HOST"})", ErrorClass::operator_config},
        Known{"zoho-crm", api, 500, R"({"code":"INTERNAL_ERROR"})", ErrorClass::transient},
        Known{"zoho-crm", api, 412, R"({"code":"RECORD_MODIFIED"})", ErrorClass::bad_request},
        Known{"zoho-crm", api, 304, "", ErrorClass::none}));

INSTANTIATE_TEST_SUITE_P(
    Salesforce, ShippedErrors,
    testing::Values(
        Known{"salesforce", token, 400,
              R"({"error":"invalid_grant",
                  "error_description":"token request is already being processed"})",
              ErrorClass::transient},
        Known{"salesforce", token, 400,
              R"({"error":"invalid_grant","error_description":"expired access/refresh token"})",
              ErrorClass::dead_token},
        Known{"salesforce", token, 400, R"({"error":"inactive_user"})", ErrorClass::dead_token},
        Known{"salesforce", token, 400, R"({"error":"invalid_client_id"})",
              ErrorClass::operator_config},
        Known{"salesforce", token, 400, R"({"error":"invalid_client"})",
              ErrorClass::operator_config},
        Known{"salesforce", token, 400, R"({"error":"redirect_uri_mismatch"})",
              ErrorClass::operator_config},
        Known{"salesforce", token, 400,
              R"({"error":"unknown_error","error_description":"retry your request"})",
              ErrorClass::transient},
        Known{"salesforce", token, 403, R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED"}])",
              ErrorClass::rate_limited},
        Known{"salesforce", token, 400, R"({"error":"something_new"})", ErrorClass::unknown},
        Known{"salesforce", api, 401,
              R"([{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}])",
              ErrorClass::expired},
        Known{"salesforce", api, 403, R"([{"errorCode":"REQUEST_LIMIT_EXCEEDED"}])",
              ErrorClass::rate_limited},
        Known{"salesforce", api, 403, R"([{"errorCode":"API_DISABLED_FOR_ORG"}])",
              ErrorClass::suspended},
        Known{"salesforce", api, 403, R"([{"errorCode":"INSUFFICIENT_ACCESS"}])",
              ErrorClass::permission},
        Known{"salesforce", api, 400, R"([{"errorCode":"UNABLE_TO_LOCK_ROW"}])",
              ErrorClass::transient},
        Known{"salesforce", api, 400, R"([{"errorCode":"INVALID_QUERY_LOCATOR"}])",
              ErrorClass::resync},
        Known{"salesforce", api, 400, R"([{"errorCode":"MALFORMED_QUERY"}])",
              ErrorClass::bad_request},
        Known{"salesforce", api, 503, R"([{"errorCode":"SERVER_UNAVAILABLE"}])",
              ErrorClass::transient}));

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
