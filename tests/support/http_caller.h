// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/loop_thread.h"
#include "base/mutex.h"
#include "net/http_message.h"

#include <boost/json/serialize.hpp>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fairlead::net {
class BeastHttpClient;
}

namespace fairlead::tests {

/// The harness could not do its part: GoogleTest reports it as the test's failure.
struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The value of a Result that a test cannot go on without.
template <class T>
T must(Result<T> result) {
    if (!result) throw Failure{result.error().message + " " + result.error().detail};
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

/// An answer as it came.
struct Answer {
    int status = 0;  ///< 0: none came, and `failure` says why
    net::Headers headers = {};
    std::string body = {};
    std::string failure = {};

    std::string header(std::string_view name) const;
    /// The body as JSON. Throws Failure where it is none.
    json::value json() const;
    /// The text at a pointer into it; "" where there is none.
    std::string text(std::string_view pointer) const;
    bool has(std::string_view pointer) const;
};

/// Calls servers of this machine over sockets and waits for the answer. Thread-safe, but for
/// trust().
class HttpCaller {
public:
    HttpCaller();
    ~HttpCaller();
    HttpCaller(const HttpCaller&) = delete;
    HttpCaller& operator=(const HttpCaller&) = delete;

    /// Believes this authority too, in origins that were not called yet.
    void trust(std::string ca_pem) { authorities_.push_back(std::move(ca_pem)); }

    /// Told of every exchange; set before the first. May be called by several threads.
    using Witness = std::function<void(const std::string& url, const Answer& answer)>;
    void watch(Witness witness) { witness_ = std::move(witness); }

    Answer send(net::Method method, const std::string& url, net::Headers headers = {},
                std::string body = {});

private:
    struct Outside;
    net::BeastHttpClient& client_for(const std::string& host, std::uint16_t port);

    std::vector<std::string> authorities_;
    Witness witness_;
    std::unique_ptr<Outside> outside_;
    Mutex<std::map<std::string, std::unique_ptr<net::BeastHttpClient>>> clients_;
    LoopThread home_;
};

}  // namespace fairlead::tests
