// SPDX-License-Identifier: Apache-2.0
#include "net/client_certificate.h"

#include "net/client_certificate_parts.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <array>
#include <climits>
#include <ctime>
#include <optional>
#include <string_view>

namespace fairlead::net {
namespace {

using CertificateParts = ClientCertificate::Impl;
using CertificateFault = ClientCertificate::Fault;

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Reader = std::unique_ptr<BIO, FreeBio>;

Reader reader_of(const Secret& pem) {
    if (pem.size() > INT_MAX) return nullptr;
    return Reader{BIO_new_mem_buf(pem.expose().data(), static_cast<int>(pem.size()))};
}

/// OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

/// What OpenSSL notes of a failure may have parts of what it read; nobody is to find it later.
Error unreadable(const char* message) {
    ERR_clear_error();
    return Error{Errc::invalid, message};
}

std::optional<Time> moment_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    return Time{Seconds{timegm(&parts)}};
}

Result<void> read_key(CertificateParts& impl, const Secret& pem) {
    const auto reader = reader_of(pem);
    if (reader)
        impl.key.reset(PEM_read_bio_PrivateKey(reader.get(), nullptr, no_passphrase, nullptr));
    if (!impl.key) return unreadable("This is not an unencrypted private key in PEM.");
    return ok();
}

/// All certificates of a text, the key's own apart.
Result<bool> read_certificates(CertificateParts& impl, const Secret& pem) {
    const auto reader = reader_of(pem);
    impl.others.reset(sk_X509_new_null());
    int count = 0;
    while (reader && impl.others) {
        std::unique_ptr<X509, CertificateParts::Free> read{
            PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, nullptr)};
        if (!read) break;
        ++count;
        const bool is_own = !impl.own && X509_check_private_key(read.get(), impl.key.get()) == 1;
        if (is_own)
            impl.own = std::move(read);
        else if (sk_X509_push(impl.others.get(), read.get()) > 0)
            static_cast<void>(read.release());
    }
    const auto why = ERR_GET_REASON(ERR_peek_last_error());
    if (count == 0 || why != PEM_R_NO_START_LINE)
        return unreadable("This is not a certificate in PEM.");
    ERR_clear_error();
    return impl.own != nullptr;
}

Result<void> describe_own(CertificateParts& impl) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const auto from = moment_of(X509_get0_notBefore(impl.own.get()));
    const auto until = moment_of(X509_get0_notAfter(impl.own.get()));
    if (!from || !until || X509_digest(impl.own.get(), EVP_sha256(), digest.data(), &size) != 1)
        return unreadable("This is not a certificate in PEM.");
    constexpr std::string_view digits = "0123456789abcdef";
    for (unsigned int i = 0; i < size; ++i) {
        impl.fingerprint += digits[digest[i] >> 4];
        impl.fingerprint += digits[digest[i] & 0xf];
    }
    impl.from = *from;
    impl.until = *until;
    return ok();
}

}  // namespace

ClientCertificate::ClientCertificate(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ClientCertificate::~ClientCertificate() = default;

Result<std::shared_ptr<const ClientCertificate>> ClientCertificate::create(
    const Secret& certificates_pem, const Secret& key_pem, Fault& fault) {
    ERR_clear_error();
    auto impl = std::make_unique<Impl>();
    fault = CertificateFault::key;
    CHECK_OK(read_key(*impl, key_pem));
    fault = CertificateFault::certificate;
    TRY(const bool is_pair, read_certificates(*impl, certificates_pem));
    fault = CertificateFault::pair;
    if (!is_pair) return unreadable("The private key is not the certificate's.");
    fault = CertificateFault::certificate;
    CHECK_OK(describe_own(*impl));
    fault = CertificateFault::none;
    return std::shared_ptr<const ClientCertificate>{new ClientCertificate{std::move(impl)}};
}

const std::string& ClientCertificate::fingerprint() const { return impl_->fingerprint; }
Time ClientCertificate::from() const { return impl_->from; }
Time ClientCertificate::until() const { return impl_->until; }

}  // namespace fairlead::net
