// SPDX-License-Identifier: Apache-2.0
#include "sandbox/control.h"

#include "base/text.h"
#include "http/bind.h"
#include "http/problem.h"
#include "http/shape_of.h"
#include "sandbox/account.h"
#include "sandbox/control_records.h"
#include "sandbox/control_views.h"
#include "sandbox/parameters.h"
#include "sandbox/platform.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

/// A request to the control API.
struct Command {
    Mutex<Realm>& shared;
    HeldRequests& held;
    const net::Request& request;
    Parameters query;
    std::string argument = {};  ///< what stands for {id} in the path

    std::uint64_t number(std::string_view name, std::uint64_t otherwise) const {
        const auto value = parse_integer(query.find(name));
        return value && *value >= 0 ? static_cast<std::uint64_t>(*value) : otherwise;
    }
    Result<std::uint64_t> id() const {
        const auto value = parse_integer(argument);
        if (!value || *value < 0) return Error{Errc::not_found, "There is no such number."};
        return static_cast<std::uint64_t>(*value);
    }
};

template <class T>
Answer tell(const T& value) {
    Answer answer;
    answer.body = http::to_json_text(value);
    return answer;
}

struct Done {
    std::int64_t count = 1;
};
BOOST_DESCRIBE_STRUCT(Done, (), (count))

Error nothing_there() { return Error{Errc::not_found, "There is no such thing."}; }

// --- clients and accounts -----------------------------------------------------------------------

Result<Answer> list_clients(const Command& command) {
    std::vector<Client> list;
    const auto realm = command.shared.lock();
    for (const auto& [id, client] : realm->clients) list.push_back(client);
    return tell(list);
}

Result<Answer> put_client(const Command& command) {
    TRY(const auto change, http::from_json_text<ClientChange>(command.request.body));
    const auto realm = command.shared.lock();
    Client& client = realm->clients[command.argument];
    client.id = command.argument;
    change.apply_to(client);
    return tell(client);
}

Result<Answer> list_accounts(const Command&) { return tell(sample_accounts()); }

// --- grants -------------------------------------------------------------------------------------

struct GrantInput {
    std::string client;
    std::optional<std::string> account;  ///< none: bulk-0, bulk-1, …
    std::vector<std::string> scopes;
    std::optional<std::int64_t> count;
    std::optional<std::int64_t> first;
};
BOOST_DESCRIBE_STRUCT(GrantInput, (), (client, account, scopes, count, first))

struct GrantView {
    std::uint64_t id = 0;
    std::string account;
    std::string access_token;
    std::optional<std::string> refresh_token;
    std::int64_t expires_in = 0;
};
BOOST_DESCRIBE_STRUCT(GrantView, (), (id, account, access_token, refresh_token, expires_in))

GrantView grant(Realm& realm, const Client& client, const std::string& account,
                const std::vector<std::string>& scopes) {
    const Occasion occasion{0, realm.clock.now()};
    Family& family = realm.grants.open(client.id, account, scopes, occasion);
    const auto issued = realm.grants.issue_first(family, client, occasion);
    GrantView view{.id = family.id,
                   .account = account,
                   .access_token = issued.access->text,
                   .refresh_token = {},
                   .expires_in = client.access_seconds};
    if (issued.refresh) view.refresh_token = issued.refresh->text;
    return view;
}

Result<Answer> post_family(const Command& command) {
    TRY(const auto input, http::from_json_text<GrantInput>(command.request.body));
    const auto realm = command.shared.lock();
    const Client* client = find_client(realm->clients, input.client);
    if (!client) return Error{Errc::invalid, "There is no such client."};
    std::vector<GrantView> made;
    const std::int64_t first = input.first.value_or(0);
    const std::int64_t count = std::clamp<std::int64_t>(input.count.value_or(1), 0, 1'000'000);
    const Platform* platform = find_platform(client->platform);
    for (std::int64_t i = first; i < first + count; ++i) {
        const std::string account = input.account.value_or("bulk-" + std::to_string(i));
        if (!platform || !platform->has_account(account))
            return Error{Errc::invalid, "There is no such account."};
        made.push_back(grant(*realm, *client, account, input.scopes));
    }
    return tell(made);
}

