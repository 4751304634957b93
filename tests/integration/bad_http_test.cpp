// SPDX-License-Identifier: Apache-2.0
//
// Bytes that are no good request, to the whole server: each is answered with a 4xx or not at all,
// its connection ends, and the server goes on serving.
#include "net/raw_client.h"
#include "support/bystander.h"

#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using namespace std::string_literals;

struct Malformed {
    const char* name;
    std::string bytes;
    int status;
};

const std::string get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n";
const std::string post = "POST /api/login HTTP/1.1\r\nHost: localhost\r\n";
const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";

std::vector<Malformed> malformed_requests() {
    std::string many_fields;
    for (int i = 0; i < 200; ++i) many_fields += "X-Field: y\r\n";
    return {
        {"nonsense", "nonsense\r\n\r\n", 400},
        {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"s, 400},
        {"zeros", std::string(64, '\0') + "\r\n\r\n", 400},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"no host", "GET /health/live HTTP/1.1\r\n\r\n", 400},
        {"two hosts", get + "Host: other\r\n\r\n", 400},
        {"long request line", "GET /" + std::string(20000, 'a') + " HTTP/1.1\r\n\r\n", 414},
        {"endless request line", "GET /" + std::string(40000, 'a'), 414},
        {"long field", get + "X: " + std::string(40000, 'a') + "\r\n\r\n", 431},
        {"many fields", get + many_fields + "\r\n", 431},
        {"folded field", get + "X: a\r\n b\r\n\r\n", 400},
        {"bare line feeds", "GET /health/live HTTP/1.1\nHost: a\n\n", 400},
        {"zero in a field", get + "X: a\0b\r\n\r\n"s, 400},
        {"length too large", post + "Content-Length: 99999999\r\n\r\n", 413},
        {"length negative", post + "Content-Length: -1\r\n\r\n", 400},
        {"length in words", post + "Content-Length: ten\r\n\r\n", 400},
        {"length overflows", post + "Content-Length: 18446744073709551617\r\n\r\n", 400},
        {"two lengths", post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400},
        {"two lengths in one", post + "Content-Length: 1, 2\r\n\r\nab", 400},
        {"length and chunked",
         post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"unknown coding", post + "Transfer-Encoding: gzip\r\n\r\n", 400},
        {"chunk size in words", chunked + "many\r\nx\r\n0\r\n\r\n", 400},
        {"chunk size negative", chunked + "-1\r\nx\r\n0\r\n\r\n", 400},
        {"chunk size overflows", chunked + "10000000000000001\r\nx\r\n0\r\n\r\n", 400},
        {"chunk too large", chunked + "fffffff\r\nx", 413},
        {"chunk without end", chunked + "1\r\nxyz\r\n0\r\n\r\n", 400},
    };
}

class BadHttp : public testing::Test {
protected:
    void expect_serving() {
        const Answer live = world_.caller.send(net::Method::get, world_.app.url() + "/health/live");
        EXPECT_EQ(live.status, 200) << live.failure;
    }

    AcmeWorld world_;
    Bystander other_{world_, "user-1", "bulk-1"};
};

TEST_F(BadHttp, AMalformedRequestIsAnsweredOnceAndItsConnectionEnds) {
    const auto calls = world_.sandbox.requests("/acme/");
    for (const Malformed& bad : malformed_requests()) {
        SCOPED_TRACE(bad.name);
        net::RawClient client{world_.app.port()};
        ASSERT_TRUE(client.connected());
        client.send(bad.bytes);
        const std::string answer = client.read_all();
        EXPECT_EQ(answer.substr(0, 13), "HTTP/1.1 " + std::to_string(bad.status) + " ") << answer;
        EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos) << answer;
        EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << answer;
        EXPECT_EQ(answer.find("nonsense"), std::string::npos) << answer;  // nothing is echoed
        expect_serving();
    }
    EXPECT_EQ(world_.sandbox.requests("/acme/"), calls);
    other_.expect_unharmed();
}

