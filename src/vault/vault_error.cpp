// SPDX-License-Identifier: Apache-2.0
#include "vault/vault_error.h"

#include "vault/vault.h"

#include <string_view>

namespace fairlead::vault {

namespace {

constexpr const char* vault_error_reason = "vault_error";

}  // namespace

Error vault_error(std::string why, std::source_location where) {
    Error error{Errc::internal,
                "A stored credential cannot be opened. Nothing was changed. The operator finds why "
                "in the log; \"fairlead keys verify\" checks every key.",
                std::move(why), vault_error_reason};
    error.where = where;
    return error;
}

Error keyring_error(std::string what_to_do, std::source_location where) {
    Error error{Errc::internal, std::move(what_to_do), {}, vault_error_reason};
    error.where = where;
    return error;
}

bool is_vault_error(const Error& error) {
    return error.reason != nullptr && std::string_view{error.reason} == vault_error_reason;
}

}  // namespace fairlead::vault
