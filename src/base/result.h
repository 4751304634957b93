// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/system/result.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>
#include <utility>
#include <vector>

namespace fairlead {

/// The kinds of failure a caller can be told of. `http/problem.cpp` maps each to a status and a
/// code on the wire; `cancelled` never leaves the process.
enum class Errc : std::uint8_t {
    invalid,             ///< the caller's input is wrong
    unauthenticated,     ///< nobody we know
    forbidden,           ///< known, but not allowed
    not_found,           ///< absent, or somebody else's: the two look alike
    conflict,            ///< the state of the thing does not allow it
    too_large,           ///< a limit on size was passed
    rate_limited,        ///< too many; `retry_after` says when
    reconnect_required,  ///< only the user's new consent helps
    provider_failed,     ///< the platform answered wrongly or not at all
    unavailable,         ///< we cannot now (draining, full queue, database away)
    timeout,             ///< a deadline passed
    cancelled,           ///< the work was stopped
    internal,            ///< our bug
};

/// One thing wrong with an input: where (an RFC 6901 pointer) and what.
struct Fault {
    std::string pointer;
    std::string message;

    friend bool operator==(const Fault&, const Fault&) = default;
};

/// What went wrong, for two readers: `message` goes to the caller, `detail` only to the log.
/// Neither ever holds a token, code, secret or password.
struct Error {
    Errc code = Errc::internal;
    std::string message;
    std::string detail = {};
    /// Overrides the code's name on the wire, e.g. "integration_disabled". A literal.
    const char* reason = nullptr;
    /// When trying again makes sense; set with rate_limited and unavailable.
    std::optional<std::chrono::seconds> retry_after = {};
    std::vector<Fault> faults = {};
    std::source_location where = std::source_location::current();
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

/// A T or an Error. [[nodiscard]], so a dropped error does not compile.
template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
    using boost::system::result<T, Error>::result;
};

/// Success of something that answers nothing.
inline Result<void> ok() { return Result<void>{}; }

}  // namespace fairlead

#define FAIRLEAD_JOIN_(a, b) a##b
#define FAIRLEAD_JOIN(a, b) FAIRLEAD_JOIN_(a, b)
#define FAIRLEAD_TRY_(tmp, ret, decl, ...) \
    auto tmp = (__VA_ARGS__);              \
    if (!tmp) ret std::move(tmp).error();  \
    decl = *std::move(tmp)

/// TRY(const auto x, f()): x is f()'s value, or this function returns f()'s error.
#define TRY(decl, ...) FAIRLEAD_TRY_(FAIRLEAD_JOIN(try_, __COUNTER__), return, decl, __VA_ARGS__)
/// The same in a coroutine: CO_TRY(const auto x, co_await f()).
#define CO_TRY(decl, ...) \
    FAIRLEAD_TRY_(FAIRLEAD_JOIN(try_, __COUNTER__), co_return, decl, __VA_ARGS__)
/// For a Result<void>, or a value nobody needs.
#define CHECK_OK(...)                                             \
    if (auto fairlead_checked = (__VA_ARGS__); !fairlead_checked) \
    return std::move(fairlead_checked).error()
#define CO_CHECK(...)                                             \
    if (auto fairlead_checked = (__VA_ARGS__); !fairlead_checked) \
    co_return std::move(fairlead_checked).error()
