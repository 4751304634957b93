// SPDX-License-Identifier: Apache-2.0
#include "net/name_resolver.h"

#include "base/handoff.h"

#include <netdb.h>
#include <netinet/in.h>

#include <cstring>
#include <memory>

namespace fairlead::net {
namespace {

namespace ip = boost::asio::ip;
using Addresses = NameResolver::Addresses;
using SteadyClock = std::chrono::steady_clock;

/// Shorter than names commonly are good for, which getaddrinfo does not tell.
constexpr Seconds known_for{5};
constexpr std::size_t most_known = 1024;

ip::address address_of(const addrinfo& info) {
    if (info.ai_family == AF_INET) {
        sockaddr_in raw;
        std::memcpy(&raw, info.ai_addr, sizeof raw);
        return ip::address_v4{ntohl(raw.sin_addr.s_addr)};
    }
    sockaddr_in6 raw;
    std::memcpy(&raw, info.ai_addr, sizeof raw);
    ip::address_v6::bytes_type bytes;
    std::memcpy(bytes.data(), raw.sin6_addr.s6_addr, bytes.size());
    return ip::address_v6{bytes, raw.sin6_scope_id};
}

}  // namespace

Result<Addresses> NameResolver::ask_system(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner{list, [](addrinfo* l) {
                                                                   if (l) ::freeaddrinfo(l);
                                                               }};
    Addresses addresses;
    for (const addrinfo* at = list; failed == 0 && at != nullptr; at = at->ai_next) {
        if (at->ai_family == AF_INET || at->ai_family == AF_INET6) {
            addresses.push_back(address_of(*at));
        }
    }
    if (!addresses.empty()) return addresses;
    return Error{Errc::provider_failed, "The other side's name has no address.",
                 "host " + host + ": " + (failed == 0 ? "no address" : ::gai_strerror(failed))};
}

NameResolver::NameResolver(std::size_t threads, Ask ask) : ask_(std::move(ask)), pool_(threads) {}

std::optional<Addresses> NameResolver::find_known(const std::string& host) {
    const auto known = known_.lock();
    const auto found = known->find(host);
    if (found == known->end() || found->second.until <= SteadyClock::now()) return std::nullopt;
    return found->second.addresses;
}

void NameResolver::keep(const std::string& host, const Addresses& addresses) {
    const auto now = SteadyClock::now();
    const auto known = known_.lock();
    if (known->size() >= most_known) {
        std::erase_if(*known, [&](const auto& each) { return each.second.until <= now; });
        if (known->size() >= most_known) return;
    }
    (*known)[host] = {addresses, now + known_for};
}

Task<Result<Addresses>> NameResolver::resolve(std::string host, Deadline::Moment deadline) {
    boost::system::error_code no_literal;
    const ip::address literal = ip::make_address(host, no_literal);
    if (!no_literal) co_return Addresses{literal};
    if (auto known = find_known(host)) co_return *std::move(known);
    const Executor executor = co_await boost::asio::this_coro::executor;
    Deadline timer{executor};
    // getaddrinfo cannot be stopped: when the time is over its answer comes to nobody.
    std::function<void(Resume<Addresses>)> start = [&](Resume<Addresses> resume) {
        timer.arm(deadline, [resume] {
            resume(Error{Errc::timeout, "Looking up the other side's name took too long."});
        });
        const bool taken = pool_.submit([this, resume, host] {
            auto answer = ask_(host);
            if (answer) keep(host, *answer);
            resume(std::move(answer));
        });
        if (!taken) resume(Error{Errc::unavailable, "Too many names are being looked up."});
    };
    co_return co_await suspend<Addresses>(std::move(start));
}

}  // namespace fairlead::net