TEST_F(BadHttp, AnUnfinishedRequestIsNotDone) {
    const std::string body = R"({"metadata":{"half":true}})";
    const std::string head = "PATCH /api/integrations/accounts/" + other_.id() +
                             "/metadata HTTP/1.1\r\nHost: localhost\r\nFairlead-User: user-1\r\n"
                             "Authorization: Bearer " +
                             world_.key + "\r\nContent-Type: application/json\r\nContent-Length: " +
                             std::to_string(body.size() + 1) + "\r\n\r\n";
    for (const std::string& part : {std::string{}, head.substr(0, 3), head.substr(0, 60),
                                    head.substr(0, head.size() - 2), head, head + body}) {
        SCOPED_TRACE(part.size());
        net::RawClient client{world_.app.port()};
        client.send(part);
        client.close_writing();
        const std::string answer = client.read_all();
        EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 4")) << answer;
        EXPECT_TRUE(client.ended());
        expect_serving();
    }
    const json::value found = find_connection(world_.api("user-1"), other_.id());
    EXPECT_TRUE(found.at("customMetadata").as_object().empty()) << json::serialize(found);
    other_.expect_unharmed();
}

TEST_F(BadHttp, ABodyThatIsNotWhatTheRouteTakesChangesNothing) {
    std::string deep = R"({"metadata":)";
    for (int i = 0; i < 5000; ++i) deep += "{\"a\":";
    const std::vector<std::string> bodies{
        "{",
        "[]",
        "null",
        "\"text\"",
        R"({"metadata":1})",
        R"({"metadata":{"a":1},"more":1})",
        R"({"metadata":{"a":1}} trailing)",
        R"({"metadata":{"a":1},"metadata":{"a":2}})",
        R"({"metadata":{"a":1e999}})",
        "{\"metadata\":{\"a\":\"\xff\xfe\"}}",
        R"({"metadata":{"a":"\ud800"}})",
        "{\"metadata\":{\"a\":\"\0\"}}"s,
        "\xef\xbb\xbf{\"metadata\":[]}",
        R"({"metadata":{"a":")" + std::string(2 << 20, 'x') + "\"}}",
        deep,
    };
    for (const std::string& body : bodies) {
        SCOPED_TRACE(body.substr(0, 60));
        const Answer answer = world_.api("user-1").patch(
            "/api/integrations/accounts/" + other_.id() + "/metadata", body);
        EXPECT_GE(answer.status, 400) << answer.body << answer.failure;
        EXPECT_LT(answer.status, 500) << answer.body;
        EXPECT_EQ(find_connection(world_.api("user-1"), other_.id())
                      .at("customMetadata")
                      .as_object()
                      .size(),
                  0U);
    }
    expect_serving();
    other_.expect_unharmed();
}

TEST_F(BadHttp, PathsAndHeadersOfNonsenseAreProblemsNotFailures) {
    const std::string token = "/api/integrations/token/acme/";
    for (const std::string& path :
         {token + "%", token + "%zz", token + "%00", token + "..%2f..%2fetc",
          token + "'%20or%201=1", token + std::string(4000, 'a'), token + "%ff%fe",
          "/api/integrations/status?include=%ff"s,
          "/api/integrations/status?"s + std::string(5000, '&') + "a=1"s,
          "/api/integrations/accounts/not-an-id"s}) {
        SCOPED_TRACE(path.substr(0, 60));
        // Raw: a client that checks its URLs would not send them.
        net::RawClient client{world_.app.port()};
        client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                    "Fairlead-User: user-1\r\nAuthorization: Bearer " + world_.key + "\r\n\r\n");
        const std::string answer = client.read_all();
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 4")) << answer;
        EXPECT_NE(answer.find("application/problem+json"), std::string::npos) << answer;
    }
    for (const std::string& bearer :
         {""s, "Bearer"s, "Bearer  "s, "Basic x"s, "Bearer flk_x"s,
          "Bearer " + std::string(8000, 'a'), "Bearer " + world_.key + "x", "Bearer a.b.c"s}) {
        SCOPED_TRACE(bearer.substr(0, 60));
        const Answer answer = world_.caller.send(
            net::Method::get, world_.app.url() + token + other_.id(), {{"Authorization", bearer}});
        EXPECT_EQ(answer.status, 401) << answer.body << answer.failure;
    }
    other_.expect_unharmed();
}

}  // namespace
}  // namespace fairlead::tests
