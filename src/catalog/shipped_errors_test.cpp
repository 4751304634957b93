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
    GoHighLevel, ShippedErrors,
    testing::Values(
        Known{"gohighlevel", token, 400,
              R"({"error":"invalid_grant","error_description":"This refresh token is invalid"})",
              ErrorClass::dead_token},
        Known{"gohighlevel", token, 401,
              R"({"statusCode":401,"message":"Invalid refresh token","error":"Unauthorized"})",
              ErrorClass::dead_token},
        Known{"gohighlevel", token, 400, R"({"statusCode":400,"message":"Location is not active"})",
              ErrorClass::suspended},
        Known{"gohighlevel", token, 400,
              R"({"error":"invalid_grant","error_description":"Location is not active"})",
              ErrorClass::suspended},
        Known{"gohighlevel", token, 401,
              R"({"statusCode":401,"message":"Invalid client credentials"})",
              ErrorClass::operator_config},
        Known{"gohighlevel", token, 401, R"({"statusCode":401,"error":"Unauthorized"})",
              ErrorClass::unknown},
        Known{"gohighlevel", token, 422,
              R"({"statusCode":422,"message":["user_type must be a valid value"]})",
              ErrorClass::operator_config},
        Known{"gohighlevel", token, 429, R"({"statusCode":429})", ErrorClass::rate_limited},
        Known{"gohighlevel", token, 500, "", ErrorClass::transient},
        Known{"gohighlevel", api, 401,
              R"({"statusCode":401,"message":"Invalid token: access token is invalid"})",
              ErrorClass::expired},
        Known{"gohighlevel", api, 401,
              R"({"statusCode":401,"message":"The token is not authorized for this scope."})",
              ErrorClass::consent},
        Known{"gohighlevel", api, 403,
              R"({"message":"The token does not have access to this location."})",
              ErrorClass::permission},
        Known{"gohighlevel", api, 400, R"({"message":"Location is not active"})",
              ErrorClass::suspended},
        Known{"gohighlevel", api, 429, "", ErrorClass::rate_limited}));

INSTANTIATE_TEST_SUITE_P(
    GoogleProducts, ShippedErrors,
    testing::Values(Known{"google-analytics", token, 400, R"({"error":"invalid_grant"})",
                          ErrorClass::dead_token},
                    Known{"google-analytics", token, 401, R"({"error":"deleted_client"})",
                          ErrorClass::operator_config},
                    Known{"google-analytics", api, 401, R"({"error":{"status":"UNAUTHENTICATED"}})",
                          ErrorClass::expired},
                    Known{"google-analytics", api, 429,
                          R"({"error":{"status":"RESOURCE_EXHAUSTED"}})", ErrorClass::rate_limited},
                    Known{"google-analytics", api, 403,
                          R"({"error":{"details":[{"reason":"ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}})",
                          ErrorClass::consent},
                    Known{"google-analytics", api, 403,
                          R"({"error":{"status":"PERMISSION_DENIED"}})", ErrorClass::permission},
                    Known{"google-analytics", api, 410,
                          R"({"error":{"errors":[{"reason":"fullSyncRequired"}]}})",
                          ErrorClass::bad_request},
                    Known{"google-workspace", token, 400, R"({"error":"invalid_grant"})",
                          ErrorClass::dead_token},
                    Known{"google-workspace", token, 403, R"({"error":"rate_limit_exceeded"})",
                          ErrorClass::rate_limited},
                    Known{"google-workspace", api, 403,
                          R"({"error":{"errors":[{"reason":"dailyLimitExceeded"}]}})",
                          ErrorClass::rate_limited},
                    Known{"google-workspace", api, 403,
                          R"({"error":{"errors":[{"reason":"insufficientPermissions"}]}})",
                          ErrorClass::consent},
                    Known{"google-workspace", api, 403,
                          R"({"error":{"errors":[{"reason":"forbidden"}]}})",
                          ErrorClass::permission},
                    Known{"google-workspace", api, 404,
                          R"({"error":{"message":"Requested entity was not found.",)"
                          R"("errors":[{"reason":"notFound"}]}})",
                          ErrorClass::none},
                    Known{"google-workspace", api, 404,
                          R"({"error":{"message":"File not found: x.",)"
                          R"("errors":[{"reason":"notFound"}]}})",
                          ErrorClass::bad_request}));

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

