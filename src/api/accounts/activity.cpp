// SPDX-License-Identifier: Apache-2.0
#include "api/audit_page.h"
#include "api/mount.h"
#include "api/services.h"
#include "oauth/connections_service.h"

#include <boost/json/value.hpp>

namespace fairlead::api {

/// Who did it, as far as the owner of the account is told.
enum class ActivityActor : std::uint8_t {
    person,   ///< somebody who had signed in
    program,  ///< an application with a key or a token
    system,   ///< Fairlead by itself
};
BOOST_DESCRIBE_ENUM(ActivityActor, person, program, system)

/// One thing that happened to an account: a row of the audit log without what is only an admin's.
struct ActivityItem {
    Time time;
    std::string action;   ///< the audit log's type, e.g. token_refreshed
    std::string outcome;  ///< "ok" or an error kind
    std::string detail;   ///< the reason, where there is one
    ActivityActor actor = ActivityActor::system;
};
BOOST_DESCRIBE_STRUCT(ActivityItem, (), (time, action, outcome, detail, actor))

struct AccountActivity {
    static constexpr Route route{Method::get,
                                 "/api/integrations/accounts/{id}/activity",
                                 Access::user,
                                 Scope::connections_read,
                                 "List what happened to one of the user's accounts, newest first",
                                 {.cors = Cors::none, .tag = "accounts"}};
    struct Input : ListInput {
        ConnectionId id;
    };
    using Output = http::Page<ActivityItem>;

    oauth::ConnectionsService& connections;
    audit::AuditTrail& audit;
    const Cursors& cursors;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        // Whose it is, first: what is somebody else's is not found.
        std::string any_provider;
        std::string account = input.id.text();
        CO_CHECK(co_await connections.find(caller, std::move(any_provider), std::move(account)));
        storage::AuditStore::Filter filter;
        filter.connection = input.id;
        std::string list = "activity\n" + input.id.text();
        ListInput wanted{input.limit, input.cursor};
        co_return co_await audit_page<ActivityItem>(audit, cursors, std::move(caller),
                                                    std::move(list), std::move(filter),
                                                    std::move(wanted), &item_of);
    }

private:
    static ActivityItem item_of(audit::AuditTrail::Entry entry) {
        return {.time = entry.at,
                .action = std::move(entry.event.type),
                .outcome = std::move(entry.event.result),
                .detail = reason_of(entry.event.details),
                .actor = actor_of(entry.event.actor)};
    }

    static std::string reason_of(const Json& details) {
        const auto parsed = parse_json(details.text);
        const auto* object = parsed ? parsed->if_object() : nullptr;
        const auto* reason = object != nullptr ? object->if_contains("reason") : nullptr;
        const auto* text = reason != nullptr ? reason->if_string() : nullptr;
        return text != nullptr ? std::string{text->data(), text->size()} : std::string{};
    }

    static ActivityActor actor_of(std::string_view actor) {
        if (actor.starts_with("session") || actor.starts_with("link:"))
            return ActivityActor::person;
        if (actor.starts_with("api_key") || actor == "jwt") return ActivityActor::program;
        return ActivityActor::system;
    }
};
BOOST_DESCRIBE_STRUCT(AccountActivity::Input, (ListInput), (id))

void mount_account_activity(Router& router, const Services* services) {
    router.add<AccountActivity>(
        [&] { return AccountActivity{services->connections, services->audit, services->cursors}; });
}

}  // namespace fairlead::api
