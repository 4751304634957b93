// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a connection writes its answers: the second half of server_connection.h, which includes it.
#include "net/peer_state.h"
#include "net/raw_answer.h"
#include "net/server_connection.h"

namespace fairlead::net {

template <class Stream>
Task<bool> ServerConnection<Stream>::reply(Response response) {
    if (response.delivery && response.headers.has(raw_answer_field)) {
        static_cast<void>(co_await deliver(response.delivery, std::move(response.body)));
        co_return false;
    }
    const bool closes = write_head(response);
    const bool bodiless = !has_body(response.status) ||
                          (parser_->is_done() && parser_->request().method == Method::head);
    const bool streams = response.stream && !bodiless;
    const std::string_view body =
        bodiless || streams ? std::string_view{} : std::string_view{response.body};
    if (response.delivery) {
        std::string bytes = head_;
        bytes.append(body);
        const bool left = co_await deliver(response.delivery, std::move(bytes));
        co_return left && !closes;
    }
    wait_until(shard_.after(options_.write_timeout));
    Buffers buffers = {boost::asio::buffer(head_), boost::asio::buffer(body)};
    Code failed;
    const std::size_t written = write_at_once(buffers, failed);
    if (!failed && written < head_.size() + body.size()) {
        const std::size_t of_head = std::min(written, head_.size());
        buffers[0] += of_head;
        buffers[1] += written - of_head;
        co_await boost::asio::async_write(stream_, buffers, answer_into(failed));
        if (failed && timed_out_) shard_.services().metrics.timed_out.add();
    }
    bool whole = !failed;
    if (whole && streams) whole = co_await send_stream(std::move(response.stream));
    if (!whole) cut();
    co_return whole && !closes;
}

/// Fills `head_`, and replaces an answer that cannot be sent. True: the connection ends after it.
template <class Stream>
bool ServerConnection<Stream>::write_head(Response& response) {
    const bool parsed = parser_->is_done();
    const bool old = parsed && parser_->version() == 10;
    HeadOptions head;
    head.date_line = shard_.date_line();
    head.close = response.close || !parsed || !parser_->keep_alive() || shard_.draining();
    head.old_keep_alive = old;
    head.length = response.body.size();
    if (response.stream) {
        head.length = response.stream->length();
        head.chunked = !head.length && !old;
        head.close = head.close || (!head.length && old);
    }
    head_.clear();
    if (write_response_head(head_, response, head)) return head.close;
    shard_.services().log.error("An answer held a header field that cannot be sent.");
    response = refusal(500);
    head.length = response.body.size();
    head.close = true;
    write_response_head(head_, response, head);
    return true;
}

template <class Stream>
Task<bool> ServerConnection<Stream>::send_stream(std::shared_ptr<BodyStream> body) {
    const auto length = body->length();
    const bool chunked = !length && parser_->version() == 11;
    std::uint64_t sent = 0;
    while (true) {
        deadline = Moment::max();
        auto piece = co_await next_piece(body);
        if (!piece || over_) co_return false;
        sent += piece->size();
        const bool last = piece->empty();
        if (length && (sent > *length || (last && sent != *length))) co_return false;
        if (last && !chunked) co_return true;
        head_.clear();
        if (chunked) append_chunk_size(head_, piece->size());
        const std::string_view end = chunked ? "\r\n" : "";
        const std::array<boost::asio::const_buffer, 3> buffers = {
            boost::asio::buffer(head_), boost::asio::buffer(*piece), boost::asio::buffer(end)};
        wait_until(shard_.after(options_.write_timeout));
        Code failed;
        co_await boost::asio::async_write(stream_, buffers, answer_into(failed));
        if (failed) co_return false;
        if (last) co_return true;
    }
}

template <class Stream>
Task<Result<std::string>> ServerConnection<Stream>::next_piece(std::shared_ptr<BodyStream> body) {
    Result<std::string> piece = Error{Errc::internal, "The answer's body failed."};
    try {
        piece = co_await body->next();
    } catch (const std::exception& problem) {
        piece = Error{Errc::internal, "The answer's body failed.",
                      std::string{"exception: "} + problem.what()};
    }
    if (!piece) shard_.services().log.failure("An answer ended in its midst.", piece.error());
    co_return piece;
}

/// Writes head and body as `delivery` says. False: the connection was cut.
template <class Stream>
Task<bool> ServerConnection<Stream>::deliver(std::shared_ptr<const Delivery> delivery,
                                             std::string bytes) {
    const std::size_t all = bytes.size();
    const std::size_t wanted = std::min(all, delivery->cut_after.value_or(all));
    bytes.resize(wanted);
    // The kernel takes bytes for somebody who has gone, too. Who closes after reading is no worry.
    const bool heard = peer_state(socket().native_handle()) == PeerState::listens;
    const bool written = co_await write_in_pieces(delivery, std::move(bytes));
    const bool whole = written && wanted == all && heard &&
                       peer_state(socket().native_handle()) != PeerState::reset;
    if (delivery->done) delivery->done(whole);
    if (!whole) cut();
    co_return whole;
}

template <class Stream>
Task<bool> ServerConnection<Stream>::write_in_pieces(std::shared_ptr<const Delivery> delivery,
                                                     std::string bytes) {
    const std::size_t piece = delivery->piece == 0 ? bytes.size() : delivery->piece;
    for (std::size_t at = 0; at < bytes.size() && !over_; at += piece) {
        wait_until(shard_.after(options_.write_timeout));
        const auto next =
            boost::asio::buffer(bytes.data() + at, std::min(piece, bytes.size() - at));
        Code failed;
        co_await boost::asio::async_write(stream_, next, answer_into(failed));
        if (failed) co_return false;
        if (delivery->pause == Milliseconds{0} || at + piece >= bytes.size()) continue;
        deadline = Moment::max();
        const auto slept = co_await sleep_for(delivery->pause);
        if (!slept) co_return false;
    }
    co_return !over_;
}

/// The socket's buffer nearly always has room: one call, no trip through the loop.
template <class Stream>
std::size_t ServerConnection<Stream>::write_at_once(const Buffers& buffers, Code& failed) {
    if constexpr (secure) return 0;
    const std::size_t written = stream_.write_some(buffers, failed);
    if (failed == boost::asio::error::would_block) failed = {};
    return written;
}

}  // namespace fairlead::net
