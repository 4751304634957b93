// SPDX-License-Identifier: Apache-2.0
//
// Live events (SPEC A9) over a real connection: told at once, and over when the reader's session
// is, or the server stops.
#include "net/raw_client.h"
#include "support/acme_world.h"

#include <gmock/gmock.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

class LiveEventsTest : public testing::Test {
protected:
    /// A stream with that proof, after its greeting.
    std::unique_ptr<net::RawClient> follow(const std::string& headers) {
        auto client = std::make_unique<net::RawClient>(world_.app.port());
        client->send("GET /api/integrations/events HTTP/1.1\r\nHost: localhost\r\n" + headers +
                     "\r\n");
        EXPECT_THAT(client->read_until("retry: 1000\n\n"), HasSubstr("text/event-stream"));
        return client;
    }
    std::string key_of(const std::string& user) {
        return "Authorization: Bearer " + world_.key + "\r\nFairlead-User: " + user + "\r\n";
    }
    Answer ask(const std::string& path, net::Headers headers, const std::string& body) {
        headers.add("Content-Type", "application/json");
        return world_.caller.send(net::Method::post, world_.app.url() + path, std::move(headers),
                                  body);
    }

    struct Person {
        std::string cookie;
        std::string csrf;
    };
    Person sign_in() {
        const Answer made = ask("/api/setup", {},
                                R"({"email":"a@example.test","password":"kx7 fqmwe and so on",)"
                                R"("code":")" +
                                    world_.app.setup_code() + "\"}");
        EXPECT_EQ(made.status, 200) << made.body;
        const std::string cookie = made.header("Set-Cookie");
        return {cookie.substr(0, cookie.find(';')), made.text("/csrfToken")};
    }

    AcmeWorld world_;
};

TEST_F(LiveEventsTest, TellEachUserTheirOwnAtOnce) {
    const std::string id = world_.connect("user-1", "bulk-1");
    const auto of_user = follow(key_of("user-1"));
    const auto of_other = follow(key_of("user-2"));
    ASSERT_EQ(world_.refresh("user-1", id).status, 200);
    EXPECT_THAT(of_user->read_until("}\n\n"), HasSubstr("event: connection.refreshed\n"));
    world_.connect("user-2", "bulk-2");
    const std::string told = of_other->read_until("}\n\n");
    EXPECT_THAT(told, HasSubstr("event: connection.created\n"));
    EXPECT_THAT(told, Not(HasSubstr(id)));
}

TEST_F(LiveEventsTest, EndWithTheSession) {
    const Person person = sign_in();
    const auto stream = follow("Cookie: " + person.cookie + "\r\n");
    const Answer out = ask(
        "/api/logout",
        {{"Cookie", person.cookie}, {"Origin", world_.app.url()}, {"X-CSRF-Token", person.csrf}},
        "{}");
    ASSERT_EQ(out.status, 204) << out.body;
    EXPECT_THAT(stream->read_until("0\r\n\r\n"), testing::EndsWith("0\r\n\r\n"));
}

TEST_F(LiveEventsTest, DoNotKeepTheServerFromStopping) {
    const Person person = sign_in();
    const auto stream = follow("Cookie: " + person.cookie + "\r\n");
    world_.app.stop();
    EXPECT_THAT(stream->read_all(), testing::EndsWith("0\r\n\r\n"));
    EXPECT_FALSE(world_.app.logged("Cut connections"));
}

}  // namespace
}  // namespace fairlead::tests
