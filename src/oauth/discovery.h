// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/mutex.h"
#include "base/single_flight.h"
#include "net/http_client.h"
#include "oauth/resource_metadata.h"
#include "oauth/server_metadata.h"

#include <map>
#include <memory>

namespace fairlead::oauth {

/// A protected resource and the authorization server that issues tokens for it.
struct Discovered {
    std::string resource;
    std::vector<std::string> scopes;  ///< what the resource wants; empty: it does not say
    ServerMetadata server;
};

/// Finds out who issues tokens for a resource, as the MCP authorization specification has it: the
/// resource is asked without a token, and points at its description (RFC 9728) or has it at the
/// well-known place; that names the authorization server, which is asked for its own (RFC 8414,
/// then OpenID Connect Discovery). Where a resource has no description, its origin is asked for the
/// server's, as servers of before that RFC have it. Nothing that is secret is sent, no redirect
/// followed.
///
/// What was found is kept for an hour, of a thousand resources at most. Thread-safe; many who ask
/// for one resource at once make one round of calls.
class Discovery {
public:
    Discovery(net::HttpClient& http, const Clock& clock) : http_(http), clock_(clock) {}

    using Answer = std::shared_ptr<const Discovered>;
    /// `invalid`: nothing at that address tells how to sign in; `provider_failed`: what it tells
    /// cannot be used, or nobody answers.
    Task<Result<Answer>> find(std::string resource);

    using Issuer = std::shared_ptr<const ServerMetadata>;
    /// What an issuer that the operator named tells of itself (OpenID Connect Discovery 1.0), kept
    /// in the same way; while it does not tell, what it told last.
    Task<Result<Issuer>> find_issuer(std::string issuer);

private:
    struct ToldIssuer {
        Issuer told;
        std::chrono::nanoseconds at{};
    };
    Task<Result<Issuer>> look_at_issuer(std::string issuer);
    struct Entry {
        Answer found;
        std::chrono::nanoseconds at{};
    };
    Task<Result<Answer>> look(std::string resource);
    Task<Result<std::optional<std::string>>> ask(net::ClientRequest call);
    Task<Result<std::optional<std::string>>> read(std::string url);
    Task<Result<std::optional<std::string>>> pointed_at(std::string resource);
    Task<Result<std::optional<ResourceMetadata>>> describe(std::string resource);
    Task<Result<std::optional<ServerMetadata>>> find_server(std::string issuer);
    Answer kept(const std::string& resource);
    void keep(const std::string& resource, const Answer& found);

    net::HttpClient& http_;
    const Clock& clock_;
    Mutex<std::map<std::string, Entry>> entries_;
    Mutex<std::map<std::string, ToldIssuer>> issuers_;
    SingleFlight<std::string, Answer> flights_;
    SingleFlight<std::string, Issuer> issuer_flights_;
};

}  // namespace fairlead::oauth
