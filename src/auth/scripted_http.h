// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/wakeup.h"
#include "net/http_client.h"

#include <atomic>
#include <string>

namespace fairlead::auth {

/// An HTTP client for tests: answers every call as it was told to, and counts them.
class ScriptedHttp final : public net::HttpClient {
public:
    int status = 200;  ///< 0: no answer at all
    std::string body;
    Wakeup* gate = nullptr;  ///< when set, the answer waits for its notify()
    std::atomic<int> calls{0};

    Task<Result<net::Exchange>> send(net::ClientRequest request) override {
        ++calls;
        asked = request.url.text();
        if (gate != nullptr) CO_CHECK(co_await gate->wait(longest_wait));
        net::Exchange exchange;
        if (status == 0) {
            exchange.failure.error = Error{Errc::unavailable, "No answer."};
        } else {
            exchange.response.emplace();
            exchange.response->status = status;
            exchange.response->body = body;
        }
        co_return exchange;
    }

    std::string asked;

private:
    static constexpr Milliseconds longest_wait = Seconds{30};
};

}  // namespace fairlead::auth
