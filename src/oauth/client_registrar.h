// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "model/cache.h"
#include "oauth/discovery.h"
#include "oauth/integrations.h"
#include "oauth/registered_client.h"

namespace fairlead::oauth {

/// How often this server registers itself with servers that people name, in an hour: whoever may
/// connect must not make it knock at others' doors at will.
struct RegistrationLimits {
    std::int64_t per_person = 10;
    std::int64_t per_host = 20;
};

/// Finds the client that a connect begins with, and registers it where the platform registers
/// clients itself and there is none yet (RFC 7591): once, on however many nodes and for however
/// many connects at once, held by a row under a unique key and a claim with an end. One that is
/// over, or that the server says it knows no more, gives way to a new one; what is connected goes
/// on with what it was issued to. Thread-safe.
class ClientRegistrar {
public:
    using Client = std::shared_ptr<const OAuthClient>;

    ClientRegistrar(net::HttpClient& http, Integrations& integrations, vault::Vault& vault,
                    Cache& cache, const Clock& clock, Random& random, Log& log,
                    RegistrationLimits limits);

    /// `vars`: of the connect of `user`, complete. Errors: `rate_limited`, past the limits; those of Discovery, with a fault at the variable
    /// that names the server; of read_registration; `unavailable` while somebody else registers for
    /// longer than a registration takes.
    Task<Result<Client>> client_for(Integrations::Ready ready, UserId user,
                                    std::map<std::string, std::string> vars);

private:
    using Row = ClientRegistration;
    /// Where to register, as what, and how to tell it from others.
    struct Target {
        Integrations::Ready ready;
        RegistrationAsk ask;
        bool may_be_public = false;  ///< the file does not say how clients show who they are
        RegisteredWays ways;         ///< of a server that was discovered
        std::optional<UserId> named_by = {};  ///< who named the server; none: the file does
        Row row;                              ///< workspace, integration, server and redirect URI
    };
    Task<Result<Target>> target_of(Integrations::Ready ready,
                                   std::map<std::string, std::string> vars);
    Task<Result<void>> discover(Target& target, const catalog::Bindings& bindings);
    Task<Result<Client>> ensure(Target target);
    Task<Result<void>> check_limits(const Target& target);
    Task<Result<void>> count(std::string whose, std::int64_t most, std::string message);
    Task<Result<std::optional<Row>>> usable(const Target& target);
    Task<Result<Client>> register_claimed(Target target, Row row);
    Task<Result<RegisteredAs>> call(const Target& target);
    Task<Result<Row>> keep(Row row, RegisteredWays ways, RegisteredAs registered);
    Task<Result<void>> tidy(Row row);

    // Whether the server still knows a client (registration_check.cpp).
    Task<Result<bool>> is_known(const Target& target, Row row);
    bool is_to_be_checked(ClientRegistrationId id);
    Task<Result<void>> take_over(Row row, RegistrationSecrets old, RegisteredAs told);

    net::HttpClient& http_;
    Integrations& integrations_;
    vault::Vault& vault_;
    Cache& cache_;
    const Clock& clock_;
    Random& random_;
    Log& log_;
    const RegistrationLimits limits_;
    Discovery discovery_;
    SingleFlight<std::string, Client> flights_;
    Mutex<std::map<ClientRegistrationId, std::chrono::nanoseconds>> checked_;
};

}  // namespace fairlead::oauth
