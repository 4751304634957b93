// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/member_apps.h"

namespace fairlead::api {

/// The caller's own app at an integration's platform. Never its secret.
struct MemberAppItem {
    std::string provider;
    std::string client_id;  ///< empty: none is stored
    bool has_secret = false;
    bool wants_secret = false;  ///< the platform's clients must have one
    bool is_allowed = false;    ///< connects that begin now use it
    std::string redirect_uri;   ///< to be registered with the platform, exactly so
    std::optional<Time> stored_at;
};
BOOST_DESCRIBE_STRUCT(MemberAppItem, (),
                      (provider, client_id, has_secret, wants_secret, is_allowed, redirect_uri,
                       stored_at))

inline MemberAppItem member_app_item(std::string provider, oauth::MemberApp app) {
    return {.provider = std::move(provider),
            .client_id = std::move(app.client_id),
            .has_secret = app.has_secret,
            .wants_secret = app.wants_secret,
            .is_allowed = app.is_allowed,
            .redirect_uri = std::move(app.redirect_uri),
            .stored_at = app.stored_at};
}

}  // namespace fairlead::api
