// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include "net/client_stream.h"
#include "net/tls_context.h"

#include <openssl/ssl.h>

namespace fairlead::net {
namespace {

namespace ssl = boost::asio::ssl;
using Code = boost::system::error_code;

Error bad_tls(const char* message, const Code& failed) {
    return Error{Errc::invalid, message, failed.message()};
}

Result<void> harden(ssl::context& context) {
    SSL_CTX* handle = context.native_handle();
    SSL_CTX_set_options(
        handle, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Idle connections give their buffers back.
    SSL_CTX_set_mode(handle, SSL_MODE_RELEASE_BUFFERS);
    const bool done = SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION) == 1 &&
                      SSL_CTX_set_cipher_list(handle, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
    if (!done) return Error{Errc::internal, "The TLS library refused its settings."};
    return ok();
}

}  // namespace

ServerTls::ServerTls(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ServerTls::~ServerTls() = default;

Result<std::shared_ptr<ServerTls>> ServerTls::create(const std::string& certificate_chain_pem,
                                                     const Secret& private_key_pem) {
    auto impl = std::make_unique<Impl>();
    CHECK_OK(harden(impl->context));
    Code failed;
    impl->context.use_certificate_chain(boost::asio::buffer(certificate_chain_pem), failed);
    if (failed) return bad_tls("The TLS certificate chain cannot be read.", failed);
    const std::string_view key = private_key_pem.expose();
    impl->context.use_private_key(boost::asio::buffer(key.data(), key.size()), ssl::context::pem,
                                  failed);
    if (failed) return bad_tls("The TLS private key cannot be read.", failed);
    if (SSL_CTX_check_private_key(impl->context.native_handle()) != 1) {
        return Error{Errc::invalid, "The TLS private key is not the certificate's."};
    }
    return std::shared_ptr<ServerTls>{new ServerTls{std::move(impl)}};
}

Result<std::shared_ptr<ssl::context>> client_context(const TlsTrust& trust) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    CHECK_OK(harden(*context));
    Code failed;
    context->set_verify_mode(ssl::verify_peer, failed);
    if (failed) return bad_tls("Certificates cannot be verified.", failed);
    if (trust.system_roots) {
        context->set_default_verify_paths(failed);
        if (failed) return bad_tls("The system's certificate authorities cannot be read.", failed);
    }
    for (const std::string& pem : trust.extra_roots_pem) {
        context->add_certificate_authority(boost::asio::buffer(pem), failed);
        if (failed) return bad_tls("An extra certificate authority cannot be read.", failed);
    }
    offer_sessions(*context);
    return context;
}

}  // namespace fairlead::net
