// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_connection.h"

#include "storage/postgres/postgres_error.h"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>

namespace fairlead::storage {

namespace {

struct Clear {
    void operator()(PGresult* result) const { ::PQclear(result); }
};

/// `said` is what the groups before have said of the session.
void leave_out_repeated(PostgresStatement& said, PostgresGroup& group) {
    if (group.size() < 2) return;
    if (group.front() == said) {
        group.erase(group.begin());
    } else {
        said = group.front();
    }
}

/// While a Sync is under way those that come meanwhile wait to share the next, so many at most: a Sync
/// costs the server as much as a read, and nobody waits for a long row of others.
constexpr std::size_t most_syncs = 1;
constexpr std::size_t most_sharing = 32;

std::string problem_of(const PGconn* connection) {
    std::string text = ::PQerrorMessage(connection);
    const auto end = text.find_last_not_of('\n');
    text.resize(end == std::string::npos ? 0 : end + 1);
    return text;
}

/// What a session is told before it serves. A pooler that hands out server connections by
/// transaction would tell only one of them: there the roles carry it (docs/scaling.md). A node that
/// is stopped with a row locked lets go of it before those who wait for the row give up.
std::string greeting(const PostgresOptions& options) {
    const auto limit = std::to_string(options.statement_limit.count());
    return "SET statement_timeout = " + limit + "; SET lock_timeout = " + limit +
           "; SET idle_in_transaction_session_timeout = 3000";
}

}  // namespace

Result<PostgresConnection::Handle> PostgresConnection::connect(const PostgresOptions& options) {
    TRY(auto session, PostgresSession::open(options.address));
    if (options.statements == StatementMode::named) CHECK_OK(session.execute(greeting(options)));
    auto handle = std::move(session).release();
    if (::PQsetnonblocking(handle.get(), 1) != 0 || ::PQenterPipelineMode(handle.get()) != 1) {
        return connection_lost(problem_of(handle.get()));
    }
    return handle;
}

PostgresConnection::PostgresConnection(Loop& loop, Handle handle, const PostgresOptions& options)
    : handle_(std::move(handle)),
      // libpq keeps the socket; ours is a second name of it, so that each closes its own.
      socket_(loop, ::dup(::PQsocket(handle_.get()))),
      statements_(options.statements),
      answer_limit_(options.answer_limit) {}

PostgresConnection::~PostgresConnection() = default;

void PostgresConnection::start() { wait_readable(); }

void PostgresConnection::close() { lose("closed"); }

bool PostgresConnection::is_in_transaction() const {
    const auto status = ::PQtransactionStatus(handle_.get());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

Task<Result<Rows>> PostgresConnection::run(PostgresGroup group) {
    return start(&PostgresConnection::send_alone, std::move(group));
}

Task<Result<Rows>> PostgresConnection::run_along(PostgresGroup group) {
    return start(&PostgresConnection::send_along, std::move(group));
}

Task<Result<Rows>> PostgresConnection::start(void (PostgresConnection::*how)(Waiting),
                                             PostgresGroup group) {
    auto self = shared_from_this();
    std::function<void(Resume<Rows>)> begin =
        [self, how, group = std::move(group)](Resume<Rows> resume) mutable {
            if (!self->is_open()) {
                resume(connection_lost("the connection was closed before the statement was sent"));
                return;
            }
            ((*self).*how)(Waiting{std::move(group), std::move(resume)});
        };
    return suspend<Rows>(std::move(begin));
}

void PostgresConnection::send(PostgresGroup group) {
    if (is_open()) send_alone(Waiting{std::move(group), [](const Result<Rows>&) {}});
}

void PostgresConnection::send_alone(Waiting one) {
    if (add(std::move(one))) sync();
}

void PostgresConnection::send_along(Waiting one) {
    waiting_.push_back(std::move(one));
    if (syncs_ < most_syncs) send_waiting();
}

void PostgresConnection::send_waiting() {
    PostgresStatement said;
    for (std::size_t left = std::min(waiting_.size(), most_sharing); left > 0; --left) {
        Waiting one = std::move(waiting_.front());
        waiting_.pop_front();
        leave_out_repeated(said, one.statements);
        if (!add(std::move(one))) return;
        groups_.back().is_synced = left == 1;
    }
    sync();
}

bool PostgresConnection::add(Waiting one) {
    Group& group = groups_.emplace_back();
    group.resume = std::move(one.resume);
    group.left_to_run = one.statements.size();
    group.deadline = std::chrono::steady_clock::now() + answer_limit_;
    for (const PostgresStatement& statement : one.statements) {
        if (send_statement(statement, group)) continue;
        lose(problem_of(handle_.get()));
        return false;
    }
    return true;
}

void PostgresConnection::sync() {
    ++syncs_;
    // Also hands what is buffered to the kernel.
    if (::PQpipelineSync(handle_.get()) != 1) return lose(problem_of(handle_.get()));
    flush();
}

bool PostgresConnection::send_statement(const PostgresStatement& statement, Group& group) {
    const PostgresParams params{statement.params};
    if (statements_ == StatementMode::named) return send_prepared(statement, params, group);
    group.expected.emplace_back();
    return ::PQsendQueryParams(handle_.get(), statement.text.data(), params.size(), params.types(),
                               params.values(), params.lengths(), params.formats(), 1) == 1;
}

bool PostgresConnection::send_prepared(const PostgresStatement& statement,
                                       const PostgresParams& params, Group& group) {
    const char* const text = statement.text.data();
    auto known = names_.find(text);
    if (known == names_.end()) {
        known = names_.emplace(text, "s" + std::to_string(++prepared_)).first;
        group.expected.push_back({text});
        if (::PQsendPrepare(handle_.get(), known->second.c_str(), text, params.size(),
                            params.types()) != 1) {
            return false;
        }
    }
    group.expected.emplace_back();
    return ::PQsendQueryPrepared(handle_.get(), known->second.c_str(), params.size(),
                                 params.values(), params.lengths(), params.formats(), 1) == 1;
}

void PostgresConnection::flush() {
    if (flushing_) return;
    const int left = ::PQflush(handle_.get());
    if (left < 0) return lose(problem_of(handle_.get()));
    if (left > 0) wait_writable();
}

void PostgresConnection::wait_writable() {
    flushing_ = true;
    socket_.async_wait(decltype(socket_)::wait_write,
                       [self = shared_from_this()](boost::system::error_code problem) {
                           self->flushing_ = false;
                           if (!problem && self->is_open()) self->flush();
                       });
}

void PostgresConnection::wait_readable() {
    socket_.async_wait(decltype(socket_)::wait_read,
                       [self = shared_from_this()](boost::system::error_code problem) {
                           if (!problem && self->is_open()) self->on_readable();
                       });
}

void PostgresConnection::on_readable() {
    take_what_came();
    if (!is_open()) return;
    tell_notifications();
    // A server that says farewell is heard of only when somebody asks.
    if (::PQstatus(handle_.get()) != CONNECTION_OK) return lose(problem_of(handle_.get()));
    flush();
    if (is_open()) wait_readable();
}

/// The server's last words may stand before the end, and say what became of the transaction.
void PostgresConnection::take_what_came() {
    const bool goes_on = ::PQconsumeInput(handle_.get()) == 1;
    const auto problem = problem_of(handle_.get());
    take_results();
    if (is_open() && !goes_on) lose(problem);
}

void PostgresConnection::take_results() {
    bool ended = false;
    while (is_open() && !groups_.empty() && ::PQisBusy(handle_.get()) == 0) {
        PGresult* const result = ::PQgetResult(handle_.get());
        if (result != nullptr) {
            ended = false;
            take(result);
            if (said_farewell()) return;
        } else if (ended) {
            return;  // nothing more for now
        } else {
            ended = true;
            end_command();
        }
    }
}

/// What libpq makes up for the groups after it says nothing.
bool PostgresConnection::said_farewell() const {
    return ::PQstatus(handle_.get()) != CONNECTION_OK && !groups_.empty() &&
           !groups_.front().answer;
}

void PostgresConnection::take(pg_result* raw) {
    const std::unique_ptr<PGresult, Clear> result{raw};
    Group& group = groups_.front();
    switch (::PQresultStatus(raw)) {
        case PGRES_PIPELINE_SYNC: return end_sync();
        case PGRES_PIPELINE_ABORTED: {
            // It was not prepared either, so the next to use it prepares it again.
            if (!group.expected.empty() && group.expected.front().prepared != nullptr) {
                names_.erase(group.expected.front().prepared);
            }
            if (group.answer) group.answer = spoilt_by_another();
            return;
        }
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
            if (group.answer && group.left_to_run == 1 && !group.expected.empty() &&
                group.expected.front().prepared == nullptr) {
                group.answer = rows_of(*raw);
            }
            return;
        default: break;
    }
    if (!group.expected.empty() && group.expected.front().prepared != nullptr) {
        names_.erase(group.expected.front().prepared);
    }
    if (group.answer) group.answer = postgres_error(*raw);
}

void PostgresConnection::end_command() {
    Group& group = groups_.front();
    if (group.expected.empty()) return;
    if (group.expected.front().prepared == nullptr) --group.left_to_run;
    group.expected.pop_front();
    if (group.expected.empty() && !group.is_synced) end_group();
}

void PostgresConnection::end_sync() {
    --syncs_;
    end_group();
    if (is_open() && !waiting_.empty()) send_waiting();
}

void PostgresConnection::end_group() {
    Group group = std::move(groups_.front());
    groups_.pop_front();
    // The server forgot them, not we: whatever comes next prepares them anew.
    if (!group.answer && is_statement_unknown(group.answer.error())) names_.clear();
    group.resume(std::move(group.answer));
}

void PostgresConnection::tell_notifications() {
    while (PGnotify* const notification = ::PQnotifies(handle_.get())) {
        ::PQfreemem(notification);
        if (notified_) notified_(Notified::notification);
    }
}

void PostgresConnection::check_overdue(std::chrono::steady_clock::time_point now) {
    const auto is_overdue = [&] { return !groups_.empty() && groups_.front().deadline <= now; };
    if (!is_open() || !is_overdue()) return;
    // Where this process stood still, the answer came in time and nobody read it.
    take_what_came();
    if (is_open() && is_overdue()) lose("no answer in time");
}

void PostgresConnection::lose(std::string why) {
    if (!is_open()) return;
    boost::system::error_code ignored;
    socket_.close(ignored);
    auto dropped = std::exchange(groups_, {});
    auto unsent = std::exchange(waiting_, {});
    for (Group& group : dropped) {
        // What the server said of it before it went is the better answer.
        if (group.answer) group.answer = connection_lost(why);
        group.resume(std::move(group.answer));
    }
    for (Waiting& one : unsent) one.resume(connection_lost(why));
    if (notified_) notified_(Notified::lost);
}

}  // namespace fairlead::storage
