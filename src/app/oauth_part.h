// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/foundation.h"
#include "model/audit.h"
#include "oauth/bulk_work.h"
#include "oauth/callback.h"
#include "oauth/connect_page.h"
#include "oauth/connect_start.h"
#include "oauth/connection_check.h"
#include "oauth/connections_service.h"
#include "oauth/disconnector.h"
#include "oauth/form_connect.h"
#include "oauth/identity_retry.h"
#include "oauth/integrations.h"
#include "oauth/member_apps.h"
#include "oauth/refresh_sweep.h"
#include "oauth/refresher.h"
#include "oauth/revocations.h"
#include "oauth/tokens.h"

namespace fairlead::app {

/// Connections and their tokens: everything of `oauth/`, wired.
struct OAuthPart {
    OAuthPart(Foundation& base, AuditSink& audit);
    ~OAuthPart();
    OAuthPart(const OAuthPart&) = delete;
    OAuthPart& operator=(const OAuthPart&) = delete;

    /// Replays the journal, once the integrations are loaded: before anything is served.
    Task<Result<void>> recover();
    /// Sweep, revocations and housekeeping.
    void start();
    /// Ends them; refreshes that fly go on. Blocks the calling thread, which is not a loop's.
    void stop_background();

    Foundation& base;
    oauth::Integrations integrations;
    oauth::MemberApps member_apps;
    oauth::Refresher refresher;
    oauth::RefreshSweep sweep;
    oauth::Revocations revocations;
    oauth::Disconnector disconnector;
    oauth::Tokens tokens;
    oauth::ConnectContext connect_context;
    oauth::ConnectStart connect_start;
    oauth::ConnectPage connect_page;
    oauth::Callback callback;
    oauth::FormConnect form_connect;
    oauth::IdentityRetry identity_retry;
    oauth::ConnectionCheck checks;
    oauth::ConnectionsService connections;
    oauth::Bulks bulks;
    oauth::BulkWork bulk_work;

private:
    Task<Result<void>> drop_abandoned_for_ever();
    Task<Result<void>> drop_old_bulks_for_ever();
    Task<Result<void>> wipe_member_apps_for_ever();
};

}  // namespace fairlead::app
