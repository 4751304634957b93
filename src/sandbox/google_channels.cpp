// SPDX-License-Identifier: Apache-2.0
//
// The notification channels of Google Calendar and Google Drive, as the guides on push have them
// (https://developers.google.com/calendar/api/guides/push, and Drive's beside it): all that there
// is to tell stands in headers. How long a channel lives, and Drive's states, are not verified.
#include "sandbox/webhook.h"

#include "base/text.h"

#include <array>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view usual_channel = "00000000-0000-4000-8000-0000000000c1";
constexpr std::string_view token_header = "X-Goog-Channel-Token";
constexpr std::chrono::hours life{7 * 24};

/// A calendar is told of and not its events; `sync` comes first, when the channel is made.
constexpr WebhookEvent calendar_events[] = {
    {"exists", "google.calendars"},
    {"sync", "google.calendars"},
};
constexpr WebhookEvent file_events[] = {
    {"update", "google.files"},
    {"sync", "google.files"},
    {"trash", "google.files"},
    {"remove", "google.files", true},
};

/// As HTTP writes moments (RFC 9110 section 5.6.7).
std::string http_date(Time time) {
    static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::string text = to_rfc3339(time);
    return std::string{days[std::chrono::weekday{day}.c_encoding()]} + ", " + text.substr(8, 2) +
           " " + months[static_cast<unsigned>(date.month()) - 1] + " " + text.substr(0, 4) + " " +
           text.substr(11, 8) + " GMT";
}

WebhookMessage notify(const Webhook& hook, const std::string& resource) {
    const bool is_first = hook.event.name == "sync";
    WebhookMessage message;
    auto& headers = message.headers;
    headers.add("X-Goog-Channel-ID", hook.subscription.empty() ? usual_channel : hook.subscription);
    if (!hook.secret.empty()) headers.add(token_header, hook.secret);
    headers.add("X-Goog-Channel-Expiration", http_date(hook.ends.value_or(hook.at + life)));
    headers.add("X-Goog-Resource-ID", "sample-" + text_in(hook.record, "/id"));
    headers.add("X-Goog-Resource-URI", resource);
    headers.add("X-Goog-Resource-State", hook.event.name);
    // They grow, and not by one.
    headers.add("X-Goog-Message-Number", is_first ? "1" : std::to_string(1 + 7 * hook.number));
    return message;
}

Result<WebhookMessage> write_calendar(Realm&, const Webhook& hook) {
    const std::string id = percent_encode(text_in(hook.record, "/id"));
    return notify(hook,
                  "https://www.googleapis.com/calendar/v3/calendars/" + id + "/events?alt=json");
}

Result<WebhookMessage> write_file(Realm&, const Webhook& hook) {
    const std::string id = percent_encode(text_in(hook.record, "/id"));
    WebhookMessage message =
        notify(hook, "https://www.googleapis.com/drive/v3/files/" + id + "?alt=json");
    if (hook.event.name == "update") message.headers.add("X-Goog-Changed", "properties");
    return message;
}

}  // namespace

const WebhookSource& google_calendar_webhooks() {
    static const WebhookSource source{.id = "google-calendar",
                                      .where = token_header,
                                      .proof = WebhookProof::agreed,
                                      .platform = &google_platform,
                                      .events = calendar_events,
                                      .write = &write_calendar};
    return source;
}

const WebhookSource& google_drive_webhooks() {
    static const WebhookSource source{.id = "google-drive",
                                      .where = token_header,
                                      .proof = WebhookProof::agreed,
                                      .platform = &google_platform,
                                      .events = file_events,
                                      .write = &write_file};
    return source;
}

}  // namespace fairlead::sandbox
