// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "net/url.h"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <memory>
#include <string>

namespace fairlead::net {

/// A connection to another server, plain or TLS. Belongs to its loop's thread. What fails is told
/// in `failed`, which must live until the call ends.
class ClientStream {
public:
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
    using Tls = boost::asio::ssl::stream<Socket&>;
    using Code = boost::system::error_code;
    using Buffers = std::array<boost::asio::const_buffer, 2>;

    explicit ClientStream(const Executor& executor) : socket_(executor) {}
    ClientStream(const ClientStream&) = delete;
    ClientStream& operator=(const ClientStream&) = delete;

    Socket& socket() { return socket_; }
    bool is_secure() const { return tls_ != nullptr; }

    Task<Code> connect(boost::asio::ip::tcp::endpoint endpoint);
    /// The server's certificate must be good for `host`.
    Task<Code> secure(std::shared_ptr<boost::asio::ssl::context> context, std::string host);
    Task<std::size_t> read_some(boost::asio::mutable_buffer room, Code& failed);
    Task<std::size_t> write(Buffers buffers, Code& failed);

    /// What has arrived already, without waiting; would_block when nothing has.
    std::size_t read_at_once(boost::asio::mutable_buffer room, Code& failed);
    /// Open, and silent as an unused connection should be.
    bool is_fit_for_reuse();
    void cancel();

private:
    Socket socket_;
    std::shared_ptr<boost::asio::ssl::context> context_;  // shared with the client
    std::unique_ptr<Tls> tls_;
};

}  // namespace fairlead::net
