// SPDX-License-Identifier: Apache-2.0
#include "support/conformance_cells.h"

#include "base/clock.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace fairlead::tests {

namespace {

constexpr Milliseconds revoked_within{5000};

/// A revocation that has not come by then will not come.
bool soon(const std::function<bool()>& holds) {
    const SystemClock clock;
    const auto until = clock.boottime() + revoked_within;
    while (!holds()) {
        if (clock.boottime() > until) return false;
        std::this_thread::sleep_for(Milliseconds{20});
    }
    return true;
}

std::string own_user() {
    static std::atomic<int> last = 0;
    return "cell-" + std::to_string(++last);
}

std::int64_t number_at(const json::value& document, std::string_view pointer) {
    const auto* found = find_pointer(document, pointer);
    if (found == nullptr || !found->is_number())
        throw Failure{"no number: " + std::string{pointer}};
    return found->to_number<std::int64_t>();
}

}  // namespace

std::ptrdiff_t alarms(const AppUnderTest& app) {
    const auto lines = app.log_lines();
    return std::ranges::count_if(lines, [](const std::string& line) {
        return line.find("A platform refuses our client") != std::string::npos;
    });
}

bool says_success(const Answer& refreshed) {
    return refreshed.status == 200 && refreshed.text("/success") == "true";
}

CellUser::CellUser() : user(own_user()) {}

void CellUser::demand(bool holds, const std::string& sentence) {
    if (!holds) throw Failure{sentence};
}

Shown CellUser::shown(const std::string& id) {
    const json::value found = find_connection(api(), id);
    const auto at = [&](std::string_view pointer) {
        return scalar_text(find_pointer(found, pointer)).value_or("");
    };
    return {at("/status"), at("/health"), at("/reason")};
}

std::vector<std::string> CellUser::notices(const std::string& id) {
    std::vector<std::string> reasons;
    const json::value all = api().get("/api/notices").json();
    for (const json::value& one : all.at("items").as_array()) {
        if (scalar_text(find_pointer(one, "/connectionId")) != id) continue;
        reasons.push_back(scalar_text(find_pointer(one, "/cause")).value_or(""));
    }
    return reasons;
}

Answer CellUser::check(const std::string& id) {
    return api().send(net::Method::post, "/api/integrations/accounts/" + id + "/check");
}

CellWorld::CellWorld(PlatformWorld& its_world, const ConformanceRow& its_row)
    : world(its_world), row(its_row) {}

std::string CellWorld::connect_renewable() {
    if (!is_strict()) return connect();
    access_seconds_ = client().at("accessSeconds");
    set_client({{"accessSeconds", 40}});
    const std::string id = connect();
    tidy();
    return id;
}

void CellWorld::fault_refresh(const std::string& fault, int account) {
    json::object rule;
    rule["fault"] = fault;
    rule["place"] = "refresh";
    rule["family"] = number_at(world.newest_grant(account), "/id");
    world.sandbox.tell(net::Method::post, "/control/faults", json::serialize(rule));
}

void CellWorld::demand_no_connect(const std::string& fault, const std::string& kind) {
    if (!fault.empty()) world.sandbox.fault(fault + "@exchange");
    const std::string other = user + "-refused";
    const Page page = world.decide(0, other, "allow");
    world.sandbox.clear_faults();
    demand(page.parameter("error") == kind, "the connect ended at " + page.url);
    demand(list_connections(world.api(other)).empty(), "a failed connect stored a connection");
}

void CellWorld::demand_kept(const Answer& refreshed, const std::string& id,
                            const std::string& before) {
    demand(refreshed.status == 200, "the refresh said " + refreshed.body);
    demand(!says_success(refreshed), "the refresh said that it worked");
    demand(!refreshed.text("/message").empty(), "the refresh did not say why it failed");
    demand(token(id) == before, "the stored token changed");
    demand(shown(id).status == "connected", "the connection is " + shown(id).status);
}

void CellWorld::demand_healed(const std::string& id, const std::string& before, const Shown& well) {
    const bool renewed =
        eventually([&] { return says_success(refresh(id)) || token(id) != before; });
    demand(renewed, "it was not renewed: " + refresh(id).body);
    const std::string now = token(id);
    demand(!now.empty() && now != before, "there is no new token");
    demand(world.accepts(now), "the platform does not take the new token");
    // Where there is much to do, one of these refreshes may have met its deadline; the next is well.
    Shown again;
    const bool is_well = eventually([&] { return (again = shown(id)) == well; });
    demand(is_well, "it shows " + again.status + ", " + again.health + ", " + again.reason);
}

