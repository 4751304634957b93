// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/app_under_test.h"
#include "support/browser.h"

#include <memory>
#include <string>

namespace fairlead::tests {

/// A platform that accounts are connected at, as its user sees it. Tests know no more of it.
class Platform {
public:
    virtual ~Platform() = default;

    /// The provider's id.
    virtual std::string id() const = 0;
    virtual std::string origin() const = 0;
    /// What the app must be told to reach it.
    virtual AppUnderTest::Variables variables() const = 0;

    /// From the platform's first page on: signs in as `account` and allows.
    virtual Page approve(Browser& browser, Page page, const std::string& account) = 0;
    virtual Page deny(Browser& browser, Page page, const std::string& account) = 0;

    /// Names of accounts that exist there.
    virtual std::string account(int number) const = 0;
    /// Which member of a connection's metadata is the account's id.
    virtual std::string account_member() const { return "account_id"; }
    /// Whether a disconnect ends the grant there, and the access token at once.
    virtual bool revokes() const { return true; }
    virtual bool revokes_access() const { return true; }
    /// Ends what the account granted, as its owner does in the platform's own settings.
    virtual void kill_grants(const std::string& account) = 0;
    /// Whether the platform takes this access token now.
    virtual bool accepts(const std::string& access_token) = 0;
    /// How many refresh tokens of the account it would take now.
    virtual std::int64_t live_refresh_tokens(const std::string& account) = 0;
};

/// The sandbox's acme, and npm's oidc-provider, each started anew.
std::unique_ptr<Platform> make_acme(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_oidc_provider(const std::string& directory,
                                             const std::string& app_url, HttpCaller& caller);

}  // namespace fairlead::tests
