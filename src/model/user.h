// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "model/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

enum class Role : std::uint8_t { member, admin };

/// Who owns connections.
struct User {
    UserId id;
    WorkspaceId workspace;
    std::optional<std::string> external_id;  ///< the application's own name for them
    std::optional<std::string> email;        ///< for Fairlead's own page
    Role role = Role::member;
    bool disabled = false;
    Time created_at{};
};

/// SPEC H2. Bits, because a key holds a set.
enum class Scope : std::uint16_t {
    none = 0,
    connections_read = 1 << 0,
    connections_write = 1 << 1,
    tokens_read = 1 << 2,
    credentials_read = 1 << 3,
    proxy = 1 << 4,
    records_read = 1 << 5,
    records_write = 1 << 6,
    actions = 1 << 7,
    webhooks = 1 << 8,
    admin = 1 << 9,
};

constexpr Scope operator|(Scope a, Scope b) {
    return static_cast<Scope>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr bool has(Scope set, Scope wanted) {
    return (static_cast<std::uint16_t>(set) & static_cast<std::uint16_t>(wanted)) ==
           static_cast<std::uint16_t>(wanted);
}
std::vector<std::string> scope_names(Scope set);
Result<Scope> parse_scopes(const std::vector<std::string>& names);

/// For whom an API key may act (`Fairlead-User`).
enum class ActAs : std::uint8_t { none, one, any };

enum class CallerKind : std::uint8_t { session, api_key, jwt, open };

/// Who is asking, proven. What every endpoint gets.
struct Caller {
    CallerKind kind = CallerKind::open;
    WorkspaceId workspace = default_workspace;
    std::optional<UserId> user;  ///< none: a key that acts for nobody
    /// Whom a key acts for, by the application's own id, on a route that looks the user up itself.
    std::optional<std::string> external_user;
    Role role = Role::member;
    Scope scopes = Scope::none;
    std::optional<ApiKeyId> api_key;
    std::optional<SessionId> session;
    std::string address;  ///< of the client, as trusted
    std::string request_id;

    bool may(Scope wanted) const { return has(scopes, wanted) || has(scopes, Scope::admin); }
};

}  // namespace fairlead
