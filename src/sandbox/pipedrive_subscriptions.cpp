// SPDX-License-Identifier: Apache-2.0
//
// Pipedrive's webhooks, as its client for Node has them (webhooks-api of pipedrive/client-nodejs):
// made, listed and removed by the first version of its API. What a refusal says is not verified.
#include "sandbox/pipedrive_crm.h"

#include "base/text.h"
#include "sandbox/webhook.h"
#include "sandbox/webhook_order.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::sandbox {

namespace {

constexpr std::string_view id = "pipedrive";
constexpr std::uint64_t first_number = 4100;
constexpr std::string_view known_actions[] = {"create", "change", "delete", "*"};
constexpr std::string_view known_objects[] = {"deal", "person",  "organization", "activity", "note",
                                              "lead", "product", "pipeline",     "stage",    "user",
                                              "*"};

/// Those of the sandbox's that somebody asks for; it has no records of the other objects.
std::vector<std::string> wanted_of(const std::string& action, const std::string& object) {
    std::vector<std::string> names;
    for (const WebhookEvent& each : pipedrive_webhooks().events) {
        const auto point = each.name.find('.');
        const bool is_action = action == "*" || each.name.substr(0, point) == action;
        if (is_action && (object == "*" || each.name.substr(point + 1) == object))
            names.emplace_back(each.name);
    }
    if (names.empty()) names.push_back(action + "." + object);
    return names;
}

template <std::size_t size>
bool is_among(const std::string_view (&known)[size], const std::string& word) {
    return std::ranges::find(known, word) != std::end(known);
}

/// "": nothing is wrong with it.
std::string fault_in(const json::object& given) {
    if (!read_webhook_url(text_in(given, "/subscription_url")))
        return "subscription_url must be an address of this machine, at the sandbox";
    if (!is_among(known_actions, text_in(given, "/event_action"))) return "event_action is invalid";
    if (!is_among(known_objects, text_in(given, "/event_object"))) return "event_object is invalid";
    const auto version = text_in(given, "/version");
    return version.empty() || version == "2.0" ? "" : "version must be 2.0, at the sandbox";
}

/// Who gives a password sees it again.
json::object show_new(const json::object& given, const PipedriveCaller& caller,
                      std::uint64_t number, Time now) {
    json::object shown{{"id", number},
                       {"company_id", caller.company},
                       {"owner_id", pipedrive_user_of(caller.company)},
                       {"user_id", pipedrive_user_of(caller.company)},
                       {"event_action", text_in(given, "/event_action")},
                       {"event_object", text_in(given, "/event_object")},
                       {"subscription_url", text_in(given, "/subscription_url")},
                       {"name", text_in(given, "/name")},
                       {"version", "2.0"},
                       {"is_active", 1},
                       {"add_time", to_rfc3339(now)},
                       {"remove_time", nullptr},
                       {"type", "general"},
                       {"http_auth_user", nullptr},
                       {"http_auth_password", nullptr}};
    for (const char* member : {"http_auth_user", "http_auth_password"}) {
        if (const auto* value = given.if_contains(member)) shown[member] = *value;
    }
    return shown;
}

/// Numbers of the company's events, whatever application asks.
Answer subscribe(Realm& realm, const Call& call, const PipedriveCaller& caller) {
    const auto body = parse_json(call.request.body);
    if (!body || !body->is_object()) return pipedrive_error(400, "The body is no JSON object");
    const auto& given = body->get_object();
    if (const auto fault = fault_in(given); !fault.empty()) return pipedrive_error(400, fault);
    const auto number = first_number + realm.subscriptions.next_number();
    WebhookSubscription made{.id = std::to_string(number),
                             .source = id,
                             .client = pipedrive_platform().first_client().id,
                             .account = caller.company,
                             .url = text_in(given, "/subscription_url")};
    const auto user = text_in(given, "/http_auth_user");
    const auto password = text_in(given, "/http_auth_password");
    if (!user.empty() || !password.empty()) made.secret = user + ":" + password;
    made.events = wanted_of(text_in(given, "/event_action"), text_in(given, "/event_object"));
    made.shown = show_new(given, caller, number, realm.clock.now());
    const auto& shown = realm.subscriptions.add(std::move(made)).shown;
    return Answer::json({{"status", "ok"}, {"success", true}, {"data", shown}}, 201);
}

Answer list(Realm& realm, const Call&, const PipedriveCaller& caller) {
    json::array data;
    const auto client = pipedrive_platform().first_client().id;
    for (const auto* each : realm.subscriptions.list(id, client, caller.company, realm.clock.now()))
        data.push_back(each->shown);
    return Answer::json({{"status", "ok"}, {"success", true}, {"data", std::move(data)}});
}

Answer remove(Realm& realm, const Call& call, const PipedriveCaller& caller) {
    const auto* found = realm.subscriptions.find(id, call.arguments.at(0), realm.clock.now());
    const bool is_there = found != nullptr && found->account == caller.company;
    if (!is_there || call.request.method != net::Method::del)
        return pipedrive_error(404, "Webhook not found");
    realm.subscriptions.remove(id, found->id);
    return Answer::json({{"status", "ok"}, {"success", true}});
}

using Work = Answer (*)(Realm&, const Call&, const PipedriveCaller&);

template <Work work>
Answer run(Realm& realm, Call& call) {
    const auto caller = find_pipedrive_caller(realm, call);
    if (caller.company.empty()) return pipedrive_error(401, "unauthorized access");
    const bool reads = call.request.method == net::Method::get;
    const auto has = [&](const char* scope) {
        return std::ranges::find(caller.scopes, scope) != caller.scopes.end();
    };
    const bool may = caller.by_api_token || has("webhooks:full") || (reads && has("webhooks:read"));
    if (!may) return pipedrive_error(403, "Scope and URL mismatch");
    return work(realm, call, caller);
}

constexpr PipedrivePath paths[] = {
    {"/api/v1/webhooks", true, &run<&subscribe>},
    {"/api/v1/webhooks", false, &run<&list>},
    {"/api/v1/webhooks/*", false, &run<&remove>},
};

}  // namespace

std::span<const PipedrivePath> pipedrive_webhook_paths() { return paths; }

}  // namespace fairlead::sandbox
