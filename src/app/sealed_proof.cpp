// SPDX-License-Identifier: Apache-2.0
#include "app/sealed_proof.h"

#include "audit/sealed_address.h"
#include "oauth/bulk_work.h"
#include "oauth/client_secret_place.h"
#include "oauth/completion.h"
#include "oauth/registered_client.h"
#include "oauth/sealed_tokens.h"
#include "storage/copy/sealed_values.h"
#include "vault/proof.h"

namespace fairlead::app {
namespace {

using storage::SealedKind;
using storage::SealedValue;

constexpr std::int64_t most_named = 5;
constexpr auto wrapping_keys = "SELECT DISTINCT master_key_id FROM data_keys ORDER BY 1";

vault::Place place_of(const SealedValue& value) {
    const ConnectionId connection{value.row};
    switch (value.kind) {
        case SealedKind::client_secret:
            return oauth::client_secret_place(IntegrationId{value.row}, value.generation);
        case SealedKind::secret_vars:
            return oauth::secret_vars_place(IntegrationId{value.row}, value.generation);
        case SealedKind::client_registration:
            return oauth::registration_place(ClientRegistrationId{value.row}, value.generation);
        case SealedKind::access_token:
            return oauth::access_place(connection, value.consent, value.generation);
        case SealedKind::refresh_token:
            return oauth::refresh_place(connection, value.consent, value.generation);
        case SealedKind::journal_key: return oauth::journal_key_place(connection, value.consent);
        case SealedKind::spare:
            return oauth::spare_place(AttemptId{value.row}, value.connection, value.consent);
        case SealedKind::connect_result: return oauth::result_place(ConnectSessionId{value.row});
        case SealedKind::revocation:
            return oauth::revocation_place(RevocationId{value.row}, value.consent);
        case SealedKind::link: return oauth::link_place(BulkItemId{value.row});
        case SealedKind::address: return audit::address_place(value.event, value.at);
        case SealedKind::data_key: break;
    }
    return {"data_keys", "wrapped", value.row};
}

Result<void> prove(const vault::Keyring& keyring, const SealedValue& value) {
    if (value.kind == SealedKind::data_key) return vault::prove_key(keyring, *value.key);
    return vault::prove_value(keyring, *value.key, place_of(value), value.sealed);
}

void count(SealedCount& counted, const vault::Keyring& keyring, const storage::SealedColumn& column,
           const SealedValue& value, const storage::Say& say) {
    if (!value.key) {
        ++counted.erased;
        return;
    }
    const auto proven = prove(keyring, value);
    if (proven) {
        ++counted.opened;
        return;
    }
    if (++counted.broken > most_named) return;
    say(std::string{column.table} + "." + column.column + ": " + proven.error().detail);
}

}  // namespace

Result<void> check_master_keys(storage::CopySide& side, const vault::Keyring& keyring) {
    TRY(const auto rows, side.run(wrapping_keys, {}));
    for (const storage::Row& row : rows) {
        const std::string id = row.text(0);
        if (keyring.find(id)) continue;
        return Error{Errc::conflict,
                     side.place() + ": what is sealed there needs the master key \"" + id +
                         "\", which is not among yours. Give the key file of its server "
                         "(FAIRLEAD_KEY_FILE); the copy proves with it that every value opens."};
    }
    return ok();
}

Result<SealedCount> open_every_value(storage::CopySide& side, const vault::Keyring& keyring,
                                     const storage::Say& say) {
    SealedCount counted;
    for (const storage::SealedColumn& column : storage::sealed_columns()) {
        const auto visit = [&](const SealedValue& value) -> Result<void> {
            count(counted, keyring, column, value, say);
            return ok();
        };
        CHECK_OK(storage::each_sealed_value(side, column, visit));
    }
    return counted;
}

}  // namespace fairlead::app
