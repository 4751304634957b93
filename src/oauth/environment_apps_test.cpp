// SPDX-License-Identifier: Apache-2.0
#include "oauth/environment_apps.h"

#include "base/temporary_directory.h"
#include "catalog/builtin_providers.h"

#include <gtest/gtest.h>

#include <fstream>

namespace fairlead::oauth {
namespace {

/// A catalogue of an operator's files, which are presented, and of built-in ones, which are not.
class EnvironmentAppsTest : public testing::Test {
protected:
    EnvironmentAppsTest() {
        for (const char* id : {"google-calendar", "zoho-crm"}) {
            std::ofstream{files_.path() + "/" + id + ".yaml"}
                << "schema: 1\nid: " << id
                << "\nname: N\ngroups: [crm]\nauth: {key: {kind: key, attach: [{header: K, value: "
                   "'{cred.key}'}], fields: {key: {}}}}\n";
        }
        catalog::CatalogOptions options;
        options.builtin = catalog::builtin_providers();
        options.user_directory = files_.path();
        catalog_ = *catalog::Catalog::create(std::move(options));
    }
    EnvironmentApps apps(std::vector<std::string> names) const {
        std::map<std::string, AppRegistration> environment;
        for (auto& name : names) {
            AppRegistration app;
            app.client_id = "app of " + name;
            app.redirect_uri = "https://example.com/" + name;
            app.enabled = false;
            environment.emplace(std::move(name), std::move(app));
        }
        return {*catalog_, std::move(environment)};
    }
    static std::string client_of(const EnvironmentApps& apps, const std::string& provider) {
        const auto* app = apps.app_for(provider);
        return app ? app->client_id : "";
    }

    TemporaryDirectory files_;
    std::unique_ptr<catalog::Catalog> catalog_;
};

TEST_F(EnvironmentAppsTest, AFamilysAppIsThatOfItsPresentedMembers) {
    const auto family = apps({"GOOGLE"});
    EXPECT_EQ(client_of(family, "google-calendar"), "app of GOOGLE");
    EXPECT_EQ(family.switch_for("google-calendar"), false);
    EXPECT_EQ(family.redirect_uri_for("google-calendar"), "") << "of one member, not of all";
    for (const char* other : {"google", "google-drive", "google-ads"}) {
        ASSERT_TRUE(catalog_->summary(other)) << other;
        EXPECT_EQ(client_of(family, other), "") << other;
        EXPECT_EQ(family.switch_for(other), std::nullopt) << other;
    }
}

TEST_F(EnvironmentAppsTest, AProvidersOwnAppComesFirst) {
    const auto both = apps({"GOOGLE", "GOOGLE_CALENDAR"});
    EXPECT_EQ(client_of(both, "google-calendar"), "app of GOOGLE_CALENDAR");
    EXPECT_EQ(both.redirect_uri_for("google-calendar"), "https://example.com/GOOGLE_CALENDAR");
}

TEST_F(EnvironmentAppsTest, AnyProviderIsSetUpByItsOwnName) {
    const auto own = apps({"SLACK", "GOOGLE_DRIVE"});
    EXPECT_EQ(client_of(own, "slack"), "app of SLACK");
    EXPECT_EQ(client_of(own, "google-drive"), "app of GOOGLE_DRIVE");
    EXPECT_EQ(own.redirect_uri_for("slack"), "https://example.com/SLACK");
    EXPECT_EQ(client_of(own, "google-calendar"), "");
}

TEST_F(EnvironmentAppsTest, WhatIsNotInTheEnvironmentHasNone) {
    const auto none = apps({});
    EXPECT_EQ(client_of(none, "google-calendar"), "");
    EXPECT_EQ(none.switch_for("google"), std::nullopt);
    EXPECT_EQ(none.redirect_uri_for("google"), "");
}

}  // namespace
}  // namespace fairlead::oauth
