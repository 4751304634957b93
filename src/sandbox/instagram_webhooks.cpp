// SPDX-License-Identifier: Apache-2.0
//
// Instagram's webhooks, as Meta's documentation of 2026 has them. That the Instagram application's
// secret signs them, and not that of the Facebook application around it, is community.
#include "sandbox/instagram_media.h"
#include "sandbox/webhook.h"

#include "base/text.h"
#include "crypto/hmac_sha1.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <array>
#include <charconv>

namespace fairlead::sandbox {

namespace {

/// Both are about a medium of the account's.
constexpr WebhookEvent events[] = {
    {"comments", instagram_media_set},
    {"mentions", instagram_media_set},
};

json::object value_of(const Webhook& hook) {
    const std::string media = text_in(hook.record, "/id");
    const std::string comment = std::to_string(18'100'000'000'000'000 + hook.number);
    if (hook.event.name == "mentions") return {{"media_id", media}, {"comment_id", comment}};
    const json::object writer{{"id", "24500000000000099"}, {"username", "a.guest"}};
    const json::object about{{"id", media},
                             {"media_product_type", text_in(hook.record, "/media_product_type")}};
    return {{"id", comment},
            {"from", writer},
            {"media", about},
            {"text", "Sch\u00f6n \u8a66\u6599 \U0001F600"}};
}

void add_escape(std::string& text, std::uint32_t unit) {
    std::array<char, 4> digits{'0', '0', '0', '0'};
    std::array<char, 4> written{};
    const auto end = std::to_chars(written.data(), written.data() + 4, unit, 16).ptr;
    std::copy_backward(written.data(), end, digits.end());
    text += "\\u";
    text.append(digits.begin(), digits.end());
}

/// Meta signs what it sends, in which whatever is beyond ASCII is an escape, in lower case
/// (webhooks/getting-started). `text` is JSON, and so valid UTF-8.
std::string escape_unicode(std::string_view text) {
    std::string escaped;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        if (lead < 0x80) {
            escaped += text[at++];
            continue;
        }
        const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        std::uint32_t point = lead & (0xffU >> (size + 1));
        for (std::size_t i = 1; i < size; ++i) {
            point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
        }
        at += size;
        if (point >= 0x10000) {
            add_escape(escaped, 0xd800 + ((point - 0x10000) >> 10));
            point = 0xdc00 + ((point - 0x10000) & 0x3ffU);
        }
        add_escape(escaped, point);
    }
    return escaped;
}

Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    const json::object change{{"field", hook.event.name}, {"value", value_of(hook)}};
    const json::object entry{
        {"id", hook.account}, {"time", unix_seconds(hook.at)}, {"changes", json::array{change}}};
    WebhookMessage message =
        json_message(json::object{{"object", "instagram"}, {"entry", json::array{entry}}});
    message.body = escape_unicode(message.body);
    message.headers.add("X-Hub-Signature-256", "sha256=" + hmac_hex(hook.secret, message.body));
    const auto old = crypto::hmac_sha1(hook.secret, message.body);
    message.headers.add("X-Hub-Signature", "sha1=" + hex_encode(old));
    return message;
}

/// What was agreed is the token that an operator typed into the dashboard.
WebhookQuestion ask(Realm& realm, const std::string& agreed) {
    const auto challenge = std::to_string(1'000'000'000 + realm.random.below(1'000'000'000));
    return {.method = net::Method::get,
            .query = {{"hub.mode", "subscribe"},
                      {"hub.challenge", challenge},
                      {"hub.verify_token", agreed}},
            .headers = {},
            .answer = challenge};
}

}  // namespace

const WebhookSource& instagram_webhooks() {
    static const WebhookSource source{.id = "instagram",
                                      .where = "X-Hub-Signature-256",
                                      .proof = WebhookProof::app_secret,
                                      .platform = &instagram_platform,
                                      .events = events,
                                      .write = &write,
                                      .ask = &ask};
    return source;
}

}  // namespace fairlead::sandbox
