// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "model/connection.h"
#include "model/user.h"
#include "net/http_message.h"
#include "oauth/connect_context.h"
#include "oauth/flow_cookie.h"
#include "oauth/form_input.h"
#include "storage/connect_session_store.h"

namespace fairlead::oauth {

struct ConnectPlan;
struct FormProof;

/// What the page of a connect link asks for: the credential, where the platform has no consent page,
/// and what its addresses need to know.
struct ConnectForm {
    struct Line {
        FormField field;
        std::string value;  ///< typed before; never of a secret
        std::string fault;  ///< empty: nothing is wrong with it
    };
    std::vector<Line> lines;
    std::string message;             ///< of the try before; empty: there was none
    std::string guide;               ///< where the vendor says how to get a key; may be empty
    bool is_before_consent = false;  ///< the platform's own page comes next
};

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
    std::optional<ConnectForm> form;
    std::string redirect_url;  ///< where a form that is right leads
};

/// Where the browser goes after the form.
struct ConnectProceed {
    std::string next_url;              ///< the platform's page; after a form, the application's
    std::optional<FlowCookie> cookie;  ///< of a flow that is on its way to the platform
    std::string spent_cookie;          ///< name of the page's cookie, to be removed
    /// Nowhere: the form is shown again, with what was wrong. The link stays as it was.
    std::optional<ConnectConfirmation> again;
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

    /// The form was sent: uses the link up, binds this browser, answers the platform's URL; or,
    /// where `form` has a platform's credential, connects it and uses the link up by that. Something
    /// that is not right in it uses nothing up.
    /// `cookies`: all the request has. `forbidden` when cookie and `csrf` do not belong together.
    Task<Result<ConnectProceed>> proceed(Caller caller, std::string token, net::Pairs cookies,
                                         std::string csrf, FormInput form);

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
    Task<Result<ConnectConfirmation>> confirmation_of(const storage::ConnectSession& session,
                                                      const ConnectPlan& plan);
    Task<Result<ConnectProceed>> ask_again(const storage::ConnectSession& session,
                                           const ConnectPlan& plan, const FormInput& input,
                                           const FormProof& proof);
    Task<Result<ConnectProceed>> leave(Caller caller, storage::ConnectSession session,
                                       ConnectPlan plan, FormInput input);
    Task<Result<ConnectProceed>> submit(Caller caller, storage::ConnectSession session,
                                        ConnectPlan plan, FormInput input);

    ConnectContext& context_;
};

}  // namespace fairlead::oauth
