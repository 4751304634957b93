// SPDX-License-Identifier: Apache-2.0
//
// Every way to connect that the catalogue has and this version can do, against a platform made of the
// entry itself: connected, renewed, let go. It shows that loader and engine agree, and nothing of the
// real platforms.
#include "base/text.h"
#include "catalog/shipped_catalog.h"
#include "oauth/assertion.h"
#include "oauth/client_source.h"
#include "oauth/connect_fixture.h"
#include "oauth/connectable.h"
#include "oauth/entry_persona.h"
#include "oauth/form_connect.h"
#include "oauth/issue_call.h"
#include "oauth/revoke_call.h"
#include "oauth/sample_certificate.h"

#include <gmock/gmock.h>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>

namespace fairlead::oauth {
namespace {

using catalog::AuthKind;
using catalog::RefreshBy;
using catalog::VarSource;

/// A private key as the method's assertion wants it.
std::string signing_key_of(const catalog::AuthMethod& method) {
    const auto raw = from_json(method.raw);
    const auto said = scalar_text(find_pointer(raw, "/assertion/alg")).value_or("RS256");
    const auto key = crypto::SigningKey::generate(*crypto::parse_jwt_algorithm(said), "");
    return std::string{key->private_pem()->expose()};
}

bool is_signing_key(const catalog::AuthMethod& method, const std::string& name) {
    return name == "private_key" && has_assertion(method);
}

/// What an operator would say of each platform that leaves something to operators.
IntegrationOptions operators() {
    IntegrationOptions options;
    options.redirect_base_url = "https://fairlead.test";
    const auto catalog = catalog::shipped("");
    for (const auto& summary : catalog::every_provider(*catalog)) {
        for (const auto& method : summary.methods) {
            const auto spec = *catalog->find(summary.id, "", method.id);
            for (const auto& variable : spec->method.vars) {
                if (variable.from != VarSource::app) continue;
                auto& app = options.environment[environment_name(summary.id)];
                auto sample = sample_certificate(spec->method, variable.name);
                if (sample.empty())
                    sample = is_signing_key(spec->method, variable.name)
                                 ? signing_key_of(spec->method)
                                 : sample_of(variable);
                if (variable.secret)
                    app.secret_vars[variable.name] = Secret::copy_of(sample);
                else
                    app.vars[variable.name] = sample;
            }
        }
    }
    return options;
}

/// What the issuer that operators name says of itself, before anybody is played.
std::string issuer_of_operators() {
    catalog::Variable variable;
    variable.kind = catalog::VarKind::url;
    const auto issuer = sample_of(variable);
    return json::serialize(json::object{{"issuer", issuer},
                                        {"authorization_endpoint", issuer + "/authorize"},
                                        {"token_endpoint", issuer + "/token"},
                                        {"revocation_endpoint", issuer + "/revoke"},
                                        {"jwks_uri", issuer + "/keys"}});
}

class SelfConsistent : public ConnectTest {
protected:
    SelfConsistent() : ConnectTest({}, operators(), "") {
        const ConnectServices services{*db_,   vault_, cache_, persona_, *integrations_,
                                       audit_, jobs_,  clock_, random_,  *log_};
        ConnectOptions options;
        options.public_url = "https://fairlead.test";
        options.frontend_base_url = "https://app.test";
        entry_context_ = std::make_unique<ConnectContext>(services, std::move(options));
        persona_.expect(sample_certificate());
        const auto told = issuer_of_operators();
        platform_.answer("/.well-known/openid-configuration",
                         [told] { return FakePlatform::reply(200, told); });
    }

    /// "" where it works; else what does not.
    std::string round_trip(const std::string& provider, const std::string& method) {
        const auto number = std::to_string(++count_);
        const auto put = db_.run<Integration>([&] {
            IntegrationEdit edit;
            edit.key = "entry-" + number;
            edit.provider = provider;
            edit.method = method;
            // Where the platform makes the client, the operator has none to give.
            const auto spec = catalog_->find(provider, "", method);
            if (is_form((*spec)->method.kind) || needs_app(**spec)) {
                edit.client_id = "client-id";
                edit.client_secret = Secret{std::string{"client-secret"}};
            }
            return integrations_->put(default_workspace, std::move(edit));
        });
        if (!put) return "refused " + put.error().message;
        const auto client = db_.run<std::shared_ptr<const OAuthClient>>(
            [&] { return integrations_->find(default_workspace, put->id); });
        if (!client) return "no client: " + client.error().message;
        client_ = *client;
        persona_.play(*client_);
        const auto user = add_user("user-" + number);
        auto why = is_form(client_->method().kind) ? by_form(user) : by_consent(user);
        if (why.empty()) why = connected(user);
        if (why.empty()) why = renewed();
        if (why.empty()) why = let_go();
        if (why.empty() && !persona_.complaints().empty()) why = persona_.complaints().front();
        return why;
    }

