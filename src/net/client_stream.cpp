// SPDX-License-Identifier: Apache-2.0
#include "net/client_stream.h"

#include "net/client_certificate_parts.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

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

/// Where an SSL has its stream.
int stream_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

/// Answers whether it took the session over.
int pass_session(SSL* ssl, SSL_SESSION* session) {
    auto* const stream = static_cast<ClientStream*>(SSL_get_ex_data(ssl, stream_index()));
    if (stream == nullptr) return 0;
    stream->take_session({session, &SSL_SESSION_free});
    return 1;
}

/// The key goes to this connection alone, and not to the context that all share.
bool show(SSL* ssl, const ClientCertificate* certificate) {
    if (certificate == nullptr) return true;
    const auto& impl = certificate->impl();
    return SSL_use_cert_and_key(ssl, impl.own.get(), impl.key.get(), impl.others.get(), 1) == 1;
}

}  // namespace

bool is_about_certificate(const Code& failed) {
    if (failed.category() != boost::asio::error::get_ssl_category()) return false;
    switch (ERR_GET_REASON(static_cast<unsigned long>(failed.value()))) {
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:  // its signature, or the authority's, is another's
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED: return true;
        default: return false;
    }
}

void offer_sessions(boost::asio::ssl::context& context) {
    SSL_CTX* handle = context.native_handle();
    SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(handle, &pass_session);
}

ClientStream::~ClientStream() {
    // HTTP tells where an answer ends. Without this OpenSSL would take the session for spoilt.
    if (tls_) SSL_set_shutdown(tls_->native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
}

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
                                std::string host, std::optional<TlsSession> resumed,
                                KeepSession keep) {
    context_ = std::move(context);
    keep_session_ = std::move(keep);
    verified_ = resumed ? resumed->verified : std::chrono::steady_clock::now();
    tls_ = std::make_unique<Tls>(socket_, *context_);
    SSL* const ssl = tls_->native_handle();
    const bool ready = expect_host(ssl, host) && show(ssl, certificate_.get()) &&
                       SSL_set_ex_data(ssl, stream_index(), this) == 1;
    if (!ready) co_return boost::asio::error::invalid_argument;
    if (resumed) SSL_set_session(ssl, resumed->session.get());
    Code failed;
    co_await tls_->async_handshake(boost::asio::ssl::stream_base::client, answer_into(failed));
    if (!is_resumed()) verified_ = std::chrono::steady_clock::now();
    co_return failed;
}

bool ClientStream::is_resumed() const {
    return tls_ && SSL_session_reused(tls_->native_handle()) == 1;
}

void ClientStream::take_session(std::shared_ptr<ssl_session_st> session) {
    if (keep_session_) keep_session_({std::move(session), verified_});
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
    // Through TLS, so that the peer's goodbye counts that came along with its last answer.
    char byte = 0;
    Code failed;
    const auto size = read_at_once(boost::asio::buffer(&byte, 1), failed);
    return size == 0 && failed == boost::asio::error::would_block;
}

void ClientStream::cancel() {
    Code ignored;
    socket_.cancel(ignored);
}

}  // namespace fairlead::net
