// SPDX-License-Identifier: Apache-2.0
#include "sandbox/account.h"
#include "sandbox/call.h"

#include "base/text.h"
#include "net/url.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

Answer error_page(const Acme& acme, const std::string& message) {
    http::PageData data;
    data.values["MESSAGE"] = message;
    auto page = acme.pages.render("error", data);
    return Answer::html(page ? *std::move(page) : "error", 400);
}

/// Back to the application (RFC 6749 sections 4.1.2 and 4.1.2.1), with RFC 9207's `iss`.
Answer send_back(const Acme& acme, const ConsentRequest& request, net::Pairs pairs,
                 const std::vector<PlayedFault>& faults) {
    std::string state = request.state;
    std::string issuer = acme.issuer;
    for (const PlayedFault& played : faults) {
        const bool gone = played.fault.value == "missing";
        if (played.fault.kind == FaultKind::state) state = gone ? "" : "another-state";
        if (played.fault.kind == FaultKind::iss) issuer = gone ? "" : "https://elsewhere.invalid";
    }
    if (!state.empty()) pairs.emplace_back("state", state);
    if (!issuer.empty()) pairs.emplace_back("iss", issuer);
    return Answer::redirect(net::add_query(request.redirect_uri, pairs), 303);
}

Answer send_error(const Acme& acme, const ConsentRequest& request, const std::string& error,
                  const std::string& description, const std::vector<PlayedFault>& faults = {}) {
    return send_back(acme, request, {{"error", error}, {"error_description", description}}, faults);
}

/// RFC 7636 section 4.2: 43 characters of base64url for S256.
bool is_challenge(std::string_view text) {
    const auto bytes = base64url_decode(text);
    return bytes && bytes->size() == 32;
}

struct Flaw {
    const char* error = nullptr;
    const char* description = "";
};

Flaw find_flaw(const Parameters& query, const std::vector<std::string>& scopes) {
    if (!query.has("response_type")) return {"invalid_request", "response_type is missing."};
    if (query.find("response_type") != "code") {
        return {"unsupported_response_type", "Only codes are given."};
    }
    if (!query.has("code_challenge")) return {"invalid_request", "PKCE is needed."};
    if (query.find("code_challenge_method") != "S256") {
        return {"invalid_request", "The code challenge method must be S256."};
    }
    if (!is_challenge(query.find("code_challenge"))) {
        return {"invalid_request", "The code challenge is malformed."};
    }
    const auto& known = acme_scopes();
    for (const std::string& scope : scopes) {
        if (std::find(known.begin(), known.end(), scope) == known.end()) {
            return {"invalid_scope", "There is no such scope."};
        }
    }
    return {};
}

