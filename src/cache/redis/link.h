// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cache/redis/address.h"
#include "cache/redis/resp.h"
#include "net/client_stream.h"
#include "net/deadline.h"
#include "net/name_resolver.h"

#include <array>
#include <memory>
#include <string>

namespace fairlead::cache::redis {

using Tls = std::shared_ptr<boost::asio::ssl::context>;  // shared with the connections it made

/// One connection to one Redis or sentinel. Belongs to its loop's thread. One coroutine may read
/// while another writes.
class Link {
public:
    explicit Link(const Executor& executor) : stream_(executor), deadline_(executor) {}
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    /// With `tls` the certificate must be good for the host. Errors have the reason in `detail`.
    Task<Result<void>> open(net::NameResolver& names, Host host, Tls tls,
                            net::Deadline::Moment end);
    /// Whether open() failed because of TLS: a certificate not to be trusted, or no TLS there.
    bool is_distrusted() const { return is_distrusted_; }

    /// Whether somebody took the connection at all.
    bool was_reached() const { return was_reached_; }

    /// Sends a command and waits for its reply: for who is alone on this connection.
    Task<Result<Reply>> ask(std::string command, net::Deadline::Moment end);

    /// The next reply, however long that takes.
    Task<Result<Reply>> next();
    Task<Result<void>> write(std::string bytes);

    /// Whoever waits gets an error, and whoever asks from now on.
    void close();
    bool is_closed() const { return is_closed_; }
    /// Closes it at that moment, unless told otherwise before.
    void close_at(net::Deadline::Moment end);
    void stay_open() { deadline_.disarm(); }

private:
    Task<Result<void>> connect(net::NameResolver& names, Host host, net::Deadline::Moment end);
    Result<void> outcome(const char* stage, const boost::system::error_code& failed) const;

    net::ClientStream stream_;
    net::Deadline deadline_;
    ReplyReader replies_;
    std::array<char, 16 * 1024> room_;
    std::string place_;
    bool is_closed_ = false;
    bool is_distrusted_ = false;
    bool was_reached_ = false;
};

}  // namespace fairlead::cache::redis
