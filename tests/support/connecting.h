// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/api.h"
#include "support/browser.h"
#include "support/platform.h"

#include <functional>
#include <string>

namespace fairlead::tests {

/// Where the tests' application wants its users back; the browser does not visit it.
inline const std::string application_page = "https://app.example.test/done";

/// A browser that knows the way between the app and a platform.
Browser make_browser(HttpCaller& caller, const AppUnderTest& app, const std::string& platform);

/// Asks for a connect link as the application does. `members`: more of the body, `,"scopes":[]`.
Answer ask_for_link(const Api& api, const std::string& provider, const std::string& members = {});

/// The user's part up to the platform's first page: opens the link and says yes.
Page open_link(Browser& browser, const std::string& link);

/// Both, for a link that must come.
Page begin_connect(const Api& api, Browser& browser, const std::string& provider,
                   const std::string& members = {});

/// A whole connect in a browser of its own, up to the page where the user ends.
Page connect(HttpCaller& caller, const AppUnderTest& app, const Api& api, Platform& platform,
             const std::string& account);

/// The id of the connection that a page says was made. Throws Failure where it says otherwise.
std::string connected_account(const Page& page);

/// The user's connections as status tells them; `{}` where the id is none of them.
json::value find_connection(const Api& api, const std::string& id, const std::string& query = {});
json::array list_connections(const Api& api);

/// Asks again until it holds, for half a minute. False: it never did.
bool eventually(const std::function<bool()>& holds);

}  // namespace fairlead::tests
