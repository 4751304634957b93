// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "net/client_certificate.h"
#include "net/url.h"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

struct ssl_session_st;

namespace fairlead::net {

/// Resumes TLS with a server without its certificate being shown again: that is most of what a
/// handshake costs.
struct TlsSession {
    std::shared_ptr<ssl_session_st> session;         // shared with the connections that it resumed
    std::chrono::steady_clock::time_point verified;  ///< when the certificate was, last
};

/// Whether a connection ended for want of a client certificate, or of one that the server takes
/// (RFC 8446 section 6.2). Since TLS 1.3 that may come when the client's side was done.
bool is_about_certificate(const boost::system::error_code& failed);

/// Has a context tell its streams of the sessions that servers offer.
void offer_sessions(boost::asio::ssl::context& context);

/// A connection to another server, plain or TLS. Belongs to its loop's thread. What fails is told
/// in `failed`, which must live until the call ends.
class ClientStream {
public:
    using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
    using Tls = boost::asio::ssl::stream<Socket&>;
    using Code = boost::system::error_code;
    using Buffers = std::array<boost::asio::const_buffer, 2>;

    using KeepSession = std::function<void(TlsSession)>;

    explicit ClientStream(const Executor& executor) : socket_(executor) {}
    ~ClientStream();
    ClientStream(const ClientStream&) = delete;
    ClientStream& operator=(const ClientStream&) = delete;

    Socket& socket() { return socket_; }
    bool is_secure() const { return tls_ != nullptr; }

    Task<Code> connect(boost::asio::ip::tcp::endpoint endpoint);
    /// The server's certificate must be good for `host`, or was when `resumed` began. Sessions that
    /// the server offers, now or later, go to `keep`.
    Task<Code> secure(std::shared_ptr<boost::asio::ssl::context> context, std::string host,
                      std::optional<TlsSession> resumed, KeepSession keep);
    /// Before `secure`: what is shown where the server asks for a certificate.
    void prove_with(std::shared_ptr<const ClientCertificate> certificate) {
        certificate_ = std::move(certificate);
    }
    /// Whether the server took up the session.
    bool is_resumed() const;
    Task<std::size_t> read_some(boost::asio::mutable_buffer room, Code& failed);
    Task<std::size_t> write(Buffers buffers, Code& failed);

    /// What has arrived already, without waiting; would_block when nothing has.
    std::size_t read_at_once(boost::asio::mutable_buffer room, Code& failed);
    /// Open, and silent as an unused connection should be; not to be used any more if it is not.
    bool is_fit_for_reuse();
    void cancel();
    /// For the context.
    void take_session(std::shared_ptr<ssl_session_st> session);

private:
    Socket socket_;
    std::shared_ptr<boost::asio::ssl::context> context_;  // shared with the client
    std::unique_ptr<Tls> tls_;
    KeepSession keep_session_;
    std::shared_ptr<const ClientCertificate> certificate_;  // shared with the calls that show it
    std::chrono::steady_clock::time_point verified_;
};

}  // namespace fairlead::net
