// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/scenario.h"
#include "base/temporary_directory.h"
#include "support/app_under_test.h"
#include "support/connecting.h"
#include "support/sandbox_under_test.h"

#include <set>
#include <string>

namespace fairlead::tests {

/// What the scenarios happen in: the real App with acme of the sandbox, and who may ask.
///
///   nobody         proves nothing
///   key            an application's key that may connect, read and use tokens, for user alice
///   key_bob        the same key, for user bob
///   key_alone      the same key, for nobody
///   reader         a key with connections:read alone, for alice
///   scopeless      a key that may only webhooks, for alice
///   tokens         a key with tokens:read alone, for alice
///   bound          a key that acts for no user, and yet names one
///   admin_key      a key with the admin scope alone, for alice
///   bad_key        a key that never was
///   newcomer       nobody at a second server, where nobody can sign in yet
///   member, admin  people who have signed in, with their page's CSRF token
///   member_unsafe  the member without that token
///
/// Values: url, sandbox, account, account_b (alice's connections), account_bob, waiting_session
/// (carol's, who was at acme and whose application has not finished it) with its verifier,
/// admin_email, password, canary, setup_code (of the newcomer's server), openai_key (good at openai,
/// which is connected by a form).
class World {
public:
    World();
    ~World();

    Answer ask(const Scenario& scenario, const Values& values);

    Values values;
    /// Texts that no answer may hold.
    std::set<std::string> secrets();

private:
    using Headers = std::map<std::string, std::string>;
    void make_callers();
    void make_people();
    void sign_in(const std::string& name, const std::string& email);
    std::string make_key(const std::string& scopes, const std::string& act_as);
    std::string connect_account(const std::string& caller, const std::string& name);
    void leave_session_waiting();
    Page go_to_acme(const Answer& started, const char* link, const std::string& name);

    AppUnderTest::Variables variables();
    std::string new_directory() const;

    TemporaryDirectory directory_;
    HttpCaller caller_;
    SandboxUnderTest sandbox_;
    AppUnderTest app_;
    AppUnderTest new_app_;
    std::map<std::string, Headers> callers_;
    std::set<std::string> secrets_;
};

}  // namespace fairlead::tests
