// SPDX-License-Identifier: Apache-2.0
#include "oauth/flow_cookie.h"

#include "crypto/hash.h"

namespace fairlead::oauth {

namespace {

constexpr std::size_t suffix_length = 16;

std::string suffix(const char* use, std::string_view of) {
    return crypto::sha256_hex(std::string{use}.append(of)).substr(0, suffix_length);
}

}  // namespace

std::string flow_cookie_name(std::string_view state) {
    return "__Host-fairlead-flow-" + suffix("flow cookie\n", state);
}

std::string page_cookie_name(std::string_view link_token) {
    return "__Host-fairlead-link-" + suffix("page cookie\n", link_token);
}

}  // namespace fairlead::oauth
