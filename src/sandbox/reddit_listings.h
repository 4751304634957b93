// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// Reddit's listings of an account: its posts, its comments and its inbox.
std::span<const Endpoint> reddit_listing_endpoints();
std::span<const RecordKind> reddit_listing_kinds();

// What they share with reddit.cpp.

/// What every call has to pass: it says whose it is, and the quota is not used up.
Answer reddit_gate(Realm& realm, Call& call, Answer (*work)(Realm&, Call&));

/// An endpoint behind the gate.
template <Answer (*work)(Realm&, Call&)>
Answer at_reddits_gate(Realm& realm, Call& call) {
    return reddit_gate(realm, call, work);
}

/// In the body of an API call, `error` is the status itself.
Answer reddit_error(int status, std::string_view message);
/// 401 or 403; what is wrong with the token stands in the header alone.
Answer reddit_token_error(int status, std::string_view error);

/// Texts are escaped for HTML unless the call says raw_json=1.
std::string reddit_text(const Call& call, std::string text);

/// The user name of an account, and the account of a user name; "" where there is none.
std::string_view reddit_name_of(std::string_view account);
std::string_view reddit_account_of(std::string_view name);

}  // namespace fairlead::sandbox
