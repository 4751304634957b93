// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// The client and the redirect URI of an authorization request; without both nobody is sent
/// anywhere, and the answer is a page.
struct Asker {
    const Client* client = nullptr;
    std::optional<Answer> refusal = {};
};
Asker find_asker(const Realm& realm, const Call& call);

/// The request as the query tells it, with the faults that it asks for.
Result<ConsentRequest> read_consent(const Realm& realm, const Call& call, const Client& client);

/// Shows the page, or answers for the user where the query or the client's settings say so.
Answer ask_consent(Realm& realm, Call& call, const Client& client, ConsentRequest request);

/// The page's form: the same for every platform.
Answer decide_consent(Realm& realm, Call& call);

/// Back to the application with an error (RFC 6749 section 4.1.2.1).
Answer send_error(const Realm& realm, const ConsentRequest& request, net::Pairs error);

Answer error_page(const Realm& realm, const std::string& message);

}  // namespace fairlead::sandbox
