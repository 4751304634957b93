// SPDX-License-Identifier: Apache-2.0
#include "net/egress_guard.h"

#include <gtest/gtest.h>

namespace fairlead::net {
namespace {

bool is_public(const char* text) {
    return EgressGuard::is_public(boost::asio::ip::make_address(text));
}

class Denied : public testing::TestWithParam<const char*> {};
TEST_P(Denied, IsNotPublic) { EXPECT_FALSE(is_public(GetParam())); }
INSTANTIATE_TEST_SUITE_P(
    All, Denied,
    testing::Values("0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1",
                    "100.127.255.255", "100.100.100.200", "127.0.0.1", "127.255.255.254",
                    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1",
                    "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1",
                    "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
                    "168.63.129.16", "::", "::1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::8.8.8.8",
                    "64:ff9b::8.8.8.8", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1",
                    "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "3fff::1",
                    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1"));

class Allowed : public testing::TestWithParam<const char*> {};
TEST_P(Allowed, IsPublic) { EXPECT_TRUE(is_public(GetParam())); }
INSTANTIATE_TEST_SUITE_P(All, Allowed,
                         testing::Values("1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0",
                                         "100.63.255.255", "100.128.0.0", "172.15.255.255",
                                         "172.32.0.0", "192.0.1.1", "198.17.255.255", "198.20.0.0",
                                         "223.255.255.255", "2001:4860:4860::8888",
                                         "2606:4700::1111", "2a00:1450::1", "2001:200::1"));

TEST(EgressGuard, OneDeniedAddressDeniesTheName) {
    const auto good = boost::asio::ip::make_address("8.8.8.8");
    const auto bad = boost::asio::ip::make_address("127.0.0.1");
    const EgressGuard guard;
    EXPECT_TRUE(guard.check("example.com", 443, {good}));
    EXPECT_FALSE(guard.check("example.com", 443, {good, bad}));
    EXPECT_FALSE(guard.check("example.com", 443, {}));
}

TEST(EgressGuard, AnExceptionIsOneHostAndPort) {
    const auto loopback = boost::asio::ip::make_address("127.0.0.1");
    const EgressGuard guard{{{"localhost", 9000}}};
    EXPECT_TRUE(guard.check("LOCALHOST", 9000, {loopback}));
    EXPECT_FALSE(guard.check("localhost", 9001, {loopback}));
    EXPECT_FALSE(guard.check("other", 9000, {loopback}));
}

TEST(EgressGuard, OfLoopbackLetsNothingElseBeCalled) {
    const auto guard = EgressGuard::loopback_only();
    const auto address = [](const char* text) { return boost::asio::ip::make_address(text); };
    EXPECT_TRUE(guard.check("localhost", 80, {address("127.0.0.1"), address("::1")}));
    EXPECT_TRUE(guard.check("127.9.9.9", 8080, {address("127.9.9.9")}));
    for (const char* other : {"8.8.8.8", "10.0.0.1", "192.168.1.1", "0.0.0.0", "::", "fe80::1"}) {
        EXPECT_FALSE(guard.check("localhost", 80, {address(other)})) << other;
        EXPECT_FALSE(guard.check("localhost", 80, {address("127.0.0.1"), address(other)}));
    }
    EXPECT_FALSE(guard.check("localhost", 80, {}));
}

}  // namespace
}  // namespace fairlead::net
