// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/disconnected.h"
#include "api/bulk/bulk_view.h"
#include "api/connect/connect_input.h"
#include "api/mount.h"
#include "api/services.h"
#include "auth/external_users.h"
#include "http/admission.h"
#include "http/rate_limiter.h"

namespace fairlead::api {

using oauth::Bulks;

/// A link of many, and for whom it is.
struct BulkLinkInput : ConnectInput {
    /// The application's own id of that user: with a key that has the scope admin and names nobody
    /// in Fairlead-User.
    std::optional<std::string> user;
};
BOOST_DESCRIBE_STRUCT(BulkLinkInput, (ConnectInput), (user))

/// Many at once, in the background, with a result for each (SPEC A13). Each link counts as a start
/// of its own (SPEC H4): those past the limit fail at once, the others are made.
struct BeginBulk {
    static constexpr Route route{Method::post,
                                 "/api/integrations/bulk",
                                 Access::workspace,
                                 Scope::connections_write,
                                 "Make links, refresh or disconnect many connections",
                                 {.status = 202, .max_body = 2 * 1024 * 1024, .tag = "bulk"}};
    struct Input {
        BulkAction action{};
        std::vector<ConnectionId> connection_ids;  ///< of refresh and disconnect
        std::vector<BulkLinkInput> links;          ///< of link
        std::optional<bool> keep_data;             ///< of disconnect, as KeepData says

        std::vector<Fault> check() const {
            const bool is_link = action == BulkAction::link;
            const std::size_t given = is_link ? links.size() : connection_ids.size();
            const char* const member = is_link ? "/links" : "/connectionIds";
            const char* const other = is_link ? "/connectionIds" : "/links";
            std::vector<Fault> faults;
            if (given == 0 || given > Bulks::most) {
                faults.push_back(
                    {member, "must have from 1 to " + std::to_string(Bulks::most) + " items"});
            }
            if (is_link ? !connection_ids.empty() : !links.empty()) {
                faults.push_back({other, "does not belong to this action"});
            }
            if (keep_data && action != BulkAction::disconnect) {
                faults.push_back({"/keepData", "does not belong to this action"});
            }
            return faults;
        }
    };
    using Output = BulkView;

    Bulks& bulks;
    auth::ExternalUsers& users;
    const http::RateLimiter& limiter;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        std::vector<Bulks::Wish> wishes;
        for (const ConnectionId id : input.connection_ids) {
            Bulks::Wish wish;
            wish.ask.connection = id;
            wishes.push_back(std::move(wish));
        }
        for (BulkLinkInput& link : input.links) {
            CO_TRY(auto wish, co_await wish_of(caller, std::move(link)));
            wishes.push_back(std::move(wish));
        }
        const KeepData data{input.keep_data.value_or(true)};
        CO_TRY(const Bulk bulk, co_await bulks.begin(std::move(caller), input.action,
                                                     std::move(wishes), data.wish()));
        co_return view_of(bulk);
    }

private:
    /// An error is the database's; what is wrong with the link itself is its own result.
    Task<Result<Bulks::Wish>> wish_of(Caller caller, BulkLinkInput link) const {
        Bulks::Wish wish;
        const auto wanted = std::move(link.user);
        wish.ask.link = ask_of<ConnectInput>(std::move(link));
        wish.refused = fault_of(caller, wanted);
        if (wish.refused) co_return wish;
        if (wanted) {
            wish.ask.external_user = *wanted;
            auto name = *wanted;
            const auto user = co_await users.ensure(caller.workspace, std::move(name));
            if (!user && user.error().code != Errc::forbidden) co_return user.error();
            if (!user) {
                wish.refused = user.error();
                co_return wish;
            }
            caller.user = user->id;
        }
        wish.ask.user = caller.user;
        std::string rule = "connect";
        std::string counted = http::limit_key(caller);
        const auto allowed = co_await limiter.check(std::move(rule), std::move(counted));
        if (!allowed) wish.refused = allowed.error();
        co_return wish;
    }

    static std::optional<Error> fault_of(const Caller& caller,
                                         const std::optional<std::string>& wanted) {
        if (wanted && (caller.user || !caller.may(Scope::admin))) {
            return Error{Errc::forbidden,
                         "Only a key with the scope admin, without Fairlead-User, makes links for "
                         "others."};
        }
        if (!wanted && !caller.user) {
            return Error{.code = Errc::invalid,
                         .message = "Say for which user the link is: send user, or Fairlead-User.",
                         .reason = "user_required"};
        }
        if (!wanted) return std::nullopt;
        const auto checked = auth::check_external_id(*wanted);
        if (!checked) return checked.error();
        return std::nullopt;
    }
};
BOOST_DESCRIBE_STRUCT(BeginBulk::Input, (), (action, connection_ids, links, keep_data))

void mount_begin_bulk(Router& router, const Services* services) {
    router.add<BeginBulk>(
        [&] { return BeginBulk{services->bulks, services->external_users, services->limiter}; });
}

}  // namespace fairlead::api