void CellWorld::set_client(const json::object& settings) {
    world.sandbox.tell(net::Method::put, "/control/clients/" + world.facts.client,
                       json::serialize(settings));
}

json::value CellWorld::client() {
    const json::value all = world.sandbox.ask("/control/clients");
    for (const json::value& one : all.as_array()) {
        if (one.at("id").as_string() == world.facts.client) return one;
    }
    throw Failure{"the sandbox has no such client"};
}

void CellWorld::tidy() {
    world.sandbox.clear_faults();
    world.sandbox.tell(net::Method::post, "/control/held/release");
    world.sandbox.tell(net::Method::post, "/control/limits/reset");
    json::object settings = row.client;
    settings["secret"] = world.facts.secret;
    settings["refreshMinAgeSeconds"] = 0;
    if (!access_seconds_.is_null()) settings["accessSeconds"] = std::exchange(access_seconds_, {});
    set_client(settings);
}

// --- what a good platform and a good user do ----------------------------------------------------

void connect_cell(CellWorld& cell) {
    const Page page = cell.world.decide(0, cell.user, "allow");
    CellWorld::demand(page.url.starts_with(application_page), "the user ended at " + page.url);
    const std::string id = connected_account(page);
    CellWorld::demand(page.parameter("oauth_success") == cell.world.facts.provider,
                      "the application is not told the provider: " + page.url);
    CellWorld::demand(cell.shown(id).status == "connected", "it is " + cell.shown(id).status);
    CellWorld::demand(cell.shown(id).health == "ok", "its health is " + cell.shown(id).health);
    CellWorld::demand(cell.text(id, "/expiresAt") != "(absent)", "nobody knows when it ends");
    CellWorld::demand(cell.world.accepts(cell.token(id)), "the platform does not take the token");
}

void identity_cell(CellWorld& cell) {
    const std::string first = cell.connect(0);
    const std::string second = cell.connect(1);
    CellWorld::demand(first != second, "two accounts are one connection");
    for (int account : {0, 1}) {
        const std::string& id = account == 0 ? first : second;
        const std::string said = cell.text(id, "/providerAccountId");
        CellWorld::demand(said == cell.world.account(account), "the account is " + said);
        const std::string name = cell.text(id, "/accountName");
        CellWorld::demand(!name.empty() && name != "(absent)", "the account has no name");
    }
    CellWorld::demand(cell.connect(0) == first, "the same account again is another connection");
}

void metadata_cell(CellWorld& cell) {
    const std::string id = cell.connect(0);
    for (const std::string& member : cell.row.metadata) {
        const std::string value = cell.text(id, "/metadata/" + member);
        CellWorld::demand(value != "(absent)" && !value.empty(), "the metadata lacks " + member);
    }
    const std::string said = cell.text(id, "/metadata/" + cell.world.facts.account_member);
    CellWorld::demand(said == cell.world.account(0), "the metadata's account is " + said);
}

void refresh_cell(CellWorld& cell) {
    const std::string id = cell.connect();
    const std::string before = cell.token(id);
    const Shown well = cell.shown(id);
    const auto grants = cell.world.sandbox.grants(cell.world.account(0)).size();
    const Answer refreshed = cell.refresh(id);
    CellWorld::demand(says_success(refreshed), "the refresh said " + refreshed.body);
    cell.demand_healed(id, before, well);
    CellWorld::demand(cell.world.sandbox.grants(cell.world.account(0)).size() == grants,
                      "it took a new consent");
}

void dead_cell(CellWorld& cell) {
    const std::string id = cell.connect(1);
    cell.world.sandbox.revoke_grants(cell.world.account(1));
    const Answer refused = cell.refresh(id);
    CellWorld::demand(refused.status == 409 && refused.text("/code") == "reconnect_required",
                      "the refresh said " + refused.body);
    const Shown dead = cell.shown(id);
    CellWorld::demand(dead.status == "expired" && dead.reason == "dead_refresh_token",
                      "it shows " + dead.status + ", " + dead.reason);
    CellWorld::demand(cell.notices(id).size() == 1, "the user was not told once");
    const Answer read = cell.world.call(net::Method::get, "token", id, cell.user);
    CellWorld::demand(read.text("/code") == "reconnect_required", "a read said " + read.body);
    CellWorld::demand(cell.connect(1) == id, "reconnecting made another connection");
    CellWorld::demand(cell.shown(id).status == "connected", "reconnecting did not revive it");
    CellWorld::demand(cell.notices(id).empty(), "the notice stayed");
    CellWorld::demand(cell.world.accepts(cell.token(id)), "the platform does not take the token");
}

