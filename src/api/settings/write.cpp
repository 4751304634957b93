// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/mount.h"
#include "api/services.h"
#include "api/settings/integration_settings.h"
#include "audit/audit_trail.h"

namespace fairlead::api {

/// What is left out stays as it is.
struct WriteSettings {
    static constexpr Route route{Method::put,
                                 "/api/integrations/settings/{provider}",
                                 Access::user,
                                 Scope::connections_write,
                                 "Change the user's settings for an integration",
                                 {.max_body = 128 * 1024, .tag = "settings"}};
    struct Input {
        std::string provider;
        std::optional<Json> settings;
        std::optional<bool> is_enabled;

        std::vector<Fault> check() const {
            if (settings || is_enabled) return {};
            return {{"", "must have settings or isEnabled"}};
        }
    };
    using Output = IntegrationSettings;

    oauth::ConnectionsService& connections;
    audit::AuditTrail& audit;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        AuditEvent event = audit_event(caller, "settings_changed");
        event.provider = input.provider;
        CO_TRY(auto stored,
               co_await connections.put_settings(std::move(caller), input.provider,
                                                 std::move(input.settings), input.is_enabled));
        CO_CHECK(co_await audit.record(std::move(event)));
        co_return settings_of(std::move(input.provider), std::move(stored));
    }
};
BOOST_DESCRIBE_STRUCT(WriteSettings::Input, (), (provider, settings, is_enabled))

void mount_write_settings(Router& router, const Services* services) {
    router.add<WriteSettings>(
        [&] { return WriteSettings{services->connections, services->audit}; });
}

}  // namespace fairlead::api
