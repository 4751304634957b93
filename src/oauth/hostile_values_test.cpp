// SPDX-License-Identifier: Apache-2.0
//
// What a person, or a platform, may call an address: whatever it is, nothing that carries a secret
// leaves for a host that the provider's file does not fix.
#include "oauth/hostile_values.h"
#include "catalog/host_text.h"
#include "oauth/connect_fixture.h"
#include "oauth/form_connect.h"

#include <gmock/gmock.h>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {
namespace {

/// Notes where each call goes, and is content with it.
class Watch final : public net::HttpClient {
public:
    Task<Result<net::Exchange>> send(net::ClientRequest request) override {
        seen.push_back(request.url);
        const std::string header{request.headers.find("Authorization").value_or("")};
        if (header.find("oauth_callback") != std::string::npos) asked_ = header;
        net::Exchange exchange;
        exchange.response.emplace().status = 200;
        const json::object document{
            {"access_token", "a"}, {"refresh_token", "r"}, {"id", "1"}, {"place", place}};
        const net::Pairs pairs{{"oauth_token", "t"},
                               {"oauth_token_secret", "s"},
                               {"oauth_callback_confirmed", "true"},
                               {"place", place}};
        const bool issues = request.method == net::Method::post;
        exchange.response->body =
            is_signed && issues ? net::write_pairs(pairs) : json::serialize(document);
        co_return exchange;
    }
    /// As it came in the callback that was signed.
    std::string state() const {
        constexpr std::string_view mark = "state%3D";
        const auto found = asked_.find(mark);
        if (found == std::string::npos) return {};
        const auto from = found + mark.size();
        return asked_.substr(from, asked_.find('"', from) - from);
    }

    std::vector<net::Url> seen;
    std::string place;       ///< what the token response calls it
    bool is_signed = false;  ///< a platform of OAuth 1.0a

private:
    std::string asked_;
};

/// `kind` of a variable, and where in the file it stands.
struct Site {
    const char* id;
    const char* rule;
    const char* token;
};

const Site sites[] = {
    {"label", "{kind: label}", "https://{v}.good.example/token"},
    {"labels", "{kind: labels}", "https://{v}.good.example/token"},
    {"host", "{kind: host, within: [good.example]}", "https://{v}/token"},
    {"hostpath", "{kind: hostpath, within: [good.example]}", "https://{v}/token"},
    {"url", "{kind: url, within: [good.example]}", "{v}/token"},
    {"segment", "{kind: segment}", "https://good.example/{v}/token"},
    {"choice", "{one_of: [eu, us]}", "https://{v}.good.example/token"},
    {"text", "{kind: text}", "https://good.example/token?tenant={v}"},
    {"port", "{kind: digits}", "https://good.example:{v}/token"},
    // The same from the platform's mouth: what the token response says is checked as well.
    {"told", "{from: token, at: /place, kind: host, within: [good.example]}",
     "https://good.example/token"},
    {"told-url", "{from: token, at: /place, kind: url, within: [good.example]}",
     "https://good.example/token"},
    // OAuth 1.0a: where the request token, the consent and the access token are asked for.
    {"signed-request", "{kind: host, within: [good.example]}", "https://{v}/token"},
    {"signed-authorize", "{kind: hostpath, within: [good.example]}", "https://{v}/token"},
    {"signed-token", "{kind: url, within: [good.example]}", "{v}/token"},
    {"signed-told", "{from: token, at: /place, kind: host, within: [good.example]}",
     "https://{v}/token"},
};

bool is_signed(const Site& site) { return std::string_view{site.id}.starts_with("signed"); }
bool is_told(const Site& site) {
    return std::string_view{site.id}.find("told") != std::string_view::npos;
}

/// The same of OAuth 1.0a: `token` stands in the one place that the id names.
std::string signed_file_of(const Site& site) {
    const std::string id = site.id;
    const auto at = [&](const char* place) {
        const bool is_here = id == std::string{"signed-"} + place;
        return std::string{is_here ? site.token : "https://good.example/token"};
    };
    const std::string host = is_told(site) ? "{v}" : "good.example";
    return "schema: 1\nid: " + id + "\nname: " + id +
           "\ngroups: [developer]\nvars: {v: " + site.rule +
           "}\napi: {base: 'https://good.example'}\nauth:\n  oauth1:\n    kind: oauth1\n"
           "    signature: plaintext\n    request: {url: '" +
           at("request") + "'}\n    authorize: {url: '" + at("authorize") +
           "'}\n    token: {url: '" + at("token") + "'}\nwhoami: {url: 'https://" + host +
           "/me', id: /id}\n";
}

std::string file_of(const Site& site) {
    const std::string id = site.id;
    const std::string me = id == "told"       ? "https://{v}/me"
                           : id == "told-url" ? "{v}/me"
                                              : "https://good.example/me";
    return "schema: 1\nid: " + id + "\nname: " + id +
           "\ngroups: [developer]\nvars: {v: " + site.rule +
           "}\napi: {base: 'https://good.example'}\nauth:\n  oauth:\n    kind: oauth2_code\n"
           "    authorize: {url: 'https://good.example/authorize'}\n    token: {url: '" +
           site.token + "'}\nwhoami: {url: '" + (is_told(site) ? me : "https://good.example/me") +
           "', id: /id}\n";
}

/// Where the answer to a log-in's first call may lead the second, which has the password in it.
struct AnswerSite {
    const char* id;
    const char* rule;
    const char* second;
    bool is_fenced = true;  ///< else it may be any platform's, but an https address by name
};

const AnswerSite answer_sites[] = {
    {"step-url", "{from: token, at: step1/place, kind: url, within: [good.example]}", "{v}/door"},
    {"step-host", "{from: token, at: step1/place, kind: host, within: [good.example]}",
     "https://{v}/door"},
    {"step-label", "{from: token, at: step1/place, kind: label}", "https://{v}.good.example/door"},
    {"step-segment", "{kind: segment, default: x}", "https://good.example/{step1/place}/door"},
    {"step-whole", "{kind: segment, default: x}", "{step1/place}/door", false},
};

std::string file_of(const AnswerSite& site) {
    const std::string id = site.id;
    return "schema: 1\nid: " + id + "\nname: " + id +
           "\ngroups: [developer]\nvars: {v: " + site.rule +
           "}\napi: {base: 'https://good.example'}\nauth:\n  session:\n    kind: login\n"
           "    fields: {user: {}, password: {secret: true}}\n    steps:\n"
           "      - {url: 'https://good.example/where', verb: GET}\n      - {url: '" +
           site.second + "', send: json, body: {user: '{cred.user}', key: '{cred.password}'}}\n";
}

/// A platform whose file names no call that proves a key: the operator does.
constexpr const char* keyed_file = R"(schema: 1
id: untold
name: Untold
groups: [developer]
api: {base: 'https://good.example/api'}
auth: {key: {kind: key}}
)";

