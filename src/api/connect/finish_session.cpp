// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "http/model_enums.h"
#include "http/rate_limiter.h"
#include "oauth/connect_page.h"

namespace fairlead::api {

/// Tries are counted for each session: its verifier cannot be guessed at, and an application that
/// finishes many for its users is in nobody's way.
struct FinishConnectSession {
    static constexpr Route route{Method::post,
                                 "/api/connect/sessions/{id}/finish",
                                 Access::workspace,
                                 Scope::connections_write,
                                 "Prove that the user who began is the one who came back",
                                 {.tag = "connect"}};
    struct Input {
        ConnectSessionId id;
        Secret code_verifier;
    };
    struct Output {
        ConnectionId connection_id;
        std::string provider;
        std::string account_name;
        ConnectionStatus status = ConnectionStatus::connected;
    };

    oauth::ConnectPage& page;
    const http::RateLimiter& limiter;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        std::string rule = "finish";
        std::string counted = "session:" + input.id.text();
        CO_CHECK(co_await limiter.check(std::move(rule), std::move(counted)));
        CO_TRY(auto done,
               co_await page.finish(std::move(caller), input.id, std::move(input.code_verifier)));
        co_return Output{done.connection, std::move(done.provider), std::move(done.account_name),
                         done.status};
    }
};
BOOST_DESCRIBE_STRUCT(FinishConnectSession::Input, (), (id, code_verifier))
BOOST_DESCRIBE_STRUCT(FinishConnectSession::Output, (),
                      (connection_id, provider, account_name, status))

void mount_finish_connect_session(Router& router, const Services* services) {
    router.add<FinishConnectSession>(
        [&] { return FinishConnectSession{services->connect_page, services->limiter}; });
}

}  // namespace fairlead::api
