// SPDX-License-Identifier: Apache-2.0
#include "api/routes.h"

#include "base/json.h"
#include "http/openapi.h"

#include <gtest/gtest.h>

#include <set>

namespace fairlead::api {
namespace {

struct RoutesTest : testing::Test {
    RoutesTest() { mount_routes(router, nullptr); }
    http::Router router{http::Router::Use::documents_only};
};

/// SPEC H2: what anybody may ask without a proof, and nothing else.
const std::set<std::string_view> open_paths{
    "/health/live",
    "/health/ready",
    "/api/openapi.json",
    "/api/login",
    "/api/setup",
    "/api/integrations/callback/{provider}",
    "/connect/done",
    "/connect/{token}",
    // By which platforms know this server as a client: public by nature (mcp_oauth, `cimd`).
    "/api/integrations/client/{key}",
};

TEST_F(RoutesTest, AreOpenOnlyWhereTheyMayBe) {
    std::set<std::string_view> open;
    for (const auto& mounted : router.endpoints()) {
        const http::Route& route = *mounted->info.route;
        if (route.access == http::Access::open) open.insert(route.path);
    }
    EXPECT_EQ(open, open_paths);
}

TEST_F(RoutesTest, NeedAScopeUnlessTheyAreAboutTheCallerOrForAdmins) {
    for (const auto& mounted : router.endpoints()) {
        const http::Route& route = *mounted->info.route;
        if (route.access == http::Access::open || route.access == http::Access::admin) continue;
        if (route.path == "/api/me" || route.path == "/api/logout") continue;
        EXPECT_NE(route.scope, Scope::none) << route.path;
    }
}

TEST_F(RoutesTest, GiveTokensToKeysAlone) {
    int found = 0;
    for (const auto& mounted : router.endpoints()) {
        const http::Route& route = *mounted->info.route;
        if (route.scope != Scope::tokens_read) continue;
        ++found;
        EXPECT_EQ(route.options.callers, http::Callers::api_key_only) << route.path;
        EXPECT_EQ(route.options.cors, http::Cors::none) << route.path;
    }
    EXPECT_EQ(found, 2);
}

TEST_F(RoutesTest, AreAllDocumentedUnderNamesOfTheirOwn) {
    const auto document = parse_json(http::openapi_document(router), {.bytes = 4 << 20});
    ASSERT_TRUE(document);
    std::set<std::string> ids;
    std::size_t operations = 0;
    for (const auto& [path, methods] : document->at("paths").as_object()) {
        for (const auto& [method, operation] : methods.as_object()) {
            ++operations;
            ids.emplace(operation.at("operationId").as_string());
        }
    }
    std::size_t mounted = 0;
    for (const auto& one : router.endpoints()) mounted += one->info.paths.size();
    EXPECT_EQ(operations, mounted);
    EXPECT_EQ(ids.size(), operations);
}

}  // namespace
}  // namespace fairlead::api
