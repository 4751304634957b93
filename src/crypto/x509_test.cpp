// SPDX-License-Identifier: Apache-2.0
#include "crypto/x509.h"

#include "crypto/openssl_handle.h"
#include "crypto/pem.h"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

namespace fairlead::crypto {
namespace {

using Store = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

constexpr Time today = from_unix_ms(1'800'000'000'000);
constexpr Validity two_days{today - Seconds{86400}, today + Seconds{86400}};

/// What a TLS client would ask: is this chain good for that host at that time?
int verification_error(const std::string& authority, const std::string& server, const char* host,
                       Time at) {
    const X509Handle root = read_certificate_pem(authority).value();
    const X509Handle leaf = read_certificate_pem(server).value();
    const Store store{X509_STORE_new()};
    X509_STORE_add_cert(store.get(), root.get());
    const StoreContext context{X509_STORE_CTX_new()};
    X509_STORE_CTX_init(context.get(), store.get(), leaf.get(), nullptr);
    X509_VERIFY_PARAM* const param = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE);
    X509_VERIFY_PARAM_set_time(param, to_unix_ms(at) / 1000);
    if (X509_VERIFY_PARAM_set1_ip_asc(param, host) != 1) {
        X509_VERIFY_PARAM_set1_host(param, host, 0);
    }
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
}

struct X509Test : testing::Test {
    const Certificate authority = create_authority("Sandbox authority", two_days).value();
    const std::vector<std::string> names{"localhost", "acme.localhost", "127.0.0.1", "::1"};
    const Certificate server = issue_server_certificate(authority, names, two_days).value();

    int error_for(const char* host, Time at = today) const {
        return verification_error(authority.certificate_pem, server.certificate_pem, host, at);
    }
};

TEST_F(X509Test, ServerIsGoodForItsNames) {
    for (const auto& name : names) EXPECT_EQ(error_for(name.c_str()), X509_V_OK) << name;
}

TEST_F(X509Test, ServerIsNotGoodForOthers) {
    EXPECT_EQ(error_for("example.com"), X509_V_ERR_HOSTNAME_MISMATCH);
    EXPECT_EQ(error_for("127.0.0.2"), X509_V_ERR_IP_ADDRESS_MISMATCH);
}

TEST_F(X509Test, ValidityHolds) {
    EXPECT_EQ(error_for("localhost", today + Seconds{90000}), X509_V_ERR_CERT_HAS_EXPIRED);
    EXPECT_EQ(error_for("localhost", today - Seconds{90000}), X509_V_ERR_CERT_NOT_YET_VALID);
}

TEST_F(X509Test, AnotherAuthorityDoesNotVouch) {
    const Certificate other = create_authority("Another authority", two_days).value();
    EXPECT_NE(verification_error(other.certificate_pem, server.certificate_pem, "localhost", today),
              X509_V_OK);
}

TEST_F(X509Test, ChainHoldsBothAndKeyFits) {
    EXPECT_TRUE(server.certificate_pem.ends_with(authority.certificate_pem));
    const X509Handle leaf = read_certificate_pem(server.certificate_pem).value();
    const KeyHandle key = read_private_pem(server.private_key_pem).value();
    EXPECT_EQ(X509_check_private_key(leaf.get(), key.get()), 1);
}

TEST_F(X509Test, ServerCannotSignOthers) {
    const Certificate below =
        issue_server_certificate(
            Certificate{server.certificate_pem, server.private_key_pem.duplicate()},
            {"evil.example"}, two_days)
            .value();
    EXPECT_NE(
        verification_error(authority.certificate_pem, below.certificate_pem, "evil.example", today),
        X509_V_OK);
}

TEST_F(X509Test, NamesAreChecked) {
    for (const char* bad : {"", "a b", "a,DNS:evil.example", "é.example"}) {
        EXPECT_FALSE(issue_server_certificate(authority, {bad}, two_days)) << bad;
    }
    EXPECT_FALSE(issue_server_certificate(authority, {}, two_days));
}

}  // namespace
}  // namespace fairlead::crypto
