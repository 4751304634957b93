// SPDX-License-Identifier: Apache-2.0
#include "api/connect/connect_input.h"
#include "api/mount.h"
#include "api/services.h"
#include "oauth/connect_start.h"

namespace fairlead::api {

/// A link for one user of the application (SPEC D8). With a code challenge nothing is connected
/// until the application's backend has finished the session with the verifier.
struct CreateConnectSession {
    static constexpr Route route{Method::post,
                                 "/api/connect/sessions",
                                 Access::user,
                                 Scope::connections_write,
                                 "Make a link with which the user can connect an account",
                                 {.status = 201, .limit = "connect", .tag = "connect"}};
    struct Input : ConnectInput {
        Default<std::string> code_challenge;  ///< S256 (RFC 7636 section 4.2)
    };
    struct Output {
        ConnectSessionId id;
        std::string url;
        Time expires_at;
    };

    oauth::ConnectStart& connect;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        std::string challenge = std::move(input.code_challenge.value);
        oauth::ConnectAsk ask = ask_of<ConnectInput>(std::move(input));
        CO_TRY(auto link, co_await connect.create_link(std::move(caller), std::move(ask),
                                                       std::move(challenge)));
        co_return Output{link.id, std::move(link.url), link.expires_at};
    }
};
BOOST_DESCRIBE_STRUCT(CreateConnectSession::Input, (ConnectInput), (code_challenge))
BOOST_DESCRIBE_STRUCT(CreateConnectSession::Output, (), (id, url, expires_at))

void mount_create_connect_session(Router& router, const Services* services) {
    router.add<CreateConnectSession>([&] { return CreateConnectSession{services->connect_start}; });
}

}  // namespace fairlead::api
