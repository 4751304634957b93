// SPDX-License-Identifier: Apache-2.0
#include "oauth/integration_choice.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

bool fits(const Integration& integration, const std::string& method, const std::string& variant) {
    return (method.empty() || integration.method == method) &&
           (variant.empty() || integration.variant == variant);
}

Error none_for(const ConnectAsk& ask) {
    Error error{.code = Errc::conflict,
                .message =
                    "No integration is set up for this. An administrator can make one for it, "
                    "beside the others.",
                .reason = "integration_not_configured"};
    if (!ask.method.empty()) error.faults.push_back({"/method", "no integration has it"});
    if (!ask.variant.empty()) error.faults.push_back({"/variant", "no integration has it"});
    return error;
}

Error several_for(const std::vector<Integration>& integrations) {
    Error error{.code = Errc::conflict,
                .message = "Several integrations are set up for this. Name one by its key.",
                .reason = "several_integrations"};
    for (const auto& each : integrations) error.faults.push_back({"/provider", each.key});
    return error;
}

}  // namespace

Task<Result<Integrations::Ready>> choose_integration(Integrations& integrations,
                                                     WorkspaceId workspace, UserId user,
                                                     const ConnectAsk& ask) {
    if (ask.method.empty() && ask.variant.empty())
        co_return co_await integrations.ready_for(workspace, user, ask.provider);
    const auto named = co_await integrations.find_row(workspace, ask.provider);
    if (!named && named.error().code != Errc::not_found) co_return named.error();
    const bool is_unknown = !named && !integrations.catalog().summary(ask.provider);
    if (is_unknown || (named && fits(*named, ask.method, ask.variant)))
        co_return co_await integrations.ready_for(workspace, user, ask.provider);
    // What the ask does not say stays as the named integration has it.
    const auto method = ask.method.empty() && named ? named->method : ask.method;
    const auto variant = ask.variant.empty() && named ? named->variant : ask.variant;
    const auto& provider = named ? named->provider : ask.provider;
    CO_TRY(auto rows, co_await integrations.list(workspace));
    std::erase_if(rows, [&](const Integration& row) {
        return row.provider != provider || !row.enabled || !fits(row, method, variant);
    });
    if (rows.empty()) co_return none_for(ask);
    if (rows.size() > 1) co_return several_for(rows);
    co_return co_await integrations.ready_for(workspace, user, rows.front().key);
}

}  // namespace fairlead::oauth
