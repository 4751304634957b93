// SPDX-License-Identifier: Apache-2.0
//
// The sandbox's webhooks over sockets. Each proof is checked here as the platform's facts have it,
// by code that the sandbox does not share.
#include "base/clock.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/hmac_sha1.h"
#include "crypto/jwt.h"
#include "crypto/signature.h"
#include "support/webhook_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <ostream>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* agreed = "agreed-upon-by-both";

std::string header_of(const net::Request& request, std::string_view name) {
    return std::string{request.headers.find(name).value_or("")};
}

std::string keyed(std::string_view key, std::string_view text) {
    return std::string{text_of(crypto::hmac_sha256(key, text))};
}

std::string in_hex(std::string_view bytes) { return hex_encode(bytes_of(bytes)); }

/// `t=…,v1=…`: the part of a name.
std::string part_of(const std::string& header, std::string_view name) {
    for (const std::string& part : split(header, ',')) {
        if (part.starts_with(std::string{name} + "=")) return part.substr(name.size() + 1);
    }
    return "";
}

// --- proofs --------------------------------------------------------------------------------------

bool proves_hubspot(WebhookWorld& world, const net::Request& request) {
    // Of the address, %2F and %21 are undone, and %20 is not.
    const std::string uri = world.receiver.origin() + "/in/hubspot?of=/a!%20b";
    const std::string secret = "hubspot-sample-secret";
    const std::string moment = header_of(request, "X-HubSpot-Request-Timestamp");
    const bool is_first_version_good =
        header_of(request, "X-HubSpot-Signature-Version") == "v1" &&
        header_of(request, "X-HubSpot-Signature") == crypto::sha256_hex(secret + request.body);
    const auto digest = keyed(secret, "POST" + uri + request.body + moment);
    return header_of(request, "X-HubSpot-Signature-v3") == base64_encode(bytes_of(digest)) &&
           is_first_version_good;
}

bool proves_calendly(WebhookWorld&, const net::Request& request) {
    const auto header = header_of(request, "Calendly-Webhook-Signature");
    return part_of(header, "v1") ==
           in_hex(keyed(agreed, part_of(header, "t") + "." + request.body));
}

bool proves_tiktok(WebhookWorld&, const net::Request& request) {
    const auto header = header_of(request, "TikTok-Signature");
    return part_of(header, "s") ==
           in_hex(keyed("tiktok-sample-secret", part_of(header, "t") + "." + request.body));
}

/// With a key that the control API publishes, as HighLevel's guide does.
bool proves_by_key(WebhookWorld& world, const net::Request& request, const std::string& header,
                   crypto::SignatureKind kind) {
    const auto all = world.sandbox.ask("/control/webhooks");
    for (const auto& each : all.as_array()) {
        if (scalar_text(find_pointer(each, "/platform")) != "gohighlevel") continue;
        const auto pem = scalar_text(find_pointer(each, "/keys/" + header)).value_or("");
        const auto signature = must(base64_decode(header_of(request, header)));
        return must(crypto::verify_signature(kind, pem, request.body, signature));
    }
    return false;
}

bool proves_gohighlevel(WebhookWorld& world, const net::Request& request) {
    const bool by_new =
        proves_by_key(world, request, "X-GHL-Signature", crypto::SignatureKind::ed25519);
    const bool by_old =
        proves_by_key(world, request, "X-WH-Signature", crypto::SignatureKind::rsa_sha256);
    EXPECT_EQ(by_new, by_old);
    return by_new && by_old;
}

bool proves_pipedrive(WebhookWorld&, const net::Request& request) {
    return header_of(request, "Authorization") == "Basic " + base64_encode(bytes_of(agreed));
}

bool proves_zoho(WebhookWorld&, const net::Request& request) {
    return text_at(request.body, "/token") == agreed;
}

/// Nothing of the record but its id may stand there.
bool proves_microsoft(WebhookWorld&, const net::Request& request) {
    EXPECT_THAT(request.body, Not(HasSubstr("displayName")));
    EXPECT_THAT(request.body, Not(HasSubstr("@sample.invalid")));
    return text_at(request.body, "/value/0/clientState") == agreed;
}

bool proves_channel(WebhookWorld&, const net::Request& request) {
    EXPECT_EQ(request.body, "");
    EXPECT_NE(header_of(request, "X-Goog-Channel-ID"), "");
    EXPECT_NE(header_of(request, "X-Goog-Message-Number"), "");
    return header_of(request, "X-Goog-Channel-Token") == agreed;
}

