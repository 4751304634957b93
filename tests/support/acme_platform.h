// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/platform.h"
#include "support/sandbox_under_test.h"

namespace fairlead::tests {

/// What an app must be told to use the sandbox.
AppUnderTest::Variables variables_for(const SandboxUnderTest& sandbox);

/// On the sandbox's consent page: chooses the account and allows, or denies.
Page approve_at_acme(Browser& browser, const Page& page, const std::string& account);
Page deny_at_acme(Browser& browser, const Page& page, const std::string& account);

}  // namespace fairlead::tests
