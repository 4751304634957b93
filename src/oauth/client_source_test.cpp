// SPDX-License-Identifier: Apache-2.0
#include "oauth/client_source.h"

#include "catalog/shipped_catalog.h"

#include <gmock/gmock.h>

namespace fairlead::oauth {
namespace {

using testing::HasSubstr;

std::shared_ptr<const catalog::ProviderSpec> shipped_one(const std::string& id,
                                                         const std::string& method = {}) {
    static const auto all = catalog::shipped("");
    return *all->find(id, "", method);
}

const std::string base = "https://we.example";

TEST(ClientSource, AnAppIsNeededWhereNobodyElseMakesTheClient) {
    EXPECT_TRUE(needs_app(*shipped_one("hubspot")));
    EXPECT_TRUE(needs_app(*shipped_one("hubspot-mcp")));
    EXPECT_FALSE(needs_app(*shipped_one("linear-mcp")));
    EXPECT_FALSE(needs_app(*shipped_one("any-mcp-server")));
    EXPECT_FALSE(needs_app(*shipped_one("lovable-mcp")));
    EXPECT_FALSE(needs_app(*shipped_one("supabase-mcp", "key")));
}

TEST(ClientSource, AnOperatorsClientGoesOnlyWhereTheFileFixesTheServer) {
    EXPECT_TRUE(check_own_client(*shipped_one("linear-mcp"), "mine"));
    EXPECT_TRUE(check_own_client(*shipped_one("hubspot-mcp"), "mine"));
    EXPECT_TRUE(check_own_client(*shipped_one("any-mcp-server"), ""));
    for (const char* id : {"any-mcp-server", "cloudflare-mcp", "lovable-mcp"}) {
        const auto checked = check_own_client(*shipped_one(id), "mine");
        ASSERT_FALSE(checked) << id;
        EXPECT_EQ(checked.error().faults.front().pointer, "/clientId");
    }
}

TEST(ClientSource, AMembersAppIsTakenWhereOnesClientIsRegisteredByHand) {
    EXPECT_TRUE(check_member_app(*shipped_one("hubspot")));
    EXPECT_TRUE(check_member_app(*shipped_one("hubspot-mcp")));
    for (const char* id : {"linear-mcp", "any-mcp-server", "lovable-mcp", "openai"}) {
        const auto checked = check_member_app(*shipped_one(id));
        ASSERT_FALSE(checked) << id;
        EXPECT_EQ(checked.error().code, Errc::conflict);
        EXPECT_STREQ(checked.error().reason, "no_app_wanted");
    }
}

TEST(ClientSource, TheDocumentSaysWhatFollowsFromItsAddress) {
    const auto document = from_json(client_document(base, "lovable-mcp"));
    EXPECT_EQ(document.at("client_id").as_string(), client_document_url(base, "lovable-mcp"));
    EXPECT_EQ(document.at("client_id"), "https://we.example/api/integrations/client/lovable-mcp");
    EXPECT_EQ(document.at("redirect_uris").at(0),
              "https://we.example/api/integrations/callback/lovable-mcp");
    EXPECT_EQ(document.at("token_endpoint_auth_method"), "none");
}

TEST(ClientSource, ADocumentThatNobodyCouldUseIsSaidToBeSo) {
    Integration row;
    row.key = "lovable-mcp";
    row.redirect_uri = base + "/api/integrations/callback/lovable-mcp";
    EXPECT_TRUE(check_document(base, row));
    EXPECT_THAT(check_document("http://127.0.0.1:8080", row).error().message,
                HasSubstr("default redirect URI"));
    auto plain = row;
    plain.redirect_uri = "http://127.0.0.1:8080/api/integrations/callback/lovable-mcp";
    EXPECT_THAT(check_document("http://127.0.0.1:8080", plain).error().message,
                HasSubstr("PUBLIC_URL"));
}

}  // namespace
}  // namespace fairlead::oauth
