// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/platform.h"
#include "support/sandbox_under_test.h"

namespace fairlead::tests {

/// One of the sandbox's platforms as a test sees it: how it is configured, and where it tells
/// whether it takes a token.
struct SandboxFacts {
    std::string provider;  ///< its id in Fairlead
    std::string client;    ///< the application registered in the sandbox
    std::string secret;
    std::string id_variable;  ///< what an operator sets
    std::string secret_variable;
    std::string probe;           ///< a GET with the token; 200 where it is taken
    std::string account_member;  ///< of the metadata, the account's id
    std::vector<std::string> accounts;
    bool revokes = true;         ///< disconnecting ends the grant there
    bool revokes_access = true;  ///< and the access token with it
};

const SandboxFacts& acme_facts();
const SandboxFacts& hubspot_facts();
const SandboxFacts& google_facts();
const SandboxFacts& instagram_facts();

/// What an app must be told to use these at the sandbox.
AppUnderTest::Variables variables_for(const SandboxUnderTest& sandbox, const SandboxFacts& facts);

/// Chooses the account on the page and allows all, or denies.
Page decide_at_sandbox(Browser& browser, const Page& page, const std::string& account,
                       const char* decision);

std::unique_ptr<Platform> make_hubspot(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_google(const std::string& directory, HttpCaller& caller);
/// Renews tokens of any age, so that a test need not wait for a day.
std::unique_ptr<Platform> make_instagram(const std::string& directory, HttpCaller& caller);

}  // namespace fairlead::tests
