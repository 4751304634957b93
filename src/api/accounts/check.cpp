// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "oauth/connection_check.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

struct CheckAccount {
    static constexpr Route route{Method::post,
                                 "/api/integrations/accounts/{id}/check",
                                 Access::user,
                                 Scope::connections_write,
                                 "Ask the platform whether the connection works",
                                 {.tag = "accounts"}};
    struct Input {
        ConnectionId id;
    };
    struct Output {
        bool works = false;
        std::string outcome;  ///< works, rate_limited, unavailable, reconnect, consent, permission,
                              ///< operator, suspended, resync, refused, unreadable
        std::optional<std::int64_t> latency_ms;  ///< of the platform's answer; none: none was asked
        std::string message;                     ///< what to do; empty when it works
        std::optional<std::int64_t> retry_after;  ///< seconds, where the platform said so
        Time checked_at{};
    };

    oauth::ConnectionsService& connections;
    oauth::ConnectionCheck& checks;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        std::string any_provider;
        CO_TRY(auto found, co_await connections.find(std::move(caller), std::move(any_provider),
                                                     input.id.text()));
        CO_TRY(auto checked, co_await checks.check(std::move(found)));
        Output output;
        output.works = checked.works();
        output.outcome = checked.works() ? "works" : oauth::to_text(checked.end);
        if (checked.latency) output.latency_ms = checked.latency->count();
        output.message = std::move(checked.message);
        if (checked.wait) output.retry_after = checked.wait->count();
        output.checked_at = checked.checked_at;
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(CheckAccount::Input, (), (id))
BOOST_DESCRIBE_STRUCT(CheckAccount::Output, (),
                      (works, outcome, latency_ms, message, retry_after, checked_at))

void mount_check_account(Router& router, const Services* services) {
    router.add<CheckAccount>([&] { return CheckAccount{services->connections, services->checks}; });
}

}  // namespace fairlead::api
