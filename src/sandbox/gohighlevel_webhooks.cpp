// SPDX-License-Identifier: Apache-2.0
//
// What HighLevel tells a marketplace application (highlevel-api-docs, docs/webhook events and
// docs/oauth/WebhookAuthentication.md). Since July 2026 only X-GHL-Signature is sent (community);
// the older header goes along here, so that both can be tried.
#include "sandbox/gohighlevel_crm.h"
#include "sandbox/webhook.h"

#include "base/text.h"

#include <boost/json/serialize.hpp>

#include <utility>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view new_header = "X-GHL-Signature";
constexpr std::string_view old_header = "X-WH-Signature";

constexpr WebhookEvent events[] = {
    {"ContactUpdate", "gohighlevel.contacts"},
    {"ContactCreate", "gohighlevel.contacts"},
    {"ContactDelete", "gohighlevel.contacts", true},
    {"OpportunityCreate", "gohighlevel.opportunities"},
    {"OpportunityStageUpdate", "gohighlevel.opportunities"},
    {"INSTALL"},
    {"UNINSTALL"},
};

/// An agency has no contacts, its sub-accounts have.
std::string owner_of(Realm&, const WebhookEvent&, const std::string& account) {
    return is_gohighlevel_agency(account) ? "" : account;
}

Result<WebhookMessage> write(Realm& realm, const Webhook& hook) {
    json::object body = hook.record;
    body["type"] = hook.event.name;
    body[is_gohighlevel_agency(hook.account) ? "companyId" : "locationId"] = hook.account;
    body["timestamp"] = to_rfc3339(hook.at);
    body["webhookId"] = fresh_uuid(realm);
    WebhookMessage message = json_message(body);
    // What is signed is another text where the signature must not hold.
    const std::string text = hook.is_forged ? message.body + " " : message.body;
    static constexpr std::pair<std::string_view, crypto::SignatureKind> proofs[] = {
        {new_header, crypto::SignatureKind::ed25519},
        {old_header, crypto::SignatureKind::rsa_sha256}};
    for (const auto& [header, kind] : proofs) {
        TRY(const auto pair, realm.webhook_keys.pair(kind));
        TRY(const auto signature, pair.sign(text));
        message.headers.add(header, base64_encode(bytes_of(signature)));
    }
    return message;
}

/// HighLevel prints both in its guide.
Result<json::object> keys(Realm& realm) {
    TRY(const auto ed25519, realm.webhook_keys.pair(crypto::SignatureKind::ed25519));
    TRY(const auto rsa, realm.webhook_keys.pair(crypto::SignatureKind::rsa_sha256));
    TRY(const auto ed25519_pem, ed25519.public_pem());
    TRY(const auto rsa_pem, rsa.public_pem());
    return json::object{{new_header, ed25519_pem}, {old_header, rsa_pem}};
}

}  // namespace

const WebhookSource& gohighlevel_webhooks() {
    static const WebhookSource source{.id = "gohighlevel",
                                      .where = new_header,
                                      .proof = WebhookProof::private_key,
                                      .tells_time = true,
                                      .platform = &gohighlevel_platform,
                                      .events = events,
                                      .write = &write,
                                      .owner = &owner_of,
                                      .keys = &keys};
    return source;
}

}  // namespace fairlead::sandbox
