// SPDX-License-Identifier: Apache-2.0
// The parts of an exchange whose bodies come and go in pieces.
#include "net/client_exchange.h"

#include "base/async.h"
#include "net/response_head.h"

#include <algorithm>

namespace fairlead::net {

void ClientExchange::arm_next() {
    const bool flows = flow_.source || flow_.sink;
    if (!flows) return;
    arm(std::min(end_, std::chrono::steady_clock::now() + flow_.stall_timeout));
}

Task<Result<void>> ClientExchange::write_source() {
    std::uint64_t sent = 0;
    while (!broken_) {
        deadline_.disarm();
        CO_TRY(std::string piece, co_await flow_.source());
        arm_next();
        const bool last = piece.empty();
        sent += piece.size();
        const bool wrong =
            flow_.length && (sent > *flow_.length || (last && sent != *flow_.length));
        if (wrong) co_return Error{Errc::invalid, "The body is not as long as it was said to be."};
        CO_CHECK(co_await write_piece(std::move(piece)));
        if (last) break;
    }
    co_return ok();
}

/// RFC 9112 section 7.1: size, line end, bytes, line end; the empty piece is the last chunk.
Task<Result<void>> ClientExchange::write_piece(std::string piece) {
    if (flow_.length && piece.empty()) co_return ok();
    std::string frame;
    if (!flow_.length) {
        append_chunk_size(frame, piece.size());
        piece += "\r\n";
    }
    const ClientStream::Buffers buffers = {boost::asio::buffer(frame), boost::asio::buffer(piece)};
    failed_ = boost::asio::error::operation_aborted;
    if (!deadline_.passed()) {
        failed_ = {};
        static_cast<void>(co_await stream_->write(buffers, failed_));
    }
    // A server may answer before it has read everything: then the answer is what counts.
    broken_ = static_cast<bool>(failed_);
    co_return ok();
}

Task<Result<void>> ClientExchange::pass_head() {
    if (!flow_.head) co_return ok();
    deadline_.disarm();
    ClientResponse head;
    head.status = parser_->response().status;
    head.headers = parser_->response().headers;
    auto taken = flow_.head(std::move(head));
    CO_CHECK(co_await std::move(taken));
    arm_next();
    co_return ok();
}

Task<Result<void>> ClientExchange::pass_body() {
    if (!flow_.sink) co_return ok();
    std::string piece = parser_->take_body();
    if (piece.empty()) co_return ok();
    deadline_.disarm();
    auto taken = flow_.sink(std::move(piece));
    CO_CHECK(co_await std::move(taken));
    const auto alive = co_await check_cancelled();
    cancelled_ = !alive;
    arm_next();
    co_return ok();
}

}  // namespace fairlead::net
