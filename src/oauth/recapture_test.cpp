// SPDX-License-Identifier: Apache-2.0
#include "oauth/recapture.h"

#include <gtest/gtest.h>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {
namespace {

/// A platform whose accounts live at addresses of their own.
OAuthClient client() {
    catalog::ProviderSpec spec;
    catalog::Variable home;
    home.name = "home";
    home.from = catalog::VarSource::token;
    home.at = "/home";
    home.kind = catalog::VarKind::url;
    home.within = {"t.com"};
    home.default_value = *catalog::Template::parse("https://unknown.t.com");
    catalog::Variable plan;
    plan.name = "plan";
    plan.from = catalog::VarSource::token;
    plan.at = "/plan";
    catalog::Variable asked;
    asked.name = "asked";
    spec.method.vars = {home, plan, asked};
    catalog::MetadataField shown;
    shown.name = "address";
    shown.at = {"{home}"};
    shown.kind = catalog::MetadataKind::url;
    catalog::MetadataField other;
    other.name = "id";
    other.at = {"/id"};
    spec.metadata = {shown, other};
    OAuthClient made;
    made.provider = std::make_shared<catalog::ProviderSpec>(std::move(spec));
    return made;
}

Connection connection() {
    Connection row;
    row.vars = {{"asked", "x"}, {"home", "https://old.t.com"}, {"plan", "small"}};
    row.metadata = to_json(json::object{{"address", "https://old.t.com"}, {"id", "7"}});
    return row;
}

Connection after(const json::object& answer, bool is_new) {
    auto row = connection();
    EXPECT_EQ(apply_recapture(recapture(client(), answer, "token"), row), is_new)
        << json::serialize(answer);
    return row;
}

TEST(Recapture, FollowsAnAccountThatMoves) {
    const auto row = after({{"home", "https://new.t.com"}}, true);
    EXPECT_EQ(row.vars, (Vars{{"asked", "x"}, {"home", "https://new.t.com"}, {"plan", "small"}}));
    EXPECT_EQ(from_json(row.metadata),
              json::value(json::object{{"address", "https://new.t.com"}, {"id", "7"}}));
}

TEST(Recapture, LeavesWhatTheAnswerDoesNotSayOrSaysAsBefore) {
    EXPECT_EQ(after({}, false), connection()) << "no default takes the place of what is known";
    EXPECT_EQ(after({{"home", "https://old.t.com"}}, false), connection());
}

TEST(Recapture, NeitherFollowsAForeignHostNorLosesTheRestForIt) {
    for (const auto* home : {"https://t.com.evil.example", "http://a.t.com", "a.t.com", ""}) {
        EXPECT_EQ(after({{"home", home}}, false), connection()) << home;
        const auto row = after({{"home", home}, {"plan", "large"}}, true);
        EXPECT_EQ(row.vars.at("home"), "https://old.t.com");
        EXPECT_EQ(row.vars.at("plan"), "large");
    }
}

TEST(Recapture, AVariableThatIsAskedForIsNotThePlatformsToSay) {
    EXPECT_EQ(after({{"asked", "y"}}, false), connection());
}

}  // namespace
}  // namespace fairlead::oauth
