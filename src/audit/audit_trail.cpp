// SPDX-License-Identifier: Apache-2.0
#include "audit/audit_trail.h"

#include "audit/audit_counts.h"
#include "audit/sealed_address.h"
#include "base/async.h"
#include "model/audit_types.h"

#include <algorithm>

namespace fairlead::audit {
namespace {

constexpr Milliseconds between_writes = Seconds{5};
constexpr std::size_t counts_at_once = 8192;  // sorted in less than a millisecond
constexpr int most_listed = 200;

Time minute_of(Time time) { return std::chrono::floor<std::chrono::minutes>(time); }

/// The last of the batch's connections, as many as go into one row.
storage::AuditStore::CountRow row_of(const AuditCounts::Batch& batch) {
    const Counted& counted = batch.counted;
    const auto& all = batch.connections;
    const auto size = static_cast<std::ptrdiff_t>(std::min(all.size(), counts_at_once));
    return {counted.workspace,
            counted.minute,
            counted.key,
            counted.what,
            {all.end() - size, all.end()}};
}

}  // namespace

AuditTrail::AuditTrail(Services services)
    : services_(services), counts_(std::make_unique<AuditCounts>()) {}

AuditTrail::~AuditTrail() = default;

// --- events -----------------------------------------------------------------------------------

Task<Result<SealedAuditEvent>> AuditTrail::seal(AuditEvent event) {
    if (!is_audit_type(event.type)) {
        services_.log.error("an audit event's type is not listed", {{"type", event.type}});
    }
    SealedAuditEvent sealed;
    sealed.at = services_.clock.now();
    if (!event.address.empty()) {
        const Owner owner = address_owner(event);
        vault::Place place = address_place(event, sealed.at);
        Secret plain{std::move(event.address)};
        CO_TRY(sealed.address,
               co_await services_.vault.seal(owner, std::move(place), std::move(plain)));
        event.address.clear();
    }
    sealed.event = std::move(event);
    co_return sealed;
}

Task<Result<void>> AuditTrail::record(AuditEvent event) {
    std::vector<SealedAuditEvent> events(1);
    CO_TRY(events.front(), co_await seal(std::move(event)));
    // The database shares one sync among the transactions that wait for it.
    co_return co_await services_.store.append(std::move(events));
}

Task<Result<AuditTrail::Page>> AuditTrail::list(WorkspaceId workspace,
                                                storage::AuditStore::Filter filter, int limit) {
    if (filter.type && !is_audit_type(*filter.type)) {
        co_return Error{Errc::invalid, "There is no audit event of that type."};
    }
    const int wanted = std::clamp(limit, 1, most_listed);
    CO_TRY(auto rows, co_await services_.store.list(workspace, std::move(filter), wanted + 1));
    Page page;
    for (storage::AuditRow& row : rows) {
        if (page.entries.size() == static_cast<std::size_t>(wanted)) {
            page.next = page.entries.back().sequence;
            break;
        }
        CO_TRY(Entry entry, co_await entry_of(std::move(row)));
        page.entries.push_back(std::move(entry));
    }
    co_return page;
}

Task<Result<AuditTrail::Entry>> AuditTrail::entry_of(storage::AuditRow row) {
    Entry entry{row.sequence, row.at, std::move(row.event)};
    if (row.address.empty()) co_return entry;
    vault::Place place = address_place(entry.event, entry.at);
    const Owner owner = address_owner(entry.event);
    auto address = co_await services_.vault.open(owner, std::move(place), std::move(row.address));
    // Their key was destroyed, as erasing somebody is meant to.
    if (!address && vault::is_vault_error(address.error())) co_return entry;
    if (!address) co_return std::move(address).error();
    entry.event.address = address->expose();
    co_return entry;
}

// --- counts -----------------------------------------------------------------------------------

void AuditTrail::count(const char* what, WorkspaceId workspace, std::optional<ApiKeyId> key,
                       ConnectionId connection) {
    const Time minute = minute_of(services_.clock.now());
    const bool counted =
        counts_->add({what, workspace, key.value_or(ApiKeyId{}), minute}, connection);
    if (!counted) counting_fails_ = true;
}

Result<void> AuditTrail::check_counting() const {
    if (!counting_fails_) return ok();
    return Error{.code = Errc::unavailable,
                 .message = "The audit log cannot be written. Try again.",
                 .retry_after = std::chrono::duration_cast<Seconds>(between_writes)};
}

Task<Result<void>> AuditTrail::run() {
    for (;;) {
        const auto slept = co_await sleep_for(between_writes);
        const auto written = co_await write_counts();
        if (!written) services_.log.failure("audit counts were not written", written.error());
        if (!slept) co_return ok();
    }
}

Task<Result<void>> AuditTrail::write_counts() {
    auto batches = counts_->take();
    while (!batches.empty()) {
        auto row = row_of(batches.back());
        const std::size_t written_count = row.connections.size();
        const auto written = co_await services_.store.add_counts(std::move(row));
        if (!written) {
            counting_fails_ = true;
            for (auto& batch : batches) counts_->put_back(std::move(batch));
            co_return written;
        }
        auto& left = batches.back().connections;
        left.resize(left.size() - written_count);
        if (left.empty()) batches.pop_back();
    }
    counting_fails_ = false;
    co_return ok();
}

}  // namespace fairlead::audit