/// By the keys that stand at Google's address.
json::object push_claims(WebhookWorld& world, const net::Request& request) {
    const auto keys = must(crypto::KeySet::from_jwks(
        world.caller
            .send(net::Method::get, world.sandbox.origin() + "/www.googleapis.com/oauth2/v3/certs")
            .json()));
    const std::string header = header_of(request, "Authorization");
    EXPECT_TRUE(header.starts_with("Bearer "));
    const auto claims = crypto::verify_jwt(header.substr(7), keys, {crypto::JwtAlgorithm::rs256});
    return claims ? *claims : json::object{};
}

bool proves_push(WebhookWorld& world, const net::Request& request) {
    const auto claims = push_claims(world, request);
    return !claims.empty() && claims.at("iss") == "https://accounts.google.com" &&
           claims.at("aud") == json::string(world.url_for("gmail")) &&
           claims.at("email_verified") == true;
}

bool proves_instagram(WebhookWorld&, const net::Request& request) {
    for (const char character : request.body) EXPECT_GT(character, 0) << request.body;
    const std::string secret = "instagram-sample-secret";
    const auto old = crypto::hmac_sha1(secret, request.body);
    return header_of(request, "X-Hub-Signature-256") ==
               "sha256=" + in_hex(keyed(secret, request.body)) &&
           header_of(request, "X-Hub-Signature") == "sha1=" + hex_encode(old);
}

bool proves_onlyfans(WebhookWorld&, const net::Request& request) {
    return header_of(request, "Signature") == in_hex(keyed(agreed, request.body));
}

// --- when it was signed --------------------------------------------------------------------------

std::int64_t seconds_in(const std::string& text) { return must(parse_integer(text)); }

std::int64_t hubspot_moment(WebhookWorld&, const net::Request& request) {
    return seconds_in(header_of(request, "X-HubSpot-Request-Timestamp")) / 1000;
}
std::int64_t calendly_moment(WebhookWorld&, const net::Request& request) {
    return seconds_in(part_of(header_of(request, "Calendly-Webhook-Signature"), "t"));
}
std::int64_t tiktok_moment(WebhookWorld&, const net::Request& request) {
    return seconds_in(part_of(header_of(request, "TikTok-Signature"), "t"));
}
std::int64_t gohighlevel_moment(WebhookWorld&, const net::Request& request) {
    return to_unix_ms(must(parse_rfc3339(text_at(request.body, "/timestamp")))) / 1000;
}
std::int64_t push_moment(WebhookWorld& world, const net::Request& request) {
    return push_claims(world, request).at("iat").as_int64();
}

// --- what is named -------------------------------------------------------------------------------

std::string name_in(const net::Request& request, const std::string& pointer) {
    return text_at(request.body, pointer);
}

std::string posted(const net::Request& request) {
    return text_at(text_at(request.body, "/content"), "/post_id");
}
std::string channel_resource(const net::Request& request) {
    return header_of(request, "X-Goog-Resource-ID").substr(std::string_view{"sample-"}.size());
}
std::string mailbox(const net::Request& request) {
    const auto data = must(base64_decode(text_at(request.body, "/message/data")));
    EXPECT_NE(text_at(data, "/historyId"), "");
    return text_at(data, "/emailAddress");
}

/// A platform, and the call of its API that has the record in its answer.
struct WebhookCase {
    const char* name;
    bool (*proves)(WebhookWorld&, const net::Request&);
    bool covers_body;  ///< the proof is of the body too
    std::int64_t (*moment)(WebhookWorld&, const net::Request&);
    const char* members;  ///< of the order
    const char* pointer;  ///< of the record's id in the body
    std::string (*named)(const net::Request&);
    const char* client;
    const char* account;
    const char* scope;
    net::Method method;
    const char* target;
    const char* body = "";
    const char* scheme = "Bearer ";
};

void PrintTo(const WebhookCase& each, std::ostream* out) { *out << each.name; }

#define AGREED R"(,"secret":"agreed-upon-by-both")"

constexpr net::Method get = net::Method::get;