    Vars asked() const {
        Vars vars;
        for (const auto& variable : client_->method().vars) {
            if (variable.from != VarSource::connection) continue;
            const auto sample = persona_.vars().find(variable.name);
            if (sample != persona_.vars().end()) vars.insert(*sample);
        }
        return vars;
    }

    std::string by_consent(UserId user) {
        ConnectStart begin{*entry_context_};
        Callback callback{*entry_context_};
        const auto caller = session_of(user);
        const auto started = db_.run<ConnectStarted>([&] {
            ConnectAsk ask;
            ask.provider = client_->key;
            ask.vars = asked();
            return begin.start(caller, std::move(ask), ConnectStart::Origin::proven);
        });
        if (!started)
            return "start: " + started.error().message +
                   (started.error().faults.empty() ? ""
                                                   : " " + started.error().faults.front().pointer);
        if (auto why = issued(user); !why.empty()) return why;
        CallbackAsk ask;
        ask.caller = caller;
        ask.provider = client_->key;
        ask.parameters = persona_.come_back(started->auth_url);
        if (started->cookie) ask.cookies = {{started->cookie->name, started->cookie->value}};
        const auto answer = db_.run<CallbackAnswer>([&] { return callback.handle(ask); });
        return answer ? "" : "callback: " + answer.error().message;
    }

    /// From here on as the client that the platform registered, if it did.
    std::string issued(UserId user) {
        if (client_->method().kind != AuthKind::mcp_oauth) return {};
        if (!persona_.complaints().empty()) return persona_.complaints().front();
        const auto found = db_.run<std::shared_ptr<const OAuthClient>>(
            [&]() -> Task<Result<std::shared_ptr<const OAuthClient>>> {
                auto key = client_->key;
                CO_TRY(auto ready,
                       co_await integrations_->ready(default_workspace, std::move(key)));
                auto vars = asked();
                co_return co_await entry_context_->registrar.client_for(std::move(ready), user,
                                                                        std::move(vars));
            });
        if (!found) return "registered: " + found.error().message;
        client_ = *found;
        persona_.play(*client_);
        return {};
    }

    std::string by_form(UserId user) {
        FormInput input;
        input.vars = asked();
        for (const auto& line : form_fields(client_->method()))
            if (line.of == FormField::Of::credential)
                input.fields[line.rule.name] = typed(line.rule);
        FormConnect connect{*entry_context_};
        const auto made = db_.run<Connection>([&] {
            ConnectAsk ask;
            ask.provider = client_->key;
            FormInput copy;
            for (const auto& [name, value] : input.fields) copy.fields[name] = value.duplicate();
            copy.vars = input.vars;
            return connect.connect(key_for(user), std::move(ask), std::move(copy));
        });
        if (made) return {};
        auto why = "form: " + made.error().message + ' ' + made.error().detail;
        for (const auto& fault : made.error().faults)
            why += "; " + fault.pointer + ' ' + fault.message;
        return why;
    }

    Secret typed(const catalog::Variable& rule) const {
        const auto& method = client_->method();
        return Secret{is_signing_key(method, rule.name) ? signing_key_of(method) : sample_of(rule)};
    }

    std::string connected(UserId user) {
        const auto rows = connections_of(user);
        if (rows.size() == 1 && rows.front().status == ConnectionStatus::connected) {
            vars_ = rows.front().vars;
            return {};
        }
        const auto attempts = attempts_of(user);
        auto why = rows.empty() ? std::string{"not connected"} : "stored, not connected";
        if (!attempts.empty()) why += ": " + attempts.front().kind;
        for (const auto& complaint : persona_.complaints()) why += "; " + complaint;
        for (const auto& line : lines_)
            if (line.find("could not be found out") != std::string::npos) why += "; " + line;
        lines_.clear();
        const auto all = *audit_.events.lock();
        for (const auto& event : all)
            if (event.user == user && event.result != "ok") why += "; " + event.details.text;
        return why;
    }

