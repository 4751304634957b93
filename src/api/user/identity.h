// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/model_enums.h"

namespace fairlead::api {

/// A user as they and admins see them.
struct UserItem {
    UserId id;
    std::optional<std::string> external_id;
    std::optional<std::string> email;
    Role role = Role::member;
    bool disabled = false;
    Time created_at;
};
BOOST_DESCRIBE_STRUCT(UserItem, (), (id, external_id, email, role, disabled, created_at))

inline UserItem user_item(User user) {
    return {.id = user.id,
            .external_id = std::move(user.external_id),
            .email = std::move(user.email),
            .role = user.role,
            .disabled = user.disabled,
            .created_at = user.created_at};
}

/// Who the caller is and what they may do.
struct Identity {
    CallerKind kind = CallerKind::open;
    WorkspaceId workspace_id;
    std::optional<UserItem> user;  ///< none: a key that acts for nobody
    std::vector<Scope> scopes;
    /// To be sent back in X-CSRF-Token with whatever changes something; sessions alone have one.
    std::optional<std::string> csrf_token;
};
BOOST_DESCRIBE_STRUCT(Identity, (), (kind, workspace_id, user, scopes, csrf_token))

/// The scopes one by one.
std::vector<Scope> scope_list(Scope set);

}  // namespace fairlead::api