const WebhookCase webhook_cases[] = {
    {"hubspot", &proves_hubspot, true, &hubspot_moment, "", "/0/objectId", nullptr,
     "hubspot-client", "20010001", "crm.objects.contacts.read", get,
     "/api.hubapi.com/crm/v3/objects/contacts?limit=100"},
    {"calendly", &proves_calendly, true, &calendly_moment, AGREED, "/payload/scheduled_event/uri",
     nullptr, "calendly-client", "https://api.calendly.com/users/SAMPLEUSER000001",
     "scheduled_events:read", get,
     "/api.calendly.com/scheduled_events?count=100&user="
     "https%3A%2F%2Fapi.calendly.com%2Fusers%2FSAMPLEUSER000001"},
    {"gohighlevel", &proves_gohighlevel, true, &gohighlevel_moment, "", "/id", nullptr,
     "gohighlevel-client", "FirstSampleLocation1", "contacts.readonly", get,
     "/services.leadconnectorhq.com/contacts/?limit=100&locationId=FirstSampleLocation1"},
    {"tiktok", &proves_tiktok, true, &tiktok_moment, R"(,"number":25)", "", &posted,
     "tiktok-client", "-000SampleOpenId0001", "video.list", net::Method::post,
     "/open.tiktokapis.com/v2/video/list/?fields=id", R"({"max_count":20})"},
    {"pipedrive", &proves_pipedrive, false, nullptr, AGREED, "/meta/entity_id", nullptr,
     "pipedrive-client", "10100001", "deals:read", get,
     "/first-sample.pipedrive.com/api/v2/deals/1"},
    {"zoho", &proves_zoho, false, nullptr, AGREED, "/ids/0", nullptr, "zoho-client", "60010000001",
     "ZohoCRM.modules.ALL", get, "/www.zohoapis.eu/crm/v8/Contacts?fields=Email&per_page=200", "",
     "Zoho-oauthtoken "},
    {"microsoft", &proves_microsoft, false, nullptr, AGREED R"(,"event":"contact.updated")",
     "/value/0/resourceData/id", nullptr, "microsoft-client",
     "00000000-0000-4000-8000-000000000011", "Contacts.Read", get,
     "/graph.microsoft.com/v1.0/me/contacts?$top=100"},
    {"google-calendar", &proves_channel, false, nullptr, AGREED, "", &channel_resource,
     "google-client", "first@sample.invalid", "https://www.googleapis.com/auth/calendar", get,
     "/www.googleapis.com/calendar/v3/users/me/calendarList"},
    {"google-drive", &proves_channel, false, nullptr, AGREED, "", &channel_resource,
     "google-client", "first@sample.invalid", "https://www.googleapis.com/auth/drive.readonly", get,
     "/www.googleapis.com/drive/v3/files?pageSize=1000"},
    {"gmail", &proves_push, false, &push_moment, "", "", &mailbox, "google-client",
     "first@sample.invalid", "https://www.googleapis.com/auth/gmail.readonly", get,
     "/gmail.googleapis.com/gmail/v1/users/me/profile"},
    {"instagram", &proves_instagram, true, nullptr, "", "/entry/0/changes/0/value/media/id",
     nullptr, "instagram-client", "17841400000000011", "instagram_business_basic", get,
     "/graph.instagram.com/v25.0/me/media?fields=id&limit=100"},
    {"onlyfans", &proves_onlyfans, true, nullptr, AGREED R"(,"event":"subscriptions.new")",
     "/payload/id", nullptr, "onlyfans-console", "team-first-sample", "", get,
     "/app.onlyfansapi.com/api/acct_sample01/fans/all?limit=50"},
};

class Webhooks : public testing::TestWithParam<WebhookCase> {
protected:
    net::Request deliver(const std::string& more = "") {
        return world_.deliver(GetParam().name, GetParam().members + more);
    }
    Answer order(const std::string& more) {
        return world_.order(GetParam().name, GetParam().members + more);
    }
    bool proves(const net::Request& request) { return GetParam().proves(world_, request); }

    WebhookWorld world_;
};

TEST_P(Webhooks, ProveThemselvesAsThePlatformDoes) {
    const auto request = deliver();
    EXPECT_EQ(request.method, net::Method::post);
    EXPECT_TRUE(proves(request)) << request.body;
    if (GetParam().covers_body) {
        auto changed = request;
        changed.body.back() = ' ';
        EXPECT_FALSE(proves(changed));
    }
}

TEST_P(Webhooks, DoNotProveThemselvesWhereASignatureIsToBeWrong) {
    EXPECT_FALSE(proves(deliver(R"(,"fault":"wrong_signature")")));
    EXPECT_TRUE(proves(deliver()));
}

TEST_P(Webhooks, NameARecordThatTheApiHas) {
    const auto& row = GetParam();
    const auto request = deliver();
    const std::string named =
        row.named != nullptr ? row.named(request) : name_in(request, row.pointer);
    ASSERT_NE(named, "") << request.body;
    net::Headers headers{
        {"Authorization", row.scheme + world_.grant(row.client, row.account, row.scope)},
        {"Version", "2021-07-28"},
        {"Content-Type", "application/json"}};
    const auto answer = world_.caller.send(row.method, world_.sandbox.origin() + row.target,
                                           std::move(headers), row.body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(named));
}

