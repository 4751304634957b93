// SPDX-License-Identifier: Apache-2.0
//
// Webhooks that an application asks the platforms for itself, by their own APIs: what they demand of
// who subscribes, that what was agreed proves a delivery, and that nothing else is sent under it.
#include "base/clock.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "support/webhook_world.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <utility>

namespace fairlead::tests {
namespace {

constexpr const char* person = "https://api.calendly.com/users/SAMPLEUSER000001";

std::string from_now(std::chrono::minutes ahead) { return to_rfc3339(SystemClock{}.now() + ahead); }

class WebhookSubscribing : public testing::Test {
protected:
    Answer call(net::Method method, const std::string& path, const std::string& token,
                const std::string& body = "") {
        return world_.caller.send(
            method, world_.sandbox.origin() + path,
            {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}}, body);
    }
    /// Orders an event under a subscription and nothing but it.
    Answer order(const std::string& name, const std::string& id, const std::string& more = "") {
        return world_.sandbox.control(net::Method::post, "/control/webhooks/" + name,
                                      R"({"subscription":")" + id + "\"" + more + "}");
    }
    net::Request one() {
        auto received = world_.receiver.take();
        if (received.size() != 1) throw Failure{std::to_string(received.size()) + " came"};
        return received.front();
    }
    std::string url() const { return world_.url_for("own"); }

    WebhookWorld world_;
};

// --- Calendly ------------------------------------------------------------------------------------

class CalendlySubscribing : public WebhookSubscribing {
protected:
    static constexpr const char* path = "/api.calendly.com/webhook_subscriptions";

    std::string organization(const std::string& token) {
        return call(net::Method::get, "/api.calendly.com/users/me", token)
            .text("/resource/current_organization");
    }
    std::string wanted(const std::string& more = "") {
        return R"({"url":")" + url() + R"(","events":["invitee.created"],"scope":"user","user":")" +
               person + R"(","organization":")" + organization_ + "\"" + more + "}";
    }
    void SetUp() override { organization_ = organization(token_); }

    std::string grant(const std::string& scopes) {
        return world_.grant("calendly-client", person, scopes);
    }
    std::string token_ = grant(R"(users:read","webhooks:read","webhooks:write)");
    std::string organization_;
};

TEST_F(CalendlySubscribing, IsSignedWithTheKeyThatWasGiven) {
    const auto made = call(net::Method::post, path, token_, wanted(R"(,"signing_key":"my-key")"));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("/resource/state"), "active");
    EXPECT_EQ(made.body.find("my-key"), std::string::npos) << "it is not shown again";
    const std::string uri = made.text("/resource/uri");
    const auto sent = order("calendly", uri.substr(uri.rfind('/') + 1));
    ASSERT_EQ(sent.status, 200) << sent.body;
    const auto request = one();
    const std::string header{request.headers.find("Calendly-Webhook-Signature").value_or("")};
    const auto moment = header.substr(2, header.find(',') - 2);
    const auto digest = crypto::hmac_sha256("my-key", moment + "." + request.body);
    EXPECT_EQ(header.substr(header.find("v1=") + 3), hex_encode(digest));
    EXPECT_EQ(text_at(request.body, "/event"), "invitee.created");
}

