// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "catalog/provider_spec.h"
#include "model/token_set.h"

#include <string_view>

namespace fairlead::oauth {

/// A token endpoint's success, read. Holds tokens in the clear: keep it short.
struct TokenAnswer {
    TokenSet tokens;
    Secret id_token;       ///< empty: none came
    json::value document;  ///< the whole answer, for captured variables and identity; secret
};

/// How an answer is read beyond what its Request says.
struct ReadOptions {
    /// Against which an `expires_at` becomes a lifetime: when the request left.
    Time sent_at{};
    /// The lifetime where the answer has none.
    std::optional<Seconds> lifetime;
    /// The answer may lack an access token: the old one goes on (`refresh.keeps_access`).
    bool keeps_access = false;
};

/// The longest lifetime believed. More is a platform that counts in other units.
constexpr Seconds longest_lifetime{10LL * 365 * 24 * 3600};

/// Reads the body of a token response (RFC 6749 section 5.1): one JSON object; pairs where the
/// request says so; the token alone where it is read at "", the whole document; at most 256 KiB, 32 deep, no member twice, UTF-8 with or without a mark.
/// Members we do not know are ignored, and tokens may have any length.
///
/// Refused (`invalid`, never quoting the body): anything else, no access token, a token type that
/// is not Bearer. A lifetime that is missing, null, negative, zero or no number is not known, and
/// does not spoil a token that came; one beyond `longest_lifetime` is cut to that.
Result<TokenAnswer> parse_token_answer(std::string_view body, const catalog::Request& request,
                                       const ReadOptions& options);

/// The lifetime that a document tells where `read` says: expires_in, else the time left until
/// expires_at, else the options'. None: not known, as above.
std::optional<Seconds> lifetime_in(const json::value& document, const catalog::TokenFields& read,
                                   const ReadOptions& options);

/// The body as a document: the JSON, the pairs as an object of strings, or the token as a string.
/// Same refusals.
Result<json::value> parse_token_document(std::string_view body, const catalog::Request& request);

}  // namespace fairlead::oauth
