// SPDX-License-Identifier: Apache-2.0
#include "oauth/resource_fetch.h"

#include "base/text.h"
#include "oauth/access_refusal.h"
#include "oauth/fetch_step.h"
#include "oauth/request_signature.h"
#include "storage/connection_store.h"

#include <algorithm>

namespace fairlead::oauth {

using catalog::Resource;

struct ResourceFetch::Subject {
    Connection connection;
    std::shared_ptr<const OAuthClient> client;
    catalog::Resources resources;
};

struct ResourceFetch::Asked {
    FetchAsk ask;
    std::vector<Resource> chain;
    FetchPlace place;
};

namespace {

Error no_resource(const std::string& name, const catalog::ProviderSpec& provider,
                  const catalog::Resources& resources) {
    if (resources.empty()) {
        return Error{Errc::not_found, "Nothing is known of what " + provider.name +
                                          " holds: its provider file names no resources."};
    }
    std::vector<std::string> names;
    for (const auto& resource : resources) names.push_back(resource.name);
    return Error{Errc::not_found, provider.name + " has no resource '" + printable(name, 60) +
                                      "'; it has " + join(names, ", ") + "."};
}

/// The wanted resource, last, and those that it is read for each record of.
std::vector<Resource> chain_to(const Resource& wanted, const catalog::Resources& resources) {
    std::vector<Resource> chain{wanted};
    while (chain.front().each && chain.size() <= catalog::deepest_resource) {
        const auto* above = catalog::find_resource(resources, chain.front().each->of);
        if (above == nullptr) break;
        chain.insert(chain.begin(), *above);
    }
    return chain;
}

Result<FetchPlace> place_of(const FetchAsk& ask, const std::vector<Resource>& chain) {
    if (ask.place.empty()) return begin_fetch(chain, ask.since);
    TRY(auto place, read_place(ask.place));
    const bool fits = place.levels.size() == chain.size() && active_level(place);
    if (!fits) return Error{Errc::invalid, "This is no place in a fetch of this resource."};
    return place;
}

FetchedPage ended(FetchEnd end, const catalog::ProviderSpec& provider, const Resource& resource,
                  const Connection& connection, const PlatformAnswer& answer) {
    FetchedPage page;
    page.end = end;
    page.wait = answer.wait;
    page.detail = answer.detail;
    page.message = message_for(end, provider, resource.scopes, connection, answer.wait);
    return page;
}

}  // namespace

Task<Result<ResourceFetch::Subject>> ResourceFetch::find(WorkspaceId workspace,
                                                         ConnectionId connection) {
    const auto& services = context_.services;
    Subject subject;
    storage::ConnectionStore store{services.database};
    CO_TRY(auto found, co_await store.find(workspace, connection));
    if (!found) co_return Error{Errc::not_found, "There is no such connection."};
    subject.connection = *std::move(found);
    const auto integration = subject.connection.integration_id;
    CO_TRY(subject.client,
           co_await services.integrations.find_issued(workspace, integration, connection));
    CO_TRY(subject.resources, catalog::resources_of(*subject.client->provider));
    co_return subject;
}

Task<Result<catalog::Resources>> ResourceFetch::resources(WorkspaceId workspace,
                                                          ConnectionId connection) {
    CO_TRY(auto subject, co_await find(workspace, connection));
    co_return std::move(subject.resources);
}

Task<Result<FetchedPage>> ResourceFetch::page(FetchAsk ask) {
    CO_TRY(auto subject, co_await find(ask.workspace, ask.connection));
    const auto& provider = *subject.client->provider;
    const auto* wanted = catalog::find_resource(subject.resources, ask.resource);
    if (wanted == nullptr) co_return no_resource(ask.resource, provider, subject.resources);
    Asked asked;
    asked.chain = chain_to(*wanted, subject.resources);
    CO_TRY(asked.place, place_of(ask, asked.chain));
    asked.ask = std::move(ask);
    co_return co_await step(std::move(subject), std::move(asked));
}

Task<Result<FetchedPage>> ResourceFetch::step(Subject subject, Asked asked) {
    const auto& provider = *subject.client->provider;
    const auto level = active_level(asked.place).value_or(0);
    const auto& resource = asked.chain[level];
    const bool is_wanted = level + 1 == asked.chain.size();
    auto question = question_for(resource, asked.place, level, is_wanted ? asked.ask.page_size : 0);
    question.client = subject.client;
    question.connection = subject.connection;
    question.now = context_.services.clock.now();

    TokenAsk token_ask;
    token_ask.workspace = asked.ask.workspace;
    token_ask.user = subject.connection.user;
    token_ask.connection = subject.connection.id;
    BuildCall build = [&](const Secret& token) {
        const auto& services = context_.services;
        question.nonce = OnceOnly::make(services.random, services.clock.now()).nonce;
        return build_page_call(question, token);
    };
    auto request = question.walk.request;
    auto called = co_await calls_.send(token_ask, subject.client, std::move(request), build);
    if (!called && called.error().code != Errc::reconnect_required) co_return called.error();
    PlatformAnswer refused;
    if (!called) refused.detail = called.error().message;
    const auto& answer = called ? *called : refused;
    auto end = called ? end_for(answer.error_class) : FetchEnd::reconnect;
    if (called && end == FetchEnd::reconnect) {
        CO_TRY(end, co_await end_of_refused(subject.connection));
    }
    if (end != FetchEnd::complete) {
        auto page = ended(end, provider, resource, subject.connection, answer);
        page.place = std::move(asked.ask.place);
        co_return page;
    }
    CO_CHECK(co_await note_taken_access(context_.services, subject.connection));
    auto taken = take_page(asked.chain, asked.place, level, question, answer);
    auto page = ended(taken.end, provider, resource, subject.connection, answer);
    if (!taken.detail.empty()) page.detail = std::move(taken.detail);
    page.records = std::move(taken.records);
    if (page.end == FetchEnd::going_on) page.place = write_place(asked.place);
    if (page.end == FetchEnd::unreadable) page.place = std::move(asked.ask.place);
    if (page.end == FetchEnd::complete) page.since = next_since(asked.chain.back(), asked.place);
    co_return page;
}

/// One call was refused, even with a renewed token. Whether that is the account's access or this
/// call's alone, the check tells, and marks the connection where it is the former. A platform in
/// trouble has said nothing about the account.
Task<Result<FetchEnd>> ResourceFetch::end_of_refused(Connection connection) {
    const auto checked = co_await checks_.check(std::move(connection));
    if (!checked) co_return FetchEnd::reconnect;
    co_return checked->works() ? FetchEnd::permission : checked->end;
}

}  // namespace fairlead::oauth
