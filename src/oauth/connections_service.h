// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "model/user.h"
#include "oauth/connect_start.h"
#include "oauth/connection_view.h"
#include "oauth/database_time.h"
#include "oauth/disconnector.h"
#include "oauth/form_connect.h"
#include "oauth/integrations.h"
#include "oauth/refresher.h"
#include "storage/connect_attempt_store.h"
#include "storage/connection_store.h"
#include "storage/settings_store.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace fairlead::oauth {

/// A user's connections: what is shown of them and what may be done with them. Everything is of
/// `caller.user` in `caller.workspace`: without a user `invalid`, and what is somebody else's is
/// `not_found`. Thread-safe.
class ConnectionsService {
public:
    struct Services {
        storage::Database& database;
        vault::Vault& vault;
        Integrations& integrations;
        Refresher& refresher;
        Disconnector& disconnector;
        ConnectStart& connect;
        FormConnect& form;
        const DatabaseTime& time;
        const Clock& clock;
        Random& random;
    };

    explicit ConnectionsService(Services services);

    // -- looking ---------------------------------------------------------------------------------

    struct Listing {
        std::vector<ConnectionView> connections;  ///< oldest first
        std::vector<LastAttempt> attempts;        ///< one per integration at most
    };
    Task<Result<Listing>> list(Caller caller, bool include_disconnected);
    Task<Result<ConnectionView>> get(Caller caller, ConnectionId id);

    /// SPEC Words: `account` is a connection id, or the platform's account id (decoded from the
    /// path already). `provider` empty: any. No user 400, several matches 409, a connection of
    /// another integration 404. Disconnected ones are found by id alone.
    Task<Result<Connection>> find(Caller caller, std::string provider, std::string account);
    /// The only live connection of the user at `provider`; several: 409 listing them in `faults`.
    Task<Result<Connection>> find_only(Caller caller, std::string provider);

    // -- changing --------------------------------------------------------------------------------

    /// Connects what has a form in place of a consent page: as FormConnect::connect().
    Task<Result<Connection>> connect_by_form(Caller caller, ConnectAsk ask, FormInput input);

    /// The application's own metadata, merged as RFC 7396 says: null removes. `patch` is a JSON
    /// object; the result has at most 16 KiB.
    Task<Result<ConnectionView>> patch_metadata(Caller caller, ConnectionId id, Json patch);

    struct Settings {
        Json settings;
        bool is_enabled = true;
        std::optional<Time> updated_at;
    };
    Task<Result<Settings>> settings(Caller caller, std::string provider);
    /// The integrations that the user has paused; none without a user.
    Task<Result<std::set<IntegrationId>>> paused(Caller caller);
    /// None: as it is. `settings` is a JSON object of at most 64 KiB. Told as settings.changed.
    Task<Result<Settings>> put_settings(Caller caller, std::string provider,
                                        std::optional<Json> settings,
                                        std::optional<bool> is_enabled);

    struct DisconnectAnswer {
        GrantFate grant = GrantFate::none;
        std::string message;  ///< for the user: what became of the grant at the platform
    };
    Task<Result<DisconnectAnswer>> disconnect(Caller caller, ConnectionId id,
                                              SyncedData data = SyncedData::kept);

    struct RefreshAnswer {
        bool success = false;  ///< false: the present token still serves, `message` says why
        std::optional<Time> expires_at;
        std::string message;
    };
    /// SPEC A8, on demand. What a form brought cannot be renewed: the platform is asked whether it
    /// takes it still. Errors: `reconnect_required`, `provider_failed` and kin.
    Task<Result<RefreshAnswer>> refresh(Caller caller, ConnectionId id);

private:
    Task<Result<Connection>> own(Caller caller, ConnectionId id);
    Task<Result<std::vector<Connection>>> live(const Caller& caller, std::string provider);
    Task<Result<bool>> can_refresh(const Connection& connection);
    Task<Result<ConnectionView>> view(const Connection& connection);
    static void show_orphan(ConnectionView& shown);
    Task<Result<OnDisconnect>> on_disconnect(const Connection& connection);
    Task<Result<std::vector<LastAttempt>>> attempts_of(const Caller& caller);

    Services services_;
    storage::ConnectionStore connections_;
    storage::ConnectAttemptStore attempts_;
    storage::SettingsStore settings_;
};

}  // namespace fairlead::oauth
