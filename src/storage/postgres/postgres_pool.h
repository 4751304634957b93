// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "storage/postgres/postgres_connection.h"
#include "storage/postgres/postgres_contact.h"

#include <boost/asio/steady_timer.hpp>

#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace fairlead::storage {

/// The connections of one loop: some that reads share, each answering many at a time, and some
/// that are lent to one writer or transaction. Lost ones are replaced when somebody asks. Belongs
/// to its loop's thread.
///
/// While the server is away callers wait `connect_limit` for it; once it has been away as long,
/// they are answered at once, and one of them now and then looks again.
class PostgresPool : public std::enable_shared_from_this<PostgresPool> {
public:
    using Held = std::shared_ptr<PostgresConnection>;  // shared with its socket's handlers

    /// A connection that nobody else has, until this dies.
    class Lease {
    public:
        Lease(std::shared_ptr<PostgresPool> pool, Held connection)
            : pool_(std::move(pool)), connection_(std::move(connection)) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (pool_) pool_->give_back(std::move(connection_));
        }
        PostgresConnection& operator*() const { return *connection_; }
        PostgresConnection* operator->() const { return connection_.get(); }

    private:
        std::shared_ptr<PostgresPool> pool_;  // shared with every loop's calls
        Held connection_;
    };

    /// `connecting` runs what blocks; `contact` is told what becomes of connections.
    PostgresPool(Loop& loop, const PostgresOptions& options, WorkPool& connecting,
                 PostgresContact& contact)
        : loop_(loop),
          options_(options),
          connecting_(connecting),
          contact_(contact),
          timer_(loop),
          teller_(loop) {}

    Task<Result<Held>> reader();
    Task<Result<Lease>> lend(Priority priority);

    /// An event was committed: tells every node that listens, soon, and once for many. Not in the
    /// event's own transaction: the server commits those that notify one after the other, each with
    /// its wait for the disk, which no other commit may then share.
    void tell_soon();

    /// Closes every connection and answers whoever waits.
    void close();
    bool is_closed() const { return closed_; }
    /// Connections open now.
    std::size_t open() const;

private:
    using Instant = std::chrono::steady_clock::time_point;
    struct Waiter {
        Resume<Held> resume;
        Instant deadline;
    };

    Task<Result<Held>> connect();
    Task<Result<PostgresConnection::Handle>> try_to_connect();
    Task<Result<Held>> connect_reader();
    Task<Result<Held>> wait_for_reader();
    Task<Result<Held>> writer(Priority priority);
    Task<Result<Held>> connect_writer();
    Task<Result<Held>> wait_for_writer(Priority priority, Instant deadline);
    Held next_reader();
    Held take_idle();
    void give_back(Held connection);
    void pass_on();
    std::optional<Error> refusal(Instant now);
    void note_failure(const Error& error, Instant now);
    void tell();
    void watch();
    void on_tick();
    bool has_something_to_watch() const;
    void forgive(std::chrono::steady_clock::duration late, Instant now);
    bool stood_still_since(Instant then) const;
    void expire_waiters(Instant now);

    Loop& loop_;
    const PostgresOptions& options_;
    WorkPool& connecting_;
    PostgresContact& contact_;
    boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                      boost::asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
    bool watching_ = false;
    decltype(timer_) teller_;
    bool telling_ = false;
    bool closed_ = false;
    Instant stood_still_{};  ///< when it was last noticed that this process had
    int coming_ = 0;         ///< connections that are being made

    std::vector<Held> readers_;
    bool reader_is_coming_ = false;
    std::vector<Resume<Held>> wait_for_reader_;

    std::vector<Held> idle_;
    std::vector<std::weak_ptr<PostgresConnection>> lent_;
    std::size_t writers_ = 0;  ///< open, lent or coming
    std::array<std::deque<Waiter>, priorities> wait_for_writer_;

    std::optional<Instant> away_since_;
    Instant next_look_{};
    std::optional<Error> why_away_;
};

}  // namespace fairlead::storage
