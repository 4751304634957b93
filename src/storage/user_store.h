// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "storage/database.h"

namespace fairlead::storage {

/// Users of a workspace. Thread-safe. E-mail addresses are kept and sought in lower case. One of
/// another workspace is absent.
class UserStore {
public:
    explicit UserStore(Database& database) : database_(database) {}

    Task<Result<std::optional<User>>> find(WorkspaceId workspace, UserId id);
    Task<Result<std::optional<User>>> find_by_external_id(WorkspaceId workspace,
                                                          std::string external_id);

    /// The user the application calls `external_id`; made on first use, with `fresh` as id.
    /// Two callers at once get the same one.
    Task<Result<User>> ensure_external(WorkspaceId workspace, std::string external_id, UserId fresh,
                                       Time now);

    /// A user and the hash of their password, empty where they have none.
    struct Login {
        User user;
        std::string password_hash;
    };
    Task<Result<std::optional<Login>>> find_login(WorkspaceId workspace, std::string email);

    /// `conflict` when the external id or e-mail is taken. An empty hash: no password.
    Task<Result<void>> insert(User user, std::string password_hash);
    /// False: there is no such user.
    Task<Result<bool>> set_password(WorkspaceId workspace, UserId id, std::string password_hash);
    /// Only where the hash still is `old_hash`; false otherwise.
    Task<Result<bool>> replace_password(WorkspaceId workspace, UserId id, std::string old_hash,
                                        std::string password_hash);
    Task<Result<bool>> set_role(WorkspaceId workspace, UserId id, Role role);
    Task<Result<bool>> set_disabled(WorkspaceId workspace, UserId id, bool disabled);
    /// With everything that hangs on them but their audit rows.
    Task<Result<bool>> erase(WorkspaceId workspace, UserId id);

    /// In order of creation, those after `after` (nil: from the first).
    Task<Result<std::vector<User>>> list(WorkspaceId workspace, UserId after, int limit);

private:
    Database& database_;
};

}  // namespace fairlead::storage
