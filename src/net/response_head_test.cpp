// SPDX-License-Identifier: Apache-2.0
#include "net/response_head.h"

#include <gtest/gtest.h>

namespace fairlead::net {
namespace {

bool goes_out(std::string_view name, std::string_view value) {
    Response response;
    response.headers.add(name, value);
    std::string head;
    return write_response_head(head, response, HeadOptions{});
}

// Values are looked at eight bytes at a time: each byte, wherever it stands.
TEST(ResponseHead, AValueThatBreaksItsLineNeverGoesOut) {
    for (int code = 0; code < 256; ++code) {
        const char c = static_cast<char>(code);
        const bool breaks = c == '\r' || c == '\n' || c == '\0';
        for (std::size_t size = 1; size <= 17; ++size) {
            for (std::size_t at = 0; at < size; ++at) {
                std::string value(size, 'x');
                value[at] = c;
                ASSERT_EQ(goes_out("X-Name", value), !breaks) << code << " at " << at;
            }
        }
    }
    EXPECT_FALSE(goes_out("X-Name", "\t\t\t\t\t\t\t\tx\r\nSet-Cookie: a=b"));
}

TEST(ResponseHead, ANameIsVisibleText) {
    for (int code = 0; code < 256; ++code) {
        const bool belongs = code > ' ' && code < 0x7f && code != ':';
        const std::string name = std::string{"X-"} + static_cast<char>(code);
        ASSERT_EQ(goes_out(name, "x"), belongs) << code;
    }
    EXPECT_FALSE(goes_out("", "x"));
}

}  // namespace
}  // namespace fairlead::net
