// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/error_name.h"
#include "base/scrub.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

namespace fairlead {

namespace {

constexpr std::size_t longest_text = 4096;

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    return "error";
}

bool needs_escape(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

void append_escaped(std::string& out, char c) {
    if (c == '"' || c == '\\') {
        out += '\\';
        out += c;
    } else if (c == '\n') {
        out += "\\n";
    } else {
        out += "\\u00" + hex_encode(bytes_of({&c, 1}));
    }
}

void append_as_it_is(std::string& out, std::string_view text) {
    out += '"';
    out += text;
    out += '"';
}

/// A JSON string (RFC 8259 section 7) of any bytes: what is no UTF-8 becomes '?'.
void append_quoted(std::string& out, std::string_view text) {
    if (is_quiet(text)) return append_as_it_is(out, text);
    std::string clean;
    if (!is_valid_utf8(text)) text = clean = printable(text, text.size());
    out += '"';
    while (!text.empty()) {
        const auto plain =
            static_cast<std::size_t>(std::ranges::find_if(text, needs_escape) - text.begin());
        out += text.substr(0, plain);
        if (plain < text.size()) append_escaped(out, text[plain]);
        text.remove_prefix(std::min(plain + 1, text.size()));
    }
    out += '"';
}

/// Cut first: the scrubber's work is bounded, and a cut credential is still masked.
void append_scrubbed(std::string& out, std::string_view text) {
    if (text.size() <= longest_text && is_quiet(text)) return append_as_it_is(out, text);
    std::string scrubbed = scrub_credentials(text.substr(0, longest_text));
    if (text.size() > longest_text) scrubbed += "...";
    append_quoted(out, scrubbed);
}

void append_key(std::string& out, std::string_view key) {
    out += ',';
    append_quoted(out, key);
    out += ':';
}

struct AppendValue {
    std::string& out;
    std::string_view key;

    void operator()(std::string_view text) const {
        if (names_credential(key)) {
            out += "\"[redacted]\"";
        } else {
            append_scrubbed(out, text);
        }
    }
    void operator()(std::int64_t number) const {
        char text[20];
        out.append(std::begin(text), std::to_chars(std::begin(text), std::end(text), number).ptr);
    }
    void operator()(double number) const {
        char text[32];
        const auto end = std::to_chars(std::begin(text), std::end(text), number).ptr;
        out += std::isfinite(number) ? std::string_view{text, end} : "null";
    }
    void operator()(bool truth) const { out += truth ? "true" : "false"; }
};

void append_error(std::string& out, const Error& error) {
    append_key(out, "error");
    append_quoted(out, error.reason != nullptr ? error.reason : name_of(error.code));
    append_key(out, "error_message");
    append_scrubbed(out, error.message);
    if (!error.detail.empty()) {
        append_key(out, "error_detail");
        append_scrubbed(out, error.detail);
    }
    append_key(out, "where");
    append_quoted(out,
                  std::string{error.where.file_name()} + ":" + std::to_string(error.where.line()));
}

/// All of it is made anew once a second; in between only the milliseconds change.
void append_time(std::string& out, Time now) {
    constexpr std::size_t milliseconds_at = 20;  // in "2026-01-02T03:04:05.678Z"
    struct Written {
        std::chrono::sys_seconds second;
        std::string text;
    };
    thread_local Written written;
    const auto second = std::chrono::floor<Seconds>(now);
    if (written.text.empty() || written.second != second) written = {second, to_rfc3339(second)};
    auto rest = static_cast<int>((now - second).count());
    for (std::size_t i = milliseconds_at + 3; i-- > milliseconds_at; rest /= 10) {
        written.text[i] = static_cast<char>('0' + rest % 10);
    }
    out += written.text;
}

/// A thread's lines are made in the same memory, one after the other.
std::string& spare_line() {
    thread_local std::string line;
    return line;
}

}  // namespace

Log::Log(const Clock& clock, LogLevel least, Sink sink)
    : clock_(clock), least_(least), sink_(std::move(sink)) {}

void Log::debug(std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::debug, message, fields, nullptr);
}
void Log::info(std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::info, message, fields, nullptr);
}
void Log::warning(std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::warning, message, fields, nullptr);
}
void Log::error(std::string_view message, std::initializer_list<LogField> fields) {
    write(LogLevel::error, message, fields, nullptr);
}
void Log::failure(std::string_view message, const Error& error,
                  std::initializer_list<LogField> fields) {
    write(LogLevel::error, message, fields, &error);
}

void Log::write(LogLevel level, std::string_view message, std::initializer_list<LogField> fields,
                const Error* error) {
    if (level < least_) return;
    std::string line = std::move(spare_line());
    line = "{\"time\":\"";
    append_time(line, clock_.now());
    line += "\",\"level\":\"";
    line += name_of(level);
    line += "\",\"message\":";
    append_scrubbed(line, message);
    for (const LogField& field : fields) {
        append_key(line, field.key);
        std::visit(AppendValue{line, field.key}, field.value);
    }
    if (error != nullptr) append_error(line, *error);
    line += '}';
    sink_(line);
    spare_line() = std::move(line);
}

}  // namespace fairlead
