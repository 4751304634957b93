// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "net/body_stream.h"
#include "net/head_scan.h"
#include "net/read_buffer.h"
#include "net/request_parser.h"
#include "net/response_head.h"
#include "net/server_shard.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <type_traits>

namespace fairlead::net {

/// One client's connection, over a plain socket or TLS: reads a request, asks the handler, writes
/// the answer, in order, until either side ends it. Included only where it is instantiated.
template <class Stream>
class ServerConnection final : public SweptConnection {
public:
    template <class... Args>
    ServerConnection(ServerShard& shard, std::string peer, Args&&... args)
        : shard_(shard),
          options_(shard.services().options),
          stream_(std::forward<Args>(args)...),
          peer_(std::move(peer)),
          buffer_(options_.max_header_bytes) {
        Code ignored;
        socket().non_blocking(true, ignored);
        shard_.enter(*this);
    }
    ~ServerConnection() override { shard_.leave(*this); }
    ServerConnection(const ServerConnection&) = delete;
    ServerConnection& operator=(const ServerConnection&) = delete;

    Task<Result<void>> run();

    void expire() override;
    void cut() override;

private:
    using Code = boost::system::error_code;
    using Buffers = std::array<boost::asio::const_buffer, 2>;
    static constexpr bool secure = !std::is_same_v<Stream, Socket>;
    /// Besides a status to refuse a request with:
    static constexpr int received = 0;
    static constexpr int gone = -1;

    Task<bool> exchange();
    Task<int> receive();
    Task<int> receive_body();
    Task<bool> fill();
    Task<bool> send_continue();
    Task<Response> answer();
    Task<bool> reply(Response response);
    Task<bool> deliver(std::shared_ptr<const Delivery> delivery, std::string bytes);
    Task<bool> write_in_pieces(std::shared_ptr<const Delivery> delivery, std::string bytes);
    Task<bool> send_stream(std::shared_ptr<BodyStream> body);
    Task<Result<std::string>> next_piece(std::shared_ptr<BodyStream> body);
    Task<bool> linger();
    Task<bool> handshake();

