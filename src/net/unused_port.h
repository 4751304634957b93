// SPDX-License-Identifier: Apache-2.0
// Included by tests only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <random>

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
    } while (!can_listen_on(port));
    return port;
}

}  // namespace fairlead::net
