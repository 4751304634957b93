// SPDX-License-Identifier: Apache-2.0
#include "api/audit_event.h"
#include "api/audit_page.h"
#include "api/mount.h"
#include "api/services.h"
#include "base/text.h"

namespace fairlead::api {

/// One thing that happened (SPEC H5).
struct AuditItem {
    std::int64_t sequence = 0;
    Time at;
    std::string type;
    std::optional<UserId> user_id;
    std::string actor;
    std::optional<ConnectionId> connection_id;
    std::string provider;
    std::string result;
    std::string address;  ///< empty: none, or of a user who was erased
    std::string request_id;
    Json details;
};
BOOST_DESCRIBE_STRUCT(AuditItem, (),
                      (sequence, at, type, user_id, actor, connection_id, provider, result, address,
                       request_id, details))

struct ListAudit {
    static constexpr Route route{Method::get,
                                 "/api/admin/audit",
                                 Access::admin,
                                 Scope::none,
                                 "List what happened, newest first",
                                 {.cors = Cors::none, .tag = "admin"}};
    struct Input : ListInput {
        std::optional<UserId> user;
        std::optional<ConnectionId> connection;
        std::optional<std::string> type;
        std::optional<Time> from;   ///< inclusive
        std::optional<Time> until;  ///< exclusive
    };
    using Output = http::Page<AuditItem>;

    audit::AuditTrail& audit;
    const Cursors& cursors;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        if (!input.cursor) {
            AuditEvent event = audit_event(caller, "audit_read");
            CO_CHECK(co_await audit.record(std::move(event)));
        }
        std::string list = name_of(input);
        storage::AuditStore::Filter filter = filter_of(input);
        ListInput wanted{input.limit, input.cursor};
        co_return co_await audit_page<AuditItem>(audit, cursors, std::move(caller), std::move(list),
                                                 std::move(filter), std::move(wanted), &item_of);
    }

private:
    static storage::AuditStore::Filter filter_of(const Input& input) {
        return {.user = input.user,
                .connection = input.connection,
                .type = input.type,
                .from = input.from,
                .until = input.until,
                .before = {}};
    }

    static std::string name_of(const Input& input) {
        const auto text = [](const auto& value) { return value ? value->text() : std::string{}; };
        const auto time = [](const auto& value) {
            return value ? std::to_string(to_unix_ms(*value)) : std::string{};
        };
        return join({"audit", text(input.user), text(input.connection), input.type.value_or(""),
                     time(input.from), time(input.until)},
                    "\n");
    }

    static AuditItem item_of(audit::AuditTrail::Entry entry) {
        AuditEvent& event = entry.event;
        return {.sequence = entry.sequence,
                .at = entry.at,
                .type = std::move(event.type),
                .user_id = event.user,
                .actor = std::move(event.actor),
                .connection_id = event.connection,
                .provider = std::move(event.provider),
                .result = std::move(event.result),
                .address = std::move(event.address),
                .request_id = std::move(event.request_id),
                .details = std::move(event.details)};
    }
};
BOOST_DESCRIBE_STRUCT(ListAudit::Input, (ListInput), (user, connection, type, from, until))

void mount_list_audit(Router& router, const Services* services) {
    router.add<ListAudit>([&] { return ListAudit{services->audit, services->cursors}; });
}

}  // namespace fairlead::api
