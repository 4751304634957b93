// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "model/connection.h"
#include "model/user.h"
#include "net/http_message.h"
#include "oauth/connect_context.h"
#include "oauth/flow_cookie.h"
#include "storage/connect_session_store.h"

namespace fairlead::oauth {

/// What the page of a connect link shows before anything happens.
struct ConnectConfirmation {
    std::string provider;       ///< the integration's key
    std::string provider_name;  ///< "Acme"
    std::string asker;  ///< whose account gets it: e-mail, or the application's name for them
    std::vector<std::string> scopes;  ///< in words, where the catalogue has them
    bool reconnect = false;
    bool needs_finish = false;  ///< the application's backend has the last word
    Time expires_at{};
    std::string csrf;   ///< goes into the form, comes back with it
    FlowCookie cookie;  ///< set with the page, sent with the form
};

/// Where the browser goes after the form.
struct ConnectProceed {
    std::string auth_url;
    FlowCookie cookie;
    std::string spent_cookie;  ///< name of the page's cookie, to be removed
};

struct ConnectFinished {
    ConnectionId connection;
    std::string provider;
    std::string account_name;
    ConnectionStatus status = ConnectionStatus::connected;
};

/// The hosted page of a connect link (SPEC D8, J0; security.md S1-S3). Thread-safe.
class ConnectPage {
public:
    explicit ConnectPage(ConnectContext& context) : context_(context) {}

    /// Changes nothing: whoever only looks (a link scanner) does not use the link up. `not_found`
    /// for a link that is unknown, used or over; `forbidden` when the browser is signed in here as
    /// somebody else (audited as connect.user_mismatch). `caller` may be nobody.
    Task<Result<ConnectConfirmation>> show(Caller caller, std::string token);

    /// The form was sent: uses the link up, binds this browser, answers the platform's URL.
    /// `cookies`: all the request has. `forbidden` when cookie and `csrf` do not belong together.
    Task<Result<ConnectProceed>> proceed(Caller caller, std::string token, net::Pairs cookies,
                                         std::string csrf);

    /// The application's backend proves that the user who began is the one who came back. Right:
    /// the connection is live. `forbidden` for a wrong verifier; `not_found` where there is no
    /// such session in the caller's workspace; `conflict` where the user has not been at the
    /// platform yet, or it took longer than five minutes.
    Task<Result<ConnectFinished>> finish(Caller caller, ConnectSessionId session,
                                         Secret code_verifier);

    /// Revokes and forgets results nobody finished, and sessions that are over. For a job, every
    /// minute; answers how many results it dropped.
    Task<Result<std::int64_t>> drop_abandoned();

private:
    Task<Result<void>> drop(storage::ConnectResult result);

    ConnectContext& context_;
};

}  // namespace fairlead::oauth
