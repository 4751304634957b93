// SPDX-License-Identifier: Apache-2.0
//
// Calendly's webhook subscriptions, as public samples of them have them; which words its refusals
// have is not verified, nor what a shown subscription has beside its URI and state.
#include "sandbox/calendly_scheduling.h"

#include "base/text.h"
#include "sandbox/calendly_api.h"
#include "sandbox/webhook.h"
#include "sandbox/webhook_order.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view id = "calendly";
constexpr std::string_view subscription_uris = "https://api.calendly.com/webhook_subscriptions/";
/// What signs for an application of OAuth's that gives no key of its own.
constexpr std::string_view key_of_application = "calendly-sample-signing-key";
/// Of a paid plan; others may not subscribe.
constexpr std::int64_t calls_of_a_paid_plan = 500;
/// The third has no record here, and is never sent.
constexpr std::string_view wanted_events[] = {"invitee.created", "invitee.canceled",
                                              "routing_form_submission.created"};

/// What somebody asks for.
struct Wanted {
    std::string url;
    std::string scope;
    std::string user;
    std::string organization;
    std::string key;
    json::array events = {};
    std::optional<Answer> refusal = {};
};

std::optional<Answer> check_events(const json::array& events) {
    if (events.empty()) return calendly_invalid("events", "must be filled");
    for (const json::value& each : events) {
        const auto name = scalar_text(&each).value_or("");
        if (std::ranges::find(wanted_events, name) == std::end(wanted_events))
            return calendly_invalid("events", "there is no such event");
    }
    return std::nullopt;
}

std::optional<Answer> check_wanted(const Wanted& wanted, const CalendlyHost& asker) {
    if (!read_webhook_url(wanted.url))
        return calendly_invalid("url", "must be an address of this machine, at the sandbox");
    if (wanted.scope != "user" && wanted.scope != "organization")
        return calendly_invalid("scope", "must be user or organization");
    if (wanted.organization != asker.organization)
        return calendly_invalid("organization", "must be the URI of your organization");
    if (wanted.scope == "user" && wanted.user != asker.uri)
        return calendly_invalid("user", "must be your own URI");
    if (wanted.scope == "organization" && !asker.is_owner)
        return calendly_error(403, "Permission Denied", "Only owners and administrators may.");
    if (asker.per_minute < calls_of_a_paid_plan)
        return calendly_error(403, "Permission Denied", "Your plan has no webhooks.");
    return check_events(wanted.events);
}

Wanted read_wanted(const Call& call, const CalendlyHost& asker) {
    Wanted wanted;
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) {
        wanted.refusal = calendly_invalid("url", "must be filled");
        return wanted;
    }
    const auto& given = body->get_object();
    wanted.url = text_in(given, "/url");
    wanted.scope = text_in(given, "/scope");
    wanted.user = text_in(given, "/user");
    wanted.organization = text_in(given, "/organization");
    wanted.key = text_in(given, "/signing_key");
    if (const auto* events = given.if_contains("events"); events && events->is_array())
        wanted.events = events->get_array();
    wanted.refusal = check_wanted(wanted, asker);
    return wanted;
}

json::object show_new(const Wanted& wanted, const std::string& uri, const CalendlyHost& asker,
                      Time now) {
    const auto moment = to_rfc3339(now);
    json::object shown{{"uri", uri},
                       {"callback_url", wanted.url},
                       {"created_at", moment},
                       {"updated_at", moment},
                       {"state", "active"},
                       {"events", wanted.events},
                       {"scope", wanted.scope},
                       {"organization", wanted.organization},
                       {"user", nullptr},
                       {"creator", asker.uri}};
    if (wanted.scope == "user") shown["user"] = wanted.user;
    return shown;
}

/// One address gets the events of one scope once.
bool is_duplicate(Realm& realm, const Family& family, const Wanted& wanted) {
    const auto now = realm.clock.now();
    const auto all = realm.subscriptions.list(id, family.client, family.account, now);
    return std::ranges::any_of(all, [&](const WebhookSubscription* each) {
        return each->url == wanted.url && text_in(each->shown, "/scope") == wanted.scope;
    });
}

Answer subscribe(Realm& realm, const Call& call, const CalendlyHost& asker, const Family& family) {
    const Wanted wanted = read_wanted(call, asker);
    if (wanted.refusal) return *wanted.refusal;
    if (is_duplicate(realm, family, wanted))
        return calendly_error(409, "Already Exists", "Hook with this url already exists");
    WebhookSubscription made{.id = "SAMPLEHOOK" + std::to_string(realm.subscriptions.next_number()),
                             .source = id,
                             .client = family.client,
                             .account = family.account,
                             .url = wanted.url};
    made.secret = wanted.key.empty() ? std::string{key_of_application} : wanted.key;
    for (const json::value& each : wanted.events) {
        if (each != json::value(wanted_events[2])) made.events.push_back(*scalar_text(&each));
    }
    made.shown =
        show_new(wanted, std::string{subscription_uris} + made.id, asker, realm.clock.now());
    if (made.events.empty()) made.events.emplace_back(wanted_events[2]);
    return Answer::json({{"resource", realm.subscriptions.add(std::move(made)).shown}}, 201);
}

Answer list(Realm& realm, const Call& call, const CalendlyHost& asker, const Family& family) {
    if (call.query.find("organization") != asker.organization)
        return calendly_invalid("organization", "must be the URI of your organization");
    const auto scope = call.query.find("scope");
    if (scope != "user" && scope != "organization")
        return calendly_invalid("scope", "must be user or organization");
    json::array collection;
    const auto now = realm.clock.now();
    for (const auto* each : realm.subscriptions.list(id, family.client, family.account, now)) {
        if (text_in(each->shown, "/scope") == scope) collection.push_back(each->shown);
    }
    json::object pagination{{"count", collection.size()},
                            {"next_page", nullptr},
                            {"next_page_token", nullptr},
                            {"previous_page", nullptr},
                            {"previous_page_token", nullptr}};
    return Answer::json(
        {{"collection", std::move(collection)}, {"pagination", std::move(pagination)}});
}

Answer one(Realm& realm, const Call& call, const CalendlyHost&, const Family& family) {
    const auto* found = realm.subscriptions.find(id, call.arguments.at(0), realm.clock.now());
    if (found == nullptr || found->client != family.client || found->account != family.account)
        return calendly_error(404, "Resource Not Found", "There is no such webhook subscription.");
    if (call.request.method != net::Method::del) return Answer::json({{"resource", found->shown}});
    realm.subscriptions.remove(id, found->id);
    return Answer{.status = 204};
}

using Work = Answer (*)(Realm&, const Call&, const CalendlyHost&, const Family&);

template <Work work>
Answer run(Realm& realm, Call& call) {
    const bool reads = call.request.method == net::Method::get;
    const CalendlyEntry entry =
        enter_calendly(realm, call, reads ? "webhooks:read" : "webhooks:write");
    if (entry.refusal) return *entry.refusal;
    const ApiToken token = use_api_token(realm, call, bearer_token(call.request));
    Answer answer = work(realm, call, *entry.host, *token.family);
    tell_calendly_quota(entry.quota, answer);
    return answer;
}

constexpr Endpoint endpoints[] = {
    {"/api.calendly.com/webhook_subscriptions", true, Place::api, &run<&subscribe>},
    {"/api.calendly.com/webhook_subscriptions", false, Place::api, &run<&list>},
    {"/api.calendly.com/webhook_subscriptions/*", false, Place::api, &run<&one>},
};

}  // namespace

std::span<const Endpoint> calendly_subscription_endpoints() { return endpoints; }

}  // namespace fairlead::sandbox
