// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace fairlead::sandbox {

namespace {

/// Platforms of the sandbox, and products of theirs, that send nothing by plain HTTP.
struct Silent {
    std::string_view id;
    const char* why;
};
constexpr Silent silent[] = {
    {"acme", "acme has no webhooks: it is made up, for the OAuth flow alone."},
    {"gemini", "Gemini has no webhooks that we know of: its API answers calls and no more."},
    {"google", "Google's webhooks are its products': google-calendar, google-drive or gmail."},
    {"google-analytics", "Google Analytics has no webhooks that we know of: it is asked."},
    {"openai", "OpenAI has no webhooks that we know of for the calls that are played here."},
    {"reddit", "Reddit's Data API has no webhooks: it is polled."},
    {"salesforce",
     "Salesforce has no plain HTTP webhooks: its changes go by SOAP, Pub/Sub (gRPC) or CometD."},
};

}  // namespace

std::span<const WebhookSource* const> webhook_sources() {
    static const WebhookSource* const all[] = {
        &calendly_webhooks(),        &gmail_webhooks(),        &gohighlevel_webhooks(),
        &google_calendar_webhooks(), &google_drive_webhooks(), &hubspot_webhooks(),
        &instagram_webhooks(),       &microsoft_webhooks(),    &onlyfans_webhooks(),
        &pipedrive_webhooks(),       &tiktok_webhooks(),       &zoho_webhooks()};
    return all;
}

Result<const WebhookSource*> find_webhook_source(std::string_view id) {
    for (const WebhookSource* source : webhook_sources()) {
        if (source->id == id) return source;
    }
    const auto* const known = std::ranges::find(silent, id, &Silent::id);
    if (known != std::end(silent)) return Error{Errc::invalid, known->why};
    return Error{Errc::not_found, "There is no such platform; GET /control/webhooks lists them."};
}

std::string text_in(const json::object& record, std::string_view pointer) {
    return scalar_text(find_pointer(json::value(record), pointer)).value_or("");
}

std::int64_t unix_seconds(Time time) { return to_unix_ms(time) / 1000; }

WebhookMessage json_message(const json::value& body) {
    return {.headers = {{"Content-Type", "application/json"}}, .body = json::serialize(body)};
}

std::string fresh_uuid(Realm& realm) {
    std::array<std::byte, 16> bytes{};
    realm.random.fill(bytes);
    bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
    bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
    std::string uuid = hex_encode(bytes);
    for (const std::size_t at : {8U, 13U, 18U, 23U}) uuid.insert(at, 1, '-');
    return uuid;
}

std::string hmac_hex(std::string_view key, std::string_view text) {
    const crypto::Digest digest = crypto::hmac_sha256(key, text);
    return hex_encode(digest);
}

}  // namespace fairlead::sandbox
