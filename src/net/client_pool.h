// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"
#include "net/client_stream.h"

#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace fairlead::net {

/// The unused connections of one loop, by client and origin. A service of the loop, so that it is
/// found from any coroutine and ends before its sockets' loop does. Touched on the loop's thread
/// alone.
class ClientPool final : public boost::asio::execution_context::service {
public:
    using key_type = ClientPool;
    static boost::asio::execution_context::id id;

    explicit ClientPool(boost::asio::execution_context& loop) : service(loop) {}

    /// The connection used last that is still open; null when there is none.
    std::unique_ptr<ClientStream> take(const std::string& origin);
    void put(const std::string& origin, std::unique_ptr<ClientStream> stream);

    /// With which TLS to the origin may be resumed; none whose certificate was verified too long
    /// ago.
    std::optional<TlsSession> find_session(const std::string& origin) const;
    void keep_session(const std::string& origin, TlsSession session);

private:
    using Moment = std::chrono::steady_clock::time_point;
    struct Unused {
        std::unique_ptr<ClientStream> stream;
        Moment since;
    };

    void shutdown() override {
        unused_.clear();
        sessions_.clear();
    }
    void drop_old(Moment now);

    std::map<std::string, std::vector<Unused>, std::less<>> unused_;
    std::map<std::string, TlsSession, std::less<>> sessions_;
    std::size_t count_ = 0;
    Moment dropped_{};
};

}  // namespace fairlead::net
