// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/api_call.h"
#include "oauth/fetch_end.h"
#include "oauth/form_connect.h"
#include "oauth/tokens.h"

namespace fairlead::oauth {

/// What a connection's platform says of it now (ux.md 28).
struct CheckedConnection {
    /// `complete`: it works. Else as a page of a fetch may end.
    FetchEnd end = FetchEnd::complete;
    std::optional<Milliseconds> latency;  ///< of the last call; none: none was made
    std::string message;                  ///< whose fault it is and what to do; empty when it works
    std::string detail;                   ///< the platform's own words, for the operator; no secret
    std::optional<Seconds> wait;
    Time checked_at{};

    bool works() const { return end == FetchEnd::complete; }
};

/// Asks a platform whether it takes a connection's token, by the call that tells whose account it
/// is: nothing changes there. A token that is refused is renewed once and shown again, so that what
/// is found dead here is marked as everywhere, and its user is told; so is one whose renewed token
/// is refused too (`access_refused`), until the platform takes one. Where a token is issued for what
/// a person typed in and nothing else can be asked, the question is another one. What fails on the way is not
/// tried again: who asks wants to know how it stands now. Thread-safe.
class ConnectionCheck {
public:
    ConnectionCheck(ConnectContext& context, Tokens& tokens, FormConnect& form)
        : context_(context), tokens_(tokens), form_(form) {}

    /// Errors: those of `Tokens` but for `reconnect_required`, which is an end; and `conflict` with
    /// the reason "no_question" for a provider whose file names no such call.
    Task<Result<CheckedConnection>> check(Connection connection);

private:
    struct Subject;
    Task<Result<CheckedConnection>> ask(Subject subject);
    Task<Result<CheckedConnection>> ask_form(Subject subject);
    Task<Result<CheckedConnection>> ask_anew(Subject subject);
    Task<Result<CheckedConnection>> call(Subject subject, Secret token);

    ConnectContext& context_;
    Tokens& tokens_;
    FormConnect& form_;
};

}  // namespace fairlead::oauth
