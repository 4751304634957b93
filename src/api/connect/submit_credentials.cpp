// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "http/model_enums.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// Connects a platform that has no consent page with what a person typed in (SPEC A15). Which
/// members `fields` and `vars` have is in the `form` of GET /api/integrations.
struct SubmitCredentials {
    static constexpr Route route{Method::post,
                                 "/api/integrations/connect/{provider}/credentials",
                                 Access::user,
                                 Scope::connections_write,
                                 "Connect an account with what a person types in",
                                 {.cors = Cors::none, .limit = "connect", .tag = "connect"}};
    struct Input {
        std::string provider;
        std::map<std::string, Secret> fields;  ///< of the credential
        std::map<std::string, std::string> vars;
        std::optional<ConnectionId> connection_id;  ///< it becomes the credential of this one
        Default<std::string> method;
        Default<std::string> variant;
    };
    struct Output {
        ConnectionId connection_id;
        std::string provider;
        std::string account_name;
        ConnectionStatus status = ConnectionStatus::connected;
    };

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        oauth::ConnectAsk ask;
        ask.provider = std::move(input.provider);
        ask.connection = input.connection_id;
        ask.method = std::move(input.method.value);
        ask.variant = std::move(input.variant.value);
        oauth::FormInput form;
        form.fields = std::move(input.fields);
        form.vars = std::move(input.vars);
        CO_TRY(auto made, co_await connections.connect_by_form(std::move(caller), std::move(ask),
                                                               std::move(form)));
        co_return Output{made.id, std::move(made.integration), std::move(made.account_name),
                         made.status};
    }
};
BOOST_DESCRIBE_STRUCT(SubmitCredentials::Input, (),
                      (provider, fields, vars, connection_id, method, variant))
BOOST_DESCRIBE_STRUCT(SubmitCredentials::Output, (),
                      (connection_id, provider, account_name, status))

void mount_submit_credentials(Router& router, const Services* services) {
    router.add<SubmitCredentials>([&] { return SubmitCredentials{services->connections}; });
}

}  // namespace fairlead::api
