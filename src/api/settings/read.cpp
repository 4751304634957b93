// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/services.h"
#include "api/settings/integration_settings.h"

namespace fairlead::api {

struct ReadSettings {
    static constexpr Route route{Method::get,
                                 "/api/integrations/settings/{provider}",
                                 Access::user,
                                 Scope::connections_read,
                                 "Show the user's settings for an integration",
                                 {.tag = "settings"}};
    struct Input {
        std::string provider;
    };
    using Output = IntegrationSettings;

    oauth::ConnectionsService& connections;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(auto stored, co_await connections.settings(std::move(caller), input.provider));
        co_return settings_of(std::move(input.provider), std::move(stored));
    }
};
BOOST_DESCRIBE_STRUCT(ReadSettings::Input, (), (provider))

void mount_read_settings(Router& router, const Services* services) {
    router.add<ReadSettings>([&] { return ReadSettings{services->connections}; });
}

}  // namespace fairlead::api
