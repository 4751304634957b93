// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/handoff.h"
#include "storage/postgres/postgres_group.h"
#include "storage/postgres/postgres_options.h"
#include "storage/postgres/postgres_session.h"
#include "storage/postgres/postgres_values.h"

#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace fairlead::storage {

/// A connection in libpq's pipeline mode: groups are sent as they come and answered in order.
/// Belongs to one loop: only that loop's thread may call it.
class PostgresConnection : public std::enable_shared_from_this<PostgresConnection> {
public:
    using Handle = PostgresSession::Handle;

    /// Blocks its thread until the server accepted, some seconds at most. `unavailable` says what
    /// to change.
    static Result<Handle> connect(const PostgresOptions& options);

    /// Takes over what connect() made.
    PostgresConnection(Loop& loop, Handle handle, const PostgresOptions& options);
    ~PostgresConnection();
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    /// Begins to listen to the server.
    void start();
    /// Fails what is under way and closes the socket.
    void close();

    /// Answers the last statement's rows, or the first error of the group.
    Task<Result<Rows>> run(PostgresGroup group);

    /// The same for a group that changes nothing. While others are under way it waits to share a
    /// Sync with those that come meanwhile, in one transaction: whatever of the session a group
    /// depends on, for whom it runs above all, it says itself, first, in one statement; it is not
    /// said again where the group before said the same. When one fails, those behind it in the
    /// transaction get an error that is worth repeating: with run(), where nobody else can spoil it.
    Task<Result<Rows>> run_along(PostgresGroup group);

    /// Sends a group whose answer nobody waits for.
    void send(PostgresGroup group);

    bool is_open() const { return socket_.is_open(); }
    /// Groups that are not answered yet.
    std::size_t under_way() const { return groups_.size() + waiting_.size(); }
    /// The server is inside a transaction block, as far as its last answer said.
    bool is_in_transaction() const;
    /// Closes the connection when an answer is overdue.
    void check_overdue(std::chrono::steady_clock::time_point now);

    /// `listener` is called for each notification of the channels this connection listens to, and
    /// once, with `lost` true, when it is closed.
    enum class Notified : std::uint8_t { notification, lost };
    void on_notification(std::function<void(Notified)> listener) {
        notified_ = std::move(listener);
    }

private:
    /// One command whose result the server owes us.
    struct Expected {
        const char* prepared = nullptr;  ///< the text whose preparation this is; null: a statement
    };
    struct Group {
        std::deque<Expected> expected;
        std::size_t left_to_run = 0;
        Result<Rows> answer = Rows{};
        Resume<Rows> resume;
        std::chrono::steady_clock::time_point deadline;
        bool is_synced = true;  ///< a Sync follows it; else the next group
    };
    struct Waiting {
        PostgresGroup statements;
        Resume<Rows> resume;
    };

    Task<Result<Rows>> start(void (PostgresConnection::*how)(Waiting), PostgresGroup group);
    void send_alone(Waiting one);
    void send_along(Waiting one);
    void send_waiting();
    bool add(Waiting one);
    void sync();
    bool send_statement(const PostgresStatement& statement, Group& group);
    bool send_prepared(const PostgresStatement& statement, const PostgresParams& params,
                       Group& group);
    void flush();
    void wait_readable();
    void wait_writable();
    void on_readable();
    void take_what_came();
    void take_results();
    bool said_farewell() const;
    void take(pg_result* result);
    void end_command();
    void end_group();
    void end_sync();
    void tell_notifications();
    void lose(std::string why);

    Handle handle_;
    boost::asio::posix::basic_stream_descriptor<Executor> socket_;
    StatementMode statements_;
    std::chrono::steady_clock::duration answer_limit_;
    std::deque<Group> groups_;
    std::deque<Waiting> waiting_;               ///< to be sent along with each other
    std::size_t syncs_ = 0;                     ///< sent and not answered
    std::map<const char*, std::string> names_;  ///< of prepared statements, by their text's place
    std::uint64_t prepared_ = 0;
    bool flushing_ = false;
    std::function<void(Notified)> notified_;
};

}  // namespace fairlead::storage
