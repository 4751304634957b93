// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http_client.h"
#include "sandbox/platform.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What platforms tell on their own: one event, sent to an address on this machine, in the
/// platform's shape and with its proof of where it comes from. Written from what is known of each
/// platform; see webhook_control.h for how one is asked for.
namespace fairlead::sandbox {

/// An event that a platform tells of.
struct WebhookEvent {
    std::string_view name;      ///< as the platform has it, where it has a name
    std::string_view set = {};  ///< of the record it names; "": it is about the account alone
    bool removes = false;       ///< the record is gone once this was told
};

/// By what a receiver knows that a delivery is the platform's.
enum class WebhookProof : std::uint8_t {
    app_secret,   ///< the secret of the application, see Client
    agreed,       ///< what was agreed when somebody subscribed; nothing is proved without
    must_agree,   ///< the same, and there is no delivery without
    private_key,  ///< a key of the platform's, of which it publishes the other half
};

/// One event on its way to be written.
struct Webhook {
    const WebhookEvent& event;
    std::string account;
    std::string owner;         ///< of the set that the record is in
    json::object record;       ///< as the platform's API shows it; empty: none
    std::string url;           ///< where it goes
    std::string client;        ///< the application's id
    std::string secret;        ///< by the source's proof; a wrong one where that is asked for
    bool is_forged;            ///< a proof by a key must not hold
    std::string subscription;  ///< whose delivery it is, as the platform numbers them
    std::string audience;      ///< of a signed token
    std::uint64_t number = 0;  ///< of all deliveries, from 1
    Time at{};                 ///< when it is signed
    std::optional<Time> ends;  ///< of the subscription; none: the platform's usual
};

/// What goes over the wire; always a POST.
struct WebhookMessage {
    net::Headers headers = {};
    std::string body = {};
};

/// A platform's question whether the address wants its events.
struct WebhookQuestion {
    net::Method method = net::Method::get;
    net::Pairs query;  ///< to be added to the address
    net::Headers headers = {};
    std::string answer;                 ///< the body that a willing receiver answers 200 with
    std::string_view answer_type = "";  ///< and its type, where that matters
};

/// Webhooks of one kind, of a platform.
struct WebhookSource {
    std::string_view id;     ///< by which the control API knows it
    std::string_view where;  ///< where the proof stands: a header's name, or a member of the body
    WebhookProof proof = WebhookProof::app_secret;
    bool tells_time = false;  ///< with a moment of signing that receivers can check
    const Platform& (*platform)() = nullptr;
    std::span<const WebhookEvent> events = {};  ///< the usual one first
    Result<WebhookMessage> (*write)(Realm&, const Webhook&) = nullptr;

    // What few have.

    /// Whose events there are, where that is not the platform's accounts.
    std::vector<std::string> (*accounts)() = nullptr;
    /// Of the set of an event's records, where that is not the account; "": it has none.
    std::string (*owner)(Realm&, const WebhookEvent&, const std::string& account) = nullptr;
    WebhookQuestion (*ask)(Realm&, const std::string& agreed) = nullptr;
    /// Public halves in PEM, by header.
    Result<json::object> (*keys)(Realm&) = nullptr;
};

// Each in a file of its own.
const WebhookSource& calendly_webhooks();
const WebhookSource& gmail_webhooks();
const WebhookSource& gohighlevel_webhooks();
const WebhookSource& google_calendar_webhooks();
const WebhookSource& google_drive_webhooks();
const WebhookSource& hubspot_webhooks();
const WebhookSource& instagram_webhooks();
const WebhookSource& microsoft_webhooks();
const WebhookSource& onlyfans_webhooks();
const WebhookSource& pipedrive_webhooks();
const WebhookSource& tiktok_webhooks();
const WebhookSource& zoho_webhooks();

std::span<const WebhookSource* const> webhook_sources();
/// `not_found` where there is no such platform, and `invalid` with the reason where it sends no
/// webhooks.
Result<const WebhookSource*> find_webhook_source(std::string_view id);

// What several of them need.

/// A member of the record as text, by a pointer; "" where there is none.
std::string text_in(const json::object& record, std::string_view pointer);
std::int64_t unix_seconds(Time time);
/// A body of JSON with its type.
WebhookMessage json_message(const json::value& body);
/// A random UUID (RFC 9562 section 5.4).
std::string fresh_uuid(Realm& realm);
std::string hmac_hex(std::string_view key, std::string_view text);

}  // namespace fairlead::sandbox
