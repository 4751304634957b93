// SPDX-License-Identifier: Apache-2.0
//
// The channels of Google Calendar, as its guide on push has them
// (https://developers.google.com/calendar/api/guides/push): a channel is made for one calendar's
// events, hears `sync` first, and ends by itself or when it is stopped. How long it lives unless it
// says so, and the words of refusals, are not verified.
#include "sandbox/google_products.h"

#include "base/text.h"
#include "sandbox/google_access.h"
#include "sandbox/webhook.h"
#include "sandbox/webhook_order.h"

namespace fairlead::sandbox {

namespace {

constexpr std::string_view id = "google-calendar";
constexpr std::string_view calendar_set = "google.calendars";
constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_token = 256;
constexpr Seconds longest{7 * 24 * 3600};

constexpr GoogleQuota quota{"calendar", 600, &google_quota_used_up};

GoogleEntry enter(Realm& realm, const Call& call) {
    return enter_google(realm, call, quota,
                        {"https://www.googleapis.com/auth/calendar",
                         "https://www.googleapis.com/auth/calendar.readonly",
                         "https://www.googleapis.com/auth/calendar.events"});
}

/// The calendar that a path names, as the list of calendars shows it; 0: the account has none such.
std::uint64_t number_of(Realm& realm, const std::string& asked, const std::string& account) {
    const RecordKind& kind = *find_record_kind(calendar_set);
    const auto wanted = asked == "primary" ? account : asked;
    for (const Sample& each : realm.records.set(kind.name, account, kind.usual).samples()) {
        if (!each.gone && text_in(kind.show(each, account), "/id") == wanted) return each.number;
    }
    return 0;
}

/// In milliseconds since 1970, or as seconds to live; a longer life is cut.
Time end_of(const json::object& given, Time now) {
    const auto end = parse_integer(text_in(given, "/expiration"));
    const auto ttl = parse_integer(text_in(given, "/params/ttl"));
    Time ends = now + longest;
    if (ttl && *ttl > 0) ends = std::min(ends, now + Seconds{std::min(*ttl, longest.count())});
    if (end && from_unix_ms(*end) > now) ends = std::min(ends, from_unix_ms(*end));
    return ends;
}

std::optional<Answer> check_channel(Realm& realm, const json::object& given) {
    const auto channel = text_in(given, "/id");
    const auto type = text_in(given, "/type");
    if (channel.empty() || channel.size() > longest_id)
        return google_bad_request("Channel id not specified");
    if (type != "web_hook" && type != "webhook") return google_bad_request("Unknown channel type");
    if (!read_webhook_url(text_in(given, "/address")))
        return google_bad_request("The address must be of this machine, at the sandbox.");
    if (text_in(given, "/token").size() > longest_token)
        return google_bad_request("Channel token too long");
    if (realm.subscriptions.find(id, channel, realm.clock.now()) != nullptr)
        return google_api_error(400, "INVALID_ARGUMENT", "channelIdNotUnique",
                                "Channel id not unique");
    return std::nullopt;
}

json::object show_new(const json::object& given, const std::string& calendar, Time ends) {
    json::object shown{{"kind", "api#channel"},
                       {"id", text_in(given, "/id")},
                       {"resourceId", "sample-" + calendar},
                       {"resourceUri", "https://www.googleapis.com/calendar/v3/calendars/" +
                                           percent_encode(calendar) + "/events?alt=json"},
                       {"expiration", std::to_string(to_unix_ms(ends))}};
    if (const auto* token = given.if_contains("token")) shown["token"] = *token;
    return shown;
}

/// What a channel hears first.
std::optional<WebhookGreeting> greeting_of(Realm& realm, const WebhookSubscription& made) {
    WebhookOrder order;
    order.event = "sync";
    order.subscription = made.id;
    auto plan = plan_webhook(realm, google_calendar_webhooks(), order);
    if (!plan) return std::nullopt;
    WebhookGreeting greeting;
    greeting.request.method = net::Method::post;
    greeting.request.url = std::move(plan->url);
    greeting.request.headers = std::move(plan->message.headers);
    greeting.request.body = std::move(plan->message.body);
    return greeting;
}

Answer watch(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto& asked = call.arguments.at(0);
    const auto number = number_of(realm, asked, entry.account);
    if (number == 0) return google_not_found();
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return google_bad_request("Parse Error");
    const auto& given = body->get_object();
    if (const auto refusal = check_channel(realm, given)) return *refusal;
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    WebhookSubscription made{.id = text_in(given, "/id"),
                             .source = id,
                             .client = token.family->client,
                             .account = entry.account,
                             .url = text_in(given, "/address")};
    made.secret = text_in(given, "/token");
    made.events = {"exists", "sync"};
    made.number = number;
    made.ends = end_of(given, realm.clock.now());
    made.shown = show_new(given, asked == "primary" ? entry.account : asked, *made.ends);
    const auto& known = realm.subscriptions.add(std::move(made));
    call.greeting = greeting_of(realm, known);
    return Answer::json(known.shown);
}

/// By the same account, with both ids.
Answer stop(Realm& realm, Call& call) {
    const GoogleEntry entry = enter(realm, call);
    if (entry.refusal) return *entry.refusal;
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return google_bad_request("Parse Error");
    const auto& given = body->get_object();
    const auto* known = realm.subscriptions.find(id, text_in(given, "/id"), realm.clock.now());
    const bool is_there = known != nullptr && known->account == entry.account &&
                          text_in(known->shown, "/resourceId") == text_in(given, "/resourceId");
    if (!is_there) return google_not_found();
    realm.subscriptions.remove(id, known->id);
    return Answer{.status = 204};
}

constexpr Endpoint endpoints[] = {
    {"/www.googleapis.com/calendar/v3/calendars/*/events/watch", true, Place::api, &watch},
    {"/www.googleapis.com/calendar/v3/channels/stop", true, Place::api, &stop},
};

}  // namespace

std::span<const Endpoint> google_watch_endpoints() { return endpoints; }

}  // namespace fairlead::sandbox
