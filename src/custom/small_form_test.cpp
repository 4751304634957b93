// SPDX-License-Identifier: Apache-2.0
#include "custom/small_form.h"

#include "catalog/live_catalog.h"
#include "catalog/yaml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::custom {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SmallForm whole() {
    SmallForm form;
    form.name = "My CRM";
    form.category = "crm";
    form.authorize_url = "https://my-crm.example/authorize";
    form.token_url = "https://my-crm.example/token";
    form.scopes = {"contacts.read", "it's: odd"};
    form.client_authentication = "basic";
    form.api_base = "https://api.my-crm.example";
    form.identity_url = "https://api.my-crm.example/me";
    form.identity_id = "/data/id";
    form.identity_label = "/data/name";
    return form;
}

std::vector<catalog::FileFault> faults_of(const SmallForm& form) {
    static const auto shipped = *catalog::LiveCatalog::create({});
    return shipped->faults_of({form.id.empty() ? id_for_name(form.name) : form.id, "f.yaml",
                               file_of_form(form), "owner"});
}

TEST(SmallForm, BecomesAFileThatLoads) {
    const auto form = whole();
    const auto faults = faults_of(form);
    EXPECT_THAT(faults, IsEmpty()) << texts_of(faults);
    const auto catalog = *catalog::LiveCatalog::create({});
    ASSERT_TRUE(catalog->set_added({{"custom-my-crm", "f", file_of_form(form), "owner"}}));
    const auto spec = catalog->find("custom-my-crm", "", "");
    ASSERT_TRUE(spec) << spec.error().message;
    EXPECT_EQ((*spec)->name, "My CRM");
    EXPECT_EQ((*spec)->method.authorize.url.front().text(), form.authorize_url);
    EXPECT_EQ((*spec)->method.authorize.scopes, form.scopes);
    EXPECT_EQ((*spec)->method.authorize.pkce, catalog::Pkce::s256);
    EXPECT_EQ((*spec)->method.token.client, catalog::ClientAuth::basic);
    EXPECT_EQ((*spec)->method.api.base.front().text(), form.api_base);
    EXPECT_EQ((*spec)->whoami->request.url.front().text(), form.identity_url);
    EXPECT_THAT((*spec)->whoami->id, ElementsAre("/data/id"));
}

TEST(SmallForm, TheLeastIsANameAndTwoAddresses) {
    SmallForm form;
    EXPECT_THAT(missing_in(form), ElementsAre(Fault{"/name", "must not be empty"},
                                              Fault{"/authorizeUrl", "must not be empty"},
                                              Fault{"/tokenUrl", "must not be empty"}));
    form.name = "Some";
    form.authorize_url = "https://some.example/a";
    form.token_url = "https://some.example/t";
    EXPECT_THAT(missing_in(form), IsEmpty());
    EXPECT_THAT(faults_of(form), IsEmpty());
    form.identity_url = "https://some.example/me";
    EXPECT_THAT(missing_in(form), ElementsAre(Fault{"/identityId", "must not be empty"}));
    form.name = "日本";
    EXPECT_EQ(missing_in(form).back().pointer, "/id");
}

TEST(SmallForm, FaultsStandBesideTheirMembers) {
    auto form = whole();
    form.authorize_url = "http://my-crm.example/authorize";
    form.token_url = "https://{shop}.example/token";
    form.client_authentication = "secret";
    form.category = "crms";
    form.identity_id = "id";
    std::vector<std::string> places;
    for (const auto& fault : faults_in_form(faults_of(form))) places.push_back(fault.pointer);
    EXPECT_THAT(places,
                testing::IsSupersetOf({"/category/0", "/clientAuthentication", "/identityId"}));
    form = whole();
    form.authorize_url = "http://my-crm.example/authorize";
    form.token_url = "https://{shop}.example/token";
    const auto faults = faults_in_form(faults_of(form));
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0].pointer, "/authorizeUrl");
    EXPECT_THAT(faults[0].message, HasSubstr("expected an https URL, found"));
    EXPECT_EQ(faults[1].pointer, "/tokenUrl");
    EXPECT_THAT(faults[1].message, HasSubstr("nothing fills {shop}"));
    EXPECT_EQ(faults_in_form({{{"f", 1}, "vars.x", "odd"}}),
              (std::vector<Fault>{{"", "vars.x: odd"}}));
}

TEST(SmallForm, IdsAreMadeOfNames) {
    EXPECT_EQ(id_for_name("My CRM"), "custom-my-crm");
    EXPECT_EQ(id_for_name("  ¡Olé! 24/7 "), "custom-ol-24-7");
    EXPECT_EQ(id_for_name("日本"), "");
    EXPECT_EQ(id_for_name(std::string(200, 'a')).size(), 64U);
}

RC_GTEST_PROP(SmallFormProperty, NoTextOfTheFormBecomesAnythingElseInTheFile,
              (const std::vector<std::string>& scopes, const std::string& label)) {
    auto form = whole();
    form.scopes.clear();
    for (const auto& scope : scopes) form.scopes.push_back("s" + id_for_name(scope) + ": #'\"{}[]");
    form.name = "Name " + id_for_name(label) + ": {x} # '\" &a *b !t | > %";
    form.id = "custom-some";
    const auto document = catalog::parse_yaml(file_of_form(form), "f");
    RC_ASSERT(document.faults.empty());
    RC_ASSERT(document.root.at("name").as_string() == form.name);
    if (!form.scopes.empty()) {
        const auto& read = document.root.at("auth").at("oauth").at("authorize").at("scopes");
        RC_ASSERT(read.as_array().size() == form.scopes.size());
        for (std::size_t i = 0; i < form.scopes.size(); ++i) {
            RC_ASSERT(read.as_array()[i].as_string() == form.scopes[i]);
        }
    }
}

}  // namespace
}  // namespace fairlead::custom
