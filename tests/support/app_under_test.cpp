// SPDX-License-Identifier: Apache-2.0
#include "support/app_under_test.h"

#include "app/administration.h"
#include "app/app.h"
#include "base/clock.h"
#include "base/loop_thread.h"
#include "crypto/random.h"
#include "net/unused_port.h"
#include "storage/postgres/private_pgbouncer.h"
#include "storage/temporary_database.h"
#include "support/redis_under_test.h"
#include "vault/key_file.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

namespace fairlead::tests {
namespace {

std::unique_ptr<Log> log_into(const Clock& clock, const std::shared_ptr<LogLines>& lines) {
    const bool aloud = std::getenv("FAIRLEAD_TEST_LOG") != nullptr;
    return std::make_unique<Log>(clock, LogLevel::debug, [lines, aloud](std::string_view line) {
        if (aloud) std::cerr << line << '\n';
        lines->lock()->emplace_back(line);
    });
}

app::Outside world(const std::shared_ptr<LogLines>& lines) {
    app::Outside outside;
    outside.clock = std::make_unique<SystemClock>();
    outside.random = std::make_unique<crypto::SystemRandom>();
    outside.disk = std::make_unique<SystemDisk>();
    outside.log = log_into(*outside.clock, lines);
    return outside;
}

app::Settings settle(const AppUnderTest::Variables& variables) {
    ConfigSources sources;
    for (const auto& [name, value] : variables) sources.environment.emplace_back(name, value);
    return must(app::load_settings(std::move(sources)));
}

/// The PostgreSQL database that belongs to this directory, where the tests run on one.
std::string database_of(const std::string& directory) {
    const std::string note = directory + "/postgres-database";
    std::string name;
    if (std::ifstream{note} >> name) return name;
    name = storage::PrivatePostgres::instance().create_database();
    std::ofstream{note} << name;
    return name;
}

/// The same database with a pgbouncer of this process before it.
void reach_through_pooler(AppUnderTest::Variables& variables, const std::string& database) {
    static const storage::PrivatePgbouncer pooler{4};
    const auto address = [&](const char* role) {
        return std::string{pooler.address(database, role).expose()};
    };
    variables.insert({{"FAIRLEAD_DATABASE_URL", address("app")},
                      {"FAIRLEAD_DATABASE_SERVICE_URL", address("service")},
                      {"FAIRLEAD_DATABASE_POOLED", "true"}});
}

}  // namespace

bool cache_outlives_the_app() {
    const char* const cache = std::getenv("FAIRLEAD_TESTS_CACHE");
    return cache != nullptr && std::string_view{cache} == "redis";
}

std::uint16_t free_port() { return net::unused_port(); }

AppUnderTest::AppUnderTest(std::string directory, Variables variables)
    : directory_(std::move(directory)),
      variables_(std::move(variables)),
      port_(free_port()),
      url_("http://localhost:" + std::to_string(port_)),
      log_(std::make_shared<LogLines>()) {
    variables_.insert({{"PUBLIC_URL", url_},
                       {"FAIRLEAD_PORT", std::to_string(port_)},
                       {"FAIRLEAD_ADMIN_PORT", "0"},
                       {"FAIRLEAD_DATA_DIR", data_directory()},
                       {"FAIRLEAD_KEY_FILE", key_file()},
                       {"FAIRLEAD_JOURNAL_SLOTS", "128"},
                       {"FAIRLEAD_ALLOWED_ORIGINS", "https://app.example.test"},
                       {"FAIRLEAD_CONNECT_STARTS", "1000000"},
                       {"FAIRLEAD_LOGINS", "1000000"},
                       {"FAIRLEAD_DRAIN_ACCEPT", "0s"},
                       {"FAIRLEAD_DRAIN_GRACE", "5s"}});
    if (storage::engine_under_test() == storage::Engine::postgres) {
        const auto address = [name = database_of(directory_)](const std::string& role) {
            return std::string{storage::PrivatePostgres::instance().address(name, role).expose()};
        };
        if (const char* const pooler = std::getenv("FAIRLEAD_TESTS_POOLER"); pooler != nullptr) {
            reach_through_pooler(variables_, database_of(directory_));
            variables_.insert({{"FAIRLEAD_DATABASE_NOTIFY_URL", address("app")}});
        }
        variables_.insert({{"FAIRLEAD_DATABASE_URL", address("app")},
                           {"FAIRLEAD_DATABASE_SERVICE_URL", address("service")},
                           {"FAIRLEAD_DATABASE_OWNER_URL", address("owner")}});
    }
    if (cache_outlives_the_app() && !variables_.contains("FAIRLEAD_REDIS_URL")) {
        redis_ = std::make_unique<RedisUnderTest>();
        set("FAIRLEAD_REDIS_URL", redis_->url());
    }
    if (!std::filesystem::exists(key_file())) {
        crypto::SystemRandom random;
        must(vault::create_key_file(key_file(), "first", "tests", random));
    }
}

AppUnderTest::AppUnderTest(std::string directory, Variables variables, app::Outside outside)
    : AppUnderTest(std::move(directory), std::move(variables)) {
    enter(std::move(outside));
}

AppUnderTest::~AppUnderTest() { stop(); }

std::string AppUnderTest::try_start() {
    app::Outside outside = next_outside_ ? std::move(*next_outside_) : world(log_);
    next_outside_.reset();
    auto created = app::App::create(settle(variables_), std::move(outside));
    if (!created) return created.error().message + " " + created.error().detail;
    app_ = *std::move(created);
    const auto started = app_->start();
    if (started) return {};
    app_.reset();
    return started.error().message + " " + started.error().detail;
}

void AppUnderTest::start() {
    if (std::string why = try_start(); !why.empty()) throw Failure{"the app: " + why};
    if (logged("no pooler is there")) throw Failure{"the app does not go through the pooler"};
}

void AppUnderTest::stop() {
    if (!app_) return;
    app_->stop(app::App::Force::yes);
    app_.reset();
}

void AppUnderTest::restart() {
    stop();
    start();
}

void AppUnderTest::set(const std::string& variable, std::string value) {
    variables_[variable] = std::move(value);
}

void AppUnderTest::enter(app::Outside outside) {
    next_outside_ = std::make_unique<app::Outside>(std::move(outside));
    next_outside_->log = log_into(*next_outside_->clock, log_);
}

std::string AppUnderTest::admin_url() const {
    return "http://127.0.0.1:" + std::to_string(app_->admin_port());
}

Secret AppUnderTest::database_address() const {
    return Secret{std::string{variables_.at("FAIRLEAD_DATABASE_OWNER_URL")}};
}

std::string AppUnderTest::administer(const std::string& command,
                                     const std::map<std::string, std::string>& arguments) {
    LoopThread home;
    std::string answer;
    must(home.run([&]() -> Task<Result<void>> {
        CO_TRY(answer, co_await app_->administration().run(command, arguments));
        co_return ok();
    }));
    return answer;
}

std::string AppUnderTest::setup_code() {
    const Secret link = must(app_->setup_link());
    const std::string text{link.expose()};
    const auto at = text.find("#code=");
    return at == std::string::npos ? "" : text.substr(at + 6);
}

std::string AppUnderTest::create_key(const std::string& scopes) {
    const std::string text =
        administer("apikeys.create", {{"scopes", scopes}, {"name", "tests"}, {"act-as", "any"}});
    const std::size_t from = text.find("flk_");
    if (from == std::string::npos) throw Failure{"no key in: " + text};
    const std::size_t to = text.find_first_of(" \n\t\",.", from);
    return text.substr(from, to - from);
}

std::string AppUnderTest::stored_bytes() const {
    std::stringstream all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{data_directory()})
        if (entry.is_regular_file()) all << std::ifstream{entry.path(), std::ios::binary}.rdbuf();
    return all.str();
}

bool AppUnderTest::logged(std::string_view text) const {
    const auto lines = log_->lock();
    return std::any_of(lines->begin(), lines->end(), [text](const std::string& line) {
        return line.find(text) != std::string::npos;
    });
}

}  // namespace fairlead::tests