Result<Answer> list_families(const Command& command) {
    const std::string_view client = command.query.find("client");
    const std::string_view account = command.query.find("account");
    const std::uint64_t since = command.number("since", 0);
    std::vector<FamilyView> list;
    const auto realm = command.shared.lock();
    const auto& families = realm->grants.families();
    for (auto at = families.upper_bound(since); at != families.end(); ++at) {
        const Family& family = at->second;
        if (!client.empty() && client != family.client) continue;
        if (!account.empty() && account != family.account) continue;
        list.push_back(view_family(*realm, family));
    }
    return tell(list);
}

Result<Answer> show_family(const Command& command) {
    TRY(const auto id, command.id());
    const auto realm = command.shared.lock();
    const Family* family = realm->grants.find_family(id);
    if (!family) return nothing_there();
    return tell(view_family(*realm, *family));
}

Result<Answer> revoke_family(const Command& command) {
    TRY(const auto id, command.id());
    const auto realm = command.shared.lock();
    Family* family = realm->grants.find_family(id);
    if (!family) return nothing_there();
    realm->grants.end(*family, "revoked by the user", {0, realm->clock.now()});
    return tell(view_family(*realm, *family));
}

// --- ledger -------------------------------------------------------------------------------------

Answer list_events(const Command& command, std::uint64_t family) {
    const std::uint64_t since = command.number("since", 0);
    const std::uint64_t limit = command.number("limit", 1000);
    std::vector<EventView> list;
    const auto realm = command.shared.lock();
    const auto& events = realm->ledger.events();
    auto at = std::upper_bound(
        events.begin(), events.end(), since,
        [](std::uint64_t sequence, const LedgerEvent& event) { return sequence < event.sequence; });
    for (; at != events.end() && list.size() < limit; ++at) {
        if (family == 0 || family == at->family) list.push_back(view_event(*realm, *at));
    }
    return tell(list);
}

Result<Answer> show_ledger(const Command& command) {
    return list_events(command, command.number("family", 0));
}

Result<Answer> show_family_ledger(const Command& command) {
    TRY(const auto id, command.id());
    return list_events(command, id);
}

Result<Answer> list_requests(const Command& command) {
    const std::uint64_t since = command.number("since", 0);
    const std::uint64_t limit = command.number("limit", 1000);
    std::vector<RequestView> list;
    const auto realm = command.shared.lock();
    for (const LedgerRequest& request : realm->ledger.requests()) {
        if (request.id > since && list.size() < limit) list.push_back(view_request(request));
    }
    return tell(list);
}

// --- faults -------------------------------------------------------------------------------------

struct FaultInput {
    std::string fault;
    std::optional<Place> place;
    std::optional<std::int64_t> times;
    std::optional<std::string> client;
    std::optional<std::string> account;
    std::optional<std::uint64_t> family;
    std::optional<std::int64_t> skip;
    std::optional<double> probability;
    std::optional<bool> processed;
};
BOOST_DESCRIBE_STRUCT(FaultInput, (),
                      (fault, place, times, client, account, family, skip, probability, processed))

Result<Answer> list_faults(const Command& command) {
    std::vector<FaultView> list;
    const auto realm = command.shared.lock();
    for (const auto& [id, rule] : realm->faults.rules()) {
        list.push_back(view_fault(rule));
    }
    return tell(list);
}

Result<Answer> post_fault(const Command& command) {
    TRY(const auto input, http::from_json_text<FaultInput>(command.request.body));
    FaultRule rule;
    TRY(rule.fault, Fault::parse(input.fault));
    rule.fault.place = input.place.value_or(rule.fault.place);
    rule.fault.times = input.times.value_or(rule.fault.times);
    rule.subject = {input.client.value_or(""), input.account.value_or(""),
                    input.family.value_or(0)};
    rule.skip = input.skip.value_or(0);
    rule.probability = input.probability.value_or(1);
    rule.processed = input.processed;
    const auto realm = command.shared.lock();
    const std::uint64_t id = realm->faults.add(std::move(rule));
    return tell(view_fault(realm->faults.rules().at(id)));
}

Result<Answer> delete_fault(const Command& command) {
    TRY(const auto id, command.id());
    if (!command.shared.lock()->faults.remove(id)) return nothing_there();
    return tell(Done{});
}

