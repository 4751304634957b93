// SPDX-License-Identifier: Apache-2.0
#include "api/accounts/disconnected.h"
#include "api/connect/connect_input.h"
#include "api/mount.h"
#include "api/services.h"
#include "http/admission.h"
#include "http/problem.h"
#include "http/rate_limiter.h"
#include "oauth/connections_service.h"

namespace fairlead::http {

template <>
struct WireNames<oauth::ConnectionsService::BulkAction> {
    using Action = oauth::ConnectionsService::BulkAction;
    static constexpr std::pair<Action, const char*> values[] = {
        {Action::link, "link"}, {Action::refresh, "refresh"}, {Action::disconnect, "disconnect"}};
};

}  // namespace fairlead::http

namespace fairlead::api {

using oauth::ConnectionsService;

/// What became of one of many.
struct BulkItem {
    struct Failure {
        std::string code;
        std::string message;
        std::optional<std::int64_t> retry_after;
    };
    bool success = false;
    std::optional<ConnectionId> connection_id;
    std::optional<std::string> provider;
    std::optional<std::string> url;  ///< of a link
    std::optional<Time> expires_at;
    std::optional<Failure> error;
};
BOOST_DESCRIBE_STRUCT(BulkItem::Failure, (), (code, message, retry_after))
BOOST_DESCRIBE_STRUCT(BulkItem, (), (success, connection_id, provider, url, expires_at, error))

namespace {

BulkItem item_of(ConnectionsService::BulkResult result) {
    BulkItem item;
    item.success = !result.error;
    item.connection_id = result.connection;
    if (!result.provider.empty()) item.provider = std::move(result.provider);
    item.url = std::move(result.url);
    item.expires_at = result.expires_at;
    if (!result.error) return item;
    const Error& error = *result.error;
    item.error = BulkItem::Failure{
        .code = error.reason != nullptr ? error.reason : http::problem_kind(error.code).code,
        .message = error.message,
        .retry_after = {}};
    if (error.retry_after) item.error->retry_after = error.retry_after->count();
    return item;
}

}  // namespace

/// Many at once, one result for each, in order (SPEC A13). Each link counts as a start of its own
/// (SPEC H4): those past the limit say so, the others are made.
struct Bulk {
    static constexpr Route route{Method::post,
                                 "/api/integrations/bulk",
                                 Access::user,
                                 Scope::connections_write,
                                 "Make links, refresh or disconnect many connections",
                                 {.max_body = 256 * 1024, .tag = "accounts"}};
    struct Input {
        ConnectionsService::BulkAction action{};
        std::vector<ConnectionId> connection_ids;  ///< of refresh and disconnect
        std::vector<ConnectInput> links;           ///< of link
        std::optional<bool> keep_data;             ///< of disconnect, as KeepData says

        std::vector<Fault> check() const {
            const bool is_link = action == ConnectionsService::BulkAction::link;
            const std::size_t given = is_link ? links.size() : connection_ids.size();
            const char* const member = is_link ? "/links" : "/connectionIds";
            const char* const other = is_link ? "/connectionIds" : "/links";
            std::vector<Fault> faults;
            if (given == 0 || given > ConnectionsService::bulk_most) {
                faults.push_back({member, "must have from 1 to " +
                                              std::to_string(ConnectionsService::bulk_most) +
                                              " items"});
            }
            if (is_link ? !connection_ids.empty() : !links.empty()) {
                faults.push_back({other, "does not belong to this action"});
            }
            if (keep_data && action != ConnectionsService::BulkAction::disconnect) {
                faults.push_back({"/keepData", "does not belong to this action"});
            }
            return faults;
        }
    };
    struct Output {
        std::vector<BulkItem> results;
    };

    ConnectionsService& connections;
    const http::RateLimiter& limiter;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(auto results, co_await run(std::move(caller), std::move(input)));
        Output output;
        for (auto& result : results) output.results.push_back(item_of(std::move(result)));
        co_return output;
    }

private:
    Task<Result<std::vector<ConnectionsService::BulkResult>>> run(Caller caller,
                                                                  Input input) const {
        if (input.action != ConnectionsService::BulkAction::link) {
            const KeepData data{input.keep_data.value_or(true)};
            co_return co_await connections.bulk(std::move(caller), input.action,
                                                std::move(input.connection_ids), data.wish());
        }
        std::vector<ConnectionsService::BulkResult> results;
        for (ConnectInput& link : input.links) {
            oauth::ConnectAsk ask = ask_of(std::move(link));
            CO_TRY(auto result, co_await make_link(caller, std::move(ask)));
            results.push_back(std::move(result));
        }
        co_return results;
    }

    Task<Result<ConnectionsService::BulkResult>> make_link(Caller caller,
                                                           oauth::ConnectAsk ask) const {
        std::string rule = "connect";
        std::string counted = http::limit_key(caller);
        const auto allowed = co_await limiter.check(std::move(rule), std::move(counted));
        if (allowed) co_return co_await connections.bulk_link(std::move(caller), std::move(ask));
        ConnectionsService::BulkResult refused;
        refused.provider = std::move(ask.provider);
        refused.connection = ask.connection;
        refused.error = allowed.error();
        co_return refused;
    }
};
BOOST_DESCRIBE_STRUCT(Bulk::Input, (), (action, connection_ids, links, keep_data))
BOOST_DESCRIBE_STRUCT(Bulk::Output, (), (results))

void mount_bulk(Router& router, const Services* services) {
    router.add<Bulk>([&] { return Bulk{services->connections, services->limiter}; });
}

}  // namespace fairlead::api
