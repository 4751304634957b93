// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/connections_service.h"

namespace fairlead::api {

/// A user's settings for an integration (SPEC A11).
struct IntegrationSettings {
    std::string provider;
    Json settings;
    bool is_enabled = true;
    std::optional<Time> updated_at;
};
BOOST_DESCRIBE_STRUCT(IntegrationSettings, (), (provider, settings, is_enabled, updated_at))

inline IntegrationSettings settings_of(std::string provider,
                                       oauth::ConnectionsService::Settings stored) {
    return {std::move(provider), std::move(stored.settings), stored.is_enabled, stored.updated_at};
}

}  // namespace fairlead::api
