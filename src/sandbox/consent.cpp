// SPDX-License-Identifier: Apache-2.0
#include "sandbox/consent.h"

#include "base/text.h"
#include "net/url.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

Answer send_back(const Realm& realm, const ConsentRequest& request, net::Pairs pairs,
                 const std::vector<PlayedFault>& faults, const Family* family) {
    std::string state = request.state;
    for (const PlayedFault& played : faults) {
        const bool gone = played.fault.value == "missing";
        if (played.fault.kind == FaultKind::state) state = gone ? "" : "another-state";
    }
    if (!state.empty()) pairs.emplace_back("state", state);
    request.platform->complete_redirect(realm, family, faults, pairs);
    std::string location = net::add_query(request.redirect_uri, pairs);
    if (family) location += request.platform->redirect_fragment();
    return Answer::redirect(location, 303);
}

std::vector<PlayedFault> callback_faults(Realm& realm, const ConsentRequest& request,
                                         const std::string& account) {
    auto faults = realm.faults.take(Place::callback, {request.client, account, 0});
    for (const Fault& fault : request.faults) {
        if (fault.place == Place::callback) faults.push_back({fault, std::nullopt});
    }
    return faults;
}

bool has(const std::vector<PlayedFault>& faults, FaultKind kind) {
    return std::any_of(faults.begin(), faults.end(),
                       [&](const PlayedFault& played) { return played.fault.kind == kind; });
}

std::vector<std::string> granted_scopes(const Client& client, std::vector<std::string> scopes) {
    if (client.scopes.empty()) return scopes;
    std::erase_if(scopes, [&](const std::string& scope) {
        return std::find(client.scopes.begin(), client.scopes.end(), scope) == client.scopes.end();
    });
    return scopes;
}

/// What was asked for on the URL and happens later befalls this grant alone.
void arm_faults(Realm& realm, const ConsentRequest& request, std::uint64_t family) {
    for (const Fault& fault : request.faults) {
        if (fault.place == Place::callback || fault.place == Place::authorize) continue;
        FaultRule rule;
        rule.fault = fault;
        rule.subject.family = family;
        realm.faults.add(std::move(rule));
    }
}

void note_issued(Realm& realm, const Code& code, Occasion occasion) {
    LedgerEvent event;
    event.at = occasion.now;
    event.request = occasion.request;
    event.kind = TokenKind::code;
    event.family = code.family;
    event.token = code.text;
    realm.ledger.record(std::move(event));
}

Answer approve(Realm& realm, const Call& call, const ConsentRequest& request,
               const std::string& account, const std::vector<PlayedFault>& faults) {
    const Client* client = find_client(realm.clients, request.client);
    if (!client) return error_page(realm, "The application is gone.");
    auto scopes = granted_scopes(*client, request.scopes);
    if (has(faults, FaultKind::smaller_scope) && !scopes.empty()) scopes.pop_back();
    const Occasion occasion = call.occasion(realm);
    Family& family = realm.grants.open(client->id, account, std::move(scopes), occasion);
    family.nonce = request.nonce;
    request.platform->settle_grant(realm, request, family, occasion);
    arm_faults(realm, request, family.id);
    const Code& code = realm.flows.issue({.text = std::string{request.platform->code_prefix()},
                                          .client = client->id,
                                          .redirect_uri = request.redirect_uri,
                                          .challenge = request.challenge,
                                          .family = family.id,
                                          .issued = occasion.now});
    note_issued(realm, code, occasion);
    const bool bad = has(faults, FaultKind::bad_code);
    return send_back(realm, request, {{"code", bad ? "a-code-that-nobody-issued" : code.text}},
                     faults, &family);
}

enum class Decision : std::uint8_t { allow, deny };

Answer decide(Realm& realm, const Call& call, const ConsentRequest& request, Decision decision,
              std::string_view chosen) {
    std::string account{chosen};
    const Client* client = find_client(realm.clients, request.client);
    if (account.empty() && client) account = client->account;
    if (account.empty()) account = request.platform->accounts().front().id;
    if (!request.platform->has_account(account)) {
        return error_page(realm, "There is no such account.");
    }
    const auto faults = callback_faults(realm, request, account);
    if (decision == Decision::deny || has(faults, FaultKind::denied)) {
        return send_back(realm, request, request.platform->refusal(), faults, nullptr);
    }
    return approve(realm, call, request, account, faults);
}

http::PageData row(std::map<std::string, std::string> values) {
    http::PageData data;
    data.values = std::move(values);
    return data;
}

std::string scope_field(std::size_t number) { return "scope-" + std::to_string(number); }

