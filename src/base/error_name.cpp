// SPDX-License-Identifier: Apache-2.0
#include "base/error_name.h"

namespace fairlead {

std::string_view name_of(Errc code) {
    switch (code) {
        case Errc::invalid: return "invalid";
        case Errc::unauthenticated: return "unauthenticated";
        case Errc::forbidden: return "forbidden";
        case Errc::not_found: return "not_found";
        case Errc::conflict: return "conflict";
        case Errc::too_large: return "too_large";
        case Errc::rate_limited: return "rate_limited";
        case Errc::reconnect_required: return "reconnect_required";
        case Errc::provider_failed: return "provider_failed";
        case Errc::unavailable: return "unavailable";
        case Errc::timeout: return "timeout";
        case Errc::cancelled: return "cancelled";
        case Errc::internal: return "internal";
    }
    return "internal";
}

std::string_view name_of(const Error& error) {
    return error.reason != nullptr ? error.reason : name_of(error.code);
}

}  // namespace fairlead
