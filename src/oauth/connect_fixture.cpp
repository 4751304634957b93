// SPDX-License-Identifier: Apache-2.0
#include "oauth/connect_fixture.h"

#include "base/text.h"
#include "oauth/pkce.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <fstream>

namespace fairlead::oauth {

namespace {

std::string field(const net::Pairs& pairs, const std::string& name) {
    const auto found = std::ranges::find(pairs, name, &std::pair<std::string, std::string>::first);
    return found == pairs.end() ? std::string{} : found->second;
}

vault::Keyring test_keyring() {
    const auto key = Secret(std::string(crypto::key_size, 'k'));
    return vault::Keyring::of("test", crypto::key_view(key).value()).value();
}

/// "token-of-7.3" is of account 7.
std::string account_in(const std::string& token) {
    const auto rest = token.substr(token.rfind('-') + 1);
    return rest.substr(0, rest.find('.'));
}

}  // namespace

FakePlatform::FakePlatform(const Clock& clock)
    : clock_(clock),
      key_(crypto::SigningKey::generate(crypto::JwtAlgorithm::es256, "house").value()) {}

net::Exchange FakePlatform::reply(int status, std::string body, std::string type) {
    net::Exchange exchange;
    exchange.response.emplace();
    exchange.response->status = status;
    exchange.response->headers.add("Content-Type", type);
    exchange.response->body = std::move(body);
    return exchange;
}

net::Exchange FakePlatform::broken(net::Progress progress) {
    net::Exchange exchange;
    exchange.failure = {progress, Error{Errc::provider_failed, "The connection broke."}};
    return exchange;
}

void FakePlatform::answer(const std::string& path, Answer answer) {
    const auto answers = answers_.lock();
    if (answer)
        (*answers)[path] = std::move(answer);
    else
        answers->erase(path);
}

std::vector<FakePlatform::Call> FakePlatform::calls() { return *calls_.lock(); }

std::size_t FakePlatform::count(const std::string& path) {
    const auto held = calls_.lock();
    return static_cast<std::size_t>(std::ranges::count(*held, path, &Call::path));
}

std::string FakePlatform::id_token(const std::string& account, const Manners& now) {
    json::object claims;
    claims["iss"] = now.issuer;
    claims["aud"] = now.audience;
    claims["sub"] = account;
    claims["nonce"] = now.nonce;
    const auto seconds = to_unix_ms(clock_.now()) / 1000;
    claims["iat"] = seconds;
    claims["exp"] = seconds + 600;
    return crypto::sign_jwt(key_, claims).value();
}

net::Exchange FakePlatform::token(const net::Pairs& form) {
    const auto now = manners.lock();
    const auto account = account_in(field(form, "code"));
    const auto number = std::to_string(++minted_);
    json::object body;
    body["access_token"] = "access-of-" + account + "." + number;
    if (now->refresh_token) body["refresh_token"] = "refresh-of-" + account + "." + number;
    body["token_type"] = "Bearer";
    if (now->scope) body["scope"] = *now->scope;
    if (now->id_token) body["id_token"] = id_token(account, *now);
    if (!now->expires_in.empty()) body["expires_in"] = parse_json(now->expires_in).value();
    return reply(200, json::serialize(body));
}

Task<Result<net::Exchange>> FakePlatform::send(net::ClientRequest request) {
    const auto path = request.url.path;
    const auto form = net::parse_pairs(request.body);
    *query_.lock() = request.url.query;
    const std::string authorization{request.headers.find("Authorization").value_or("")};
    calls_.lock()->push_back({path, form ? *form : net::Pairs{}, authorization});
    Answer scripted;
    {
        const auto answers = answers_.lock();
        if (const auto found = answers->find(path); found != answers->end())
            scripted = found->second;
    }
    if (scripted) co_return scripted();
    if (path == "/acme/token") co_return token(*form);
    if (path == "/acme/jwks") {
        json::object jwks;
        jwks["keys"] = json::array{key_.public_jwk().value()};
        co_return reply(200, json::serialize(jwks));
    }
    if (path == "/acme/me") {
        const auto account = account_in(authorization);
        json::object me{{"id", account},
                        {"username", "user" + account},
                        {"display_name", "User " + account},
                        {"email", "same@example.com"}};
        co_return reply(200, json::serialize(me));
    }
    co_return reply(200, "{}");
}

std::size_t KeptAudit::count_of(const std::string& type) {
    const auto held = events.lock();
    return static_cast<std::size_t>(std::ranges::count(*held, type, &AuditEvent::type));
}

IntegrationOptions ConnectTest::environment() {
    IntegrationOptions options;
    options.redirect_base_url = "https://fairlead.test";
    options.environment["ACME"] = {"acme-client", Secret(std::string{"acme-secret"}), "", {}, {}};
    return options;
}

ConnectTest::ConnectTest(const ProviderFiles& files, IntegrationOptions integrations,
                         const std::string& sandbox)
    : vault_(data_keys_, test_keyring(), clock_, random_) {
    for (const auto& [name, text] : files) std::ofstream{providers_.file(name)} << text;
    catalog::CatalogOptions options;
    options.user_directory = providers_.path();
    options.builtin = catalog::builtin_providers();
    options.server = {{"name", "Fairlead"}, {"user_agent", "Fairlead"}};
    if (!sandbox.empty()) options.server["sandbox"] = sandbox;
    catalog_ = catalog::Catalog::create(std::move(options)).value();
    integrations_ = std::make_unique<Integrations>(*db_, *catalog_, vault_, clock_, random_,
                                                   platform_, std::move(integrations));
    log_ = std::make_unique<Log>(clock_, LogLevel::debug,
                                 [this](std::string_view line) { lines_.emplace_back(line); });
    ConnectOptions with;
    with.public_url = "https://fairlead.test";
    with.frontend_base_url = "https://app.test";
    with.allowed_origins = {"https://other.test:8443"};
    const ConnectServices services{*db_,   vault_, cache_, platform_, *integrations_,
                                   audit_, jobs_,  clock_, random_,   *log_};
    context_ = std::make_unique<ConnectContext>(services, std::move(with));
    start_ = std::make_unique<ConnectStart>(*context_);
    page_ = std::make_unique<ConnectPage>(*context_);
    callback_ = std::make_unique<Callback>(*context_);
    const auto loaded = run_blocking(db_.loop(), [this] { return integrations_->load(); });
    EXPECT_TRUE(loaded) << loaded.error().message;
}

Caller ConnectTest::session_of(UserId user) {
    Caller caller;
    caller.kind = CallerKind::session;
    caller.user = user;
    caller.session = fresh<SessionId>();
    caller.address = "192.0.2.1";
    return caller;
}

Caller ConnectTest::key_for(UserId user) {
    Caller caller;
    caller.kind = CallerKind::api_key;
    caller.user = user;
    caller.api_key = fresh<ApiKeyId>();
    return caller;
}

Caller ConnectTest::nobody() { return {}; }

ConnectAsk ConnectTest::acme() {
    ConnectAsk ask;
    ask.provider = "acme";
    ask.redirect_url = "https://app.test/done";
    return ask;
}

Result<ConnectStarted> ConnectTest::try_start(Caller caller, ConnectAsk ask) {
    return db_.run<ConnectStarted>(
        [&] { return start_->start(caller, ask, ConnectStart::Origin::proven); });
}

ConnectTest::Begun ConnectTest::begin(UserId user, ConnectAsk ask) {
    Begun begun;
    begun.caller = session_of(user);
    auto started = try_start(begun.caller, std::move(ask));
    if (!started) {
        ADD_FAILURE() << started.error().message;
        return begun;
    }
    begun.started = *std::move(started);
    begun.state = query_value(begun.started.auth_url, "state");
    begun.nonce = query_value(begun.started.auth_url, "nonce");
    return begun;
}

CallbackAsk ConnectTest::came_back(const Begun& begun, const std::string& account) {
    platform_.manners.lock()->nonce = begun.nonce;
    CallbackAsk ask;
    ask.caller = begun.caller;
    ask.provider = "acme";
    ask.parameters = {{"code", "code-of-" + account},
                      {"state", begun.state},
                      {"iss", "https://sandbox.test/acme"}};
    if (begun.started.cookie)
        ask.cookies = {{begun.started.cookie->name, begun.started.cookie->value}};
    return ask;
}

CallbackAnswer ConnectTest::finish(CallbackAsk ask) {
    return must<CallbackAnswer>([&] { return callback_->handle(ask); });
}

CallbackAnswer ConnectTest::connect(UserId user, const std::string& account, ConnectAsk ask) {
    return finish(came_back(begin(user, std::move(ask)), account));
}

std::vector<Connection> ConnectTest::connections_of(UserId user) {
    storage::ConnectionStore store{*db_};
    return must<std::vector<Connection>>([&] {
        return store.list(default_workspace, user, storage::ConnectionStore::Disconnected::shown);
    });
}

std::vector<storage::ConnectAttempt> ConnectTest::attempts_of(UserId user) {
    storage::ConnectAttemptStore store{*db_};
    return must<std::vector<storage::ConnectAttempt>>(
        [&] { return store.list(default_workspace, user, clock_.now() - Seconds{86400}); });
}

std::string ConnectTest::query_value(const std::string& url, const std::string& name) {
    const auto parsed = net::Url::parse(url);
    if (!parsed) return {};
    const auto pairs = net::parse_pairs(parsed->query);
    return pairs ? field(*pairs, name) : std::string{};
}

}  // namespace fairlead::oauth
