// SPDX-License-Identifier: Apache-2.0
#include "crypto/pem.h"

#include "crypto/openssl_error.h"

#include <openssl/pem.h>

#include <climits>

namespace fairlead::crypto {

namespace {

/// OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

BioHandle reader_of(std::string_view text) {
    if (text.size() > INT_MAX) return nullptr;
    return BioHandle{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

std::string_view written_to(BIO* memory) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace

Result<KeyHandle> read_private_pem(const Secret& pem) {
    const BioHandle reader = reader_of(pem.expose());
    KeyHandle key{reader ? PEM_read_bio_PrivateKey(reader.get(), nullptr, no_passphrase, nullptr)
                         : nullptr};
    if (!key) return openssl_error(Errc::invalid, "This is not an unencrypted private key in PEM.");
    return key;
}

Result<KeyHandle> read_public_pem(const std::string& pem) {
    const BioHandle reader = reader_of(pem);
    KeyHandle key{reader ? PEM_read_bio_PUBKEY(reader.get(), nullptr, no_passphrase, nullptr)
                         : nullptr};
    if (!key) return openssl_error(Errc::invalid, "This is not a public key in PEM.");
    return key;
}

Result<Secret> write_private_pem(const EVP_PKEY& key) {
    const BioHandle memory{BIO_new(BIO_s_secmem())};
    if (!memory || PEM_write_bio_PKCS8PrivateKey(memory.get(), &key, nullptr, nullptr, 0, nullptr,
                                                 nullptr) != 1) {
        return openssl_error("A private key cannot be written.");
    }
    return Secret::copy_of(written_to(memory.get()));
}

Result<std::string> write_public_pem(const EVP_PKEY& key) {
    const BioHandle memory{BIO_new(BIO_s_mem())};
    if (!memory || PEM_write_bio_PUBKEY(memory.get(), &key) != 1) {
        return openssl_error("A public key cannot be written.");
    }
    return std::string{written_to(memory.get())};
}

Result<X509Handle> read_certificate_pem(const std::string& pem) {
    const BioHandle reader = reader_of(pem);
    X509Handle certificate{reader ? PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, nullptr)
                                  : nullptr};
    if (!certificate) return openssl_error(Errc::invalid, "This is not a certificate in PEM.");
    return certificate;
}

Result<std::string> write_certificate_pem(const X509& certificate) {
    const BioHandle memory{BIO_new(BIO_s_mem())};
    if (!memory || PEM_write_bio_X509(memory.get(), &certificate) != 1) {
        return openssl_error("A certificate cannot be written.");
    }
    return std::string{written_to(memory.get())};
}

}  // namespace fairlead::crypto