TEST_F(CalendlySubscribing, BringsOnlyWhatWasAskedForAndUntilItIsRemoved) {
    const auto made = call(net::Method::post, path, token_, wanted());
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(call(net::Method::post, path, token_, wanted()).status, 409);
    const auto uri = made.text("/resource/uri");
    const auto id = uri.substr(uri.rfind('/') + 1);
    EXPECT_EQ(order("calendly", id, R"(,"event":"invitee.canceled")").status / 100, 4);
    EXPECT_EQ(order("calendly", id, R"(,"url":"http://localhost:1/")").status / 100, 4);
    const auto listed = call(
        net::Method::get,
        std::string{path} + "?scope=user&organization=" + percent_encode(organization_), token_);
    EXPECT_EQ(listed.text("/collection/0/uri"), uri) << listed.body;
    const auto stranger = world_.grant(
        "calendly-client", "https://api.calendly.com/users/SAMPLEUSER000002", "webhooks:write");
    EXPECT_EQ(call(net::Method::del, std::string{path} + "/" + id, stranger).status, 404);
    EXPECT_EQ(call(net::Method::del, std::string{path} + "/" + id, token_).status, 204);
    EXPECT_EQ(order("calendly", id).status / 100, 4);
    EXPECT_TRUE(world_.receiver.take().empty());
}

TEST_F(CalendlySubscribing, IsRefusedWhereItIsNotAllowedOrMakesNoSense) {
    EXPECT_EQ(call(net::Method::post, path, grant("webhooks:read"), wanted()).status, 403);
    EXPECT_EQ(call(net::Method::post, path, "nobodys", wanted()).status, 401);
    const std::string body = wanted();
    for (const auto& [from, to] : {std::pair{"invitee.created", "no.such"},
                                   {R"("scope":"user")", R"("scope":"world")"},
                                   {"http://127.0.0.1", "http://192.0.2.1"},
                                   {"SAMPLEUSER000001", "SAMPLEUSER000002"}}) {
        const auto refused = call(net::Method::post, path, token_, replace_all(body, from, to));
        EXPECT_EQ(refused.status, 400) << from << " " << refused.body;
        EXPECT_NE(refused.text("/details/0/parameter"), "");
    }
}

// --- Pipedrive -----------------------------------------------------------------------------------

class PipedriveSubscribing : public WebhookSubscribing {
protected:
    static constexpr const char* path = "/first-sample.pipedrive.com/api/v1/webhooks";
    std::string wanted(const std::string& object) {
        return R"({"subscription_url":")" + url() + R"(","event_action":"*","event_object":")" +
               object + R"(","http_auth_user":"me","http_auth_password":"pass"})";
    }
    std::string token_ = world_.grant("pipedrive-client", "10100001", "webhooks:full");
};

TEST_F(PipedriveSubscribing, ComesWithTheNameAndPasswordThatWereGiven) {
    const auto made = call(net::Method::post, path, token_, wanted("deal"));
    ASSERT_EQ(made.status, 201) << made.body;
    const auto id = made.text("/data/id");
    ASSERT_EQ(order("pipedrive", id, R"(,"event":"delete.deal","number":2)").status, 200);
    const auto request = one();
    EXPECT_EQ(request.headers.find("Authorization"),
              "Basic " + base64_encode(bytes_of(std::string{"me:pass"})));
    EXPECT_EQ(text_at(request.body, "/meta/webhook_id"), id);
    EXPECT_EQ(order("pipedrive", id, R"(,"event":"change.person")").status / 100, 4);
    EXPECT_EQ(call(net::Method::get, path, token_).text("/data/0/id"), id);
    EXPECT_EQ(call(net::Method::del, std::string{path} + "/" + id, token_).status, 200);
    EXPECT_EQ(call(net::Method::del, std::string{path} + "/" + id, token_).status, 404);
    EXPECT_EQ(order("pipedrive", id).status / 100, 4);
}

TEST_F(PipedriveSubscribing, IsRefusedWhereItIsNotAllowedOrMakesNoSense) {
    const auto reader = world_.grant("pipedrive-client", "10100001", "deals:full");
    EXPECT_EQ(call(net::Method::post, path, reader, wanted("deal")).status, 403);
    EXPECT_EQ(call(net::Method::post, path, "nobodys", wanted("deal")).status, 401);
    EXPECT_EQ(call(net::Method::post, path, token_, wanted("no-such")).status, 400);
    EXPECT_EQ(call(net::Method::post, path, token_, "[]").status, 400);
}

// --- Microsoft -----------------------------------------------------------------------------------

class MicrosoftSubscribing : public WebhookSubscribing {
protected:
    static constexpr const char* path = "/graph.microsoft.com/v1.0/subscriptions";
    std::string wanted(const std::string& resource, const std::string& end) {
        return R"({"changeType":"created,updated","notificationUrl":")" + url() +
               R"(","resource":")" + resource +
               R"(","clientState":"a-word","expirationDateTime":")" + end + "\"}";
    }
    std::string token_ =
        world_.grant("microsoft-client", "00000000-0000-4000-8000-000000000011", "Contacts.Read");
    const std::string soon_ = from_now(std::chrono::minutes{60});
};

