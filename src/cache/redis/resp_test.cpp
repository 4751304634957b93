// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/resp.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::cache::redis {
namespace {

std::string encode(const Reply& reply) {
    switch (reply.kind) {
        case Reply::Kind::nothing: return "$-1\r\n";
        case Reply::Kind::error: return "-" + reply.text + "\r\n";
        case Reply::Kind::integer: return ":" + std::to_string(reply.number) + "\r\n";
        case Reply::Kind::text:
            return "$" + std::to_string(reply.text.size()) + "\r\n" + reply.text + "\r\n";
        case Reply::Kind::list: break;
    }
    std::string text = "*" + std::to_string(reply.items.size()) + "\r\n";
    for (const Reply& item : reply.items) text += encode(item);
    return text;
}

Reply some_reply(int depth) {
    const int kinds = depth < 3 ? 5 : 4;
    Reply reply;
    reply.kind = static_cast<Reply::Kind>(*rc::gen::inRange(0, kinds));
    if (reply.kind == Reply::Kind::text) reply.text = *rc::gen::arbitrary<std::string>();
    if (reply.kind == Reply::Kind::error)
        reply.text = "ERR " + *rc::gen::container<std::string>(rc::gen::inRange('a', 'z'));
    if (reply.kind == Reply::Kind::integer) reply.number = *rc::gen::arbitrary<std::int64_t>();
    if (reply.kind == Reply::Kind::list) {
        const int size = *rc::gen::inRange(0, 4);
        for (int i = 0; i < size; ++i) reply.items.push_back(some_reply(depth + 1));
    }
    return reply;
}

Result<std::optional<Reply>> read(std::string_view bytes) {
    ReplyReader reader;
    reader.add(bytes);
    return reader.next();
}

RC_GTEST_PROP(Resp, ReadsWhatWasSentHoweverItIsCut, ()) {
    std::vector<Reply> sent;
    const int count = *rc::gen::inRange(1, 5);
    std::string bytes;
    for (int i = 0; i < count; ++i) bytes += encode(sent.emplace_back(some_reply(0)));
    ReplyReader reader;
    std::vector<Reply> got;
    std::string_view rest = bytes;
    while (!rest.empty()) {
        const auto piece = std::min(*rc::gen::inRange<std::size_t>(1, 40), rest.size());
        reader.add(rest.substr(0, piece));
        rest.remove_prefix(piece);
        for (;;) {
            auto reply = reader.next();
            RC_ASSERT(reply.has_value());
            if (!*reply) break;
            got.push_back(**std::move(reply));
        }
    }
    RC_ASSERT(got == sent);
}

RC_GTEST_PROP(Resp, ACommandIsAListOfItsWords, (std::string one, std::string two)) {
    const auto reply = read(command({one, two}));
    RC_ASSERT(reply.has_value() && reply->has_value());
    RC_ASSERT((*reply)->items.size() == 2U);
    RC_ASSERT((*reply)->items[0].text == one);
    RC_ASSERT((*reply)->items[1].text == two);
}

TEST(Resp, KnowsTheSimpleForms) {
    EXPECT_EQ((*read("+OK\r\n"))->text, "OK");
    EXPECT_EQ((*read(":-7\r\n"))->number, -7);
    EXPECT_EQ((*read("*-1\r\n"))->kind, Reply::Kind::nothing);
    EXPECT_TRUE((*read("-READONLY You can't write\r\n"))->is_error("READONLY"));
    EXPECT_FALSE((*read("-READONLYISH x\r\n"))->is_error("READONLY"));
}

TEST(Resp, RefusesWhatIsNone) {
    for (const char* bad :
         {"HTTP/1.1 400 Bad Request\r\n", "\r\n", ":x\r\n", "$-2\r\n", "$3\r\nabcde", "*5000\r\n",
          "$99999999999\r\n", "+a\nb\r\n", "*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", "$1\r\n+\n\r\n"})
        EXPECT_FALSE(read(bad)) << bad;
    EXPECT_FALSE(read(std::string(70'000, '+')));
}

}  // namespace
}  // namespace fairlead::cache::redis
