// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

#include <regex>

namespace fairlead::net {
namespace {

std::string canonical(std::string_view text) {
    const auto url = Url::parse(text);
    return url ? url->text() : "refused";
}

TEST(Url, Canonical) {
    EXPECT_EQ(canonical("HTTPS://Example.COM"), "https://example.com/");
    EXPECT_EQ(canonical("https://example.com:443/a"), "https://example.com/a");
    EXPECT_EQ(canonical("http://example.com:443/a"), "http://example.com:443/a");
    EXPECT_EQ(canonical("https://example.com?a=b#c"), "https://example.com/?a=b#c");
    EXPECT_EQ(canonical("https://example.com/a/./b/../c"), "https://example.com/a/c");
    EXPECT_EQ(canonical("https://example.com/a/%2e%2E/b"), "https://example.com/b");
    EXPECT_EQ(canonical("https://example.com/../.."), "https://example.com/");
    EXPECT_EQ(canonical("https://example.com/a/.."), "https://example.com/");
    EXPECT_EQ(canonical("https://example.com//a//"), "https://example.com//a//");
    EXPECT_EQ(canonical("http://[::FFFF:127.0.0.1]:8080/"), "http://[::ffff:127.0.0.1]:8080/");
    EXPECT_EQ(canonical("http://127.0.0.1:1/x%20y"), "http://127.0.0.1:1/x%20y");
}

TEST(Url, Parts) {
    const auto url = Url::parse("https://user:pass@api.example.com:8443/v1/x?y=z#f");
    ASSERT_TRUE(url);
    EXPECT_TRUE(url->has_userinfo);
    EXPECT_EQ(url->host, "api.example.com");
    EXPECT_EQ(url->port, 8443);
    EXPECT_EQ(url->origin(), "https://api.example.com:8443");
    EXPECT_EQ(url->target(), "/v1/x?y=z");
    EXPECT_EQ(url->fragment, "f");
}

class RefusedUrl : public testing::TestWithParam<const char*> {};

TEST_P(RefusedUrl, IsRefused) { EXPECT_EQ(canonical(GetParam()), "refused"); }

INSTANTIATE_TEST_SUITE_P(
    All, RefusedUrl,
    testing::Values("", "/a", "//example.com/", "ftp://example.com/", "javascript:alert(1)",
                    "http:/example.com", "http:example.com", "http://", "http:///a", "http://:80/",
                    "http://example.com:/", "http://example.com:0/", "http://example.com:65536/",
                    "http://example.com:080/", "http://example.com:8a/", "http://exa mple.com/",
                    " http://example.com/", "http://example.com/ ", "http://example.com/a b",
                    "http://example.com\\@evil.example/", "http://example.com/a\\b",
                    "http://example.com/\r\nX: y", "http://example.com/\x7f",
                    "http://example.com/\xc3\xa9", "http://ex\xc3\xa4mple.com/",
                    "http://a@b@example.com/", "http://example..com/", "http://.example.com/",
                    "http://example.com./", "http://exa%6dple.com/", "http://[::1/",
                    "http://[::1]x/", "http://[fe80::1%25eth0]/", "http://[v1.a]/", "http://::1/",
                    "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
                    "http://127.1/", "http://127.0.0.256/", "http://1.2.3.4.5/",
                    "http://example.com/%", "http://example.com/%4", "http://example.com/%zz",
                    "http://example.com/[a]", "http://example.com/?a=%g1",
                    "http://example.com/#a#b", "http://exa_mple.0x1/", "http://1.2.3.08/",
                    "http://127.0.0.1 /", "http://example.com/<script>"));

TEST(Url, RefusesZeroBytesAndLength) {
    EXPECT_EQ(canonical(std::string_view{"http://example.com/\0a", 21}), "refused");
    EXPECT_EQ(canonical("http://example.com/" + std::string(9000, 'a')), "refused");
    EXPECT_EQ(canonical("http://" + std::string(64, 'a') + ".com/"), "refused");
}

/// Boost.URL 1.81 ends such a host behind the address, which it then takes it for.
bool goes_on_after_an_address(const std::string& host) {
    static const std::regex name{R"(\d{1,3}(\.\d{1,3}){3}\D.*)"};
    return std::regex_match(host, name);
}

TEST(Url, ANameThatBeginsAsAnAddressIsOneName) {
    EXPECT_EQ(canonical("http://127.0.0.10x7f/"), "http://127.0.0.10x7f/");
    EXPECT_EQ(canonical("http://10.0.0.1.nip.example/"), "http://10.0.0.1.nip.example/");
    EXPECT_EQ(canonical("http://10.0.0.1-a.example:81/"), "http://10.0.0.1-a.example:81/");
}

// security.md 70: two parsers that disagree on where a URL leads are a hole. Whatever ours takes,
// Boost.URL takes too, and reads the same host and port.
void expect_agreement(const std::string& text) {
    const auto ours = Url::parse(text);
    if (!ours || goes_on_after_an_address(ours->host)) return;
    const auto theirs = boost::urls::parse_uri(text);
    RC_ASSERT(theirs.has_value());
    boost::urls::url normal{*theirs};
    normal.normalize_scheme().normalize_authority();
    RC_ASSERT(std::string{normal.scheme()} == ours->scheme);
    if (normal.host_type() != boost::urls::host_type::ipv6) {
        RC_ASSERT(std::string{normal.host()} == ours->host);
    }
    const unsigned port = normal.port_number() != 0 ? normal.port_number()
                          : ours->scheme == "https" ? 443U
                                                    : 80U;
    RC_ASSERT(port == ours->port);
    RC_ASSERT(std::string{normal.encoded_query()} == ours->query);
    RC_ASSERT(normal.has_userinfo() == ours->has_userinfo);
}

RC_GTEST_PROP(Url, AgreesWithBoost, ()) {
    static const std::vector<std::string> pieces = {
        "http",  "https", "HTTP",  "://", ":", "/",      "//",  "a",  "b.example",   "127.0.0.1",
        "[::1]", "[",     "]",     "@",   "?", "#",      "%41", "%",  "..",          ".",
        "80",    "443",   "65536", "0",   "=", "&",      "\\",  " ",  "0x7f",        "-",
        "_",     "~",     "*",     "+",   ";", "%2e%2e", "A",   "\t", "\xe2\x82\xac"};
    const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
    std::string text =
        *rc::gen::element<std::string>("http://", "https://", "http://a.example", "");
    for (const auto& piece : chosen) text += piece;
    expect_agreement(text);
}

RC_GTEST_PROP(Url, CanonicalIsStable, ()) {
    static const std::vector<std::string> pieces = {"/", "a",   ".", "..", "%2e",
                                                    "?", "b=c", "#", "%2F"};
    const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces));
    std::string text = "https://a.example/";
    for (const auto& piece : chosen) text += piece;
    const auto once = Url::parse(text);
    if (!once) return;
    const auto twice = Url::parse(once->text());
    RC_ASSERT(twice.has_value());
    RC_ASSERT(*twice == *once);
}

TEST(AddQuery, KeepsWhatIsThere) {
    EXPECT_EQ(add_query("https://a/b", {{"c", "d e"}}), "https://a/b?c=d+e");
    EXPECT_EQ(add_query("https://a/b?x=1#f", {{"c", "d"}, {"e", "&"}}),
              "https://a/b?x=1&c=d&e=%26#f");
    EXPECT_EQ(add_query("https://a/b?", {{"c", "d"}}), "https://a/b?c=d");
    EXPECT_EQ(add_query("https://a/b", {}), "https://a/b");
}

}  // namespace
}  // namespace fairlead::net
