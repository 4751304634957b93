// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/refresh_flights.h"
#include "oauth/refresh_settle.h"
#include "oauth/refresh_wire.h"

#include <optional>

namespace fairlead::oauth {

/// Why somebody wants a newer token.
enum class Why : std::uint8_t {
    due,           ///< its time came
    needed,        ///< it is over, and somebody wants to use it
    unauthorized,  ///< the platform answered 401 to it
    asked,         ///< a person or an application said so
};

struct RefreshAsk {
    WorkspaceId workspace;
    ConnectionId connection;
    std::optional<std::int64_t> seen;  ///< generation of the token the caller has
    Why why = Why::needed;
};

/// The one refresh of a connection that runs in this process: looks, takes the ticket, calls,
/// settles, until there is an outcome or nobody waits any more. `refresh.md` section 4.
class RefreshFlight {
public:
    RefreshFlight(RefreshEngine& engine, RefreshFlights& flights, RefreshAsk ask);

    /// Errors are ours (the database is away, the engine dies): nothing is known of the token.
    Task<Result<RefreshOutcome>> run();

private:
    using Step = std::optional<RefreshOutcome>;  ///< none: look again
    using Moment = RefreshEngine::Moment;

    // Each of these is one turn of the loop, or its last part (refresh_flight.cpp).
    Task<Result<Step>> look();
    Task<Result<Step>> prepare(const storage::Guard& guard, const storage::TokenRow& row);
    Task<Result<Step>> wait_for_holder(const storage::Guard& guard, const storage::TokenRow& row);
    Task<Result<Step>> attempt(const storage::Guard& guard, const storage::TokenRow& row);
    Task<Result<TicketAnswer>> take(const TicketAsk& ask, const storage::Guard& guard,
                                    Moment& began);
    Task<Result<TicketAnswer>> settle_doubt(Ticket ticket, TicketAnswer answer, Moment began);
    Task<Result<Step>> follow(TicketAnswer answer, storage::Journal::Slot slot, Moment began);
    Task<Result<Step>> answer_forbidden(SendForbidden forbidden);
    Task<Result<Step>> answer_not_refreshable(NotRefreshable found);

    // With a ticket in hand (refresh_landing.cpp).
    Task<Result<Step>> fly(TicketTaken taken, storage::Journal::Slot slot, Moment began);
    Task<Result<Step>> land(const CallMeans& means, const SettleMeans& settle, CallEnd& end);
    bool may_connect_again(const CallEnd& end);
    Task<Result<Step>> land_success(const CallMeans& means, const SettleMeans& settle,
                                    CallEnd& end);
    Task<Result<void>> find_lifetime(const CallMeans& means, Answer& answer);
    Task<Result<Step>> land_refusal(const SettleMeans& settle, const CallEnd& end);
    Task<Result<Step>> land_postponed(const SettleMeans& settle, const CallEnd& end);
    Task<Result<Step>> land_unknown(const SettleMeans& settle, const CallEnd& end);
    Task<Result<Step>> report_vault_error(Ticket ticket, Error error);
    Task<Result<void>> free_slot(storage::Journal::Slot slot);

    Step moved_on(const storage::SealedTokens& tokens, Time now);
    Step good_or_failed(Error error) const;
    void remember(const storage::SealedTokens& tokens, std::vector<std::string> scopes, Time now);
    bool has_outwaited(const storage::Guard& guard);
    Milliseconds time_left() const;
    const catalog::RefreshRules& rules() const { return client_->method().refresh; }

    RefreshEngine& engine_;
    RefreshFlights& flights_;
    RefreshAsk ask_;
    const std::optional<std::int64_t> rejected_;  ///< generation the platform answered 401 to
    std::optional<std::int64_t> watched_epoch_;
    Moment watched_since_{};
    int polls_ = 0;  ///< of that epoch
    bool connected_again_ = false;
    std::shared_ptr<const OAuthClient> client_;
    std::int64_t client_of_ = 0;  ///< the consent that client_ was looked up for
    std::optional<vault::Sealer> sealer_;
    std::optional<AccessToken> alive_;  ///< the stored access token, if it serves
};

}  // namespace fairlead::oauth
