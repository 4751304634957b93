// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/loop_thread.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/random.h"
#include "net/beast_http_client.h"
#include "sandbox/sandbox.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <thread>

namespace fairlead::sandbox {

/// A sandbox on a free port with a clock that moves when told to, and a client that trusts it: for
/// tests. Everything goes over sockets.
class SandboxFixture {
public:
    explicit SandboxFixture(SandboxOptions options = {}) {
        auto made = Sandbox::create(std::move(options), {clock_, random_, disk_, log_, metrics_});
        EXPECT_TRUE(made) << made.error().message;
        sandbox_ = *std::move(made);
        const auto started = sandbox_->start();
        EXPECT_TRUE(started) << started.error().message;
        net::EgressGuard guard{{{"localhost", sandbox_->port()}}};
        auto client = net::BeastHttpClient::create(
            std::move(guard), {.system_roots = false, .extra_roots_pem = {sandbox_->ca_pem()}},
            log_, metrics_);
        EXPECT_TRUE(client);
        client_ = *std::move(client);
    }

    Sandbox& sandbox() { return *sandbox_; }
    ManualClock& clock() { return clock_; }
    void stop() { sandbox_->stop(); }

    net::Exchange exchange(net::ClientRequest request) {
        net::Exchange exchange;
        const auto ran = home_.run([&]() -> Task<Result<void>> {
            CO_TRY(exchange, co_await client_->send(std::move(request)));
            co_return ok();
        });
        EXPECT_TRUE(ran);
        return exchange;
    }
    net::ClientResponse send(net::ClientRequest request) {
        const auto got = exchange(std::move(request));
        EXPECT_TRUE(got.answered()) << got.failure.error.message << got.failure.error.detail;
        return got.answered() ? *got.response : net::ClientResponse{};
    }

    net::ClientRequest request(net::Method method, const std::string& target) const {
        net::ClientRequest made;
        made.method = method;
        const auto url =
            net::Url::parse(target.starts_with("https:") ? target : sandbox_->origin() + target);
        EXPECT_TRUE(url) << target;
        if (url) made.url = *url;
        made.max_body = 8 * 1024 * 1024;
        return made;
    }
    net::ClientResponse get(const std::string& target) {
        return send(request(net::Method::get, target));
    }
    net::ClientRequest form(const std::string& target, const net::Pairs& pairs) const {
        auto made = request(net::Method::post, target);
        made.headers.add("Content-Type", "application/x-www-form-urlencoded");
        made.body = net::write_pairs(pairs);
        return made;
    }
    net::ClientResponse post(const std::string& target, const net::Pairs& pairs) {
        return send(form(target, pairs));
    }
    /// The control API; `body` is JSON.
    json::value control(net::Method method, const std::string& target,
                        const std::string& body = "") {
        auto made = request(method, target);
        made.headers.add("Authorization", "Bearer " + sandbox_->control_key());
        made.body = body;
        const auto answer = send(std::move(made));
        EXPECT_EQ(answer.status, 200) << target << " " << answer.body;
        return parse(answer.body);
    }
    void set_client(const std::string& settings) {
        control(net::Method::put, "/control/clients/acme-client", settings);
    }
    json::value family(std::int64_t id = 1) {
        return control(net::Method::get, "/control/families/" + std::to_string(id));
    }

    static json::value parse(const std::string& text) {
        auto parsed = parse_json(text, {.bytes = 16 * 1024 * 1024, .depth = 32});
        EXPECT_TRUE(parsed) << text;
        return parsed ? *parsed : json::value{};
    }
    static std::string text(const json::value& document, std::string_view pointer) {
        return scalar_text(find_pointer(document, pointer)).value_or("(absent)");
    }

    // A client's part of the flow.

    static constexpr const char* verifier = "a-verifier-of-forty-three-characters-or-more";
    static std::string challenge() { return base64url_encode(crypto::sha256(verifier)); }

    net::Pairs authorize_query() const {
        return {{"response_type", "code"},
                {"client_id", "acme-client"},
                {"redirect_uri", "http://localhost:9/back"},
                {"scope", "openid profile records.read"},
                {"state", "the-state"},
                {"nonce", "the-nonce"},
                {"code_challenge", challenge()},
                {"code_challenge_method", "S256"},
                {"auto", "approve"}};
    }
    net::ClientResponse authorize(const net::Pairs& query) {
        return get("/acme/authorize?" + net::write_pairs(query));
    }
    /// What came back to the redirect URI.
    static std::map<std::string, std::string> callback(const net::ClientResponse& response) {
        const std::string location{response.headers.find("Location").value_or("")};
        const auto url = net::Url::parse(location);
        EXPECT_TRUE(url) << response.status << " " << response.body;
        if (!url) return {};
        const auto pairs = net::parse_pairs(url->query);
        EXPECT_TRUE(pairs);
        return {pairs->begin(), pairs->end()};
    }
    /// A code, with `fault` on the authorize URL.
    std::string obtain_code(const std::string& fault = "", const std::string& account = "") {
        auto query = authorize_query();
        if (!fault.empty()) query.emplace_back("fault", fault);
        if (!account.empty()) query.emplace_back("account", account);
        return callback(authorize(query))["code"];
    }
    static net::Pairs exchange_form(const std::string& code) {
        return {{"grant_type", "authorization_code"},
                {"code", code},
                {"redirect_uri", "http://localhost:9/back"},
                {"code_verifier", verifier},
                {"client_id", "acme-client"},
                {"client_secret", "acme-sample-secret"}};
    }
    static net::Pairs refresh_form(const std::string& token) {
        return {{"grant_type", "refresh_token"},
                {"refresh_token", token},
                {"client_id", "acme-client"},
                {"client_secret", "acme-sample-secret"}};
    }
    /// The answer of a whole flow.
    json::value connect(const std::string& fault = "", const std::string& account = "") {
        const auto answer = post("/acme/token", exchange_form(obtain_code(fault, account)));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return parse(answer.body);
    }
    net::ClientResponse refresh(const std::string& token) {
        return post("/acme/token", refresh_form(token));
    }
    /// The refresh token of a refresh that must go well.
    std::string rotate(const std::string& token) {
        const auto answer = refresh(token);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return text(parse(answer.body), "/refresh_token");
    }
    net::ClientResponse identity(const std::string& token) {
        auto made = request(net::Method::get, "/acme/me");
        made.headers.add("Authorization", "Bearer " + token);
        return send(std::move(made));
    }
    /// The `error` member of an answer.
    static std::string error_of(const net::ClientResponse& answer) {
        return text(parse(answer.body), "/error");
    }

private:
    ManualClock clock_{SystemClock{}.now()};  // certificates are checked by the real one
    crypto::SystemRandom random_;
    SystemDisk disk_;
    SystemClock real_clock_;
    Log log_{real_clock_, LogLevel::error, [](std::string_view) {}};
    Metrics metrics_;
    std::unique_ptr<Sandbox> sandbox_;
    std::unique_ptr<net::BeastHttpClient> client_;
    LoopThread home_;
};

}  // namespace fairlead::sandbox
