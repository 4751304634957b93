// SPDX-License-Identifier: Apache-2.0
#include "http/json_text.h"

#include "base/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::http {
namespace {

std::string json_of_text(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

// Bytes are looked at eight at a time: each one, wherever it stands among plain ones.
TEST(JsonText, EveryByteAtEveryPlace) {
    for (int code = 0; code < 256; ++code) {
        for (std::size_t size = 1; size <= 17; ++size) {
            for (std::size_t at = 0; at < size; ++at) {
                std::string text(size, 'x');
                text[at] = static_cast<char>(code);
                const auto back = parse_json(json_of_text(text));
                ASSERT_TRUE(back) << code << " at " << at << " of " << size;
                if (code >= 0x80) continue;  // no UTF-8: replaced
                ASSERT_EQ(std::string_view{back->as_string()}, text) << code;
            }
        }
    }
}

TEST(JsonText, Escapes) {
    EXPECT_EQ(json_of_text(""), R"("")");
    EXPECT_EQ(json_of_text("a\"b\\c\nd\re\tf\x01\x7f/"), "\"a\\\"b\\\\c\\nd\\re\\tf\\u0001\x7f/\"");
    EXPECT_EQ(json_of_text("\xc3\xa4\xff"), "\"\xc3\xa4\xef\xbf\xbd\"");
}

RC_GTEST_PROP(JsonText, AsciiComesBack, (std::string text)) {
    for (char& c : text) c = static_cast<char>(c & 0x7f);
    const auto back = parse_json(json_of_text(text));
    RC_ASSERT(std::string_view{back->as_string()} == text);
}

}  // namespace
}  // namespace fairlead::http