void show_scopes(const ConsentRequest& request, http::PageData& data) {
    for (std::size_t i = 0; i < request.scopes.size(); ++i) {
        const auto& scope = request.scopes[i];
        auto entry = row({{"NAME", scope}, {"SAYS", request.platform->words_for(scope)}});
        // With one scope alone there is nothing to choose: the answer is yes or no.
        if (request.platform->has_granular_consent() && request.scopes.size() > 1) {
            entry.sections["CHOICE"].push_back(row({{"FIELD", scope_field(i)}}));
        }
        data.sections["SCOPE"].push_back(std::move(entry));
    }
}

void show_accounts(const Platform& platform, http::PageData& data) {
    const auto accounts = platform.accounts();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        auto entry = row(
            {{"ID", accounts[i].id}, {"NAME", accounts[i].name}, {"DETAIL", accounts[i].detail}});
        if (i == 0) entry.sections["FIRST"].emplace_back();
        data.sections["ACCOUNT"].push_back(std::move(entry));
    }
}

Answer ask(Realm& realm, const Call& call, const Client& client, ConsentRequest request) {
    const Platform& platform = *request.platform;
    http::PageData data = row({{"CLIENT", client.name},
                               {"SKIN", std::string{platform.id()}},
                               {"PLATFORM", std::string{platform.name()}},
                               {"ACTION", std::string{call.request.path()}}});
    show_scopes(request, data);
    show_accounts(platform, data);
    data.values["REQUEST"] = realm.flows.add(std::move(request));
    auto page = realm.pages.render("consent", data);
    if (!page) return error_page(realm, "The page failed.");
    return Answer::html(*std::move(page));
}

std::optional<Decision> decide_by_itself(const Client& client, const ConsentRequest& request,
                                         std::string_view wish) {
    for (const Fault& fault : request.faults) {
        if (fault.kind == FaultKind::denied) return Decision::deny;
    }
    if (wish == "approve") return Decision::allow;
    if (wish == "deny") return Decision::deny;
    if (client.consent == Consent::approve) return Decision::allow;
    if (client.consent == Consent::deny) return Decision::deny;
    return std::nullopt;
}

/// Leaves the scopes whose boxes came back ticked.
void keep_chosen(const Call& call, ConsentRequest& request) {
    if (!request.platform->has_granular_consent() || request.scopes.size() < 2) return;
    std::vector<std::string> chosen;
    for (std::size_t i = 0; i < request.scopes.size(); ++i) {
        if (call.form.has(scope_field(i))) chosen.push_back(request.scopes[i]);
    }
    request.scopes = std::move(chosen);
}

}  // namespace

Answer error_page(const Realm& realm, const std::string& message) {
    http::PageData data;
    data.values["MESSAGE"] = message;
    auto page = realm.pages.render("error", data);
    return Answer::html(page ? *std::move(page) : "error", 400);
}

Answer send_error(const Realm& realm, const ConsentRequest& request, net::Pairs error) {
    return send_back(realm, request, std::move(error), {}, nullptr);
}

Asker find_asker(const Realm& realm, const Call& call) {
    if (call.query.is_malformed()) {
        return {nullptr, error_page(realm, "The query is broken or has doubles.")};
    }
    const Client* client =
        find_client(realm.clients, call.query.find(call.platform->client_parameter()));
    if (!client || client->platform != call.platform->id()) {
        return {nullptr, error_page(realm, "The application is not known.")};
    }
    if (!may_redirect(*client, call.query.find("redirect_uri"))) {
        return {nullptr, error_page(realm, "The redirect URI is not registered.")};
    }
    return {client, std::nullopt};
}

Result<ConsentRequest> read_consent(const Realm& realm, const Call& call, const Client& client) {
    ConsentRequest request;
    request.platform = call.platform;
    request.client = client.id;
    request.redirect_uri = call.query.find("redirect_uri");
    request.state = call.query.find("state");
    request.challenge = call.query.find("code_challenge");
    request.scopes = split_words(call.query.find("scope"));
    request.begun = realm.clock.now();
    for (const std::string& text : call.query.all("fault")) {
        TRY(const auto faults, parse_faults(text));
        request.faults.insert(request.faults.end(), faults.begin(), faults.end());
    }
    return request;
}

Answer ask_consent(Realm& realm, Call& call, const Client& client, ConsentRequest request) {
    realm.flows.forget_old(request.begun);
    const auto decision = decide_by_itself(client, request, call.query.find("auto"));
    if (decision) return decide(realm, call, request, *decision, call.query.find("account"));
    return ask(realm, call, client, std::move(request));
}

Answer decide_consent(Realm& realm, Call& call) {
    auto request = realm.flows.take(call.form.find("request"));
    if (!request || request->platform != call.platform) {
        return error_page(realm, "This page was answered already, or is too old.");
    }
    const std::string_view decision = call.form.find("decision");
    if (decision != "allow" && decision != "deny") return error_page(realm, "Allow or deny?");
    keep_chosen(call, *request);
    return decide(realm, call, *request, decision == "allow" ? Decision::allow : Decision::deny,
                  call.form.find("account"));
}

}  // namespace fairlead::sandbox