void check_cell(CellWorld& cell) {
    const std::string id = cell.connect(1);
    const Answer well = cell.check(id);
    CellWorld::demand(well.text("/outcome") == "works", "of a good one it said " + well.body);
    CellWorld::demand(number_at(well.json(), "/latencyMs") > 0, "it took no time: " + well.body);
    cell.world.sandbox.fault("status=503@me*");
    const Answer away = cell.check(id);
    cell.world.sandbox.clear_faults();
    CellWorld::demand(away.text("/outcome") == "unavailable", "of a 503 it said " + away.body);
    CellWorld::demand(cell.shown(id).status == "connected", "a 503 cost the connection");
    const std::string token = cell.token(id);
    cell.world.sandbox.revoke_grants(cell.world.account(1));
    const Answer ended = cell.check(id);
    // At some platforms an access token that is out outlives its grant.
    const bool lives_on = cell.world.accepts(token);
    const char* const expected = lives_on ? "works" : "reconnect";
    CellWorld::demand(ended.text("/outcome") == expected, "of an ended one it said " + ended.body);
    const char* const status = lives_on ? "connected" : "expired";
    CellWorld::demand(cell.shown(id).status == status, "it shows " + cell.shown(id).status);
    CellWorld::demand(cell.notices(id).size() == (lives_on ? 0 : 1), "the user was not told once");
    CellWorld::demand(cell.connect(1) == id, "reconnecting made another connection");
    CellWorld::demand(cell.check(id).text("/outcome") == "works", "it does not work again");
}

void revoke_cell(CellWorld& cell) {
    const std::string id = cell.connect(2);
    const std::string token = cell.token(id);
    CellWorld::demand(cell.world.accepts(token), "the platform does not take the token");
    const Answer gone = cell.world.disconnect(id, cell.user);
    CellWorld::demand(gone.status == 200, "the disconnect said " + gone.body);
    CellWorld::demand(list_connections(cell.world.api(cell.user)).empty(), "it is still listed");
    const Answer read = cell.world.call(net::Method::get, "token", id, cell.user);
    CellWorld::demand(read.status != 200, "its token is still given out");
    const auto ended = [&] {
        const json::value grant = cell.world.newest_grant(2);
        const auto* at = find_pointer(grant, "/endedMs");
        return at != nullptr && !at->is_null();
    };
    CellWorld::demand(soon(ended), "the grant goes on at the platform");
    if (!cell.world.facts.revokes_access) return;
    CellWorld::demand(soon([&] { return !cell.world.accepts(token); }),
                      "the platform still takes the access token");
}

void denied_cell(CellWorld& cell) {
    const Page page = cell.world.decide(0, cell.user, "deny");
    CellWorld::demand(page.url.starts_with(application_page), "the user ended at " + page.url);
    CellWorld::demand(page.parameter("error") == "access_denied" &&
                          page.parameter("oauth_error") == "access_denied",
                      "the refusal was told as " + page.url);
    CellWorld::demand(list_connections(cell.world.api(cell.user)).empty(), "something was stored");
}

// --- what a platform does with a refresh token --------------------------------------------------

namespace {

std::int64_t grant_number(CellWorld& cell, std::string_view member) {
    return number_at(cell.world.newest_grant(), "/" + std::string{member});
}

/// Refreshes one after the other, each with what the last one brought.
void demand_rounds(CellWorld& cell, const std::string& id) {
    std::string last = cell.token(id);
    for (int round = 0; round < 3; ++round) {
        const Answer refreshed = cell.refresh(id);
        CellWorld::demand(says_success(refreshed), "a later refresh said " + refreshed.body);
        const std::string next = cell.token(id);
        CellWorld::demand(next != last && cell.world.accepts(next), "a later refresh brought none");
        last = next;
    }
    CellWorld::demand(grant_number(cell, "refusals") == 0, "a refresh token was refused");
    CellWorld::demand(grant_number(cell, "reuses") == 0, "a refresh token was used again");
}

/// An answer was lost. Who asks a strict platform again may lose the grant, so nothing goes out
/// while the access token serves; of the strictest the user hears at once.
void demand_patience(CellWorld& cell, const std::string& id, const std::string& before) {
    const auto seen = grant_number(cell, "refreshes");
    std::this_thread::sleep_for(Milliseconds{3200});  // the lease of the first attempt
    cell.demand_kept(cell.refresh(id), id, before);
    CellWorld::demand(grant_number(cell, "refreshes") == seen, "the platform was asked again");
    CellWorld::demand(grant_number(cell, "reuses") == 0 && grant_number(cell, "refusals") == 0,
                      "a refresh token was used again");
    CellWorld::demand(cell.world.accepts(before), "the present token was lost");
    const bool warned = !cell.notices(id).empty();
    const bool must_warn = cell.row.rotation == "strict_family";
    CellWorld::demand(warned == must_warn,
                      must_warn ? "the user was not warned" : "the user was warned of nothing");
}

}  // namespace

