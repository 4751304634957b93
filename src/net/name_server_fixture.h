// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/assert.h"
#include "base/mutex.h"
#include "net/name_resolver.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netinet/in.h>
#include <poll.h>
#include <resolv.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace fairlead::net {

/// For tests: a name server on loopback (RFC 1035, UDP) that says what it likes of every name, and may
/// change its mind with each question.
class NameServer {
public:
    NameServer() : socket_(::socket(AF_INET, SOCK_DGRAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* address = reinterpret_cast<sockaddr*>(&at);
        socklen_t size = sizeof at;
        FAIRLEAD_ASSERT(::bind(socket_, address, size) == 0);
        FAIRLEAD_ASSERT(::getsockname(socket_, address, &size) == 0);
        port_ = ntohs(at.sin_port);
        thread_ = std::thread{[this] { serve(); }};
    }
    ~NameServer() {
        stopping_ = true;
        thread_.join();
        ::close(socket_);
    }
    NameServer(const NameServer&) = delete;
    NameServer& operator=(const NameServer&) = delete;

    /// What it answers from now on, of both families; none: the name has no address.
    void say(std::vector<std::string> addresses) { *said_.lock() = std::move(addresses); }
    int questions() const { return questions_; }

    /// Asks this server as the system asks its own: with libc's resolver, over a socket.
    NameResolver::Ask ask() const {
        return [port = port_](const std::string& host) -> Result<NameResolver::Addresses> {
            NameResolver::Addresses found;
            for (const int type : {ns_t_a, ns_t_aaaa}) add(query(port, host, type), type, found);
            if (!found.empty()) return found;
            return Error{Errc::provider_failed, "The other side's name has no address."};
        };
    }

private:
    using Bytes = std::vector<unsigned char>;

    static Bytes query(std::uint16_t port, const std::string& host, int type) {
        struct __res_state state{};
        FAIRLEAD_ASSERT(::res_ninit(&state) == 0);
        state.nscount = 1;
        state.retrans = 5;
        state.nsaddr_list[0].sin_family = AF_INET;
        state.nsaddr_list[0].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        state.nsaddr_list[0].sin_port = htons(port);
        Bytes answer(4096);
        const int size = ::res_nquery(&state, host.c_str(), ns_c_in, type, answer.data(),
                                      static_cast<int>(answer.size()));
        ::res_nclose(&state);
        answer.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return answer;
    }

    static void add(const Bytes& answer, int type, NameResolver::Addresses& found) {
        ns_msg message;
        if (::ns_initparse(answer.data(), static_cast<int>(answer.size()), &message) != 0) return;
        for (int i = 0; i < ns_msg_count(message, ns_s_an); ++i) {
            ns_rr record;
            if (::ns_parserr(&message, ns_s_an, i, &record) != 0 || ns_rr_type(record) != type)
                continue;
            std::array<char, INET6_ADDRSTRLEN> text{};
            ::inet_ntop(type == ns_t_a ? AF_INET : AF_INET6, ns_rr_rdata(record), text.data(),
                        text.size());
            found.push_back(boost::asio::ip::make_address(text.data()));
        }
    }

    void serve() {
        while (!stopping_) {
            pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
            if (::poll(&ready, 1, 20) <= 0) continue;
            Bytes message(512);
            sockaddr_in from{};
            socklen_t size = sizeof from;
            const auto got = ::recvfrom(socket_, message.data(), message.size(), 0,
                                        reinterpret_cast<sockaddr*>(&from), &size);
            if (got < NS_HFIXEDSZ) continue;
            message.resize(static_cast<std::size_t>(got));
            ++questions_;
            const auto answer = answer_to(message);
            ::sendto(socket_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from),
                     size);
        }
    }

    /// Section 4.1: the header, the question as it came, a record for each address of its type.
    Bytes answer_to(const Bytes& question) {
        std::size_t end = NS_HFIXEDSZ;
        while (question[end] != 0) end += question[end] + 1U;
        const int type = question[end + 2];
        Bytes answer{question.begin(), question.begin() + static_cast<std::ptrdiff_t>(end) + 5};
        const std::array<unsigned char, 10> head{0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0};
        std::copy(head.begin(), head.end(), answer.begin() + 2);
        const auto said = said_.lock();
        for (const auto& text : *said) {
            const auto address = boost::asio::ip::make_address(text);
            if (address.is_v4() != (type == ns_t_a)) continue;
            ++answer[7];
            add_record(answer, type, address);
        }
        return answer;
    }

    static void add_record(Bytes& answer, int type, const boost::asio::ip::address& address) {
        Bytes data;
        if (address.is_v4()) {
            const auto bytes = address.to_v4().to_bytes();
            data.assign(bytes.begin(), bytes.end());
        } else {
            const auto bytes = address.to_v6().to_bytes();
            data.assign(bytes.begin(), bytes.end());
        }
        // The name is the question's; good for no time at all.
        const Bytes head{0xc0, 0x0c, 0, static_cast<unsigned char>(type), 0, 1, 0, 0, 0, 0, 0};
        answer.insert(answer.end(), head.begin(), head.end());
        answer.push_back(static_cast<unsigned char>(data.size()));
        answer.insert(answer.end(), data.begin(), data.end());
    }

    int socket_;
    std::uint16_t port_ = 0;
    Mutex<std::vector<std::string>> said_;
    std::atomic<int> questions_{0};
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace fairlead::net
