// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/ids.h"
#include "storage/database.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::storage {

/// A provider that was added through the API (SPEC A14).
struct CustomProvider {
    std::string id;
    WorkspaceId workspace;
    std::string text;           ///< the provider file
    std::int64_t revision = 1;  ///< one more with each change
    Time created_at{};
    Time updated_at{};

    friend bool operator==(const CustomProvider&, const CustomProvider&) = default;
};

/// Providers of the workspaces' own. Thread-safe.
class CustomProviderStore {
public:
    explicit CustomProviderStore(Database& database) : database_(database) {}

    /// Everybody's, by id: what the catalogue of a process is made of.
    Task<Result<std::vector<CustomProvider>>> all();
    /// Another text after each change of any of them, by any node.
    Task<Result<std::string>> stamp();

    /// A workspace's, by id.
    Task<Result<std::vector<CustomProvider>>> list(WorkspaceId workspace);
    Task<Result<std::optional<CustomProvider>>> find(WorkspaceId workspace, std::string id);
    /// False: there is one of that id, of this workspace or another.
    Task<Result<bool>> insert(CustomProvider provider);
    /// False: it is gone, or is not of this revision any more.
    Task<Result<bool>> replace(WorkspaceId workspace, std::string id, std::int64_t revision,
                               std::string text, Time now);
    Task<Result<bool>> erase(WorkspaceId workspace, std::string id);

    /// How many connections that are not let go each provider has in a workspace.
    Task<Result<std::map<std::string, std::int64_t>>> connections(WorkspaceId workspace);

private:
    Database& database_;
};

}  // namespace fairlead::storage
