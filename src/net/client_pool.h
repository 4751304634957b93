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

/// Which of the unused connections will do.
enum class Unused : std::uint8_t {
    any,
    recent,  ///< that answered within the last second: for what may be sent only once
};

/// The unused connections of one loop, by client and origin. A service of the loop, so that it is
/// found from any coroutine and ends before its sockets' loop does. Touched on the loop's thread
/// alone.
class ClientPool final : public boost::asio::execution_context::service {
public:
    using key_type = ClientPool;
    using Moment = std::chrono::steady_clock::time_point;
    static boost::asio::execution_context::id id;

    explicit ClientPool(boost::asio::execution_context& loop) : service(loop) {}

    /// The connection used last that is still open; null when there is none.
    std::unique_ptr<ClientStream> take(const std::string& origin, Unused wanted, Moment now);
    /// A recent one broke: some servers hang up after an answer and do not say so. For ten minutes
    /// the origin has no recent connections. The pool also notes it when it finds one closed.
    void note_hang_up(const std::string& origin, Moment now);
    void put(const std::string& origin, std::unique_ptr<ClientStream> stream, Moment answered);

    /// With which TLS to the origin may be resumed; none whose certificate was verified too long
    /// ago.
    std::optional<TlsSession> find_session(const std::string& origin) const;
    void keep_session(const std::string& origin, TlsSession session);

private:
    struct Kept {
        std::unique_ptr<ClientStream> stream;
        Moment answered;
    };

    void shutdown() override {
        unused_.clear();
        sessions_.clear();
    }
    bool hung_up_of_late(const std::string& origin, Moment now) const;
    void drop_old(Moment now);

    std::map<std::string, std::vector<Kept>, std::less<>> unused_;
    std::map<std::string, TlsSession, std::less<>> sessions_;
    std::map<std::string, Moment, std::less<>> hang_ups_;
    std::size_t count_ = 0;
    Moment dropped_{};
};

}  // namespace fairlead::net