INSTANTIATE_TEST_SUITE_P(
    Microsoft, ShippedErrors,
    testing::Values(
        Known{"microsoft", token, 400, R"({"error":"invalid_grant","error_codes":[700082]})",
              ErrorClass::dead_token},
        Known{"microsoft", token, 400, R"({"error":"invalid_grant","error_codes":[50173]})",
              ErrorClass::dead_token},
        Known{"microsoft", token, 400, R"({"error":"invalid_grant","error_codes":[1]})",
              ErrorClass::dead_token},
        Known{"microsoft", token, 400,
              R"({"error":"invalid_grant","error_codes":[65001],"suberror":"consent_required"})",
              ErrorClass::dead_token},
        Known{"microsoft", token, 400,
              R"({"error":"interaction_required","error_codes":[50076],
                  "suberror":"basic_action","claims":"{}"})",
              ErrorClass::dead_token},
        Known{"microsoft", token, 400, R"({"error":"consent_required"})", ErrorClass::dead_token},
        Known{"microsoft", token, 401, R"({"error":"invalid_client","error_codes":[7000215]})",
              ErrorClass::operator_config},
        Known{"microsoft", token, 400, R"({"error":"invalid_request","error_codes":[7000222]})",
              ErrorClass::operator_config},
        Known{"microsoft", token, 400, R"({"error":"unauthorized_client","error_codes":[700016]})",
              ErrorClass::operator_config},
        Known{"microsoft", token, 400, R"({"error":"invalid_scope","error_codes":[70011]})",
              ErrorClass::operator_config},
        Known{"microsoft", token, 400, R"({"error":"invalid_grant","error_codes":[90033]})",
              ErrorClass::transient},
        Known{"microsoft", token, 400, R"({"error":"temporarily_unavailable"})",
              ErrorClass::transient},
        Known{"microsoft", token, 429, R"({"error":"temporarily_unavailable"})",
              ErrorClass::rate_limited},
        Known{"microsoft", token, 400, R"({"error":"invalid_request","error_codes":[900144]})",
              ErrorClass::unknown},
        Known{"microsoft", api, 401, R"({"error":{"code":"InvalidAuthenticationToken"}})",
              ErrorClass::expired},
        Known{"microsoft", api, 403, R"({"error":{"code":"ErrorAccessDenied"}})",
              ErrorClass::consent},
        Known{"microsoft", api, 403, R"({"error":{"code":"SomethingElse"}})",
              ErrorClass::permission},
        Known{"microsoft", api, 410, "{}", ErrorClass::resync},
        Known{"microsoft", api, 400, R"({"error":{"code":"syncStateNotFound"}})",
              ErrorClass::resync},
        Known{"microsoft", api, 429, R"({"error":{"code":"TooManyRequests"}})",
              ErrorClass::rate_limited},
        Known{"microsoft", api, 503, "", ErrorClass::transient},
        Known{"microsoft", api, 509, "", ErrorClass::rate_limited}));

INSTANTIATE_TEST_SUITE_P(
    Reddit, ShippedErrors,
    testing::Values(
        Known{"reddit", token, 200, R"({"error":"invalid_grant"})", ErrorClass::dead_token},
        Known{"reddit", token, 200, R"({"error":"unsupported_grant_type"})",
              ErrorClass::operator_config},
        Known{"reddit", token, 200, R"({"error":"invalid_scope"})", ErrorClass::operator_config},
        Known{"reddit", token, 400, R"({"error":400})", ErrorClass::dead_token},
        Known{"reddit", token, 400, R"({"message":"Bad Request","error":400})",
              ErrorClass::dead_token},
        Known{"reddit", token, 400, R"({"error":"invalid_request"})", ErrorClass::dead_token},
        Known{"reddit", token, 400, "<html>Bad Request</html>", ErrorClass::unknown},
        Known{"reddit", token, 401, R"({"message":"Unauthorized","error":401})",
              ErrorClass::operator_config},
        Known{"reddit", token, 401, "", ErrorClass::operator_config},
        Known{"reddit", token, 429, "<html>Too Many Requests</html>", ErrorClass::rate_limited},
        Known{"reddit", token, 520, "", ErrorClass::transient},
        Known{"reddit", api, 401, R"({"message":"Unauthorized","error":401})", ErrorClass::expired},
        Known{"reddit", api, 403, R"({"message":"Forbidden","error":403})", ErrorClass::permission},
        Known{"reddit", api, 429, "<html>Too Many Requests</html>", ErrorClass::rate_limited},
        Known{"reddit", api, 522, "", ErrorClass::transient}));

