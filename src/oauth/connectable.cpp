// SPDX-License-Identifier: Apache-2.0
#include "oauth/connectable.h"

#include "oauth/credential.h"
#include "oauth/form_check.h"
#include "oauth/issue_call.h"

namespace fairlead::oauth {

Result<void> check_kind(catalog::AuthKind kind) {
    if (kind == catalog::AuthKind::oauth2_code || is_form(kind)) return ok();
    return Error{.code = Errc::conflict,
                 .message = std::string{"This version cannot connect platforms by "} +
                            catalog::to_text(kind) + " yet.",
                 .reason = "not_oauth"};
}

Result<void> check_operator_field(const catalog::AuthMethod& method) {
    const auto missing = operator_field(method);
    if (missing.empty()) return ok();
    return Error{
        .code = Errc::conflict,
        .message = "Fairlead cannot keep what this platform wants of its operator yet: \"" +
                   missing + "\".",
        .reason = "integration_not_configured"};
}

Result<void> check_connectable(const catalog::ProviderSpec& provider) {
    const auto& method = provider.method;
    CHECK_OK(check_kind(method.kind));
    if (!is_form(method.kind)) return ok();
    CHECK_OK(check_operator_field(method));
    return is_carried(method.kind) ? check_provable(provider) : check_issue(provider);
}

}  // namespace fairlead::oauth
