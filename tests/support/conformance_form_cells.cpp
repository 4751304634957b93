// SPDX-License-Identifier: Apache-2.0
#include "support/conformance_form_cells.h"

#include <future>

namespace fairlead::tests {

namespace {

constexpr const char* wrong_key = "a-key-that-nobody-has-made-0123456789";

}  // namespace

Answer FormCell::submit(const std::string& key, int number, const std::string& connection) {
    const std::string members =
        connection.empty() ? "" : R"(,"connectionId":")" + connection + R"(")";
    return world.submit(account(number), key, members, user);
}

std::string FormCell::connect(const std::string& key, int number, const std::string& connection) {
    const Answer answer = submit(key, number, connection);
    demand(answer.status == 200, "the form said " + answer.body);
    return answer.text("/connectionId");
}

Page FormCell::type_in(const std::string& key) {
    Browser person = make_browser(world.caller, world.app, world.sandbox->origin());
    const Answer link = ask_for_link(world.api(user), account().provider);
    demand(link.status == 200, "the link said " + link.body);
    const Page page = person.open(link.text("/authUrl"));
    HtmlForm form = page.form();
    form.fill("field." + account().field, key);
    if (*account().vars != 0) form.fill("var.account_id", account().account_id);
    demand(!form.buttons.empty(), "the form has no button");
    return person.submit(page, form, form.buttons.data());
}

void FormCell::demand_refused(const Answer& answer, int status, std::string_view kind) {
    demand(answer.status == status && answer.text("/code") == kind,
           "the form said " + std::to_string(answer.status) + " " + answer.body);
    demand(!answer.text("/detail").empty(), "the form did not say why");
}

void FormCell::demand_good(const std::string& id, const std::string& key) {
    const Shown now = shown(id);
    demand(now == Shown{"connected", "ok", "none"},
           "it shows " + now.status + ", " + now.health + ", " + now.reason);
    const Answer token = read(id);
    demand(token.text("/accessToken") == key, "what is read is not the key: " + token.body);
    demand(world.accepts(account(), token.text("/accessToken")),
           "the platform does not take what is read");
    demand(notices(id).empty(), "its user was told something");
}

void FormCell::demand_kept(const std::string& id, const std::string& key, const Answer& asked) {
    demand(asked.text("/works") != "true" && asked.text("/success") != "true",
           "it said that all is well: " + asked.body);
    const bool says_why = !asked.text("/message").empty() || !asked.text("/detail").empty();
    demand(says_why, "it did not say why: " + asked.body);
    demand_good(id, key);
}

void FormCell::tidy() {
    world.sandbox->clear_faults();
    world.sandbox->tell(net::Method::post, "/control/limits/reset");
}

// --- what a good platform and a good user do ----------------------------------------------------

void form_connect_cell(FormCell& cell) {
    const std::string key = cell.make_key();
    const auto calls = cell.world.calls(cell.account());
    const Page page = cell.type_in(key);
    CellUser::demand(cell.world.calls(cell.account()) == calls + 1,
                     "it was not proven by one call");
    CellUser::demand(page.url.starts_with(application_page), "the user ended at " + page.url);
    const std::string id = connected_account(page);
    CellUser::demand(page.parameter("oauth_success") == cell.account().provider,
                     "the application is not told the provider: " + page.url);
    cell.demand_good(id, key);
    const Answer read = cell.read(id);
    CellUser::demand(read.has("/expiresAt") && read.text("/expiresAt").empty(),
                     "it is said to end: " + read.body);
    const std::string type = *cell.account().before_key == 0 ? "ApiKey" : "Bearer";
    CellUser::demand(read.text("/tokenType") == type, "its type is told as " + read.body);
}

void form_identity_cell(FormCell& cell) {
    const std::string keys[] = {cell.make_key(0), cell.make_key(1)};
    const std::string ids[] = {cell.connect(keys[0], 0), cell.connect(keys[1], 1)};
    CellUser::demand(ids[0] != ids[1], "two accounts are one connection");
    std::string last;
    for (int number : {0, 1}) {
        const std::string said = cell.text(ids[number], "/providerAccountId");
        const std::string& known = cell.account(number).account_id;
        // Where nobody tells whose a key is, it is an account of its own.
        const bool is_own = known.empty() ? said.starts_with("key:") : said == known;
        CellUser::demand(is_own && said != last, "the account is " + said);
        last = said;
        const std::string name = cell.text(ids[number], "/accountName");
        CellUser::demand(!name.empty() && name != "(absent)", "the account has no name");
    }
    CellUser::demand(cell.connect(keys[0], 0) == ids[0],
                     "the same account again is another connection");
    const Answer foreign = cell.submit(keys[1], 1, ids[0]);
    cell.demand_refused(foreign, 409, "other_account");
    cell.demand_good(ids[0], keys[0]);
}

void form_metadata_cell(FormCell& cell) {
    const std::string id = cell.connect(cell.make_key());
    for (const std::string& member : cell.row.metadata) {
        const std::string value = cell.text(id, "/metadata/" + member);
        CellUser::demand(value != "(absent)" && !value.empty(), "the metadata lacks " + member);
    }
    const std::string said = cell.text(id, "/metadata/" + cell.row.metadata.at(0));
    CellUser::demand(said == cell.account().account_id, "the metadata's account is " + said);
}

void form_dead_cell(FormCell& cell) {
    const std::string id = cell.connect(cell.make_key());
    cell.world.delete_keys(cell.account());
    const Answer refused = cell.refresh(id);
    CellUser::demand(refused.status == 409 && refused.text("/code") == "reconnect_required",
                     "the refresh said " + refused.body);
    const Shown dead = cell.shown(id);
    CellUser::demand(dead.status == "expired" && dead.reason == "revoked",
                     "it shows " + dead.status + ", " + dead.reason);
    CellUser::demand(cell.notices(id).size() == 1, "the user was not told once");
    const Answer read = cell.read(id);
    CellUser::demand(read.text("/code") == "reconnect_required", "a read said " + read.body);
    const std::string next = cell.make_key();
    CellUser::demand(cell.connect(next, 0, id) == id, "reconnecting made another connection");
    cell.demand_good(id, next);
}

void form_check_cell(FormCell& cell) {
    const std::string key = cell.make_key();
    const std::string id = cell.connect(key);
    const auto calls = cell.world.calls(cell.account());
    const Answer well = cell.check(id);
    CellUser::demand(well.text("/outcome") == "works", "of a good one it said " + well.body);
    CellUser::demand(cell.world.calls(cell.account()) == calls + 1, "the platform was not asked");
    cell.world.sandbox->fault("status=503@me*");
    const Answer away = cell.check(id);
    cell.world.sandbox->clear_faults();
    CellUser::demand(away.text("/outcome") == "unavailable", "of a 503 it said " + away.body);
    cell.demand_good(id, key);
    cell.world.delete_keys(cell.account());
    const Answer ended = cell.check(id);
    CellUser::demand(ended.text("/outcome") == "reconnect",
                     "of a deleted one it said " + ended.body);
    CellUser::demand(cell.shown(id).status == "expired", "it shows " + cell.shown(id).status);
    CellUser::demand(cell.notices(id).size() == 1, "the user was not told once");
    const std::string next = cell.make_key();
    CellUser::demand(cell.connect(next, 0, id) == id, "reconnecting made another connection");
    CellUser::demand(cell.check(id).text("/outcome") == "works", "it does not work again");
}

// --- what goes wrong ----------------------------------------------------------------------------

namespace {

/// The field that is wrong is named.
void demand_wrong_key_told(FormCell& cell, const Answer& answer) {
    cell.demand_refused(answer, 400, "invalid_credentials");
    CellUser::demand(answer.text("/detail") == "Unable to connect. Please check your credentials.",
                     "a wrong key was told as " + answer.body);
    CellUser::demand(answer.text("/faults/0/pointer") == "/fields/" + cell.account().field,
                     "the field is told as " + answer.body);
}

}  // namespace

void form_wrong_key_cell(FormCell& cell) {
    const auto heard = alarms(cell.world.app);
    demand_wrong_key_told(cell, cell.submit(wrong_key));
    CellUser::demand(cell.connections() == 0, "a wrong key was stored");
    const std::string key = cell.make_key();
    const std::string id = cell.connect(key);
    demand_wrong_key_told(cell, cell.submit(wrong_key, 0, id));
    cell.demand_good(id, key);
    CellUser::demand(cell.connections() == 1, "a wrong key was stored beside the right one");
    CellUser::demand(alarms(cell.world.app) == heard, "the operator was alarmed");
    CellUser::demand(!cell.world.app.logged(wrong_key), "the key is in the log");
    CellUser::demand(cell.world.app.stored_bytes().find(wrong_key) == std::string::npos,
                     "the key is in a file");
}

void form_rate_limited_cell(FormCell& cell) {
    cell.world.sandbox->fault("rate_limited=7@me*");
    const std::string key = cell.make_key();
    const Answer refused = cell.submit(key);
    cell.demand_refused(refused, 429, "rate_limited");
    CellUser::demand(refused.header("Retry-After") == "7", "the wait was not told to the form");
    CellUser::demand(cell.connections() == 0, "a connect that failed was stored");
    cell.world.sandbox->clear_faults();
    const std::string id = cell.connect(key);
    cell.world.sandbox->fault("rate_limited=7@me*");
    const Answer checked = cell.check(id);
    CellUser::demand(checked.text("/outcome") == "rate_limited", "the check said " + checked.body);
    CellUser::demand(checked.text("/retryAfter") == "7", "the check told " + checked.body);
    const Answer asked = cell.refresh(id);
    CellUser::demand(asked.status == 429 && asked.header("Retry-After") == "7",
                     "the refresh said " + asked.body);
    cell.world.sandbox->clear_faults();
    cell.demand_kept(id, key, checked);
    cell.demand_kept(id, key, asked);
    CellUser::demand(cell.check(id).text("/outcome") == "works", "it is not well after it");
}

namespace {

/// What is asked while a platform has its trouble, all of it at once: each may take as long as an
/// answer is waited for.
struct AskedInTrouble {
    Answer form;  ///< for another account
    Answer check;
    Answer refresh;
};

AskedInTrouble ask_in_trouble(FormCell& cell, const std::string& id, const std::string& other) {
    auto form = std::async(std::launch::async, [&] { return cell.submit(other, 1); });
    auto check = std::async(std::launch::async, [&] { return cell.check(id); });
    AskedInTrouble asked;
    asked.refresh = cell.refresh(id);
    asked.form = form.get();
    asked.check = check.get();
    return asked;
}

/// A platform that fails for a while; `kind` as a form is told.
void demand_key_outlives(FormCell& cell, const std::string& fault, const std::string& kind) {
    const std::string key = cell.make_key();
    const std::string id = cell.connect(key);
    const std::string other = cell.make_key(1);
    cell.world.sandbox->fault(fault + "@me*");
    const AskedInTrouble asked = ask_in_trouble(cell, id, other);
    cell.world.sandbox->clear_faults();
    cell.demand_refused(asked.form, 502, kind);
    CellUser::demand(cell.connections() == 1, "a connect that failed was stored");
    CellUser::demand(asked.check.text("/outcome") == "unavailable",
                     "the check said " + asked.check.body);
    CellUser::demand(
        asked.refresh.status == 502 && asked.refresh.text("/code") == "provider_failed",
        "the refresh said " + asked.refresh.body);
    CellUser::demand(asked.refresh.text("/detail") == asked.form.text("/detail"),
                     "the refresh told it as " + asked.refresh.body);
    cell.demand_kept(id, key, asked.check);
    cell.demand_kept(id, key, asked.refresh);
    CellUser::demand(cell.check(id).text("/outcome") == "works", "it is not well after it");
    CellUser::demand(says_success(cell.refresh(id)), "a refresh says that it is not good");
    CellUser::demand(cell.connect(other, 1) != id, "two accounts are one connection");
}

}  // namespace

void form_server_error_cell(FormCell& cell) {
    demand_key_outlives(cell, "status=500", "provider_error");
}

/// Longer than an answer is waited for.
void form_timeout_cell(FormCell& cell) { demand_key_outlives(cell, "hang=60000", "network"); }

}  // namespace fairlead::tests
