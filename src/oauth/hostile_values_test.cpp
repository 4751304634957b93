// SPDX-License-Identifier: Apache-2.0
//
// What a person, or a platform, may call an address: whatever it is, nothing that carries a secret
// leaves for a host that the provider's file does not fix.
#include "catalog/host_text.h"
#include "oauth/connect_fixture.h"
#include "oauth/fake_authorization_server.h"
#include "oauth/form_connect.h"

#include <gmock/gmock.h>
#include <boost/json/array.hpp>
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

const std::string_view cores[] = {"evil.example",
                                  "evil.example.",
                                  ".evil.example",
                                  "evil..example",
                                  "evil.example:443",
                                  "evil.example:80@good.example",
                                  "good.example@evil.example",
                                  "user:pw@evil.example",
                                  "good.example%40evil.example",
                                  "evil.example#good.example",
                                  "evil.example?good.example",
                                  "evil.example/good.example",
                                  "evil.example\\good.example",
                                  "\\\\evil.example",
                                  "evil.example%2Fgood.example",
                                  "evil.example%5cgood.example",
                                  "evil.example%23",
                                  "%00",
                                  std::string_view{"evil\0.good.example", 18},
                                  "evil.example%00.good.example",
                                  "evil.example\r\nHost: x",
                                  "evil.example\tx",
                                  "evil example",
                                  " evil.example",
                                  "evil.example\n",
                                  "[::1]",
                                  "[::1%25lo]",
                                  "::1",
                                  "[fe80::1%eth0]",
                                  "[::ffff:127.0.0.1]",
                                  "127.0.0.1",
                                  "127.1",
                                  "0x7f000001",
                                  "2130706433",
                                  "017700000001",
                                  "0",
                                  "localhost",
                                  "localhost.",
                                  "169.254.169.254",
                                  "metadata.google.internal",
                                  "\u0435vil.example",
                                  "\uff45vil\uff0eexample",
                                  "evil\u3002example",
                                  "xn--e1awd7f.example",
                                  "-evil",
                                  "evil-",
                                  "_evil",
                                  "..",
                                  "../..",
                                  "./",
                                  "%2e%2e/",
                                  "{token}",
                                  "{app.client_secret}",
                                  "{v}",
                                  "${v}",
                                  "javascript:alert(1)",
                                  "file:///etc/passwd",
                                  "http://evil.example",
                                  "https://evil.example",
                                  "https:evil.example",
                                  "//evil.example",
                                  "https://evil.example/",
                                  "https://user@good.example",
                                  "https://good.example.evil.example",
                                  "https://good.example@evil.example",
                                  "https://good.example\\@evil.example",
                                  "https://good.example#@evil.example",
                                  "https://good.example?x",
                                  "HTTPS://evil.example",
                                  "ftp://good.example",
                                  "*",
                                  "*.good.example",
                                  "a,b",
                                  "a;b",
                                  "a|b",
                                  "a'b",
                                  "a\"b",
                                  "<a>"};

std::vector<std::string> hostile_values() {
    std::vector<std::string> all;
    for (const auto& core : cores)
        for (const auto* around : {"%", "x.%", "%.good.example", "good.example%"})
            all.push_back(std::string{around}.replace(std::string_view{around}.find('%'), 1, core));
    return all;
}

