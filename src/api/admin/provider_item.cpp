// SPDX-License-Identifier: Apache-2.0
#include "api/admin/provider_item.h"

#include <algorithm>

namespace fairlead::api {

AdminProviderItem provider_item(custom::CustomProviders::Listed listed) {
    AdminProviderItem item{.id = std::move(listed.id),
                           .name = std::move(listed.name),
                           .source = listed.source,
                           .state = listed.report.state,
                           .faults = {},
                           .connections = listed.connections,
                           .updated_at = listed.updated_at};
    for (auto& fault : listed.report.faults) {
        ProviderFaultItem& told = item.faults.emplace_back();
        told.file = std::move(fault.position.file);
        if (fault.position.line > 0) told.line = fault.position.line;
        told.key = std::move(fault.key);
        told.message = std::move(fault.message);
    }
    return item;
}

std::vector<Fault> ProviderDraft::check() const {
    const bool has_form = !name->empty() || !authorize_url->empty() || !token_url->empty();
    if (file && has_form) return {{"/file", "expected either a file or the form"}};
    if (file && file->empty()) return {{"/file", "must not be empty"}};
    return {};
}

custom::Draft draft_of(ProviderDraft draft, std::string id) {
    if (draft.file) return std::move(*draft.file);
    return custom::SmallForm{.id = std::move(id),
                             .name = std::move(draft.name.value),
                             .category = std::move(draft.category.value),
                             .authorize_url = std::move(draft.authorize_url.value),
                             .token_url = std::move(draft.token_url.value),
                             .scopes = std::move(draft.scopes),
                             .client_authentication = std::move(draft.client_authentication.value),
                             .api_base = std::move(draft.api_base.value),
                             .identity_url = std::move(draft.identity_url.value),
                             .identity_id = std::move(draft.identity_id.value),
                             .identity_label = std::move(draft.identity_label.value)};
}

Task<Result<AdminProvider>> find_provider(custom::CustomProviders& providers,
                                          const catalog::Catalog& catalog, WorkspaceId workspace,
                                          std::string id) {
    CO_TRY(auto all, co_await providers.list(workspace));
    const auto found = std::ranges::find(all, id, &custom::CustomProviders::Listed::id);
    if (found == all.end()) {
        co_return Error{Errc::not_found,
                        "There is no provider of that id that is not as it is shipped."};
    }
    const bool is_added = found->source == custom::CustomProviders::Listed::Source::added;
    AdminProvider provider;
    static_cast<AdminProviderItem&>(provider) = provider_item(std::move(*found));
    if (is_added) {
        CO_TRY(auto row, co_await providers.find(workspace, std::move(id)));
        provider.file = std::move(row.text);
    } else if (auto text = catalog.file_of(id)) {
        provider.file = *std::move(text);
    }
    co_return provider;
}

}  // namespace fairlead::api
