// SPDX-License-Identifier: Apache-2.0
#include "crypto/openssl_error.h"

#include <openssl/err.h>

#include <array>

namespace fairlead::crypto {

Error openssl_error(Errc code, std::string message) {
    std::string detail;
    for (unsigned long number = ERR_get_error(); number != 0; number = ERR_get_error()) {
        std::array<char, 256> text{};
        ERR_error_string_n(number, text.data(), text.size());
        if (!detail.empty()) detail += "; ";
        detail += text.data();
    }
    return Error{code, std::move(message), std::move(detail)};
}

Error openssl_error(std::string message) {
    return openssl_error(Errc::internal, std::move(message));
}

}  // namespace fairlead::crypto