    bool write_head(Response& response);
    int read_head();
    bool read_at_once();
    std::size_t write_at_once(const Buffers& buffers, Code& failed);
    void wait_until(Moment moment) {
        timed_out_ = false;
        deadline = moment;
    }
    int status_when_stuck();
    static auto answer_into(Code& failed) {
        return boost::asio::redirect_error(boost::asio::use_awaitable_t<Executor>{}, failed);
    }
    Socket& socket() {
        if constexpr (secure) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    ServerShard& shard_;
    const ServerOptions& options_;
    Stream stream_;
    const std::string peer_;
    ReadBuffer buffer_;
    HeadScan scan_;
    std::optional<RequestParser> parser_;
    std::string head_;
    bool timed_out_ = false;
    bool over_ = false;
};

template <class Stream>
void ServerConnection<Stream>::expire() {
    timed_out_ = true;
    Code ignored;
    socket().cancel(ignored);
}

template <class Stream>
void ServerConnection<Stream>::cut() {
    over_ = true;
    Code ignored;
    socket().close(ignored);
}

template <class Stream>
Task<Result<void>> ServerConnection<Stream>::run() {
    bool alive = co_await handshake();
    while (alive && !over_) alive = co_await exchange();
    co_return ok();
}

template <class Stream>
Task<bool> ServerConnection<Stream>::handshake() {
    wait_until(shard_.after(options_.header_timeout));
    if constexpr (secure) {
        Code failed;
        co_await stream_.async_handshake(boost::asio::ssl::stream_base::server,
                                         answer_into(failed));
        co_return !failed;
    }
    co_return true;
}

/// One request and its answer. False: the connection is at its end.
template <class Stream>
Task<bool> ServerConnection<Stream>::exchange() {
    const int status = co_await receive();
    if (status == gone) co_return false;
    deadline = Moment::max();
    Response response;
    if (status == received) {
        response = co_await answer();
    } else {
        shard_.services().metrics.refused.add();
        response = refusal(status);
    }
    const bool stays = co_await reply(std::move(response));
    // One whose answer began before the drain and ended after the idle were closed is idle now.
    const bool is_late = shard_.closing() && buffer_.pending().empty();
    if (stays && !is_late) co_return true;
    co_return co_await linger();
}

template <class Stream>
Task<int> ServerConnection<Stream>::receive() {
    scan_ = {};
    parser_.emplace(options_.max_header_bytes, options_.max_body_bytes);
    idle = buffer_.pending().empty();
    if (!idle || !fresh) {
        wait_until(shard_.after(idle ? options_.idle_timeout : options_.header_timeout));
    }
    // RFC 9112 section 2.2: an empty line before the request is let pass, once.
    bool skipped = false;
    while (true) {
        if (!skipped && buffer_.pending().starts_with("\r\n")) {
            skipped = true;
            buffer_.consume(2);
        }
        const bool partial = !buffer_.pending().empty() && buffer_.pending() != "\r";
        const auto state = partial ? scan_.scan(buffer_.pending()) : HeadScan::State::more;
        if (state == HeadScan::State::complete) break;
        if (state == HeadScan::State::malformed) co_return 400;
        if (state == HeadScan::State::too_many_fields) co_return 431;
        const bool came = co_await fill();
        if (!came) co_return status_when_stuck();
        if (idle) {
            idle = false;
            fresh = false;
            wait_until(shard_.after(options_.header_timeout));
        }
    }
    const int status = read_head();
    if (status != 0 || parser_->is_done()) co_return status;
    co_return co_await receive_body();
}

/// Why no more bytes came: the buffer is full, time ran out, or the other side left.
template <class Stream>
int ServerConnection<Stream>::status_when_stuck() {
    if (buffer_.is_full()) {
        const bool in_target = buffer_.pending().find('\n') == std::string_view::npos;
        return in_target ? 414 : 431;
    }
    if (!timed_out_ || over_) return gone;
    if (idle) return gone;
    shard_.services().metrics.timed_out.add();
    return 408;
}

template <class Stream>
int ServerConnection<Stream>::read_head() {
    const int status = parser_->read_head(buffer_.pending().substr(0, scan_.size()));
    buffer_.consume(scan_.size());
    return status;
}

template <class Stream>
Task<int> ServerConnection<Stream>::receive_body() {
    wait_until(shard_.after(options_.body_timeout));
    if (parser_->wants_continue() && buffer_.pending().empty()) {
        const bool sent = co_await send_continue();
        if (!sent) co_return gone;
    }
    while (true) {
        if (!buffer_.pending().empty()) {
            std::size_t taken = 0;
            const int status = parser_->read_body(buffer_.pending(), taken);
            buffer_.consume(taken);
            if (status != 0) co_return status;
            if (parser_->is_done()) co_return received;
        }
        if (buffer_.is_full()) co_return 400;  // a chunk's line without end
        const bool came = co_await fill();
        if (!came) co_return status_when_stuck();
    }
}

template <class Stream>
Task<bool> ServerConnection<Stream>::fill() {
    const auto room = buffer_.prepare();
    if (room.size() == 0 || over_) co_return false;
    Code failed;
    const std::size_t size = co_await stream_.async_read_some(room, answer_into(failed));
    buffer_.commit(size);
    if (!failed) co_return true;
    // What arrived before the deadline is not thrown away for it.
    co_return timed_out_ && !over_ && read_at_once();
}

template <class Stream>
bool ServerConnection<Stream>::read_at_once() {
    Code failed;
    const std::size_t size = stream_.read_some(buffer_.prepare(), failed);
    buffer_.commit(size);
    return !failed && size != 0;
}

template <class Stream>
Task<bool> ServerConnection<Stream>::send_continue() {
    static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    Code failed;
    co_await boost::asio::async_write(stream_, boost::asio::buffer(line), answer_into(failed));
    co_return !failed;
}

template <class Stream>
Task<Response> ServerConnection<Stream>::answer() {
    Request& request = parser_->request();
    request.peer = peer_;
    request.secure = secure;
    std::optional<Error> failed;
    try {
        auto work = shard_.services().handler(std::move(request));
        auto result = co_await std::move(work);
        if (result) co_return *std::move(result);
        failed = std::move(result).error();
    } catch (const std::exception& problem) {
        failed = Error{Errc::internal, "The request failed.",
                       std::string{"exception: "} + problem.what()};
    }
    shard_.services().log.failure("A request failed.", *failed);
    Response response = refusal(500);
    response.close = false;
    co_return response;
}

/// RFC 9112 section 9.6: to close with unread bytes would reset the connection and may take the
/// answer with it, so the other side is told, and read from until it closes too.
template <class Stream>
Task<bool> ServerConnection<Stream>::linger() {
    static constexpr Milliseconds longest{2000};
    static constexpr std::size_t most = 1024 * 1024;
    if (over_) co_return false;
    wait_until(shard_.after(longest));
    Code failed;
    if constexpr (secure) {
        co_await stream_.async_shutdown(answer_into(failed));
    } else {
        socket().shutdown(Socket::shutdown_send, failed);
    }
    std::size_t seen = 0;
    while (!failed && !over_ && seen < most) {
        buffer_.consume(buffer_.pending().size());
        seen += co_await socket().async_read_some(buffer_.prepare(), answer_into(failed));
    }
    co_return false;
}

}  // namespace fairlead::net

#include "net/server_reply.h"
