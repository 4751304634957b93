// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead {
namespace {

TEST(Hex, Vectors) {
    EXPECT_EQ(hex_encode(bytes_of(std::string_view{"\x00\x1f\xff", 3})), "001fff");
    EXPECT_EQ(*hex_decode("001FfF"), (std::string{"\x00\x1f\xff", 3}));
    for (const char* bad : {"0", "0g", "0x12", " 00", "00 "}) EXPECT_FALSE(hex_decode(bad)) << bad;
}

// RFC 4648 section 10
TEST(Base64, RfcVectors) {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, encoded] : vectors) {
        EXPECT_EQ(base64_encode(bytes_of(plain)), encoded);
        EXPECT_EQ(*base64_decode(encoded), plain);
        const std::string bare = replace_all(encoded, "=", "");
        EXPECT_EQ(base64url_encode(bytes_of(plain)), bare);
        EXPECT_EQ(*base64url_decode(bare), plain);
    }
    EXPECT_EQ(base64url_encode(bytes_of("\xfb\xff\xbf")), "-_-_");
    EXPECT_EQ(base64_encode(bytes_of("\xfb\xff\xbf")), "+/+/");
}

TEST(Base64, RefusesASecondSpelling) {
    for (const char* bad : {"Zg==", "Zh", "Z", "Zm9", "Zm 9v", "Zm9v\n", "+/+/", "Zm9vY"}) {
        EXPECT_FALSE(base64url_decode(bad)) << bad;
    }
    for (const char* bad : {"Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "=Zg=", "Zg==Zg==", "-_-_",
                            "Zm9v ", "Zg=\n"}) {
        EXPECT_FALSE(base64_decode(bad)) << bad;
    }
}

TEST(PercentEncoding, Vectors) {
    EXPECT_EQ(percent_encode("aZ09-._~ /?%\xc3\xa4"), "aZ09-._~%20%2F%3F%25%C3%A4");
    EXPECT_EQ(*percent_decode("%2f%2F+a"), "//+a");
    for (const char* bad : {"%", "%2", "%2g", "a%", "%%20", "%+1"}) {
        EXPECT_FALSE(percent_decode(bad)) << bad;
    }
}

TEST(FormEncoding, Vectors) {
    EXPECT_EQ(form_encode("a b+c&d=e*~"), "a+b%2Bc%26d%3De*%7E");
    EXPECT_EQ(*form_decode("a+b%2Bc"), "a b+c");
    EXPECT_FALSE(form_decode("%zz"));
}

RC_GTEST_PROP(CodecProperty, EveryTextRoundTrips, (const std::string& text)) {
    RC_ASSERT(*hex_decode(hex_encode(bytes_of(text))) == text);
    RC_ASSERT(*base64_decode(base64_encode(bytes_of(text))) == text);
    RC_ASSERT(*base64url_decode(base64url_encode(bytes_of(text))) == text);
    RC_ASSERT(*percent_decode(percent_encode(text)) == text);
    RC_ASSERT(*form_decode(form_encode(text)) == text);
}

RC_GTEST_PROP(CodecProperty, NoTwoSpellings, ()) {
    const auto letters =
        rc::gen::container<std::string>(rc::gen::elementOf(std::string{"AQgwZz0189+/-_="}));
    const std::string text = *letters;
    const auto plain = base64_decode(text);
    if (plain) RC_ASSERT(base64_encode(bytes_of(*plain)) == text);
    const auto url = base64url_decode(text);
    if (url) RC_ASSERT(base64url_encode(bytes_of(*url)) == text);
}

RC_GTEST_PROP(CodecProperty, DecodersBearAnything, (const std::string& text)) {
    const auto percent = percent_decode(text);
    if (percent) RC_ASSERT(percent->size() <= text.size());
    const auto hex = hex_decode(text);
    if (hex) RC_ASSERT(hex_encode(bytes_of(*hex)) == to_lower(text));
}

}  // namespace
}  // namespace fairlead
