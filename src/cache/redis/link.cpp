// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/link.h"

#include "base/async.h"

namespace fairlead::cache::redis {
namespace {

using boost::asio::ip::tcp;

}  // namespace

void Link::close() {
    is_closed_ = true;
    stream_.cancel();
}

void Link::close_at(net::Deadline::Moment end) {
    deadline_.arm(end, [this] { close(); });
}

Result<void> Link::outcome(const char* stage, const boost::system::error_code& failed) const {
    if (deadline_.passed())
        return Error{Errc::timeout, "Redis is silent.", place_ + ": no answer in time"};
    if (is_closed_)
        return Error{Errc::unavailable, "The connection to Redis was given up.", place_};
    if (!failed) return ok();
    return Error{Errc::unavailable, "Redis cannot be reached.",
                 place_ + ": " + stage + ": " + failed.message()};
}

Task<Result<void>> Link::connect(net::NameResolver& names, Host host, net::Deadline::Moment end) {
    CO_TRY(const auto addresses, co_await names.resolve(host.name, end));
    boost::system::error_code failed;
    for (const auto& address : addresses) {
        const tcp::endpoint endpoint{address, host.port};
        if (failed) {
            boost::system::error_code ignored;
            stream_.socket().close(ignored);
        }
        failed = co_await stream_.connect(endpoint);
        if (!failed || is_closed_) break;
    }
    co_return outcome("connecting", failed);
}

Task<Result<void>> Link::open(net::NameResolver& names, Host host, Tls tls,
                              net::Deadline::Moment end) {
    place_ = host.text();
    close_at(end);
    CO_CHECK(co_await connect(names, host, end));
    was_reached_ = true;
    if (tls) {
        std::string name = host.name;
        std::optional<net::TlsSession> none;
        net::ClientStream::KeepSession forget;
        const auto failed = co_await stream_.secure(std::move(tls), std::move(name),
                                                    std::move(none), std::move(forget));
        is_distrusted_ = failed.category() == boost::asio::error::get_ssl_category();
        CO_CHECK(outcome("the TLS handshake", failed));
    }
    stay_open();
    co_return ok();
}

Task<Result<Reply>> Link::ask(std::string command, net::Deadline::Moment end) {
    close_at(end);
    CO_CHECK(co_await write(std::move(command)));
    auto reply = co_await next();
    if (reply) stay_open();
    co_return reply;
}

Task<Result<Reply>> Link::next() {
    for (;;) {
        CO_TRY(auto reply, replies_.next());
        if (reply) co_return *std::move(reply);
        CO_CHECK(co_await check_cancelled());
        CO_CHECK(outcome("reading", {}));
        boost::system::error_code failed;
        const auto buffer = boost::asio::buffer(room_);
        const std::size_t size = co_await stream_.read_some(buffer, failed);
        CO_CHECK(outcome("reading", failed));
        replies_.add({room_.data(), size});
    }
}

Task<Result<void>> Link::write(std::string bytes) {
    CO_CHECK(outcome("writing", {}));
    boost::system::error_code failed;
    const net::ClientStream::Buffers buffers = {boost::asio::buffer(bytes),
                                                boost::asio::const_buffer{}};
    [[maybe_unused]] const std::size_t size = co_await stream_.write(buffers, failed);
    wipe_string(bytes);  // it may hold the password
    co_return outcome("writing", failed);
}

}  // namespace fairlead::cache::redis
