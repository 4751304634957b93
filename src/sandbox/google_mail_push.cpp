// SPDX-License-Identifier: Apache-2.0
//
// What Gmail tells a topic of Pub/Sub, and Pub/Sub pushes on: that a mailbox changed, with a token
// of Google's that says who sends it. The body as Gmail's guide on push has it
// (https://developers.google.com/gmail/api/guides/push); that historyId is text there and not a
// number, and the token's claims beside iss, aud and exp, are not verified.
#include "sandbox/google_products.h"
#include "sandbox/webhook.h"

#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view sender = "sample-push@sample-project.iam.gserviceaccount.com";
constexpr std::string_view usual_subscription = "projects/sample-project/subscriptions/sample";
constexpr std::int64_t token_seconds = 3600;

/// The mailbox alone is named; the record is the message whose coming it tells.
constexpr WebhookEvent events[] = {
    {"history", "google.messages"},
};

Result<std::string> sign(Realm& realm, const Webhook& hook) {
    const std::int64_t issued = unix_seconds(hook.at);
    const json::object claims{{"iss", "https://accounts.google.com"},
                              {"aud", hook.audience},
                              {"azp", "110000000000000000001"},
                              {"sub", "110000000000000000001"},
                              {"email", sender},
                              {"email_verified", true},
                              {"iat", issued},
                              {"exp", issued + token_seconds}};
    TRY(const auto key, realm.webhook_keys.google(realm.random));
    TRY(auto token, crypto::sign_jwt(key, claims));
    if (hook.is_forged) {
        // Another letter in the midst of the signature.
        char& letter = token[token.size() - 20];
        letter = letter == 'A' ? 'B' : 'A';
    }
    return token;
}

Result<WebhookMessage> write(Realm& realm, const Webhook& hook) {
    const auto told = json::serialize(json::object{
        {"emailAddress", hook.account}, {"historyId", text_in(hook.record, "/historyId")}});
    const auto id = std::to_string(9'000'000'000'000'000 + hook.number);
    const json::object inner{{"data", base64_encode(bytes_of(told))},
                             {"messageId", id},
                             {"message_id", id},
                             {"publishTime", to_rfc3339(hook.at)},
                             {"publish_time", to_rfc3339(hook.at)}};
    WebhookMessage message = json_message(json::object{
        {"message", inner},
        {"subscription", hook.subscription.empty() ? usual_subscription : hook.subscription}});
    TRY(const auto token, sign(realm, hook));
    message.headers.add("Authorization", "Bearer " + token);
    return message;
}

/// RFC 7517.
Answer show_keys(Realm& realm, Call&) {
    const auto key = realm.webhook_keys.google(realm.random);
    const auto jwk = key ? key->public_jwk() : Result<json::object>{key.error()};
    if (!jwk) return Answer::oauth_error(500, "internal", "There is no key.");
    return Answer::json({{"keys", json::array{*jwk}}});
}

constexpr Endpoint endpoints[] = {
    {"/www.googleapis.com/oauth2/v3/certs", false, Place::jwks, &show_keys},
};

}  // namespace

std::span<const Endpoint> google_key_endpoints() { return endpoints; }

const WebhookSource& gmail_webhooks() {
    static const WebhookSource source{.id = "gmail",
                                      .where = "Authorization",
                                      .proof = WebhookProof::private_key,
                                      .tells_time = true,
                                      .platform = &google_platform,
                                      .events = events,
                                      .write = &write};
    return source;
}

}  // namespace fairlead::sandbox
