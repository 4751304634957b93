// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "net/http_client.h"

#include <boost/json/object.hpp>

#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// For tests: an MCP server at https://rs.example/mcp and its authorization server,
/// https://as.example, as our HTTP client sees them. Thread-safe; what is public is set before
/// calls are made.
class FakeAuthorizationServer final : public net::HttpClient {
public:
    FakeAuthorizationServer();

    static constexpr const char* resource = "https://rs.example/mcp";
    static constexpr const char* origin = "https://as.example";

    Task<Result<net::Exchange>> send(net::ClientRequest request) override;

    // What it tells; a test changes it.
    json::object description;     ///< of the resource
    json::object metadata;        ///< of the server
    bool has_description = true;  ///< else nothing is found there
    bool has_metadata = true;
    std::string pointer;              ///< of a refusal; empty: it names none
    int register_status = 201;        ///< anything else: refused with it
    std::string register_fault;       ///< with 400: its error
    bool public_only = false;         ///< refuses clients that would have a secret
    bool manages = true;              ///< RFC 7592
    std::int64_t secret_ends = 0;     ///< epoch seconds; 0: never
    bool rotates_management = false;  ///< each question about a client brings a new token

    void forget_clients();

    struct Seen {
        net::Method method = net::Method::get;
        net::Url url;
        std::string body;
        std::string authorization;
    };
    std::vector<Seen> seen();
    std::size_t registrations();
    /// How many calls went to a path, of either host.
    std::size_t count(const std::string& path);

private:
    net::Exchange answer(const net::ClientRequest& request);
    net::Exchange enrol(const net::ClientRequest& request);
    net::Exchange tell_of_client(const net::ClientRequest& request);
    net::Exchange issue(const net::ClientRequest& request);

    std::mutex mutex_;
    std::vector<Seen> seen_;
    std::set<std::string> clients_;
    std::string management_;  ///< the newest token for it
    std::size_t made_ = 0;
    std::size_t issued_ = 0;
};

}  // namespace fairlead::oauth