class HostileValues : public ConnectTest {
protected:
    static ProviderFiles files() {
        ProviderFiles all;
        for (const auto& site : sites)
            all[std::string{site.id} + ".yaml"] =
                is_signed(site) ? signed_file_of(site) : file_of(site);
        for (const auto& site : answer_sites) all[std::string{site.id} + ".yaml"] = file_of(site);
        all["untold.yaml"] = keyed_file;
        return all;
    }
    static IntegrationOptions options() {
        IntegrationOptions options;
        options.redirect_base_url = "https://fairlead.test";
        return options;
    }
    HostileValues() : ConnectTest(files(), options(), "") {
        const ConnectServices services{*db_,   vault_, cache_, watch_,  *integrations_,
                                       audit_, jobs_,  clock_, random_, *log_};
        ConnectOptions options;
        options.public_url = "https://fairlead.test";
        options.frontend_base_url = "https://app.test";
        watched_ = std::make_unique<ConnectContext>(services, std::move(options));
        for (const auto& site : sites) {
            must<Integration>([&] {
                IntegrationEdit edit;
                edit.provider = site.id;
                edit.client_id = "client";
                edit.client_secret = Secret{std::string{"secret"}};
                return integrations_->put(default_workspace, std::move(edit));
            });
        }
        for (const auto& site : answer_sites) {
            must<Integration>([&] {
                IntegrationEdit edit;
                edit.provider = site.id;
                return integrations_->put(default_workspace, std::move(edit));
            });
        }
    }

    /// Whether a log-in whose first answer says it went through.
    bool log_in(const AnswerSite& site, const std::string& value) {
        watch_.place = value;
        watch_.is_signed = false;
        FormConnect connect{*watched_};
        return db_
            .run<Connection>([&] {
                ConnectAsk ask;
                ask.provider = site.id;
                FormInput input;
                input.fields["user"] = Secret{std::string{"ann"}};
                input.fields["password"] = Secret{std::string{"secret"}};
                return connect.connect(key_for(user_), std::move(ask), std::move(input));
            })
            .has_value();
    }