class HostileValues : public ConnectTest {
protected:
    static ProviderFiles files() {
        ProviderFiles all;
        for (const auto& site : sites)
            all[std::string{site.id} + ".yaml"] =
                is_signed(site) ? signed_file_of(site) : file_of(site);
        for (const auto& site : answer_sites) all[std::string{site.id} + ".yaml"] = file_of(site);
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

/// Where a server, or the resource before it, may name an address.
struct Claim {
    const char* name;
    bool of_resource = false;
};

const Claim claims[] = {{"issuer"},
                        {"authorization_endpoint"},
                        {"token_endpoint"},
                        {"registration_endpoint"},
                        {"revocation_endpoint"},
                        {"resource", true},
                        {"authorization_servers", true}};

/// A connect at a server that a person names, and that says what it likes of itself.
class HostileServers : public ConnectTest {
protected:
    static IntegrationOptions options() {
        IntegrationOptions options;
        options.redirect_base_url = "https://fairlead.test";
        return options;
    }
    HostileServers() : ConnectTest({}, options(), "") {
        must<Integration>([&] {
            IntegrationEdit edit;
            edit.provider = "any-mcp-server";
            return integrations_->put(default_workspace, std::move(edit));
        });
    }

    /// Whether a consent could begin. Goes through with it then, up to the revocation's client.
    bool try_server(FakeAuthorizationServer& server) {
        const ConnectServices services{*db_,   vault_, cache_, server,  *integrations_,
                                       audit_, jobs_,  clock_, random_, *log_};
        ConnectOptions options;
        options.public_url = "https://fairlead.test";
        options.frontend_base_url = "https://app.test";
        ConnectContext context{services, std::move(options)};
        ConnectStart begin{context};
        Callback callback{context};
        const auto caller = session_of(user_);
        const auto started = db_.run<ConnectStarted>([&] {
            ConnectAsk ask;
            ask.provider = "any-mcp-server";
            ask.vars = {{"server_url", FakeAuthorizationServer::resource}};
            return begin.start(caller, std::move(ask), ConnectStart::Origin::proven);
        });
        if (!started) return false;
        EXPECT_TRUE(is_good(*net::Url::parse(started->auth_url))) << started->auth_url;
        CallbackAsk ask;
        ask.caller = caller;
        ask.provider = "any-mcp-server";
        ask.parameters = {{"code", "c"},
                          {"iss", FakeAuthorizationServer::origin},
                          {"state", query_value(started->auth_url, "state")}};
        if (started->cookie) ask.cookies = {{started->cookie->name, started->cookie->value}};
        must<CallbackAnswer>([&] { return callback.handle(ask); });
        for (const auto& row : connections_of(user_)) expect_good_revocation(row);
        return true;
    }
    static bool is_good(const net::Url& url) {
        const bool is_known = url.host == "as.example" || url.host.ends_with(".as.example");
        return is_known && url.scheme == "https" && url.port == 443 && !url.has_userinfo;
    }
    void expect_good_revocation(const Connection& connection) {
        const auto client = must<std::shared_ptr<const OAuthClient>>([&] {
            return integrations_->find_issued(default_workspace, connection.integration_id,
                                              connection.id);
        });
        if (!client || !client->method().revoke) return;
        const auto url = net::Url::parse(client->method().revoke->request.url.front().text());
        EXPECT_TRUE(url && is_good(*url));
    }
    static void expect_no_secret_astray(FakeAuthorizationServer& server, const std::string& what) {
        for (const auto& call : server.seen()) {
            const bool has_secret = !call.authorization.empty() ||
                                    call.body.find("secret") != std::string::npos ||
                                    call.body.find("code=") != std::string::npos;
            EXPECT_TRUE(!has_secret || is_good(call.url)) << what << " led to " << call.url.text();
            EXPECT_EQ(call.url.scheme, "https") << what;
            EXPECT_FALSE(call.url.has_userinfo) << what;
        }
    }

    UserId user_ = add_user("mia");
};

TEST_F(HostileServers, LeadNoCallWithASecretAway) {
    std::vector<std::string> values;
    for (const auto& core : cores)
        for (const auto* around : {"%", "https://%/x"})
            values.push_back(
                std::string{around}.replace(std::string_view{around}.find('%'), 1, core));
    for (const char* more :
         {"http://as.example/x", "https://as.example@evil.example/x", "https://u:p@as.example/x",
          "https://as.example.evil.example/x", "https://as.example:8443/x", "https://127.0.0.1/x"})
        values.emplace_back(more);
    ASSERT_GE(values.size(), 160u);
    for (const auto& claim : claims) {
        for (const auto& value : values) {
            FakeAuthorizationServer server;
            auto& document = claim.of_resource ? server.description : server.metadata;
            if (std::string_view{claim.name} == "authorization_servers")
                document[claim.name] = json::array{json::string(value)};
            else
                document[claim.name] = value;
            try_server(server);
            expect_no_secret_astray(server, std::string{claim.name} + " as '" + value + "'");
        }
    }
}

TEST_F(HostileServers, ThePointerOfARefusalLeadsToItsOwnOriginAlone) {
    for (const auto& value : hostile_values()) {
        FakeAuthorizationServer server;
        server.pointer = value;
        try_server(server);
        for (const auto& call : server.seen())
            EXPECT_TRUE(call.url.host == "rs.example" || is_good(call.url))
                << "'" << value << "' led to " << call.url.text();
    }
}

TEST_F(HostileServers, TheGoodOneIsGoneThroughWith) {
    FakeAuthorizationServer server;
    EXPECT_TRUE(try_server(server));
    EXPECT_EQ(server.count("/token"), 1u);
}

}  // namespace
}  // namespace fairlead::oauth
