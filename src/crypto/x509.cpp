// SPDX-License-Identifier: Apache-2.0
#include "crypto/x509.h"

#include "crypto/openssl_error.h"
#include "crypto/pem.h"
#include "crypto/random.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>

namespace fairlead::crypto {

namespace {

constexpr long version_3 = 2;
constexpr std::size_t serial_size = 16;

Error failed() { return openssl_error("A certificate cannot be made."); }

bool set_time(ASN1_TIME* field, Time time) {
    std::time_t seconds = std::chrono::floor<Seconds>(time.time_since_epoch()).count();
    return X509_time_adj_ex(field, 0, 0, &seconds) != nullptr;
}

/// RFC 5280 section 4.1.2.2: positive, at most 20 bytes.
bool set_random_serial(X509& certificate) {
    std::array<std::byte, serial_size> bytes{};
    SystemRandom{}.fill(bytes);
    bytes[0] = (bytes[0] & std::byte{0x7f}) | std::byte{0x40};
    const BigNumber number{BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                                     static_cast<int>(bytes.size()), nullptr)};
    return number &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(&certificate)) != nullptr;
}

bool set_common_name(X509& certificate, const std::string& name) {
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(&certificate), "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(name.data()),
                                      static_cast<int>(name.size()), -1, 0) == 1;
}

/// A fresh certificate with everything but issuer, extensions and signature.
Result<X509Handle> begin_certificate(const EVP_PKEY& key, const std::string& common_name,
                                     Validity validity) {
    X509Handle made{X509_new()};
    if (!made || X509_set_version(made.get(), version_3) != 1 || !set_random_serial(*made) ||
        !set_time(X509_getm_notBefore(made.get()), validity.from) ||
        !set_time(X509_getm_notAfter(made.get()), validity.to) ||
        X509_set_pubkey(made.get(), const_cast<EVP_PKEY*>(&key)) != 1 ||
        !set_common_name(*made, common_name)) {
        return failed();
    }
    return made;
}

struct ExtensionText {
    int kind;
    std::string value;
};

Result<void> add_extensions(X509& certificate, X509& issuer,
                            const std::vector<ExtensionText>& extensions) {
    X509V3_CTX context{};
    X509V3_set_ctx(&context, &issuer, &certificate, nullptr, nullptr, 0);
    for (const ExtensionText& one : extensions) {
        const X509Extension extension{
            X509V3_EXT_conf_nid(nullptr, &context, one.kind, one.value.c_str())};
        if (!extension || X509_add_ext(&certificate, extension.get(), -1) != 1) return failed();
    }
    return ok();
}

Result<KeyHandle> generate_key() {
    KeyHandle key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
    if (!key) return failed();
    return key;
}

bool is_address(const std::string& name) {
    std::array<unsigned char, 16> parsed{};
    return inet_pton(AF_INET, name.c_str(), parsed.data()) == 1 ||
           inet_pton(AF_INET6, name.c_str(), parsed.data()) == 1;
}

bool is_dns_name(const std::string& name) {
    const auto fits = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '*';
    };
    return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), fits);
}

/// The value of subjectAltName as OpenSSL reads it; its separators cannot be in a name.
Result<std::string> alternative_names(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        const bool address = is_address(name);
        if (!address && !is_dns_name(name)) {
            return Error{Errc::invalid, "Not a DNS name or IP address for a certificate."};
        }
        if (!text.empty()) text += ",";
        text += (address ? "IP:" : "DNS:") + name;
    }
    if (text.empty()) return Error{Errc::invalid, "A server certificate needs a name."};
    return text;
}

}  // namespace

Result<Certificate> create_authority(const std::string& common_name, Validity validity) {
    TRY(const auto key, generate_key());
    TRY(const auto made, begin_certificate(*key, common_name, validity));
    if (X509_set_issuer_name(made.get(), X509_get_subject_name(made.get())) != 1) return failed();
    const std::vector<ExtensionText> extensions{
        {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
        {NID_key_usage, "critical,keyCertSign,cRLSign"},
        {NID_subject_key_identifier, "hash"}};
    CHECK_OK(add_extensions(*made, *made, extensions));
    if (X509_sign(made.get(), key.get(), EVP_sha256()) == 0) return failed();
    TRY(auto certificate, write_certificate_pem(*made));
    TRY(auto private_key, write_private_pem(*key));
    return Certificate{std::move(certificate), std::move(private_key)};
}

Result<Certificate> issue_server_certificate(const Certificate& authority,
                                             const std::vector<std::string>& names,
                                             Validity validity) {
    TRY(const auto alternatives, alternative_names(names));
    TRY(const auto issuer, read_certificate_pem(authority.certificate_pem));
    TRY(const auto issuer_key, read_private_pem(authority.private_key_pem));
    TRY(const auto key, generate_key());
    TRY(const auto made, begin_certificate(*key, names.front().substr(0, 64), validity));
    if (X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get())) != 1) return failed();
    const std::vector<ExtensionText> extensions{{NID_basic_constraints, "critical,CA:FALSE"},
                                                {NID_key_usage, "critical,digitalSignature"},
                                                {NID_ext_key_usage, "serverAuth"},
                                                {NID_subject_key_identifier, "hash"},
                                                {NID_authority_key_identifier, "keyid"},
                                                {NID_subject_alt_name, alternatives}};
    CHECK_OK(add_extensions(*made, *issuer, extensions));
    if (X509_sign(made.get(), issuer_key.get(), EVP_sha256()) == 0) return failed();
    TRY(const auto certificate, write_certificate_pem(*made));
    TRY(auto private_key, write_private_pem(*key));
    return Certificate{certificate + authority.certificate_pem, std::move(private_key)};
}

}  // namespace fairlead::crypto
