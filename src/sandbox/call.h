// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"
#include "sandbox/acme.h"
#include "sandbox/answer.h"
#include "sandbox/parameters.h"

#include <string>
#include <vector>

namespace fairlead::sandbox {

/// A request to the platform on its way.
struct Call {
    std::uint64_t id = 0;  ///< in the ledger
    net::Request request;
    Parameters query;
    Parameters form;
    Place place = Place::any;
    Subject subject;
    std::vector<PlayedFault> faults;
    std::vector<std::string> issued;  ///< the tokens its answer carries

    Occasion occasion(const Acme& acme) const { return {id, acme.clock.now()}; }
    const PlayedFault* find_fault(FaultKind kind) const;
};

/// Reads query, form and place; the form only where the type says it is one.
Call read_call(net::Request request);

/// Finds out whom a request concerns, from its credentials, code or token.
Subject find_subject(Acme& acme, const Call& call);

/// The token of an Authorization header (RFC 6750 section 2.1), or "".
std::string_view bearer_token(const net::Request& request);

/// What a client says of itself.
struct Credentials {
    std::string id;
    std::string secret;
    bool basic = false;      ///< in the header
    bool malformed = false;  ///< or given in two ways at once
};
Credentials read_credentials(const Call& call);

// The platform's endpoints. Each runs under the front's lock.
Answer show_consent(Acme& acme, Call& call);
Answer decide_consent(Acme& acme, Call& call);
Answer answer_token(Acme& acme, Call& call);
Answer answer_revocation(Acme& acme, Call& call);
Answer answer_identity(Acme& acme, Call& call);
Answer answer_metadata(Acme& acme, Call& call);
Answer answer_keys(Acme& acme, Call& call);

}  // namespace fairlead::sandbox