    std::string renewed() {
        const auto& rules = client_->method().refresh;
        const Secret access{std::string{"access-1"}};
        const Secret refresh{std::string{"refresh-1"}};
        if (rules.by != RefreshBy::refresh_token && rules.by != RefreshBy::access_token) return {};
        auto bindings = bindings_for(*client_, vars_);
        bindings.set_secret("token", access.duplicate());
        bindings.set_secret("refresh", refresh.duplicate());
        bindings.set("rand", "0123").set("scopes", "a b").set_now(clock_.now());
        const bool by_access = rules.by == RefreshBy::access_token;
        auto call = build_token_request(
            rules.request, *client_, refresh_fields(rules, by_access ? access : refresh), bindings);
        if (!call) return "refresh: " + call.error().message;
        const auto exchange =
            db_.run<net::Exchange>([&] { return persona_.send(*std::move(call)); });
        const ReadOptions options{clock_.now(), rules.lifetime, rules.keeps_access};
        const auto outcome =
            judge_exchange(client_->method(), rules.request, options, *exchange, clock_.now());
        return outcome.kind == OutcomeKind::success ? "" : "refresh: " + outcome.description;
    }

    std::string let_go() {
        const auto& method = client_->method();
        if (!method.revoke) return {};
        LiveTokens tokens;
        tokens.access = Secret{std::string{"access-1"}};
        tokens.refresh = Secret{std::string{"refresh-1"}};
        if (method.refresh.by == RefreshBy::reissue) {
            Credential credential;
            credential["client_id"] = Secret{std::string{"a"}};
            credential["client_secret"] = Secret{std::string{"b"}};
            tokens.refresh = pack_credential(method, credential);
        }
        const auto answer = db_.run<RevokeAnswer>([&] {
            return revoke_tokens(persona_, *client_, vars_, tokens.duplicate(), clock_.now());
        });
        if (!answer) return "revoke: " + answer.error().message;
        return answer->result == RevokeResult::done ? "" : "revoke: " + answer->why;
    }

    EntryPersona persona_{clock_};
    std::unique_ptr<ConnectContext> entry_context_;
    std::shared_ptr<const OAuthClient> client_;
    Vars vars_;
    int count_ = 0;
};

/// What docs/refused-platforms.md tells, entry by entry.
std::map<std::string, std::string> refused_in_documentation() {
    std::map<std::string, std::string> told;
    std::ifstream file{FAIRLEAD_SOURCE_DIR "/docs/refused-platforms.md"};
    for (std::string line; std::getline(file, line);) {
        const auto cells = split(line, '|');
        if (!line.starts_with("| `") || cells.size() != 5) continue;
        const auto id = cells[1].substr(2, cells[1].rfind('`') - 2);
        told[std::string{id} + "/" + std::string{trim(cells[2])}] =
            "refused " + std::string{trim(cells[3])};
    }
    return told;
}

TEST_F(SelfConsistent, EveryEntryMakesTheRoundTrip) {
    std::map<AuthKind, int> works;
    std::map<AuthKind, int> refused;
    std::map<std::string, std::string> refusals;
    std::map<std::string, std::string> broken;
    for (const auto& summary : catalog::every_provider(*catalog_)) {
        for (const auto& [id, kind] : summary.methods) {
            if (!has_consent_page(kind) && !is_form(kind)) continue;
            const auto why = round_trip(summary.id, id);
            const auto entry = summary.id + "/" + id;
            if (why.empty()) {
                ++works[kind];
            } else if (why.starts_with("refused ")) {
                ++refused[kind];
                refusals[entry] = why;
            } else {
                broken[entry] = why;
            }
        }
    }
    int all = 0;
    for (const auto& [kind, count] : works) {
        all += count;
        // In the run's report: works, refused where it is set up.
        RecordProperty(std::string{"self_consistent_"} + catalog::to_text(kind),
                       std::to_string(count) + ", " + std::to_string(refused[kind]));
    }
    EXPECT_EQ(works[AuthKind::mcp_oauth], 25);
    EXPECT_EQ(refused[AuthKind::key] + refused[AuthKind::basic] + refused[AuthKind::oauth1], 0);
    EXPECT_GE(all, 1257);
    // Each says why where it is set up, and here.
    EXPECT_EQ(refused_in_documentation(), refusals);
    for (const auto& [entry, why] : broken) ADD_FAILURE() << entry << ": " << why;
}

}  // namespace
}  // namespace fairlead::oauth
