// SPDX-License-Identifier: Apache-2.0
// Included by tests only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace fairlead::net {

inline bool can_listen_on(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool can = ::bind(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(socket);
    return can;
}

/// Whether no other test has this port in mind, or is about to; from now on it is this process's,
/// until it ends. The tests agree on a name (abstract, so that the kernel forgets it with the
/// process: unix(7)), because between the choice of a port and its server's start lie seconds.
inline bool can_claim(std::uint16_t port) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    const std::string text = "fairlead-tests-port-" + std::to_string(port);
    text.copy(&name.sun_path[1], sizeof name.sun_path - 1);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    const int claim = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::bind(claim, reinterpret_cast<const sockaddr*>(&name), length) == 0) return true;
    ::close(claim);
    return false;
}

/// A loopback port that nobody listens on, for a server that a test is about to start. Below those
/// that Linux gives to outgoing connections (32768 to 60999), or one of them might have it by then.
inline std::uint16_t unused_port() {
    constexpr std::uint32_t lowest = 12000;
    constexpr std::uint32_t count = 20000;
    // Tests that run beside this one begin elsewhere.
    static std::atomic<std::uint32_t> next{std::random_device{}()};
    std::uint16_t port = 0;
    do {
        port = static_cast<std::uint16_t>(lowest + next++ % count);
    } while (!can_claim(port) || !can_listen_on(port));
    return port;
}

}  // namespace fairlead::net
