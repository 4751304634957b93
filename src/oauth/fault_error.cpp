// SPDX-License-Identifier: Apache-2.0
#include "oauth/fault_error.h"

namespace fairlead::oauth {

namespace {

/// What the platform holds against our application is neither its own fault nor the caller's.
bool is_operators(const ConnectFault& fault) {
    return fault.reason && std::string_view{fault.reason} == "provider_config";
}

Errc code_of(const ConnectFault& fault) {
    if (is_operators(fault)) return Errc::conflict;
    switch (fault.failure) {
        case ConnectFailure::rate_limited: return Errc::rate_limited;
        case ConnectFailure::network:
        case ConnectFailure::provider_error: return Errc::provider_failed;
        default: return Errc::invalid;
    }
}

}  // namespace

Error error_of(const ConnectFault& fault) {
    return Error{.code = code_of(fault),
                 .message = fault.message,
                 .detail = fault.detail,
                 .reason = fault.reason ? fault.reason : to_text(fault.failure),
                 .retry_after = fault.retry_after};
}

}  // namespace fairlead::oauth
