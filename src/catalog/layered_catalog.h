// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/mutex.h"
#include "catalog/catalog.h"
#include "catalog/examine.h"
#include "catalog/user_layers.h"

#include <map>
#include <memory>
#include <string>

namespace fairlead::catalog {

/// A catalogue of layers that do not change any more. Thread-safe.
class LayeredCatalog final : public Catalog {
public:
    /// What is shipped alone.
    static Result<std::unique_ptr<LayeredCatalog>> shipped(CatalogOptions options);
    /// This one with sound layers over it; the layers' rules are those of its options.
    Result<std::unique_ptr<LayeredCatalog>> with(const UserLayers& layers) const;

    /// What is shipped, for layers to be laid over.
    const Sources& sources() const { return sources_; }
    ReadingRules rules() const { return {options_.server, options_.loopback_http}; }

    // As Catalog:
    Result<std::shared_ptr<const ProviderSpec>> find(std::string_view id, std::string_view variant,
                                                     std::string_view method) const override;
    Result<ProviderSummary> summary(std::string_view id) const override;
    ProviderPage list(const ProviderQuery& query) const override;
    std::size_t size() const override;
    std::vector<PkceOptOut> pkce_opt_outs() const override;
    Result<std::string> show(std::string_view id, std::string_view variant) const override;
    Result<std::string> file_of(std::string_view id) const override;
    Result<std::vector<std::string>> check_file(const std::string& path) const override;
    std::vector<std::string> check_all() const override;

private:
    using SharedSpec = std::shared_ptr<const ProviderSpec>;  // shared with every flow by it
    using Index = std::map<std::string, Outlined, std::less<>>;

    explicit LayeredCatalog(CatalogOptions options) : options_(std::move(options)) {}
    Result<void> load();
    Result<void> check_server_values() const;
    bool is_offered(const Outlined& entry) const;
    void point_summary(ProviderSummary& summary) const;
    Result<SharedSpec> read(std::string_view id, std::string_view variant,
                            std::string_view method) const;

    CatalogOptions options_;
    Sources sources_;
    Index index_;
    mutable Mutex<std::map<std::string, SharedSpec>> specs_;
};

}  // namespace fairlead::catalog
