// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "oauth/captured_vars.h"
#include "oauth/oauth_client.h"
#include "oauth/token_outcome.h"
#include "oauth/token_request.h"

/// Calls for tokens that a platform issues for what a person typed in, as often as it is asked: the
/// client credentials grant (RFC 6749 section 4.4), whose client is the account's own, the JWT grant
/// (RFC 7523), whose key is, and the platforms' own log-ins. The credential is kept where a refresh token would be.
namespace fairlead::oauth {

/// `conflict`, "not_oauth": the calls want what this version cannot do (XML, cookies, an
/// assertion that the file does not describe, or in SAML), or must not (a user's password for a
/// token, RFC 9700 section 2.4), or the platform's API wants the credential beside the token.
Result<void> check_issue(const catalog::ProviderSpec& provider);

/// One issue under way: its calls in order, and what those that were answered have brought. Only the
/// last of them, the token call, brings what is kept; the others are nothing without it, and cost
/// nothing when they are lost.
struct Issue {
    std::vector<catalog::Request> before;  ///< the calls before the token call
    Vars vars;                             ///< the connection's, and those that answers brought
    std::vector<json::value> answers;      ///< to the first of `before`; secret

    static Issue of(const catalog::AuthMethod& method, Vars vars);
    /// The token call comes next.
    bool is_last() const { return answers.size() == before.size(); }
    const catalog::Request& next(const catalog::AuthMethod& method) const;
};

/// The call that comes next. `packed`: the credential (credential.h). `conflict` where that is of another
/// form than the provider's file now has; `invalid` for a private key that is none, and for an answer that lacks
/// what the call wants, or names no https URL where the call goes.
Result<net::ClientRequest> build_issue_call(const OAuthClient& client, const Issue& issue,
                                            const Secret& packed, Time now, Random& random);

/// Judges the answer to a call before the token call. What does not succeed is `refused` where it
/// says no to the credential, and otherwise of the kinds after which nothing was done: no token was
/// asked for yet. The document of a success is for `take_answer`.
TokenOutcome judge_answer_before(const catalog::AuthMethod& method, const Issue& issue,
                                 const net::Exchange& exchange, Time now);

/// The issue goes on with it. `provider_failed` where it lacks a variable, or has one that does not fit.
Result<void> take_answer(const catalog::AuthMethod& method, Issue& issue, json::value document);

/// The method's revocation of one token that was issued so.
Result<net::ClientRequest> build_issue_revocation(const OAuthClient& client, const Vars& vars,
                                                  const Secret& packed, const Secret& token,
                                                  Time now);

}  // namespace fairlead::oauth
