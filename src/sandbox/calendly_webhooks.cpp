// SPDX-License-Identifier: Apache-2.0
//
// Calendly's webhooks. The header and what is signed as Nango's routing and public samples have
// them, the invitee in the body as the list of invitees has it; that both are the same is not
// verified.
#include "sandbox/webhook.h"

namespace fairlead::sandbox {

namespace {

constexpr WebhookEvent events[] = {
    {"invitee.created", "calendly.events"},
    {"invitee.canceled", "calendly.events", true},
};

/// Every event of the sandbox has one.
json::object invitee_of(const Webhook& hook) {
    const std::string event = text_in(hook.record, "/uri");
    const std::string uri = event + "/invitees/SAMPLEINVITEE001";
    const bool is_canceled = hook.event.removes;
    json::object invitee{{"uri", uri},
                         {"email", "invitee@sample.invalid"},
                         {"name", "First Invitee"},
                         {"status", is_canceled ? "canceled" : "active"},
                         {"timezone", "Europe/Berlin"},
                         {"event", event},
                         {"questions_and_answers", json::array{}},
                         {"tracking", json::object{}},
                         {"rescheduled", false},
                         {"old_invitee", nullptr},
                         {"new_invitee", nullptr},
                         {"cancel_url", "https://calendly.com/cancellations/SAMPLEINVITEE001"},
                         {"reschedule_url", "https://calendly.com/reschedulings/SAMPLEINVITEE001"},
                         {"created_at", text_in(hook.record, "/created_at")},
                         {"updated_at", text_in(hook.record, "/updated_at")},
                         {"scheduled_event", hook.record}};
    if (is_canceled) invitee["cancellation"] = hook.record.at("cancellation");
    return invitee;
}

Result<WebhookMessage> write(Realm&, const Webhook& hook) {
    WebhookMessage message = json_message(json::object{{"event", hook.event.name},
                                                       {"created_at", to_rfc3339(hook.at)},
                                                       {"created_by", hook.account},
                                                       {"payload", invitee_of(hook)}});
    const auto moment = std::to_string(unix_seconds(hook.at));
    const auto signature = hmac_hex(hook.secret, moment + "." + message.body);
    message.headers.add("Calendly-Webhook-Signature", "t=" + moment + ",v1=" + signature);
    return message;
}

}  // namespace

/// An application of OAuth's has a signing key of its own, and who subscribes with a personal token
/// gives one along: it is agreed either way.
const WebhookSource& calendly_webhooks() {
    static const WebhookSource source{.id = "calendly",
                                      .where = "Calendly-Webhook-Signature",
                                      .proof = WebhookProof::must_agree,
                                      .tells_time = true,
                                      .platform = &calendly_platform,
                                      .events = events,
                                      .write = &write};
    return source;
}

}  // namespace fairlead::sandbox
