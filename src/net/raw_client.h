// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/assert.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace fairlead::net {

/// A blocking loopback socket that sends any bytes: what a test talks to a server with.
class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
    }
    struct Adopted {
        int socket;
    };
    explicit RawClient(Adopted adopted)
        : socket_(adopted.socket), connected_(adopted.socket >= 0) {}
    ~RawClient() { ::close(socket_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    int socket() const { return socket_; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (size <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(size));
        }
        return true;
    }
    void close_writing() { ::shutdown(socket_, SHUT_WR); }
    /// Closing then resets the connection.
    void reset_when_closed() {
        const linger now{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }

    /// Up to and with `mark`; less when the other side closes or is silent for ten seconds.
    std::string read_until(std::string_view mark) {
        while (true) {
            const std::size_t at = mark.empty() ? std::string::npos : unread_.find(mark);
            if (at != std::string::npos) {
                std::string found = unread_.substr(0, at + mark.size());
                unread_.erase(0, at + mark.size());
                return found;
            }
            if (!read_some()) return std::exchange(unread_, {});
        }
    }
    std::string read(std::size_t size) {
        while (unread_.size() < size && read_some()) {}
        std::string found = unread_.substr(0, size);
        unread_.erase(0, found.size());
        return found;
    }
    /// Everything until the other side closes.
    std::string read_all() { return read_until({}); }
    /// After reading: whether the other side closed, rather than fell silent.
    bool ended() const { return ended_; }

private:
    bool read_some() {
        pollfd wait{socket_, POLLIN, 0};
        if (::poll(&wait, 1, 10000) != 1) return false;
        std::array<char, 65536> bytes;
        const auto size = ::recv(socket_, bytes.data(), bytes.size(), 0);
        ended_ = size == 0;
        if (size <= 0) return false;
        unread_.append(bytes.data(), static_cast<std::size_t>(size));
        return true;
    }

    int socket_;
    bool connected_;
    bool ended_ = false;
    std::string unread_;
};

/// A listener on a free loopback port whose connections a test answers by hand.
class RawListener {
public:
    RawListener() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* address = reinterpret_cast<sockaddr*>(&at);
        socklen_t size = sizeof at;
        FAIRLEAD_ASSERT(::bind(socket_, address, size) == 0 && ::listen(socket_, 16) == 0);
        ::getsockname(socket_, address, &size);
        port_ = ntohs(at.sin_port);
    }
    ~RawListener() { ::close(socket_); }
    RawListener(const RawListener&) = delete;
    RawListener& operator=(const RawListener&) = delete;

    std::uint16_t port() const { return port_; }
    RawClient accept() {
        return RawClient{RawClient::Adopted{::accept(socket_, nullptr, nullptr)}};
    }

private:
    int socket_;
    std::uint16_t port_ = 0;
};

}  // namespace fairlead::net
