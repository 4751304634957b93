// SPDX-License-Identifier: Apache-2.0
#include "api/bulk/bulk_view.h"

#include <utility>

namespace fairlead::api {

namespace {

std::optional<std::string> unless_empty(std::string text) {
    if (text.empty()) return std::nullopt;
    return text;
}

BulkItemView::Failure failure_of(oauth::BulkResult::Failure failure) {
    BulkItemView::Failure shown;
    shown.code = std::move(failure.code);
    shown.message = std::move(failure.message);
    if (failure.retry_after) shown.retry_after = failure.retry_after->count();
    return shown;
}

}  // namespace

BulkView view_of(const Bulk& bulk) {
    BulkView view;
    view.id = bulk.id;
    view.action = bulk.action;
    if (bulk.finished_at)
        view.status = BulkStatus::finished;
    else if (bulk.is_stopped)
        view.status = BulkStatus::stopping;
    view.total = bulk.total;
    view.done = bulk.done;
    view.failed = bulk.failed;
    view.created_at = bulk.created_at;
    view.finished_at = bulk.finished_at;
    return view;
}

BulkItemView view_of(oauth::Bulks::Entry entry) {
    BulkItemView view;
    view.index = entry.position;
    view.connection_id = entry.ask.connection;
    view.user = unless_empty(std::move(entry.ask.external_user));
    view.url = unless_empty(std::move(entry.url));
    if (entry.ask.link) {
        view.provider = std::move(entry.ask.link->provider);
        view.connection_id = entry.ask.link->connection;
    }
    if (!entry.result) return view;
    view.status = entry.result->failure ? BulkItemStatus::failed : BulkItemStatus::done;
    if (!view.provider) view.provider = unless_empty(std::move(entry.result->provider));
    view.expires_at = entry.result->expires_at;
    if (entry.result->failure) view.error = failure_of(*std::move(entry.result->failure));
    return view;
}

}  // namespace fairlead::api
