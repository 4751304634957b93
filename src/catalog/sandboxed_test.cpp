// SPDX-License-Identifier: Apache-2.0
#include "catalog/sandboxed.h"

#include "base/temporary_directory.h"
#include "catalog/shipped_catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace fairlead::catalog {
namespace {

constexpr auto origin = "https://localhost:9443";

TEST(Sandboxed, AHostBecomesTheFirstSegment) {
    EXPECT_EQ(sandboxed_url("https://api.t.com/oauth/token?a=b", origin),
              "https://localhost:9443/api.t.com/oauth/token?a=b");
    EXPECT_EQ(sandboxed_url("https://{shop}.t.com", origin), "https://localhost:9443/{shop}.t.com");
    EXPECT_EQ(sandboxed_url("https://localhost:9443/acme", origin), "https://localhost:9443/acme");
    EXPECT_EQ(sandboxed_url("https://localhost:4000/token", origin),
              "https://localhost:4000/token");
    EXPECT_EQ(sandboxed_url("https://sandbox.test/acme", "https://sandbox.test"),
              "https://sandbox.test/acme");
    EXPECT_EQ(sandboxed_url("{instance}/token", origin),
              "https://localhost:9443/{instance|hostpath}/token");
    EXPECT_EQ(sandboxed_url("{step1/url}/token", origin), "{step1/url}/token");
}

TEST(Sandboxed, OnlyAddressesMove) {
    auto document = json::object{
        {"docs", "https://t.com/docs"},
        {"about", json::object{{"settings_url", "https://t.com"}}},
        {"api", json::object{{"base", json::array{"https://a.t.com", "https://b.t.com"}}}},
        {"auth",
         json::object{{"authorize",
                       json::object{{"url", "https://t.com/authorize"},
                                    {"scopes", json::array{"https://t.com/auth/calendar"}},
                                    {"extra", json::object{{"url", "https://t.com/audience"}}}}},
                      {"after", json::array{json::object{{"url", "https://t.com/ping"}}}}}}};
    point_at_sandbox(document, origin);
    const json::value whole = document;
    const auto at = [&](const char* pointer) { return *scalar_text(find_pointer(whole, pointer)); };
    EXPECT_EQ(at("/docs"), "https://t.com/docs");
    EXPECT_EQ(at("/about/settings_url"), "https://t.com");
    EXPECT_EQ(at("/api/base/1"), "https://localhost:9443/b.t.com");
    EXPECT_EQ(at("/auth/authorize/url"), "https://localhost:9443/t.com/authorize");
    EXPECT_EQ(at("/auth/authorize/scopes/0"), "https://t.com/auth/calendar");
    EXPECT_EQ(at("/auth/authorize/extra/url"), "https://t.com/audience");
    EXPECT_EQ(at("/auth/after/0/url"), "https://localhost:9443/t.com/ping");
}

std::unique_ptr<Catalog> catalog_with(const std::string& sandbox, const std::string& files = {}) {
    CatalogOptions options;
    options.builtin = builtin_providers();
    options.user_directory = files;
    if (!sandbox.empty()) options.server["sandbox"] = sandbox;
    auto catalog = Catalog::create(std::move(options));
    if (!catalog) ADD_FAILURE() << catalog.error().message;
    return catalog ? *std::move(catalog) : nullptr;
}

/// Whether each of the addresses is the sandbox's, or one that an answer from there names.
bool is_there(const std::vector<Template>& urls) {
    return std::ranges::all_of(urls, [](const auto& url) {
        return url.text().starts_with(origin) || url.text().starts_with("{step");
    });
}

TEST(Sandboxed, EveryShippedProviderIsThereAndNotAtItsPlatform) {
    const auto catalog = catalog_with(origin);
    for (const auto& summary : every_provider(*catalog)) {
        const auto spec = *catalog->find(summary.id, "", "");
        const auto& method = spec->method;
        if (method.kind == AuthKind::oauth2_code && summary.is_presented()) {
            EXPECT_FALSE(method.authorize.url.empty()) << summary.id;
            EXPECT_FALSE(method.token.url.empty()) << summary.id;
        }
        EXPECT_TRUE(!summary.is_presented() || !method.api.base.empty()) << summary.id;
        EXPECT_TRUE(is_there(method.authorize.url)) << summary.id;
        EXPECT_TRUE(is_there(method.token.url)) << summary.id;
        EXPECT_TRUE(is_there(method.refresh.request.url)) << summary.id;
        EXPECT_TRUE(is_there(method.api.base)) << summary.id;
        const bool asks = spec->whoami.has_value();
        EXPECT_TRUE(!asks || is_there(spec->whoami->request.url)) << summary.id;
        const auto& settings = summary.about.settings_url;
        EXPECT_TRUE(settings.empty() || settings.starts_with(origin)) << settings;
    }
}

TEST(Sandboxed, WithoutASandboxAProviderIsAtItsPlatform) {
    const auto catalog = catalog_with("");
    const auto spec = *catalog->find("hubspot", "", "");
    EXPECT_EQ(spec->method.token.url.front().text(), "https://api.hubapi.com/oauth/2026-03/token");
    const auto sandboxed = *catalog_with(origin)->find("hubspot", "", "");
    EXPECT_NE(spec->fingerprint, sandboxed->fingerprint) << "no flow crosses over";
}

TEST(Sandboxed, AnOperatorsOwnProviderStaysWhereItIs) {
    const TemporaryDirectory directory;
    std::ofstream{directory.path() + "/own.yaml"} << R"(
id: own
name: Own
groups: [crm]
auth:
  oauth:
    kind: oauth2_code
    authorize: {url: 'https://own.example/authorize'}
    token: {url: 'https://own.example/token'}
)";
    const auto catalog = catalog_with(origin, directory.path());
    EXPECT_EQ((*catalog->find("own", "", ""))->method.token.url.front().text(),
              "https://own.example/token");
}

}  // namespace
}  // namespace fairlead::catalog
