// SPDX-License-Identifier: Apache-2.0
#include "sandbox/consent.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

/// RFC 7636 section 4.2: 43 characters of base64url for S256.
bool is_challenge(std::string_view text) {
    const auto bytes = base64url_decode(text);
    return bytes && bytes->size() == 32;
}

struct Flaw {
    const char* error = nullptr;
    const char* description = "";
};

Flaw find_flaw(const Parameters& query, const std::vector<std::string>& scopes) {
    if (!query.has("response_type")) return {"invalid_request", "response_type is missing."};
    if (query.find("response_type") != "code") {
        return {"unsupported_response_type", "Only codes are given."};
    }
    if (!query.has("code_challenge")) return {"invalid_request", "PKCE is needed."};
    if (query.find("code_challenge_method") != "S256") {
        return {"invalid_request", "The code challenge method must be S256."};
    }
    if (!is_challenge(query.find("code_challenge"))) {
        return {"invalid_request", "The code challenge is malformed."};
    }
    const auto& known = acme_scopes();
    for (const std::string& scope : scopes) {
        if (std::find(known.begin(), known.end(), scope) == known.end()) {
            return {"invalid_scope", "There is no such scope."};
        }
    }
    return {};
}

}  // namespace

/// RFC 6749 section 4.1.1.
Answer show_consent(Realm& realm, Call& call) {
    const Asker asker = find_asker(realm, call);
    if (asker.refusal) return *asker.refusal;
    auto request = read_consent(realm, call, *asker.client);
    if (!request) return error_page(realm, request.error().message);
    request->nonce = call.query.find("nonce");
    const Flaw flaw = find_flaw(call.query, request->scopes);
    if (flaw.error) {
        return send_error(realm, *request,
                          {{"error", flaw.error}, {"error_description", flaw.description}});
    }
    return ask_consent(realm, call, *asker.client, *std::move(request));
}

}  // namespace fairlead::sandbox
