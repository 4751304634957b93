// SPDX-License-Identifier: Apache-2.0
#include "support/sandbox_under_test.h"

#include "base/clock.h"
#include "crypto/random.h"
#include "sandbox/sandbox.h"

#include <filesystem>

namespace fairlead::tests {

struct SandboxUnderTest::Outside {
    SystemClock clock;
    crypto::SystemRandom random;
    SystemDisk disk;
    Log log{clock, LogLevel::error, [](std::string_view) {}};
    Metrics metrics;
};

SandboxUnderTest::SandboxUnderTest(const std::string& directory, HttpCaller& caller)
    : directory_(directory + "/sandbox"), caller_(caller), outside_(std::make_unique<Outside>()) {
    std::filesystem::create_directories(directory_);
    sandbox::SandboxOptions options;
    options.data_directory = directory_;
    options.client.access_seconds = 3600;
    sandbox_ = must(sandbox::Sandbox::create(
        std::move(options),
        {outside_->clock, outside_->random, outside_->disk, outside_->log, outside_->metrics}));
    must(sandbox_->start());
    caller_.trust(sandbox_->ca_pem());
}

SandboxUnderTest::~SandboxUnderTest() { sandbox_->stop(); }

std::string SandboxUnderTest::origin() const { return sandbox_->origin(); }

std::string SandboxUnderTest::client_id() { return sandbox::SandboxOptions::default_client().id; }

std::string SandboxUnderTest::client_secret() {
    return sandbox::SandboxOptions::default_client().secret;
}

json::value SandboxUnderTest::ask(const std::string& path) {
    return tell(net::Method::get, path, "");
}

Answer SandboxUnderTest::control(net::Method method, const std::string& path,
                                 const std::string& body) {
    net::Headers headers;
    headers.add("Authorization", "Bearer " + sandbox_->control_key());
    if (!body.empty()) headers.add("Content-Type", "application/json");
    return caller_.send(method, origin() + path, std::move(headers), body);
}

json::value SandboxUnderTest::tell(net::Method method, const std::string& path,
                                   const std::string& body) {
    const Answer answer = control(method, path, body);
    if (answer.status != 200) {
        throw Failure{"the sandbox at " + path + ": " + answer.body + answer.failure};
    }
    return answer.json();
}

void SandboxUnderTest::configure(const std::string& change) {
    tell(net::Method::put, "/control/clients/" + client_id(), change);
}

void SandboxUnderTest::fault(const std::string& text) {
    json::object rule;
    rule["fault"] = text;
    tell(net::Method::post, "/control/faults", json::serialize(rule));
}

json::array SandboxUnderTest::grants(const std::string& account) {
    return ask("/control/families?account=" + account).as_array();
}

void SandboxUnderTest::revoke_grants(const std::string& account) {
    const json::array all = grants(account);
    for (const json::value& grant : all) {
        const auto id = scalar_text(find_pointer(grant, "/id")).value_or("");
        tell(net::Method::post, "/control/families/" + id + "/revoke");
    }
}

std::int64_t SandboxUnderTest::sum(const std::string& account, std::string_view member) {
    std::int64_t total = 0;
    for (const json::value& grant : grants(account)) total += grant.at(member).to_number<int>();
    return total;
}

std::int64_t SandboxUnderTest::requests(std::string_view what) {
    std::int64_t count = 0;
    const json::value requests = ask("/control/requests?limit=100000");
    for (const json::value& request : requests.as_array()) {
        const std::string_view seen = request.at("what").as_string();
        if (seen.find(what) != std::string_view::npos) ++count;
    }
    return count;
}

}  // namespace fairlead::tests
