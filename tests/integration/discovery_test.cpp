// SPDX-License-Identifier: Apache-2.0
//
// Any OpenID Connect provider, by nothing but the issuer that an operator names (OpenID Connect
// Discovery 1.0): npm's oidc-provider.
#include "support/oidc_provider_under_test.h"
#include "support/peer_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr int most_pages = 6;

class AnyOidc : public PeerWorld {
protected:
    AnyOidc()
        : provider_(directory_.path(), app_.url() + "/api/integrations/callback/any-oidc", caller_,
                    Seconds{3600}, {}, "localhost") {
        app_.set("ANY_OIDC_CLIENT_ID", OidcProviderUnderTest::client_id());
        app_.set("ANY_OIDC_CLIENT_SECRET", OidcProviderUnderTest::client_secret());
        app_.set("ANY_OIDC_CLIENT_VARS", "issuer=" + provider_.issuer());
        start_beside(provider_, provider_.host());
        person_.visits(app_.url());
        person_.visits(provider_.issuer());
    }

    std::string connect() {
        Page page = begin_connect(api(), person_, "any-oidc");
        for (int i = 0; i < most_pages && page.url.starts_with(provider_.issuer()); ++i) {
            HtmlForm form = page.form();
            if (form.value("prompt") == "login") {
                form.fill("login", "person-1");
                form.fill("password", "anything");
            }
            page = person_.submit(page, form);
        }
        return connected_account(page);
    }

    OidcProviderUnderTest provider_;
    Browser person_{caller_};
};

TEST_F(AnyOidc, IsConnectedRenewedAndLetGoByItsIssuerAlone) {
    const std::string id = connect();
    EXPECT_EQ(text(id, "/status"), "connected");
    EXPECT_EQ(text(id, "/providerAccountId"), "person-1");
    const std::string first = token(id).text("/accessToken");
    EXPECT_TRUE(provider_.knows(first));
    EXPECT_EQ(provider_.live_refresh_tokens(), 1);
    EXPECT_EQ(api().post("/api/integrations/refresh/any-oidc/" + id).text("/success"), "true");
    const std::string second = token(id).text("/accessToken");
    EXPECT_NE(second, first);
    EXPECT_TRUE(provider_.knows(second));
    ASSERT_EQ(api().del("/api/integrations/disconnect/any-oidc/" + id).status, 200);
    EXPECT_TRUE(eventually([&] { return provider_.live_refresh_tokens() == 0; }));
}

TEST_F(AnyOidc, WhoConnectsNamesNoIssuer) {
    const Answer refused =
        ask_for_link(api(), "any-oidc", R"(,"vars":{"issuer":"https://127.0.0.1:9/"})");
    EXPECT_GE(refused.status, 400) << refused.body;
    EXPECT_THAT(list_connections(api()), IsEmpty());
}

TEST_F(AnyOidc, AnIssuerThatIsNoneIsToldWhereItIsSetUp) {
    app_.set("ANY_OIDC_CLIENT_VARS", "issuer=" + provider_.issuer() + "/elsewhere");
    app_.restart();
    const Answer refused = ask_for_link(api(), "any-oidc");
    EXPECT_GE(refused.status, 400);
    EXPECT_THAT(refused.body, HasSubstr("OpenID Connect Discovery"));
}

}  // namespace
}  // namespace fairlead::tests
