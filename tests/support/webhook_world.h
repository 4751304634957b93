// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "base/temporary_directory.h"
#include "net/server_fixture.h"
#include "support/sandbox_under_test.h"

#include <string>
#include <vector>

namespace fairlead::tests {

/// A server on loopback that keeps what it is sent, answers the questions that platforms ask before
/// they send, and whatever else with a status.
class WebhookReceiver {
public:
    WebhookReceiver();

    std::string origin() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    /// What came since the last time, in order.
    std::vector<net::Request> take();
    void answer_with(int status) { *status_.lock() = status; }

    /// The one `hub.verify_token` that is answered.
    static constexpr const char* verify_token = "the-token-of-the-dashboard";

private:
    net::Response reply_to(const net::Request& request);

    Mutex<std::vector<net::Request>> received_;
    Mutex<int> status_{200};
    net::ServerFixture server_;
};

/// The sandbox and a receiver of its webhooks.
class WebhookWorld {
public:
    WebhookWorld() : sandbox(directory.path(), caller) {}

    /// Where `name`'s deliveries go, with escapes in it that matter to who signs addresses.
    std::string url_for(const std::string& name) const {
        return receiver.origin() + "/in/" + name + "?of=%2Fa%21%20b";
    }
    /// Asks for a delivery; `members` are further ones of the order.
    Answer order(const std::string& name, const std::string& members = "");
    /// The same of one that must come, once.
    net::Request deliver(const std::string& name, const std::string& members = "");
    Answer shake_hands(const std::string& name, const std::string& secret = "");
    /// A token of an application for an account.
    std::string grant(const std::string& client, const std::string& account,
                      const std::string& scope);

    TemporaryDirectory directory;
    HttpCaller caller;
    SandboxUnderTest sandbox;
    WebhookReceiver receiver;
};

/// A text of a JSON body by a pointer; "" where there is none.
std::string text_at(const std::string& body, std::string_view pointer);

}  // namespace fairlead::tests
