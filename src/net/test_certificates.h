// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace fairlead::net {

/// An authority made for one test, and certificates it signs.
class TestAuthority {
public:
    struct Issued {
        std::string certificate_pem;
        std::string key_pem;
    };

    TestAuthority() : key_(EVP_EC_gen("P-256")), certificate_(X509_new()) {
        fill(certificate_.get(), key_.get(), "Test Authority", -3600, 3600);
        extend(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
        X509_sign(certificate_.get(), key_.get(), EVP_sha256());
    }

    std::string pem() const { return pem_of(certificate_.get()); }

    /// `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1". Valid for `seconds` from now,
    /// and since `from`.
    Issued issue(const std::string& names, long seconds = 3600, long from = -7200) const {
        const Key key{EVP_EC_gen("P-256")};
        const Certificate leaf{X509_new()};
        fill(leaf.get(), key.get(), "Test Server", from, seconds);
        extend(leaf.get(), NID_subject_alt_name, names.c_str());
        X509_sign(leaf.get(), key_.get(), EVP_sha256());
        return {pem_of(leaf.get()), pem_of(key.get())};
    }

private:
    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
        void operator()(X509* certificate) const { X509_free(certificate); }
        void operator()(BIO* bio) const { BIO_free(bio); }
        void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    };
    using Key = std::unique_ptr<EVP_PKEY, Free>;
    using Certificate = std::unique_ptr<X509, Free>;

    static void fill(X509* certificate, EVP_PKEY* key, const char* name, long from, long until) {
        X509_set_version(certificate, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), from);
        X509_gmtime_adj(X509_getm_notAfter(certificate), until);
        X509_NAME* subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
        X509_NAME* issuer = X509_get_issuer_name(certificate);
        X509_NAME_add_entry_by_txt(issuer, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("Test Authority"), -1, -1,
                                   0);
        X509_set_pubkey(certificate, key);
    }
    static void extend(X509* certificate, int kind, const char* value) {
        const std::unique_ptr<X509_EXTENSION, Free> extension{
            X509V3_EXT_conf_nid(nullptr, nullptr, kind, value)};
        X509_add_ext(certificate, extension.get(), -1);
    }
    static std::string text_of(BIO* bio) {
        char* bytes = nullptr;
        const long size = BIO_get_mem_data(bio, &bytes);
        return {bytes, static_cast<std::size_t>(size)};
    }
    static std::string pem_of(X509* certificate) {
        const std::unique_ptr<BIO, Free> bio{BIO_new(BIO_s_mem())};
        PEM_write_bio_X509(bio.get(), certificate);
        return text_of(bio.get());
    }
    static std::string pem_of(EVP_PKEY* key) {
        const std::unique_ptr<BIO, Free> bio{BIO_new(BIO_s_mem())};
        PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
        return text_of(bio.get());
    }

    Key key_;
    Certificate certificate_;
};

}  // namespace fairlead::net
