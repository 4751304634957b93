// SPDX-License-Identifier: Apache-2.0
#include "http/client_address.h"

#include <gtest/gtest.h>

namespace fairlead::http {
namespace {

struct Case {
    const char* peer;
    const char* forwarded;
    const char* client;
};

TEST(ClientAddress, BelievesConfiguredProxiesOnly) {
    const auto proxies = TrustedProxies::parse({"10.0.0.0/8", "2001:db8::/33", "192.0.2.7"});
    ASSERT_TRUE(proxies);
    const Case cases[] = {
        {"198.51.100.1", "1.2.3.4", "198.51.100.1"},            // no proxy: spoofed
        {"10.1.2.3", "", "10.1.2.3"},                           // nothing said
        {"10.1.2.3", "1.2.3.4", "1.2.3.4"},                     // one hop
        {"10.1.2.3", "6.6.6.6, 1.2.3.4", "1.2.3.4"},            // the client's own header
        {"10.1.2.3", "6.6.6.6,1.2.3.4 , 10.9.9.9", "1.2.3.4"},  // two proxies
        {"10.1.2.3", "10.4.4.4", "10.4.4.4"},                   // all of it inside
        {"10.1.2.3", "6.6.6.6, unknown", "10.1.2.3"},           // rubbish hides the rest
        {"10.1.2.3", "6.6.6.6, ", "10.1.2.3"},
        {"11.0.0.1", "1.2.3.4", "11.0.0.1"},
        {"192.0.2.7", "1.2.3.4", "1.2.3.4"},
        {"192.0.2.8", "1.2.3.4", "192.0.2.8"},
        {"::ffff:10.1.2.3", "1.2.3.4", "1.2.3.4"},  // as dual-stack sockets say it
        {"2001:db8:7fff::1", "2001:db9::1", "2001:db9::1"},
        {"2001:db8:8000::1", "2001:db9::1", "2001:db8:8000::1"},
        {"", "1.2.3.4", ""},
    };
    for (const Case& one : cases) {
        net::Request request;
        request.peer = one.peer;
        request.headers.add("X-Forwarded-For", one.forwarded);
        EXPECT_EQ(proxies->client_of(request), one.client) << one.peer << " " << one.forwarded;
    }
}

TEST(ClientAddress, ReadsSeveralHeadersAsOneList) {
    const auto proxies = TrustedProxies::parse({"10.0.0.0/8"});
    ASSERT_TRUE(proxies);
    net::Request request;
    request.peer = "10.0.0.1";
    request.headers.add("X-Forwarded-For", "6.6.6.6, 1.2.3.4");
    request.headers.add("X-Forwarded-For", "10.0.0.2");
    EXPECT_EQ(proxies->client_of(request), "1.2.3.4");
}

TEST(ClientAddress, RefusesWhatIsNoBlock) {
    for (const char* text : {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129",
                             "10.0.0", "10.0.0.0/8/8"}) {
        EXPECT_FALSE(TrustedProxies::parse({text})) << text;
    }
}

}  // namespace
}  // namespace fairlead::http
