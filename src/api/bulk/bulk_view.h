// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "oauth/bulks.h"

#include <optional>
#include <string>

namespace fairlead::http {

template <>
struct WireNames<BulkAction> {
    static constexpr std::pair<BulkAction, const char*> values[] = {
        {BulkAction::link, "link"},
        {BulkAction::refresh, "refresh"},
        {BulkAction::disconnect, "disconnect"}};
};

}  // namespace fairlead::http

namespace fairlead::api {

enum class BulkStatus : std::uint8_t {
    running,
    stopping,  ///< nothing is begun any more; what is under way ends
    finished,  ///< each has a result
};
BOOST_DESCRIBE_ENUM(BulkStatus, running, stopping, finished)

/// How far a bulk is (SPEC A13).
struct BulkView {
    BulkId id;
    BulkAction action{};
    BulkStatus status = BulkStatus::running;
    std::int64_t total = 0;
    std::int64_t done = 0;    ///< have a result
    std::int64_t failed = 0;  ///< of those
    Time created_at{};
    std::optional<Time> finished_at;
};
BOOST_DESCRIBE_STRUCT(BulkView, (),
                      (id, action, status, total, done, failed, created_at, finished_at))

BulkView view_of(const Bulk& bulk);

enum class BulkItemStatus : std::uint8_t { waiting, done, failed };
BOOST_DESCRIBE_ENUM(BulkItemStatus, waiting, done, failed)

/// What became of one of many.
struct BulkItemView {
    struct Failure {
        std::string code;
        std::string message;
        std::optional<std::int64_t> retry_after;  ///< seconds
    };
    std::int64_t index = 0;  ///< from zero, in the order of the request
    BulkItemStatus status = BulkItemStatus::waiting;
    std::optional<ConnectionId> connection_id;
    std::optional<std::string> provider;
    std::optional<std::string> user;  ///< for whom a link is, where the request named them
    std::optional<std::string> url;   ///< of a link
    std::optional<Time> expires_at;
    std::optional<Failure> error;
};
BOOST_DESCRIBE_STRUCT(BulkItemView::Failure, (), (code, message, retry_after))
BOOST_DESCRIBE_STRUCT(BulkItemView, (),
                      (index, status, connection_id, provider, user, url, expires_at, error))

BulkItemView view_of(oauth::Bulks::Entry entry);

/// The path of one bulk.
struct BulkPath {
    BulkId id;
};
BOOST_DESCRIBE_STRUCT(BulkPath, (), (id))

}  // namespace fairlead::api