    /// Whether an operator may say it of the call that proves keys. Proves one then.
    bool prove_with(const std::string& value) {
        const auto put = db_.run<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "untold";
            edit.vars = {{"check_path", value}};
            return integrations_->put(default_workspace, std::move(edit));
        });
        if (!put) return false;
        watch_.is_signed = false;
        FormConnect connect{*watched_};
        must<Connection>([&] {
            ConnectAsk ask;
            ask.provider = "untold";
            FormInput input;
            input.fields["api_key"] = Secret{std::string{"0123456789abcdefghijkl"}};
            return connect.connect(key_for(user_), std::move(ask), std::move(input));
        });
        return true;
    }

    /// Whether a consent could begin with it. Goes through with it then.
    bool try_value(const Site& site, const std::string& value) {
        ConnectStart begin{*watched_};
        Callback callback{*watched_};
        const auto caller = session_of(user_);
        watch_.place = value;
        watch_.is_signed = is_signed(site);
        const auto started = db_.run<ConnectStarted>([&] {
            ConnectAsk ask;
            ask.provider = site.id;
            if (!is_told(site)) ask.vars = {{"v", value}};
            return begin.start(caller, std::move(ask), ConnectStart::Origin::proven);
        });
        if (!started) return false;
        const auto page = net::Url::parse(started->auth_url);
        if (is_signed(site)) watch_.seen.push_back(page.value());
        CallbackAsk ask;
        ask.caller = caller;
        ask.provider = site.id;
        ask.parameters = {{"code", "c"}, {"state", query_value(started->auth_url, "state")}};
        if (is_signed(site))
            ask.parameters = {
                {"oauth_token", "t"}, {"oauth_verifier", "v"}, {"state", watch_.state()}};
        if (started->cookie) ask.cookies = {{started->cookie->name, started->cookie->value}};
        must<CallbackAnswer>([&] { return callback.handle(ask); });
        return true;
    }

    Watch watch_;
    std::unique_ptr<ConnectContext> watched_;
    UserId user_ = add_user("mia");
};

TEST_F(HostileValues, LeadNoCallWithASecretAway) {
    const auto values = hostile_values();
    ASSERT_GE(values.size(), 200u);
    int begun = 0;
    int signed_calls = 0;
    for (const auto& site : sites) {
        for (const auto& value : values) {
            begun += try_value(site, value) ? 1 : 0;
            for (const auto& url : watch_.seen) {
                const bool is_good =
                    url.host == "good.example" || url.host.ends_with(".good.example");
                EXPECT_TRUE(is_good && url.scheme == "https" && !url.has_userinfo)
                    << site.id << " with '" << value << "' led to " << url.text();
            }
            if (is_signed(site)) signed_calls += static_cast<int>(watch_.seen.size());
            watch_.seen.clear();
        }
    }
    // Some name a place below the fixed domain, odd as they look: the check is not that all fail.
    EXPECT_GT(begun, 0);
    // All three legs and the question who it is, where what the platform tells is what is hostile.
    EXPECT_GT(signed_calls, 3 * static_cast<int>(values.size()));
}

TEST_F(HostileValues, OfAnAnswerLeadNoPasswordAway) {
    auto values = hostile_values();
    for (const char* more : {"eu", "eu.good.example", "https://eu.good.example/x"})
        values.emplace_back(more);
    std::map<std::string, int> through;
    for (const auto& site : answer_sites) {
        for (const auto& value : values) {
            through[site.id] += log_in(site, value) ? 1 : 0;
            for (const auto& url : watch_.seen) {
                const bool is_named = catalog::is_host(url.host) && url.scheme == "https";
                const bool is_good =
                    url.host == "good.example" || url.host.ends_with(".good.example");
                EXPECT_TRUE(is_named && !url.has_userinfo && (is_good || !site.is_fenced))
                    << site.id << " with '" << value << "' led to " << url.text();
            }
            watch_.seen.clear();
        }
    }
    for (const auto& site : answer_sites) EXPECT_GT(through[site.id], 0) << site.id;
}

TEST_F(HostileValues, OfAnOperatorLeadNoKeyAway) {
    auto values = hostile_values();
    for (const char* more : {"v1/me", "/v1/me?limit=1"}) values.emplace_back(more);
    int taken = 0;
    for (const auto& value : values) {
        const bool is_taken = prove_with(value);
        taken += is_taken ? 1 : 0;
        EXPECT_EQ(watch_.seen.size(), is_taken ? 1u : 0u) << value;
        for (const auto& url : watch_.seen) {
            EXPECT_EQ(url.origin(), "https://good.example") << value;
            EXPECT_TRUE(url.path.starts_with("/api/") && !url.has_userinfo) << url.text();
        }
        watch_.seen.clear();
    }
    EXPECT_GT(taken, 2);
}

}  // namespace
}  // namespace fairlead::oauth