Result<Answer> delete_faults(const Command& command) {
    command.shared.lock()->faults.clear();
    return tell(Done{});
}

struct SeedInput {
    std::uint64_t seed = 1;
};
BOOST_DESCRIBE_STRUCT(SeedInput, (), (seed))

Result<Answer> post_seed(const Command& command) {
    TRY(const auto input, http::from_json_text<SeedInput>(command.request.body));
    const auto realm = command.shared.lock();
    realm->faults.seed(input.seed);
    realm->records.seed(input.seed);
    return tell(Done{});
}

// --- held requests and the rest -----------------------------------------------------------------

Result<Answer> list_held(const Command& command) { return tell(command.held.list()); }

Result<Answer> release_all(const Command& command) {
    return tell(Done{static_cast<std::int64_t>(command.held.release_all())});
}

Result<Answer> release_one(const Command& command) {
    TRY(const auto id, command.id());
    if (!command.held.release(id)) return nothing_there();
    return tell(Done{});
}

/// As if a long time had passed: some platforms count what is in the ledger.
Result<Answer> reset_limits(const Command& command) {
    const auto realm = command.shared.lock();
    realm->ledger.clear();
    realm->rates.clear();
    return tell(Done{});
}

Result<Answer> reset(const Command& command) {
    const auto realm = command.shared.lock();
    realm->flows.clear();
    realm->grants.clear();
    realm->ledger.clear();
    realm->faults.clear();
    realm->records.clear();
    realm->rates.clear();
    realm->subscriptions.clear();
    return tell(Done{});
}

struct ControlRoute {
    net::Method method;
    std::string_view path;
    Result<Answer> (*answer)(const Command&);
};

constexpr ControlRoute routes[] = {
    {net::Method::get, "/control/clients", &list_clients},
    {net::Method::put, "/control/clients/{id}", &put_client},
    {net::Method::get, "/control/accounts", &list_accounts},
    {net::Method::get, "/control/families", &list_families},
    {net::Method::post, "/control/families", &post_family},
    {net::Method::get, "/control/families/{id}", &show_family},
    {net::Method::post, "/control/families/{id}/revoke", &revoke_family},
    {net::Method::get, "/control/ledger", &show_ledger},
    {net::Method::get, "/control/ledger/family/{id}", &show_family_ledger},
    {net::Method::get, "/control/requests", &list_requests},
    {net::Method::get, "/control/faults", &list_faults},
    {net::Method::post, "/control/faults", &post_fault},
    {net::Method::del, "/control/faults", &delete_faults},
    {net::Method::del, "/control/faults/{id}", &delete_fault},
    {net::Method::post, "/control/seed", &post_seed},
    {net::Method::get, "/control/held", &list_held},
    {net::Method::post, "/control/held/release", &release_all},
    {net::Method::post, "/control/held/{id}/release", &release_one},
    {net::Method::post, "/control/limits/reset", &reset_limits},
    {net::Method::post, "/control/reset", &reset},
};

/// Whether a path is one of the pattern; `argument` then has what stands for {id}.
bool fits(std::string_view pattern, std::string_view path, std::string& argument) {
    const auto wanted = split(pattern, '/');
    const auto given = split(path, '/');
    if (wanted.size() != given.size()) return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "{id}") {
            auto decoded = percent_decode(given[i]);
            if (!decoded || decoded->empty()) return false;
            argument = *std::move(decoded);
        } else if (wanted[i] != given[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace

Answer tell_control_problem(const Error& error) {
    http::Reply reply = http::problem(error, "");
    Answer answer;
    answer.status = reply.status;
    answer.content_type = "application/problem+json";
    answer.body = std::move(reply.body);
    return answer;
}

Answer answer_control(Mutex<Realm>& realm, HeldRequests& held, const net::Request& request) {
    Command command{realm, held, request, Parameters{request.query()}};
    for (const ControlRoute& route : routes) {
        if (route.method != request.method) continue;
        if (!fits(route.path, request.path(), command.argument)) continue;
        const auto answer = route.answer(command);
        return answer ? *answer : tell_control_problem(answer.error());
    }
    if (auto answer = answer_record_control(realm, request)) {
        return *answer ? **answer : tell_control_problem(answer->error());
    }
    return tell_control_problem(nothing_there());
}

}  // namespace fairlead::sandbox
