// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "custom/provider_sources.h"
#include "custom/small_form.h"
#include "storage/custom_provider_store.h"
#include "storage/integration_store.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace fairlead::custom {

/// What somebody wrote of a provider: its file, or the small form.
using Draft = std::variant<std::string, SmallForm>;

/// Providers that are added, changed and taken away while Fairlead runs (SPEC A14): each is a provider
/// file, kept in the database and checked as one of the operator's directory is. Thread-safe.
class CustomProviders {
public:
    CustomProviders(storage::Database& database, const catalog::LiveCatalog& catalog,
                    ProviderSources& sources, const Clock& clock);

    /// `invalid` with every fault of the file at "/file", as `fairlead providers check` says it, or
    /// at the form's members. `conflict` where the id is taken.
    Task<Result<storage::CustomProvider>> add(WorkspaceId workspace, Draft draft);
    /// The id stays: a file that says another is `invalid`.
    Task<Result<storage::CustomProvider>> replace(WorkspaceId workspace, std::string id,
                                                  Draft draft);
    enum class Force : std::uint8_t { no, yes };
    /// `conflict` while accounts are connected through it, with their number; forced, they stay, and
    /// cannot be renewed. Its integrations go where no connection refers to them. Whatever is
    /// asked, `conflict` while other providers are built on it.
    Task<Result<void>> erase(WorkspaceId workspace, std::string id, Force force);

    Task<Result<storage::CustomProvider>> find(WorkspaceId workspace, std::string id);

    /// A provider that is not shipped as it is, as administrators see it.
    struct Listed {
        enum class Source : std::uint8_t { file, added, gone };
        std::string id;
        std::string name;  ///< the id where nothing of it is in force
        Source source = Source::file;
        catalog::SourceReport report;
        std::int64_t connections = 0;  ///< of the workspace, that are not let go
        std::optional<Time> updated_at;
    };
    /// Files, what this workspace added, and providers that are gone while accounts are connected
    /// through them; by id.
    Task<Result<std::vector<Listed>>> list(WorkspaceId workspace);

private:
    struct Checked {
        std::string id;
        std::string text;
    };
    /// `id` is the one it must have; empty: any.
    Task<Result<Checked>> checked(WorkspaceId workspace, Draft draft, std::string id);
    Result<void> check_parent(WorkspaceId workspace, const std::string& parent) const;

    storage::CustomProviderStore store_;
    storage::IntegrationStore integrations_;
    const catalog::LiveCatalog& catalog_;
    ProviderSources& sources_;
    const Clock& clock_;
};

}  // namespace fairlead::custom
