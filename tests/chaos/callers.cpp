// SPDX-License-Identifier: Apache-2.0
// Usage: fairlead_callers API_KEY CALLERS SECONDS PORT… < lines of "user connection"
//
// CALLERS for each connection, each on a socket of its own to one of the ports in turn, ask for
// its access token once, wait for SECONDS at most and never ask again. They all stand ready before the
// line "ready" is printed and ask when a line "go" is read. Then it prints a line for each that failed,
// "failed PORT STATUS BEGUN_MS ENDED_MS MESSAGE" in Unix time (status 0: nobody answered), and at last
// "done ANSWERED FAILED P50_MS P99_MS MAX_MS MOST_TOKENS", where MOST_TOKENS is how many different
// tokens the callers of one connection got at most.

#include "base/clock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using fairlead::SystemClock;
using fairlead::Time;

struct Connection {
    std::string user;
    std::string id;
    std::set<std::string> tokens;
};

struct Caller {
    int socket = -1;
    std::uint16_t port = 0;
    std::size_t connection = 0;
    std::string received;
    Time begun{};
    Time ended{};
    int status = 0;
    bool over = false;
};

int connected_to(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        std::perror("connect");
        std::exit(1);
    }
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) | O_NONBLOCK);
    return socket;
}

/// The text after `name` up to `end`, or nothing.
std::string_view between(std::string_view text, std::string_view name, char end) {
    const auto at = text.find(name);
    if (at == std::string_view::npos) return {};
    const auto rest = text.substr(at + name.size());
    return rest.substr(0, rest.find(end));
}

bool is_whole(std::string_view answer) {
    const auto head = answer.find("\r\n\r\n");
    if (head == std::string_view::npos) return false;
    const auto length = between(answer.substr(0, head), "Content-Length: ", '\r');
    return answer.size() - head - 4 >= std::strtoull(std::string{length}.c_str(), nullptr, 10);
}

class Crowd {
public:
    Crowd(std::string key, std::vector<std::uint16_t> ports, int callers)
        : key_(std::move(key)), poll_(::epoll_create1(0)) {
        for (Connection one; std::cin >> one.user >> one.id;) {
            connections_.push_back(one);
            if (one.id == "-") break;
        }
        connections_.pop_back();
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            for (int n = 0; n < callers; ++n)
                add(i, ports[(i + static_cast<std::size_t>(n)) % ports.size()]);
        }
    }

    void ask_all() {
        for (Caller& caller : callers_) {
            const Connection& of = connections_[caller.connection];
            const std::string request =
                "GET /api/integrations/accounts/" + of.id +
                "/token HTTP/1.1\r\nHost: localhost:" + std::to_string(caller.port) +
                "\r\nAuthorization: Bearer " + key_ + "\r\nFairlead-User: " + of.user + "\r\n\r\n";
            caller.begun = clock_.now();
            if (::send(caller.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
                static_cast<ssize_t>(request.size())) {
                finish(caller);
            }
        }
    }

    void wait(std::chrono::seconds at_most) {
        const auto until = std::chrono::steady_clock::now() + at_most;
        std::array<epoll_event, 1024> events;
        while (waiting_ > 0 && std::chrono::steady_clock::now() < until) {
            const int ready =
                ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), 100);
            for (int i = 0; i < ready; ++i)
                read(callers_[events[static_cast<std::size_t>(i)].data.u64]);
        }
        for (Caller& caller : callers_) {
            if (!caller.over) finish(caller);
        }
    }

    void report() const {
        std::vector<std::int64_t> waits;
        std::size_t failed = 0;
        for (const Caller& caller : callers_) {
            waits.push_back(fairlead::to_unix_ms(caller.ended) -
                            fairlead::to_unix_ms(caller.begun));
            if (caller.status == 200) continue;
            ++failed;
            const auto message = between(caller.received, "\"detail\":\"", '"');
            std::printf("failed %d %d %lld %lld %.*s\n", caller.port, caller.status,
                        static_cast<long long>(fairlead::to_unix_ms(caller.begun)),
                        static_cast<long long>(fairlead::to_unix_ms(caller.ended)),
                        static_cast<int>(message.size()), message.data());
        }
        std::ranges::sort(waits);
        std::size_t most = 0;
        for (const Connection& one : connections_) most = std::max(most, one.tokens.size());
        std::printf("done %zu %zu %lld %lld %lld %zu\n", callers_.size() - failed, failed,
                    static_cast<long long>(waits[waits.size() / 2]),
                    static_cast<long long>(waits[waits.size() * 99 / 100]),
                    static_cast<long long>(waits.back()), most);
    }

private:
    void add(std::size_t connection, std::uint16_t port) {
        Caller caller;
        caller.socket = connected_to(port);
        caller.port = port;
        caller.connection = connection;
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = callers_.size();
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, caller.socket, &event);
        callers_.push_back(std::move(caller));
        ++waiting_;
    }

    void read(Caller& caller) {
        if (caller.over) return;
        std::array<char, 8192> bytes;
        const auto size = ::recv(caller.socket, bytes.data(), bytes.size(), 0);
        if (size < 0 && errno == EAGAIN) return;
        if (size <= 0) return finish(caller);
        caller.received.append(bytes.data(), static_cast<std::size_t>(size));
        if (!is_whole(caller.received)) return;
        caller.status = std::atoi(caller.received.c_str() + 9);
        if (caller.status == 200) {
            connections_[caller.connection].tokens.emplace(
                between(caller.received, "\"accessToken\":\"", '"'));
        }
        finish(caller);
    }

    void finish(Caller& caller) {
        caller.over = true;
        caller.ended = clock_.now();
        ::close(caller.socket);
        --waiting_;
    }

    const SystemClock clock_;
    std::string key_;
    int poll_;
    std::vector<Connection> connections_;
    std::vector<Caller> callers_;
    std::size_t waiting_ = 0;
};

}  // namespace

int main(int count, char** words) {
    if (count < 5) {
        std::cerr << "usage: fairlead_callers API_KEY CALLERS SECONDS PORT...\n";
        return 2;
    }
    std::vector<std::uint16_t> ports;
    for (int i = 4; i < count; ++i) {
        ports.push_back(static_cast<std::uint16_t>(std::atoi(words[i])));
    }
    Crowd crowd{words[1], std::move(ports), std::atoi(words[2])};
    std::cout << "ready" << std::endl;
    std::string go;
    std::cin >> go;
    crowd.ask_all();
    crowd.wait(std::chrono::seconds{std::atoi(words[3])});
    crowd.report();
    return 0;
}
