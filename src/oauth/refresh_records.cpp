// SPDX-License-Identifier: Apache-2.0
#include "oauth/refresh_records.h"

#include "storage/audit_store.h"
#include "storage/event_store.h"
#include "storage/notice_store.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth::records {

using storage::Tx;

namespace {

constexpr const char* engine_itself = "system";

json::object about(const Connection& connection) {
    json::object object;
    object["provider"] = connection.provider;
    object["integration"] = connection.integration;
    return object;
}

Json details_of(const Connection& connection, const char* reason) {
    auto object = about(connection);
    if (reason) object["reason"] = reason;
    return to_json(object);
}

Task<Result<void>> emit(Tx& tx, const Connection& connection, std::string type, Json data, Time at,
                        Random& random) {
    Event event;
    event.id = EventId::create(at, random);
    event.workspace = connection.workspace;
    event.user = connection.user;
    event.type = std::move(type);
    event.connection = connection.id;
    event.data = std::move(data);
    event.at = at;
    return storage::EventStore::insert(tx, std::move(event));
}

Task<Result<void>> emit(Tx& tx, const Connection& connection, std::string type, const char* reason,
                        Time at, Random& random) {
    return emit(tx, connection, std::move(type), details_of(connection, reason), at, random);
}

Task<Result<void>> audit_with(Tx& tx, const Connection& connection, std::string type,
                              std::string result, std::string actor, Time at, Json details) {
    SealedAuditEvent row;
    row.at = at;
    row.event.type = std::move(type);
    row.event.workspace = connection.workspace;
    row.event.user = connection.user;
    row.event.actor = std::move(actor);
    row.event.connection = connection.id;
    row.event.provider = connection.provider;
    row.event.result = std::move(result);
    row.event.details = std::move(details);
    return storage::AuditStore::append(tx, std::move(row));
}

Task<Result<void>> audit(Tx& tx, const Connection& connection, std::string type, std::string result,
                         std::string actor, Time at) {
    return audit_with(tx, connection, std::move(type), std::move(result), std::move(actor), at, {});
}

}  // namespace

Task<Result<void>> refreshed(Tx& tx, const Connection& connection, Time at, Random& random) {
    CO_CHECK(co_await audit(tx, connection, "token_refreshed", "ok", engine_itself, at));
    co_return co_await emit(tx, connection, "connection.refreshed", nullptr, at, random);
}

Task<Result<void>> refresh_failed(Tx& tx, const Connection& connection, std::string kind, Time at,
                                  Random&) {
    return audit(tx, connection, "token_refresh_failed", std::move(kind), engine_itself, at);
}

Task<Result<void>> expired(Tx& tx, const Connection& connection, ConnectionReason reason, Time at,
                           Random& random) {
    CO_CHECK(co_await emit(tx, connection, "connection.expired", to_text(reason), at, random));
    co_return co_await warned(tx, connection, reason, at, random);
}

Task<Result<void>> warned(Tx& tx, const Connection& connection, ConnectionReason reason, Time at,
                          Random& random) {
    Notice notice;
    notice.id = NoticeId::create(at, random);
    notice.workspace = connection.workspace;
    notice.user = connection.user;
    notice.connection = connection.id;
    notice.cause = to_text(reason);
    notice.message = message_for(reason);
    notice.created_at = at;
    CO_TRY(const bool raised, co_await storage::NoticeStore::raise(tx, std::move(notice)));
    if (!raised) co_return ok();
    co_return co_await emit(tx, connection, "notice.raised", to_text(reason), at, random);
}

Task<Result<void>> cleared(Tx& tx, const Connection& connection, Time at, Random& random) {
    CO_TRY(const auto count,
           co_await storage::NoticeStore::clear(tx, connection.workspace, connection.id));
    if (count == 0) co_return ok();
    co_return co_await emit(tx, connection, "notice.cleared", nullptr, at, random);
}

Task<Result<void>> disconnected(Tx& tx, const Connection& connection, std::string actor,
                                SyncedData data, Time at, Random& random) {
    const bool keeps = data == SyncedData::kept;
    json::object wish{{"keepData", keeps}};
    auto details = to_json(wish);
    CO_CHECK(co_await audit_with(tx, connection, "disconnected", "ok", std::move(actor), at,
                                 std::move(details)));
    auto object = about(connection);
    object["keepData"] = keeps;
    auto told = to_json(object);
    co_return co_await emit(tx, connection, "connection.disconnected", std::move(told), at, random);
}

Task<Result<void>> connected(Tx& tx, const Connection& connection, const char* type,
                             std::string actor, Time at, Random& random) {
    const bool is_known = connection.status == ConnectionStatus::connected;
    CO_CHECK(co_await audit(tx, connection, "oauth_completed", is_known ? "ok" : "identity_failed",
                            std::move(actor), at));
    co_return co_await emit(tx, connection, type, nullptr, at, random);
}

std::string message_for(ConnectionReason reason) {
    switch (reason) {
        case ConnectionReason::none: return "";
        case ConnectionReason::dead_refresh_token:
        case ConnectionReason::lost_rotation:
        case ConnectionReason::revoked:
        case ConnectionReason::no_refresh_token: return "Please reconnect your account.";
        case ConnectionReason::refresh_unknown:
            return "The last renewal of this connection got no answer. It may need to be "
                   "reconnected soon.";
        case ConnectionReason::provider_config:
            return "The platform refuses this application. Its operator has been told.";
        case ConnectionReason::member_app_refused:
            return "The platform refuses your own app. Check its client id and secret, or "
                   "reconnect "
                   "with another app.";
        case ConnectionReason::provider_unavailable:
            return "The platform did not answer. We will try again.";
        case ConnectionReason::access_refused:
            return "The platform refuses this account's access, even freshly renewed. Please "
                   "reconnect your account.";
        case ConnectionReason::vault_error:
            return "The stored credential of this account cannot be opened. Please reconnect your "
                   "account; the operator finds why in the log.";
        default: return "Please reconnect your account.";
    }
}

}  // namespace fairlead::oauth::records
