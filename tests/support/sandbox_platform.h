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
    std::string probe;           ///< a GET with the token; 200 where it is taken. {account}: of any
    std::string account_member;  ///< of the metadata, the account's id
    std::vector<std::string> accounts;
    std::string scheme = "Bearer";  ///< of the header that carries the token
    bool revokes = true;            ///< disconnecting ends the grant there
    bool revokes_access = true;     ///< and the access token with it
    net::Headers probe_headers = {};
};

const SandboxFacts& acme_facts();
const SandboxFacts& calendly_facts();
const SandboxFacts& gohighlevel_facts();
const SandboxFacts& hubspot_facts();
const SandboxFacts& google_facts();
const SandboxFacts& google_analytics_facts();
const SandboxFacts& google_workspace_facts();
const SandboxFacts& instagram_facts();
const SandboxFacts& microsoft_facts();
const SandboxFacts& reddit_facts();
const SandboxFacts& tiktok_facts();
const SandboxFacts& pipedrive_facts();
const SandboxFacts& salesforce_facts();
const SandboxFacts& zoho_facts();

/// What an app must be told to use these at the sandbox.
AppUnderTest::Variables variables_for(const SandboxUnderTest& sandbox, const SandboxFacts& facts);

/// Whether the platform takes this access token.
bool platform_takes(HttpCaller& caller, const std::string& origin, const SandboxFacts& facts,
                    const std::string& access_token);

/// Chooses the account on the page and allows all, or denies.
Page decide_at_sandbox(Browser& browser, const Page& page, const std::string& account,
                       const char* decision);

std::unique_ptr<Platform> make_gohighlevel(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_calendly(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_hubspot(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_google(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_google_analytics(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_google_workspace(const std::string& directory, HttpCaller& caller);
/// Renews tokens of any age, so that a test need not wait for a day.
std::unique_ptr<Platform> make_instagram(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_microsoft(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_reddit(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_tiktok(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_pipedrive(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_salesforce(const std::string& directory, HttpCaller& caller);
std::unique_ptr<Platform> make_zoho(const std::string& directory, HttpCaller& caller);

}  // namespace fairlead::tests
