// SPDX-License-Identifier: Apache-2.0
#include "net/client_stream.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>

namespace fairlead::net {
namespace {

using Code = boost::system::error_code;

auto answer_into(boost::system::error_code& failed) {
    return boost::asio::redirect_error(boost::asio::use_awaitable_t<Executor>{}, failed);
}

/// Tells OpenSSL which name the certificate must carry, and the server which one is asked for.
bool expect_host(SSL* ssl, const std::string& host) {
    boost::system::error_code no_address;
    boost::asio::ip::make_address(host, no_address);
    if (!no_address) {
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1;
    }
    SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return SSL_set1_host(ssl, host.c_str()) == 1 &&
           SSL_set_tlsext_host_name(ssl, host.c_str()) == 1;
}

}  // namespace

Task<Code> ClientStream::connect(boost::asio::ip::tcp::endpoint endpoint) {
    Code failed;
    Code ignored;
    co_await socket_.async_connect(endpoint, answer_into(failed));
    if (failed) co_return failed;
    socket_.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, failed);
    co_return failed;
}

Task<Code> ClientStream::secure(std::shared_ptr<boost::asio::ssl::context> context,
                                std::string host) {
    context_ = std::move(context);
    tls_ = std::make_unique<Tls>(socket_, *context_);
    Code failed;
    if (!expect_host(tls_->native_handle(), host)) co_return boost::asio::error::invalid_argument;
    co_await tls_->async_handshake(boost::asio::ssl::stream_base::client, answer_into(failed));
    co_return failed;
}

Task<std::size_t> ClientStream::read_some(boost::asio::mutable_buffer room, Code& failed) {
    if (tls_) co_return co_await tls_->async_read_some(room, answer_into(failed));
    co_return co_await socket_.async_read_some(room, answer_into(failed));
}

Task<std::size_t> ClientStream::write(Buffers buffers, Code& failed) {
    if (tls_) co_return co_await boost::asio::async_write(*tls_, buffers, answer_into(failed));
    co_return co_await boost::asio::async_write(socket_, buffers, answer_into(failed));
}

std::size_t ClientStream::read_at_once(boost::asio::mutable_buffer room, Code& failed) {
    return tls_ ? tls_->read_some(room, failed) : socket_.read_some(room, failed);
}

bool ClientStream::is_fit_for_reuse() {
    char byte = 0;
    const auto size = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void ClientStream::cancel() {
    Code ignored;
    socket_.cancel(ignored);
}

}  // namespace fairlead::net