TEST_P(Webhooks, MayHaveBeenSignedLongAgo) {
    if (GetParam().moment == nullptr) {
        const auto refused = order(R"(,"fault":"old_timestamp")");
        EXPECT_EQ(refused.status / 100, 4) << refused.body;
        EXPECT_TRUE(world_.receiver.take().empty());
        return;
    }
    const auto now = to_unix_ms(SystemClock{}.now()) / 1000;
    EXPECT_LT(std::abs(GetParam().moment(world_, deliver()) - now), 60);
    const auto old = deliver(R"(,"fault":"old_timestamp=7200")");
    EXPECT_TRUE(proves(old));
    EXPECT_LT(std::abs(GetParam().moment(world_, old) - now + 7200), 60);
}

TEST_P(Webhooks, MayComeTwiceByteByByte) {
    const auto answer = order(R"(,"fault":"twice")");
    const auto received = world_.receiver.take();
    ASSERT_EQ(received.size(), 2U) << answer.body;
    EXPECT_EQ(received[0].body, received[1].body);
    for (const auto& [name, value] : received[0].headers) {
        EXPECT_EQ(received[1].headers.find(name), value) << name;
    }
    EXPECT_EQ(answer.text("/replies/1/status"), "200");
}

TEST_P(Webhooks, AreToldWithoutWhatIsSecret) {
    world_.receiver.answer_with(503);
    const auto answer = order("");
    const auto received = world_.receiver.take();
    ASSERT_EQ(received.size(), 1U) << answer.body;
    EXPECT_EQ(answer.text("/replies/0/status"), "503");
    EXPECT_EQ(answer.text("/platform"), GetParam().name);
    EXPECT_EQ(answer.text("/bytes"), std::to_string(received[0].body.size()));
    EXPECT_THAT(answer.body, Not(HasSubstr(agreed)));
    EXPECT_THAT(answer.body, Not(HasSubstr("sample-secret")));
    const auto told = answer.json();
    for (const auto& name : told.at("headers").as_array()) {
        const std::string value = header_of(received[0], name.as_string());
        EXPECT_NE(value, "") << name;
        if (value.size() <= 20) continue;
        EXPECT_THAT(answer.body, Not(HasSubstr(value)));
    }
}

INSTANTIATE_TEST_SUITE_P(All, Webhooks, testing::ValuesIn(webhook_cases),
                         [](const auto& each) { return replace_all(each.param.name, "-", "_"); });

// --- the rest ------------------------------------------------------------------------------------

class WebhookControl : public testing::Test {
protected:
    WebhookWorld world_;
};

TEST_F(WebhookControl, ListsWhoSendsThem) {
    std::vector<std::string> listed;
    const auto all = world_.sandbox.ask("/control/webhooks");
    for (const auto& each : all.as_array()) {
        listed.emplace_back(each.at("platform").as_string());
        EXPECT_FALSE(each.at("events").as_array().empty());
    }
    std::vector<std::string> expected;
    for (const auto& each : webhook_cases) expected.emplace_back(each.name);
    EXPECT_THAT(listed, testing::UnorderedElementsAreArray(expected));
}

TEST_F(WebhookControl, SaysWhoHasNone) {
    for (const char* name :
         {"reddit", "salesforce", "openai", "gemini", "google-analytics", "acme", "google"}) {
        const auto answer = world_.order(name);
        EXPECT_EQ(answer.status / 100, 4) << name;
        EXPECT_THAT(answer.body, HasSubstr("webhooks")) << name;
    }
    EXPECT_EQ(world_.order("no-such-platform").status, 404);
}

TEST_F(WebhookControl, SendsToThisMachineAlone) {
    for (const char* url :
         {"http://example.com/", "http://10.0.0.1/", "http://localhost.example.com/",
          "http://127.0.0.1.example.com/", "http://[::ffff:8.8.8.8]/", "http://0.0.0.0/",
          "http://me@localhost/", "ftp://localhost/", "nonsense"}) {
        const auto body = R"({"url":")" + std::string{url} + "\"}";
        for (const char* path :
             {"/control/webhooks/instagram", "/control/webhooks/instagram/handshake"}) {
            const auto answer = world_.sandbox.control(net::Method::post, path, body);
            EXPECT_EQ(answer.status / 100, 4) << url << " " << answer.body;
        }
    }
}