TEST_F(MicrosoftSubscribing, IsMadeOnceTheAddressRepeatsTheToken) {
    const auto made = call(net::Method::post, path, token_, wanted("me/contacts", soon_));
    ASSERT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.text("/clientState"), "a-word");
    const auto id = made.text("/id");
    ASSERT_EQ(order("microsoft", id).status, 200);
    const auto request = one();
    EXPECT_EQ(text_at(request.body, "/value/0/subscriptionId"), id);
    EXPECT_EQ(text_at(request.body, "/value/0/clientState"), "a-word");
    EXPECT_EQ(must(parse_rfc3339(text_at(request.body, "/value/0/subscriptionExpirationDateTime"))),
              must(parse_rfc3339(soon_)));
    EXPECT_EQ(order("microsoft", id, R"(,"event":"contact.deleted")").status / 100, 4);
    EXPECT_EQ(order("microsoft", id, R"(,"event":"event.updated")").status / 100, 4);
}

TEST_F(MicrosoftSubscribing, ThereIsNoneWhereTheAddressDoesNotAnswer) {
    world_.receiver.answer_with(202);
    const auto refused = call(net::Method::post, path, token_, wanted("me/contacts", soon_));
    EXPECT_EQ(refused.status, 400) << refused.body;
    EXPECT_EQ(refused.text("/error/code"), "ValidationError");
    const auto listed = call(net::Method::get, path, token_).json();
    EXPECT_TRUE(listed.at("value").as_array().empty());
}

TEST_F(MicrosoftSubscribing, IsRenewedAndRemoved) {
    const auto made = call(net::Method::post, path, token_, wanted("/me/contacts", soon_));
    const auto one_path = std::string{path} + "/" + made.text("/id");
    const auto later = from_now(std::chrono::minutes{4000});
    const auto renewed =
        call(net::Method::patch, one_path, token_, R"({"expirationDateTime":")" + later + "\"}");
    EXPECT_EQ(renewed.text("/expirationDateTime"), later) << renewed.body;
    const auto too_far = from_now(std::chrono::minutes{4300});
    EXPECT_EQ(
        call(net::Method::patch, one_path, token_, R"({"expirationDateTime":")" + too_far + "\"}")
            .status,
        400);
    EXPECT_EQ(call(net::Method::get, one_path, token_).status, 200);
    EXPECT_EQ(call(net::Method::del, one_path, token_).status, 204);
    EXPECT_EQ(call(net::Method::get, one_path, token_).status, 404);
    EXPECT_EQ(order("microsoft", made.text("/id")).status / 100, 4);
}

TEST_F(MicrosoftSubscribing, IsRefusedWhereItIsNotAllowedOrMakesNoSense) {
    EXPECT_EQ(call(net::Method::post, path, token_, wanted("me/events", soon_)).status, 403);
    EXPECT_EQ(call(net::Method::post, path, "nobodys", wanted("me/contacts", soon_)).status, 401);
    const auto good = wanted("me/contacts", soon_);
    for (const auto& [from, to] : {std::pair{std::string{"me/contacts"}, std::string{"me/nothing"}},
                                   {"created,updated", "invented"},
                                   {"http://127.0.0.1", "http://192.0.2.1"},
                                   {soon_, from_now(std::chrono::minutes{4300})},
                                   {soon_, from_now(std::chrono::minutes{-1})},
                                   {"a-word", std::string(129, 'x')}}) {
        EXPECT_EQ(call(net::Method::post, path, token_, replace_all(good, from, to)).status, 400)
            << from;
    }
    EXPECT_TRUE(world_.receiver.take().empty());
}

// --- Google Calendar -----------------------------------------------------------------------------