INSTANTIATE_TEST_SUITE_P(
    Calendly, ShippedErrors,
    testing::Values(
        Known{"calendly", token, 400, R"({"error":"invalid_grant"})", ErrorClass::dead_token},
        Known{"calendly", token, 401, R"({"error":"invalid_client"})", ErrorClass::operator_config},
        Known{"calendly", token, 400, R"({"error":"unsupported_grant_type"})",
              ErrorClass::operator_config},
        Known{"calendly", token, 429, "{}", ErrorClass::rate_limited},
        Known{"calendly", token, 400, R"({"error":"invalid_request"})", ErrorClass::unknown},
        Known{"calendly", token, 502, "", ErrorClass::transient},
        Known{"calendly", api, 401, R"({"title":"Unauthenticated"})", ErrorClass::expired},
        Known{"calendly", api, 403, R"({"title":"Permission Denied"})", ErrorClass::permission},
        Known{"calendly", api, 403,
              R"({"title":"Permission Denied","message":"The scope webhooks:write is missing."})",
              ErrorClass::consent},
        Known{"calendly", api, 409, R"({"title":"Already Exists"})", ErrorClass::bad_request},
        Known{"calendly", api, 429, "{}", ErrorClass::rate_limited}));

INSTANTIATE_TEST_SUITE_P(
    TikTok, ShippedErrors,
    testing::Values(
        Known{"tiktok", token, 200,
              R"({"error":"invalid_grant","error_description":"Refresh token is invalid"})",
              ErrorClass::dead_token},
        Known{"tiktok", token, 400, R"({"error":"invalid_grant"})", ErrorClass::dead_token},
        Known{"tiktok", token, 200, R"({"error":"invalid_client"})", ErrorClass::operator_config},
        Known{"tiktok", token, 200, R"({"error":"invalid_scope"})", ErrorClass::operator_config},
        Known{"tiktok", token, 200,
              R"({"error":"invalid_request","error_description":"Code verifier is invalid."})",
              ErrorClass::operator_config},
        Known{"tiktok", token, 200, R"({"error":"invalid_request"})", ErrorClass::unknown},
        Known{"tiktok", token, 200, R"({"error":"temporarily_unavailable"})",
              ErrorClass::transient},
        Known{"tiktok", token, 429, R"({"error":"rate_limit_exceeded"})", ErrorClass::rate_limited},
        Known{"tiktok", token, 200, R"({"access_token":"a","open_id":"o"})", ErrorClass::none},
        Known{"tiktok", api, 200, R"({"data":{},"error":{"code":"ok"}})", ErrorClass::none},
        Known{"tiktok", api, 401, R"({"error":{"code":"access_token_invalid"}})",
              ErrorClass::expired},
        Known{"tiktok", api, 401, R"({"error":{"code":"scope_not_authorized"}})",
              ErrorClass::consent},
        Known{"tiktok", api, 401, R"({"error":{"code":"scope_permission_missed"}})",
              ErrorClass::consent},
        Known{"tiktok", api, 400, R"({"error":{"code":"invalid_params"}})",
              ErrorClass::bad_request},
        Known{"tiktok", api, 429, R"({"error":{"code":"rate_limit_exceeded"}})",
              ErrorClass::rate_limited},
        Known{"tiktok", api, 500, R"({"error":{"code":"internal_error"}})",
              ErrorClass::transient}));

TEST(RedditErrors, AMissingScopeIsToldInAHeaderAlone) {
    CatalogOptions options;
    options.builtin = builtin_providers();
    const auto catalog = Catalog::create(std::move(options));
    ASSERT_TRUE(catalog) << catalog.error().message;
    const auto spec = *(*catalog)->find("reddit", "", "");
    const net::Headers headers{
        {"WWW-Authenticate", R"(Bearer realm="reddit", error="insufficient_scope")"}};
    const auto verdict =
        judge(spec->method.api.errors, api, 403, headers, R"({"message":"Forbidden","error":403})");
    EXPECT_STREQ(to_text(verdict.error_class), to_text(ErrorClass::consent));
}

}  // namespace
}  // namespace fairlead::catalog
