// SPDX-License-Identifier: Apache-2.0
#include "oauth/bulk_work.h"

#include "base/text.h"
#include "oauth/refusals.h"

namespace fairlead::oauth {

using jobs::JobOutcome;

namespace {

/// A job that runs long keeps others waiting, and a node that leaves from leaving.
constexpr Milliseconds longest_run{10'000};

Error stopped() {
    return Error{.code = Errc::cancelled,
                 .message = "The bulk was stopped before this one's turn.",
                 .reason = "stopped"};
}

/// Trouble of our own ends no item: the job is run again, later.
bool is_ours(const Error& error) {
    return error.code == Errc::cancelled ||
           (error.code == Errc::unavailable && error.reason == nullptr);
}

}  // namespace

Result<BulkWork::Strand> BulkWork::strand_of(const Job& job) {
    TRY(const auto document, parse_json(job.payload.text));
    const auto text = [&](const char* at) {
        return scalar_text(find_pointer(document, at)).value_or("");
    };
    Strand strand;
    TRY(strand.workspace, WorkspaceId::parse(text("/workspace")));
    TRY(strand.bulk, BulkId::parse(text("/bulk")));
    TRY(strand.number, parse_integer(text("/strand")));
    return strand;
}

Task<Result<JobOutcome>> BulkWork::run(Job job) {
    CO_TRY(const Strand strand, strand_of(job));
    const auto began = services_.clock.boottime();
    while (services_.clock.boottime() - began < longest_run) {
        CO_TRY(const bool had_one, co_await do_next(strand));
        if (!had_one) co_return JobOutcome::done();
    }
    co_return JobOutcome::again(Milliseconds{0}, "there is more to do");
}

Task<Result<bool>> BulkWork::do_next(Strand strand) {
    const auto access = storage::Access::of(strand.workspace);
    CO_TRY(auto bulk, co_await store_.find(access, strand.bulk));
    if (!bulk) co_return false;
    CO_TRY(auto item,
           co_await store_.next(strand.workspace, strand.bulk, strand.number, Bulks::strands));
    if (!item) co_return false;
    CO_TRY(BulkAsk ask, BulkAsk::parse(item->ask));
    CO_TRY(BulkTerms terms, BulkTerms::parse(bulk->terms));
    terms.caller.workspace = strand.workspace;
    terms.caller.user = bulk->user;
    Secret url;
    Result<BulkResult> result = BulkResult::failed(stopped());
    if (!bulk->is_stopped && ask.link) {
        result = co_await make_link(std::move(terms), ask, &url);
    } else if (!bulk->is_stopped && ask.connection) {
        result = co_await change(*bulk, std::move(terms), *ask.connection);
    }
    if (!result && is_ours(result.error())) co_return result.error();
    if (!result) result = BulkResult::failed(result.error());
    if (ask.connection) result->connection = ask.connection;
    if (ask.link) result->provider = ask.link->provider;
    CO_CHECK(
        co_await settle(*std::move(bulk), *std::move(item), *std::move(result), std::move(url)));
    co_return true;
}

Task<Result<void>> BulkWork::settle(Bulk bulk, BulkItem item, BulkResult result, Secret url) {
    item.result = result.json();
    if (!url.empty()) {
        const auto owner = Owner::of(bulk.workspace);
        auto place = link_place(item.id);
        CO_TRY(item.sealed_url,
               co_await services_.vault.seal(owner, std::move(place), std::move(url)));
    }
    const auto now = services_.clock.now();
    const bool has_failed = result.failure.has_value();
    co_return co_await store_.settle(bulk.workspace, bulk.id, std::move(item), has_failed, now);
}

Task<Result<BulkResult>> BulkWork::change(Bulk bulk, BulkTerms terms, ConnectionId id) {
    // Whose it is: of a bulk over everybody's accounts, the connection says.
    CO_TRY(const auto connection, co_await connections_.find(bulk.workspace, id));
    if (!connection || (bulk.user && connection->user != *bulk.user))
        co_return no_such_connection();
    terms.caller.user = connection->user;
    BulkResult result;
    if (bulk.action == BulkAction::disconnect) {
        const auto done =
            co_await services_.connections.disconnect(std::move(terms.caller), id, terms.data);
        if (!done) result = BulkResult::failed(done.error());
    } else {
        const auto done = co_await services_.connections.refresh(std::move(terms.caller), id);
        if (done)
            result.expires_at = done->expires_at;
        else
            result = BulkResult::failed(done.error());
        if (!done && is_ours(done.error())) co_return done.error();
    }
    result.provider = connection->integration;
    co_return result;
}

Task<Result<BulkResult>> BulkWork::make_link(BulkTerms terms, BulkAsk ask, Secret* url) {
    if (ask.user) terms.caller.user = ask.user;
    std::string no_challenge;
    auto link = co_await services_.connect.create_link(
        std::move(terms.caller), *std::move(ask.link), std::move(no_challenge));
    if (!link) co_return link.error();
    *url = Secret{std::move(link->url)};
    BulkResult result;
    result.expires_at = link->expires_at;
    co_return result;
}

}  // namespace fairlead::oauth