class GoogleSubscribing : public WebhookSubscribing {
protected:
    static constexpr const char* path =
        "/www.googleapis.com/calendar/v3/calendars/primary/events/watch";
    static constexpr const char* stop = "/www.googleapis.com/calendar/v3/channels/stop";
    std::string wanted(const std::string& more = "") {
        return R"({"id":"channel-1","type":"web_hook","token":"a-word","address":")" + url() +
               "\"" + more + "}";
    }
    std::string token_ = world_.grant("google-client", "first@sample.invalid",
                                      "https://www.googleapis.com/auth/calendar.readonly");
};

TEST_F(GoogleSubscribing, HearsSyncFirstAndThenOfItsCalendar) {
    const auto made = call(net::Method::post, path, token_, wanted());
    ASSERT_EQ(made.status, 200) << made.body;
    const auto first = one();
    EXPECT_EQ(first.headers.find("X-Goog-Resource-State"), "sync");
    EXPECT_EQ(first.headers.find("X-Goog-Message-Number"), "1");
    ASSERT_EQ(order("google-calendar", "channel-1").status, 200);
    const auto next = one();
    EXPECT_EQ(next.headers.find("X-Goog-Resource-State"), "exists");
    EXPECT_EQ(next.headers.find("X-Goog-Channel-Token"), "a-word");
    EXPECT_EQ(next.headers.find("X-Goog-Resource-ID"), made.text("/resourceId"));
    EXPECT_EQ(order("google-calendar", "channel-1", R"(,"number":2)").status / 100, 4);
    const auto again = call(net::Method::post, path, token_, wanted());
    EXPECT_EQ(again.text("/error/errors/0/reason"), "channelIdNotUnique") << again.body;
    const auto foreign = R"({"id":"channel-1","resourceId":"another"})";
    EXPECT_EQ(call(net::Method::post, stop, token_, foreign).status, 404);
    const auto known = R"({"id":"channel-1","resourceId":")" + made.text("/resourceId") + "\"}";
    EXPECT_EQ(call(net::Method::post, stop, token_, known).status, 204);
    EXPECT_EQ(order("google-calendar", "channel-1").status / 100, 4);
}

TEST_F(GoogleSubscribing, EndsByItselfAWeekLaterAtTheLatest) {
    const auto far = std::to_string(to_unix_ms(SystemClock{}.now() + std::chrono::hours{24 * 30}));
    const auto made =
        call(net::Method::post, path, token_, wanted(R"(,"expiration":")" + far + "\""));
    const auto ends = must(parse_integer(made.text("/expiration")));
    EXPECT_LE(ends, to_unix_ms(SystemClock{}.now() + std::chrono::hours{24 * 7}));
    const auto brief = replace_all(wanted(R"(,"params":{"ttl":"1"})"), "channel-1", "channel-2");
    EXPECT_EQ(call(net::Method::post, path, token_, brief).status, 200);
    world_.receiver.take();
    std::this_thread::sleep_for(std::chrono::milliseconds{1100});
    EXPECT_EQ(order("google-calendar", "channel-2").status / 100, 4);
}

TEST_F(GoogleSubscribing, IsRefusedWhereItIsNotAllowedOrMakesNoSense) {
    const auto other = world_.grant("google-client", "first@sample.invalid",
                                    "https://www.googleapis.com/auth/drive.readonly");
    EXPECT_EQ(call(net::Method::post, path, other, wanted()).status, 403);
    EXPECT_EQ(call(net::Method::post, path, "nobodys", wanted()).status, 401);
    EXPECT_EQ(
        call(net::Method::post, replace_all(path, "primary", "nobodys"), token_, wanted()).status,
        404);
    for (const auto& [from, to] : {std::pair{"web_hook", "letter"},
                                   {"channel-1", ""},
                                   {"http://127.0.0.1", "http://192.0.2.1"}}) {
        EXPECT_EQ(call(net::Method::post, path, token_, replace_all(wanted(), from, to)).status,
                  400)
            << from;
    }
    EXPECT_TRUE(world_.receiver.take().empty());
}

}  // namespace
}  // namespace fairlead::tests