TEST_F(WebhookControl, SaysThatNobodyAnswered) {
    const auto answer = world_.sandbox.control(net::Method::post, "/control/webhooks/hubspot",
                                               R"({"url":"http://localhost:1/"})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.text("/replies/0/status"), "0");
    EXPECT_NE(answer.text("/replies/0/failure"), "");
}

TEST_F(WebhookControl, NeedsTheKey) {
    const auto url = world_.sandbox.origin() + "/control/webhooks/hubspot";
    const auto body = R"({"url":")" + world_.url_for("hubspot") + "\"}";
    EXPECT_EQ(world_.caller.send(net::Method::post, url, {}, body).status, 401);
    EXPECT_TRUE(world_.receiver.take().empty());
}

TEST_F(WebhookControl, RefusesWhatThePlatformCouldNotHaveSent) {
    for (const char* members :
         {R"(,"event":"no.such")", R"(,"account":"nobody")", R"(,"number":4000)",
          R"(,"client":"zoho-client")", R"(,"fault":"no_such")", R"(,"fault":"old_timestamp=x")"}) {
        EXPECT_EQ(world_.order("hubspot", members).status / 100, 4) << members;
    }
    // A subscription's key is agreed, or there is no subscription.
    EXPECT_EQ(world_.order("calendly").status / 100, 4);
    EXPECT_EQ(world_.order("zoho", R"(,"fault":"wrong_signature")").status / 100, 4);
    // An agency has no contacts.
    EXPECT_EQ(world_.order("gohighlevel", R"(,"account":"SampleAgency00000001")").status / 100, 4);
    EXPECT_TRUE(world_.receiver.take().empty());
}

TEST_F(WebhookControl, TellsOfAnAccountWithoutARecord) {
    const auto agency = world_.deliver("gohighlevel", R"(,"event":"UNINSTALL","account":)"
                                                      R"("SampleAgency00000001")");
    EXPECT_EQ(text_at(agency.body, "/companyId"), "SampleAgency00000001");
    const auto left = world_.deliver("tiktok", R"(,"event":"authorization.removed")");
    EXPECT_EQ(text_at(left.body, "/user_openid"), "-000SampleOpenId0001");
    EXPECT_EQ(text_at(text_at(left.body, "/content"), "/reason"), "1");
}

TEST_F(WebhookControl, ARecordThatIsToldGoneIsGone) {
    const auto gone = world_.deliver("hubspot", R"(,"event":"contact.deletion","number":3)");
    const auto token = world_.grant("hubspot-client", "20010001", "crm.objects.contacts.read");
    const auto answer =
        world_.caller.send(get,
                           world_.sandbox.origin() + "/api.hubapi.com/crm/v3/objects/contacts/" +
                               text_at(gone.body, "/0/objectId"),
                           {{"Authorization", "Bearer " + token}});
    EXPECT_EQ(answer.status, 404) << answer.body;
    const auto canceled =
        world_.deliver("calendly", AGREED R"(,"event":"invitee.canceled","number":2)");
    EXPECT_EQ(text_at(canceled.body, "/payload/scheduled_event/status"), "canceled");
    EXPECT_EQ(text_at(canceled.body, "/payload/status"), "canceled");
}

TEST_F(WebhookControl, AClientsNewSecretSigns) {
    world_.sandbox.tell(net::Method::put, "/control/clients/tiktok-client",
                        R"({"secret":"another"})");
    EXPECT_FALSE(proves_tiktok(world_, world_.deliver("tiktok")));
}

TEST_F(WebhookControl, AsksWhetherAnAddressIsWilling) {
    const auto graph = world_.shake_hands("microsoft");
    EXPECT_EQ(graph.text("/wanted"), "true") << graph.body;
    const auto meta = world_.shake_hands("instagram", WebhookReceiver::verify_token);
    EXPECT_EQ(meta.text("/wanted"), "true") << meta.body;
    EXPECT_THAT(meta.body, Not(HasSubstr(WebhookReceiver::verify_token)));
    const auto refused = world_.shake_hands("instagram", "another-token");
    EXPECT_EQ(refused.text("/wanted"), "false");
    EXPECT_EQ(refused.text("/status"), "403");
    world_.receiver.answer_with(202);
    EXPECT_EQ(world_.shake_hands("microsoft").text("/wanted"), "false");
    EXPECT_EQ(world_.shake_hands("hubspot").status / 100, 4);
}

}  // namespace
}  // namespace fairlead::tests
