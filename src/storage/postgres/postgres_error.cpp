// SPDX-License-Identifier: Apache-2.0
#include "storage/postgres/postgres_error.h"

#include <libpq-fe.h>

#include <array>

namespace fairlead::storage {

namespace {

constexpr const char* lost_reason = "database_connection_lost";
constexpr const char* repeat_reason = "database_conflict";
constexpr const char* unknown_statement_reason = "database_statement_unknown";

struct Meaning {
    std::string_view state;  ///< SQLSTATE, or its class: the first two characters
    Errc code;
    const char* message;
    const char* reason;
};

// First match wins, so single states stand before their class.
constexpr std::array meanings{
    Meaning{"26000", Errc::unavailable, "The database does not keep prepared statements.",
            unknown_statement_reason},
    // A plan made before the schema grew: made anew, it works.
    Meaning{"0A000", Errc::unavailable, "The database's schema changed meanwhile. Try again.",
            unknown_statement_reason},
    Meaning{"40001", Errc::unavailable, "Others changed the same rows. Try again.", repeat_reason},
    Meaning{"40P01", Errc::unavailable, "Others changed the same rows. Try again.", repeat_reason},
    // This process stood still with a transaction open, and the server undid it: for certain.
    Meaning{"25P03", Errc::unavailable, "The connection to the database was lost.", repeat_reason},
    Meaning{"57014", Errc::timeout, "The database took too long.", nullptr},
    Meaning{"55P03", Errc::timeout, "The database took too long: a row is locked.", nullptr},
    Meaning{"25006", Errc::unavailable,
            "The database is read-only: a standby. Point Fairlead at the primary "
            "(target_session_attrs=read-write).",
            nullptr},
    Meaning{"22021", Errc::invalid, "A text holds a character that cannot be stored.", nullptr},
    Meaning{"42501", Errc::internal,
            "The database role lacks a right. Run `fairlead migrate` and `fairlead doctor`.",
            nullptr},
    Meaning{"23", Errc::conflict, "The change contradicts what is stored.", nullptr},
    Meaning{"53", Errc::unavailable, "The database is out of connections, memory or disk.",
            nullptr},
    Meaning{"57P", Errc::unavailable, "The database is stopping or starting.", lost_reason},
    Meaning{"08", Errc::unavailable, "The connection to the database was lost.", lost_reason},
};

std::string_view field(const PGresult& result, int code) {
    const char* const text = ::PQresultErrorField(&result, code);
    return text == nullptr ? "" : text;
}

bool has_reason(const Error& error, const char* reason) { return error.reason == reason; }

/// libpq's text for people; the first line says what, the next repeat it for other addresses.
struct Refusal {
    std::string_view found;
    const char* advice;
};
constexpr std::array refusals{
    // It names user and database too, which are not what is wrong.
    Refusal{"pg_hba.conf",
            "Its pg_hba.conf lets nobody in like this: add a line for this user, database and "
            "host, or ask for TLS in the address (sslmode) where it wants that."},
    Refusal{"password authentication failed", "The user or the password is wrong."},
    Refusal{"no password supplied", "It wants a password, and none is in the address."},
    Refusal{"role \"", "There is no such role: see docs/scaling.md, \"The database's roles\"."},
    Refusal{"database \"", "There is no such database: create it first."},
    Refusal{"certificate verify failed",
            "Its certificate is not signed by a trusted authority "
            "(sslrootcert names the file of yours)."},
    Refusal{"root certificate file", "The file that sslrootcert names cannot be read."},
    Refusal{"does not match host name", "Its certificate is for another host."},
    Refusal{"does not support SSL",
            "It offers no TLS; only a server on this machine may be "
            "reached without (sslmode)."},
    Refusal{"session is read-only", "It is a standby, and Fairlead writes."},
    Refusal{"too many clients",
            "It has no free connection: raise max_connections or lower "
            "FAIRLEAD_DATABASE_CONNECTIONS."},
    Refusal{"Connection refused", "Nothing listens there."},
    Refusal{"timeout expired", "It did not answer in time."},
    Refusal{"could not translate host name", "There is no such host."},
};

}  // namespace

Error postgres_error(const pg_result& result) {
    const std::string_view state = field(result, PG_DIAG_SQLSTATE);
    // The server always tells one: these are libpq's words.
    if (state.empty()) return connection_lost(::PQresultErrorMessage(&result));
    std::string detail{state};
    detail.append(" ").append(field(result, PG_DIAG_MESSAGE_PRIMARY));
    const std::string_view constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (!constraint.empty()) detail.append(" (").append(constraint).append(")");
    for (const Meaning& meaning : meanings) {
        if (!state.starts_with(meaning.state)) continue;
        return Error{.code = meaning.code,
                     .message = meaning.message,
                     .detail = std::move(detail),
                     .reason = meaning.reason};
    }
    return Error{Errc::internal, "The database refused a statement.", std::move(detail)};
}

Error connection_lost(std::string detail) {
    return Error{.code = Errc::unavailable,
                 .message = "The connection to the database was lost.",
                 .detail = std::move(detail),
                 .reason = lost_reason,
                 .retry_after = std::chrono::seconds{1}};
}

Error spoilt_by_another() {
    return Error{.code = Errc::unavailable,
                 .message = "The database did not come to it. Try again.",
                 .detail = "a statement before it in the same transaction failed",
                 .reason = repeat_reason};
}

Error cannot_connect(std::string_view where, std::string_view why) {
    std::string message = "Cannot reach the database at " + std::string{where} + ".";
    for (const Refusal& refusal : refusals) {
        if (why.find(refusal.found) == std::string_view::npos) continue;
        message.append(" ").append(refusal.advice);
        break;
    }
    std::string detail{why.substr(0, why.find_last_not_of('\n') + 1)};
    return Error{.code = Errc::unavailable,
                 .message = std::move(message),
                 .detail = std::move(detail),
                 .retry_after = std::chrono::seconds{1}};
}

bool is_worth_repeating(const Error& error) { return has_reason(error, repeat_reason); }

bool is_statement_unknown(const Error& error) {
    return has_reason(error, unknown_statement_reason);
}

bool is_connection_lost(const Error& error) { return has_reason(error, lost_reason); }

}  // namespace fairlead::storage