std::vector<PlayedFault> callback_faults(Acme& acme, const ConsentRequest& request,
                                         const std::string& account) {
    auto faults = acme.faults.take(Place::callback, {request.client, account, 0});
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
void arm_faults(Acme& acme, const ConsentRequest& request, std::uint64_t family) {
    for (const Fault& fault : request.faults) {
        if (fault.place == Place::callback || fault.place == Place::authorize) continue;
        FaultRule rule;
        rule.fault = fault;
        rule.subject.family = family;
        acme.faults.add(std::move(rule));
    }
}

Answer approve(Acme& acme, const Call& call, const ConsentRequest& request, const Account& account,
               const std::vector<PlayedFault>& faults) {
    const Client* client = find_client(acme.clients, request.client);
    if (!client) return error_page(acme, "The application is gone.");
    auto scopes = granted_scopes(*client, request.scopes);
    if (has(faults, FaultKind::smaller_scope) && !scopes.empty()) scopes.pop_back();
    const Occasion occasion = call.occasion(acme);
    Family& family = acme.grants.open(client->id, account.id, std::move(scopes), occasion);
    family.nonce = request.nonce;
    arm_faults(acme, request, family.id);
    const Code& code = acme.flows.issue({.text = {},
                                         .client = client->id,
                                         .redirect_uri = request.redirect_uri,
                                         .challenge = request.challenge,
                                         .family = family.id,
                                         .issued = occasion.now});
    LedgerEvent event;
    event.at = occasion.now;
    event.request = occasion.request;
    event.kind = TokenKind::code;
    event.family = family.id;
    event.token = code.text;
    acme.ledger.record(std::move(event));
    const bool bad = has(faults, FaultKind::bad_code);
    return send_back(acme, request, {{"code", bad ? "a-code-that-nobody-issued" : code.text}},
                     faults);
}

enum class Decision : std::uint8_t { allow, deny };

Answer decide(Acme& acme, const Call& call, const ConsentRequest& request, Decision decision,
              std::string_view chosen) {
    std::string id{chosen};
    const Client* client = find_client(acme.clients, request.client);
    if (id.empty() && client) id = client->account;
    if (id.empty()) id = sample_accounts().front().id;
    const auto account = find_account(id);
    if (!account) return error_page(acme, "There is no such account.");
    const auto faults = callback_faults(acme, request, id);
    if (decision == Decision::deny || has(faults, FaultKind::denied)) {
        return send_error(acme, request, "access_denied", "The user refused.", faults);
    }
    return approve(acme, call, request, *account, faults);
}

http::PageData row(std::map<std::string, std::string> values) {
    http::PageData data;
    data.values = std::move(values);
    return data;
}

Answer ask(Acme& acme, const Client& client, ConsentRequest request) {
    http::PageData data = row({{"CLIENT", client.name}});
    for (const std::string& scope : request.scopes) {
        data.sections["SCOPE"].push_back(row({{"NAME", scope}}));
    }
    for (const Account& account : sample_accounts()) {
        auto entry = row({{"ID", account.id},
                          {"NAME", account.display_name},
                          {"EMAIL", account.email},
                          {"PLAN", account.plan}});
        if (&account == &sample_accounts().front()) entry.sections["FIRST"].emplace_back();
        data.sections["ACCOUNT"].push_back(std::move(entry));
    }
    data.values["REQUEST"] = acme.flows.add(std::move(request));
    auto page = acme.pages.render("consent", data);
    if (!page) return error_page(acme, "The page failed.");
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

}  // namespace

/// RFC 6749 section 4.1.1. Without a known client and its own redirect URI nobody is sent anywhere.
Answer show_consent(Acme& acme, Call& call) {
    const Parameters& query = call.query;
    if (query.is_malformed()) return error_page(acme, "The query is broken or has doubles.");
    const Client* client = find_client(acme.clients, query.find("client_id"));
    if (!client) return error_page(acme, "The application is not known.");
    if (!may_redirect(*client, query.find("redirect_uri"))) {
        return error_page(acme, "The redirect URI is not registered.");
    }
    ConsentRequest request;
    request.client = client->id;
    request.redirect_uri = query.find("redirect_uri");
    request.state = query.find("state");
    request.nonce = query.find("nonce");
    request.challenge = query.find("code_challenge");
    request.scopes = split_words(query.find("scope"));
    request.begun = acme.clock.now();
    for (const std::string& text : query.all("fault")) {
        auto faults = parse_faults(text);
        if (!faults) return error_page(acme, faults.error().message);
        request.faults.insert(request.faults.end(), faults->begin(), faults->end());
    }
    const Flaw flaw = find_flaw(query, request.scopes);
    if (flaw.error) return send_error(acme, request, flaw.error, flaw.description);
    acme.flows.forget_old(request.begun);
    const auto decision = decide_by_itself(*client, request, query.find("auto"));
    if (decision) return decide(acme, call, request, *decision, query.find("account"));
    return ask(acme, *client, std::move(request));
}

Answer decide_consent(Acme& acme, Call& call) {
    const auto request = acme.flows.take(call.form.find("request"));
    if (!request) return error_page(acme, "This page was answered already, or is too old.");
    const std::string_view decision = call.form.find("decision");
    if (decision != "allow" && decision != "deny") return error_page(acme, "Allow or deny?");
    return decide(acme, call, *request, decision == "allow" ? Decision::allow : Decision::deny,
                  call.form.find("account"));
}

}  // namespace fairlead::sandbox
