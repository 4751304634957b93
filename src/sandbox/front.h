// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "net/http_client.h"
#include "net/http_server.h"
#include "sandbox/call.h"
#include "sandbox/held.h"

#include <string>

namespace fairlead::sandbox {

/// Takes the sandbox's requests: to the platform, with the faults that wait for them, or to the
/// control API, which sends webhooks with `client`. Thread-safe; must outlive the server that calls
/// it.
class Front {
public:
    Front(Mutex<Realm>& realm, net::HttpClient& client, std::string control_key)
        : realm_(realm), client_(client), control_key_(std::move(control_key)) {}

    Task<Result<net::Response>> handle(net::Request request);

private:
    bool has_key(const net::Request& request) const;
    Task<Result<net::Response>> play(Call call);
    Result<net::Response> answer_plainly(const net::Request& request);
    void arrive(Call& call);
    net::Response work(Call& call);
    Task<Result<void>> greet(Call& call, net::Response& response);
    void send(Call& call, net::Response& response);
    void finish(std::uint64_t call, const std::vector<std::string>& told,
                const std::vector<std::string>& untold, bool whole);

    Mutex<Realm>& realm_;
    net::HttpClient& client_;
    const std::string control_key_;
    HeldRequests held_;
};

}  // namespace fairlead::sandbox