void rotation_cell(CellWorld& cell) {
    const std::string id = cell.connect();
    const std::string before = cell.token(id);
    const Shown well = cell.shown(id);
    cell.fault_refresh("lost*");
    cell.demand_kept(cell.refresh(id), id, before);
    cell.world.sandbox.clear_faults();
    if (cell.is_strict()) {
        demand_patience(cell, id, before);
        cell.user += "-rounds";
        demand_rounds(cell, cell.connect());
        return;
    }
    const Answer again = cell.refresh(id);
    CellWorld::demand(says_success(again), "after a lost answer the refresh said " + again.body);
    cell.demand_healed(id, before, well);
    if (cell.row.rotation == "grace") {
        CellWorld::demand(grant_number(cell, "graceUses") > 0, "the token was not presented again");
    }
    demand_rounds(cell, id);
}

// --- what goes wrong ----------------------------------------------------------------------------

void wrong_secret_cell(CellWorld& cell) {
    const std::string id = cell.connect_renewable();
    const std::string before = cell.token(id);
    const Shown well = cell.shown(id);
    cell.set_client({{"secret", "another-secret"}});
    auto heard = alarms(cell.world.app);
    if (cell.row.refresh_proves_client) {
        cell.demand_kept(cell.refresh(id), id, before);
        CellWorld::demand(cell.shown(id).reason == "provider_config",
                          "the reason is " + cell.shown(id).reason);
        CellWorld::demand(cell.notices(id).empty(), "the user was asked to reconnect");
        CellWorld::demand(alarms(cell.world.app) > heard, "the operator was not told");
        heard = alarms(cell.world.app);
    }
    cell.demand_no_connect("", "invalid_credentials");
    CellWorld::demand(alarms(cell.world.app) > heard, "the operator was not told of the connect");
    cell.tidy();
    cell.demand_healed(id, before, well);
}

void rate_limited_cell(CellWorld& cell) {
    constexpr std::int64_t wait_ms = 3000;
    cell.demand_no_connect("rate_limited=7", "rate_limited");
    const std::string id = cell.connect();
    const std::string before = cell.token(id);
    const Shown well = cell.shown(id);
    cell.fault_refresh("rate_limited=3");
    const SystemClock clock;
    const auto asked = to_unix_ms(clock.now());
    cell.demand_kept(cell.refresh(id), id, before);
    CellWorld::demand(cell.notices(id).empty(), "the user was told of a rate limit");
    CellWorld::demand(eventually([&] { return cell.token(id) != before; }),
                      "it was not renewed by itself");
    const auto issued = number_at(cell.world.newest_grant(), "/access/issuedMs");
    CellWorld::demand(issued - asked >= wait_ms, "the platform was asked again after " +
                                                     std::to_string(issued - asked) + " ms");
    CellWorld::demand(cell.world.accepts(cell.token(id)),
                      "the platform does not take the new token");
    CellWorld::demand(cell.shown(id) == well, "it shows " + cell.shown(id).status + ", " +
                                                  cell.shown(id).health + ", " +
                                                  cell.shown(id).reason);
}

namespace {

/// A platform that fails for a while.
void demand_outlived(CellWorld& cell, const std::string& fault, const std::string& kind) {
    cell.demand_no_connect(fault, kind);
    const std::string id = cell.connect_renewable();
    const std::string before = cell.token(id);
    const Shown well = cell.shown(id);
    cell.fault_refresh(fault + "*");
    cell.demand_kept(cell.refresh(id), id, before);
    CellWorld::demand(cell.world.accepts(before), "the present token was lost");
    cell.world.sandbox.clear_faults();
    cell.demand_healed(id, before, well);
}

}  // namespace

void server_error_cell(CellWorld& cell) { demand_outlived(cell, "status=500", "provider_error"); }

void timeout_cell(CellWorld& cell) { demand_outlived(cell, "hang=3000", "network"); }

}  // namespace fairlead::tests
