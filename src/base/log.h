// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace fairlead {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

/// One member of a log line. A Secret has no way in.
struct LogField {
    std::string_view key;
    std::variant<std::string_view, std::int64_t, double, bool> value;

    LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view{v}) {}
    LogField(std::string_view k, const char* v) : key(k), value(std::string_view{v}) {}
    LogField(std::string_view k, bool v) : key(k), value(v) {}
    LogField(std::string_view k, double v) : key(k), value(v) {}
    template <std::integral N>
    LogField(std::string_view k, N v) : key(k), value(static_cast<std::int64_t>(v)) {}
};

/// Writes one JSON object a line: `time`, `level`, `message`, the fields. Thread-safe. Control
/// characters are escaped, every text goes through scrub_credentials(), and a field whose key names
/// a credential (`refresh_token`, `password`, …) is masked whole.
class Log {
public:
    using Sink = std::function<void(std::string_view line)>;

    /// To standard error.
    static std::unique_ptr<Log> to_stderr(const Clock& clock, LogLevel least);

    Log(const Clock& clock, LogLevel least, Sink sink);

    void debug(std::string_view message, std::initializer_list<LogField> fields = {});
    void info(std::string_view message, std::initializer_list<LogField> fields = {});
    void warning(std::string_view message, std::initializer_list<LogField> fields = {});
    void error(std::string_view message, std::initializer_list<LogField> fields = {});
    /// An Error with its code, message, detail and where it was made.
    void failure(std::string_view message, const Error& error,
                 std::initializer_list<LogField> fields = {});

private:
    void write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields,
               const Error* error);

    const Clock& clock_;
    LogLevel least_;
    Sink sink_;
};

/// Masks what looks like a credential in text of unknown origin: `Bearer …` and its kin, `code=`,
/// `refresh_token=` and its kin in form, JSON and header spelling, JWTs, PEM private keys, passwords
/// in URLs, and keys with a known prefix. The last line of defence behind Secret, not the first.
std::string scrub_credentials(std::string_view text);

/// Is this the name of a header, parameter or member that holds a credential? Either case.
bool names_credential(std::string_view name);

}  // namespace fairlead
