// SPDX-License-Identifier: Apache-2.0
#include "support/connecting.h"

#include "base/clock.h"

#include <thread>

namespace fairlead::tests {

Browser make_browser(HttpCaller& caller, const AppUnderTest& app, const std::string& platform) {
    Browser browser{caller};
    browser.visits(app.url());
    browser.visits(platform);
    return browser;
}

Answer ask_for_link(const Api& api, const std::string& provider, const std::string& members) {
    return api.post("/api/integrations/connect/" + provider,
                    "{\"redirectUrl\":\"" + application_page + "\"" + members + "}");
}

Page open_link(Browser& browser, const std::string& link) {
    const Page confirmation = browser.open(link);
    const HtmlForm form = confirmation.form();
    const HtmlButton* button = form.buttons.empty() ? nullptr : form.buttons.data();
    return browser.submit(confirmation, form, button);
}

Page begin_connect(const Api& api, Browser& browser, const std::string& provider,
                   const std::string& members) {
    const Answer started = ask_for_link(api, provider, members);
    if (started.status != 200) throw Failure{"connect: " + started.body + started.failure};
    return open_link(browser, started.text("/authUrl"));
}

Page connect(HttpCaller& caller, const AppUnderTest& app, const Api& api, Platform& platform,
             const std::string& account) {
    Browser browser = make_browser(caller, app, platform.origin());
    Page page = begin_connect(api, browser, platform.id());
    return platform.approve(browser, std::move(page), account);
}

std::string connected_account(const Page& page) {
    if (page.parameter("status") != "success") {
        throw Failure{"not connected: " + page.url + " " + page.answer.body};
    }
    return page.parameter("account");
}

json::array list_connections(const Api& api) {
    const json::value listing = api.get("/api/integrations/status").json();
    return listing.at("integrations").as_array();
}

json::value find_connection(const Api& api, const std::string& id, const std::string& query) {
    const json::value listing = api.get("/api/integrations/status" + query).json();
    for (const json::value& one : listing.at("integrations").as_array()) {
        if (one.at("id").as_string() == id) return one;
    }
    return json::object{};
}

bool eventually(const std::function<bool()>& holds) {
    const SystemClock clock;
    const auto until = clock.boottime() + std::chrono::seconds{30};
    while (!holds()) {
        if (clock.boottime() > until) return false;
        std::this_thread::sleep_for(Milliseconds{20});
    }
    return true;
}

}  // namespace fairlead::tests
