// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_session.h"

#include "storage/postgres/postgres_error.h"

#include <libpq-fe.h>

namespace fairlead::storage {

namespace {

struct Clear {
    void operator()(PGresult* result) const { ::PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, Clear>;

/// The server's notices are for people at a terminal.
void ignore_notice(void* /*unused*/, const PGresult* /*notice*/) {}

Result<void> outcome_of(const Answer& answer, const PGconn* connection) {
    const auto status = ::PQresultStatus(answer.get());
    // A script of comments alone, as a schema step that is for the embedded file, is no query.
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
        return ok();
    if (::PQstatus(connection) != CONNECTION_OK)
        return connection_lost(::PQerrorMessage(connection));
    return postgres_error(*answer);
}

}  // namespace

void PostgresSession::Finish::operator()(pg_conn* connection) const { ::PQfinish(connection); }

Result<PostgresSession> PostgresSession::open(const Secret& address) {
    std::string place = place_of(address);
    // A Secret's bytes end in a zero, as a string's do.
    TRY(const Secret settled, settled_address(address));
    Handle handle{::PQconnectdb(settled.expose().data())};
    if (!handle) return cannot_connect(place, "out of memory");
    if (::PQstatus(handle.get()) != CONNECTION_OK) {
        return cannot_connect(place, ::PQerrorMessage(handle.get()));
    }
    ::PQsetNoticeReceiver(handle.get(), ignore_notice, nullptr);
    return PostgresSession{std::move(handle), std::move(place)};
}

Result<Rows> PostgresSession::run(std::string_view text, const Params& params) {
    const PostgresParams sent{params};
    const Answer answer{::PQexecParams(handle_.get(), std::string{text}.c_str(), sent.size(),
                                       sent.types(), sent.values(), sent.lengths(), sent.formats(),
                                       1)};
    CHECK_OK(outcome_of(answer, handle_.get()));
    return rows_of(*answer);
}

Result<void> PostgresSession::execute(const std::string& script) {
    const Answer answer{::PQexec(handle_.get(), script.c_str())};
    return outcome_of(answer, handle_.get());
}

Result<std::int64_t> PostgresSession::integer(std::string_view text, const Params& params) {
    TRY(const auto rows, run(text, params));
    if (rows.empty()) return Error{Errc::internal, "The database answered no row.", {}};
    return rows.front().integer(0);
}

}  // namespace fairlead::storage
