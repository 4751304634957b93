// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_message.h"
#include "sandbox/answer.h"
#include "sandbox/parameters.h"
#include "sandbox/realm.h"
#include "sandbox/webhook_handshake.h"

#include <string>
#include <vector>

namespace fairlead::sandbox {

class Platform;
struct Endpoint;

/// A request to the platform on its way.
struct Call {
    std::uint64_t id = 0;  ///< in the ledger
    net::Request request;
    Parameters query;
    Parameters form;
    const Platform* platform = nullptr;
    const Endpoint* endpoint = nullptr;
    Place place = Place::any;
    std::vector<std::string> arguments = {};  ///< what stands for `*` in the endpoint's path
    Subject subject;
    std::vector<PlayedFault> faults;
    std::vector<std::string> issued;               ///< the tokens its answer carries
    std::optional<WebhookGreeting> greeting = {};  ///< sent before the answer goes out

    Occasion occasion(const Realm& realm) const { return {id, realm.clock.now()}; }
    const PlayedFault* find_fault(FaultKind kind) const;
};

/// Reads query, form and place; the form only where the type says it is one.
Call read_call(net::Request request, const Platform& platform, const Endpoint& endpoint);

/// Whether a path is one of an endpoint's, where a segment `*` stands for any.
bool is_path_of(std::string_view pattern, std::string_view path);

/// The origin that the sandbox is called by, to stand before the paths of its links.
std::string origin_of(const Realm& realm);

/// A token of an application for an account, as a call of the platform's API brought it.
struct ApiToken {
    const Token* token = nullptr;  ///< nullptr: it is over, or none of ours
    const Family* family = nullptr;
    bool has_scope(std::string_view scope) const;
};
ApiToken use_api_token(Realm& realm, const Call& call, std::string_view text);

/// Finds out whom a request concerns, from its credentials, code or token.
Subject find_subject(Realm& realm, const Call& call);

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

// Acme's endpoints. Each runs under the front's lock.
Answer show_consent(Realm& realm, Call& call);
Answer answer_token(Realm& realm, Call& call);
Answer answer_revocation(Realm& realm, Call& call);
Answer answer_identity(Realm& realm, Call& call);
Answer answer_metadata(Realm& realm, Call& call);
Answer answer_keys(Realm& realm, Call& call);

}  // namespace fairlead::sandbox
