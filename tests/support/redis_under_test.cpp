// SPDX-License-Identifier: Apache-2.0
#include "support/redis_under_test.h"

#include "base/text.h"
#include "net/unused_port.h"
#include "support/http_caller.h"

#include <csignal>
#include <cstdio>
#include <fstream>
#include <functional>
#include <thread>

namespace fairlead::tests {
namespace {

constexpr const char* server = "/usr/bin/redis-server";
constexpr const char* client = "/usr/bin/redis-cli";

std::uint16_t some_port() { return net::unused_port(); }

std::string quoted(const std::string& word) { return "'" + replace_all(word, "'", "'\\''") + "'"; }

/// What a command prints on its standard output.
std::string output_of(const std::vector<std::string>& command) {
    std::string line;
    for (const std::string& word : command) line += quoted(word) + " ";
    FILE* const pipe = ::popen((line + "2>/dev/null").c_str(), "r");
    if (pipe == nullptr) throw Failure{"cannot start " + command.front()};
    std::string text;
    char piece[4096];
    while (const auto size = std::fread(piece, 1, sizeof piece, pipe)) text.append(piece, size);
    ::pclose(pipe);
    return text;
}

/// Until it holds, for half a minute.
void await(const char* what, const std::function<bool()>& holds) {
    for (int i = 0; i < 1500; ++i) {
        if (holds()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    throw Failure{std::string{what} + " never came"};
}

}  // namespace

RedisUnderTest::RedisUnderTest(Options options) : options_(std::move(options)), port_(some_port()) {
    start();
}

std::vector<std::string> RedisUnderTest::command_line() const {
    const std::string port = std::to_string(port_);
    std::vector<std::string> line{server,
                                  "--bind",
                                  "127.0.0.1",
                                  "--save",
                                  "",
                                  "--appendonly",
                                  "no",
                                  "--dir",
                                  directory_.path(),
                                  "--logfile",
                                  directory_.file("redis.log"),
                                  "--requirepass",
                                  password(),
                                  "--masterauth",
                                  password(),
                                  "--repl-diskless-sync-delay",
                                  "0"};
    if (options_.tls) {
        const LoopbackCertificate& tls = *options_.tls;
        line.insert(line.end(),
                    {"--port", "0", "--tls-port", port, "--tls-cert-file", tls.certificate_path,
                     "--tls-key-file", tls.key_path, "--tls-ca-cert-file", tls.authority_path,
                     "--tls-auth-clients", "no"});
    } else {
        line.insert(line.end(), {"--port", port});
    }
    line.insert(line.end(), options_.more.begin(), options_.more.end());
    return line;
}

void RedisUnderTest::start() {
    process_ = std::make_unique<ChildProcess>(command_line());
    await("the redis-server", [this] { return answers(); });
}

bool RedisUnderTest::answers() const { return cli({"PING"}).starts_with("PONG"); }

void RedisUnderTest::stop(int signal) {
    if (process_) process_->end(signal);
    process_.reset();
}

void RedisUnderTest::restart() {
    stop();
    start();
}

void RedisUnderTest::pause() { process_->signal(SIGSTOP); }
void RedisUnderTest::resume() { process_->signal(SIGCONT); }

std::string RedisUnderTest::url() const {
    return std::string{options_.tls ? "rediss" : "redis"} + "://:" + percent_encode(password()) +
           "@localhost:" + std::to_string(port_);
}

std::string RedisUnderTest::cli(const std::vector<std::string>& command) const {
    std::vector<std::string> line{client, "-p", std::to_string(port_), "-a", password()};
    if (options_.tls) line.insert(line.end(), {"--tls", "--cacert", options_.tls->authority_path});
    line.insert(line.end(), command.begin(), command.end());
    return output_of(line);
}

SentinelUnderTest::SentinelUnderTest() : port_(some_port()) {
    RedisUnderTest::Options of_replica;
    of_replica.more = {"--replicaof", "127.0.0.1", std::to_string(primary_.port())};
    replica_ = std::make_unique<RedisUnderTest>(std::move(of_replica));
    const std::string file = directory_.file("sentinel.conf");
    std::ofstream{file} << "port " << port_ << "\nbind 127.0.0.1\ndir " << directory_.path()
                        << "\nlogfile " << directory_.file("sentinel.log")
                        << "\nsentinel monitor main 127.0.0.1 " << primary_.port() << " 1\n"
                        << "sentinel auth-pass main \"" << RedisUnderTest::password() << "\"\n"
                        << "sentinel down-after-milliseconds main 1000\n"
                        << "sentinel failover-timeout main 5000\n";
    process_ = std::make_unique<ChildProcess>(std::vector<std::string>{server, file, "--sentinel"});
    await("a sentinel that knows the replica", [this] {
        const std::string replicas = sentinel_cli({"SENTINEL", "replicas", "main"});
        return replicas.find("master-link-status\nok") != std::string::npos;
    });
}

std::string SentinelUnderTest::url() const {
    return "redis+sentinel://:" + percent_encode(RedisUnderTest::password()) +
           "@127.0.0.1:1,127.0.0.1:" + std::to_string(port_) + "/main";
}

std::string SentinelUnderTest::sentinel_cli(const std::vector<std::string>& command) const {
    std::vector<std::string> line{client, "-p", std::to_string(port_)};
    line.insert(line.end(), command.begin(), command.end());
    return output_of(line);
}

std::string SentinelUnderTest::primary_port() const {
    return sentinel_cli({"SENTINEL", "get-master-addr-by-name", "main"});
}

void SentinelUnderTest::fail_over() {
    const std::string before = primary_port();
    await("a failover", [&] {
        sentinel_cli({"SENTINEL", "failover", "main"});
        const std::string now = primary_port();
        return !now.empty() && now != before;
    });
}

}  // namespace fairlead::tests
