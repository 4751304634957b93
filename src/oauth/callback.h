// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/user.h"
#include "net/http_message.h"
#include "oauth/connect_ask.h"
#include "oauth/connect_context.h"
#include "oauth/connect_failure.h"
#include "oauth/form_callback.h"

namespace fairlead::oauth {

/// What the platform's redirect brought. Everything in it is hostile until checked.
struct CallbackAsk {
    Caller caller;         ///< of kind `open`, or the browser's session
    std::string provider;  ///< from the path
    CallbackPath path = CallbackPath::integrations_callback;
    net::Pairs parameters;  ///< of the query, decoded, in order, duplicates and all
    net::Pairs cookies;
};

struct CallbackAnswer {
    /// Where a browser goes (303): the flow's redirectUrl, or the default page, with status,
    /// provider, account, error and their aliases in its query.
    std::string redirect_url;
    std::optional<ConnectFailure> failure;  ///< none: connected
    std::string message;                    ///< for the user, with `failure`
    std::optional<Seconds> retry_after;
    std::optional<ConnectionId> connection;  ///< stored, live or in `error`
    std::string provider;                    ///< empty when the state is unknown
    /// The state is none of a live flow of this browser: who does not prefer text/html gets 400
    /// invalid_state.
    bool is_refused = false;
    std::string spent_cookie;  ///< name of the flow's cookie, to be removed; may be empty
};

/// The way back from the platform (SPEC A4; security.md section 1). Thread-safe.
///
/// In order: parameters well formed; state known, unused, in time — and used up from here on,
/// whatever follows; cookie of this flow; session of the same user; path and integration of this
/// flow; configuration unchanged; `iss`; denial; with OAuth 1.0a the flow's request token. Only then is the code sent. Every failure is
/// audited, and kept 24 h as the user's last attempt.
///
/// A reconnect that brings another account stores nothing: kind `invalid_credentials`, with
/// `reason=other_account` in the redirect's query, and the new tokens are revoked where that
/// reaches no live connection. The user chooses: reconnect with the right account, or connect the
/// other one as one more. An Error is ours (the database is away), never the platform's.
class Callback {
public:
    explicit Callback(ConnectContext& context) : context_(context) {}

    Task<Result<CallbackAnswer>> handle(CallbackAsk ask);

    /// Where a browser goes whose answer came as another site's form; see callback_of_form().
    std::optional<std::string> of_form(CallbackPath path, const std::string& provider,
                                       const net::Pairs& parameters) const {
        return callback_of_form(context_.options.public_url, path, provider, parameters);
    }
    /// Where it goes when that was none: to its refusal.
    std::string refusing(CallbackPath path, const std::string& provider) const {
        return callback_url(context_.options.public_url, path, provider);
    }

private:
    ConnectContext& context_;
};

}  // namespace fairlead::oauth
