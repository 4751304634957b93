// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
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

std::string_view name_of(Errc code) {
    switch (code) {
        case Errc::invalid: return "invalid";
        case Errc::unauthenticated: return "unauthenticated";
        case Errc::forbidden: return "forbidden";
        case Errc::not_found: return "not_found";
        case Errc::conflict: return "conflict";
        case Errc::too_large: return "too_large";
        case Errc::rate_limited: return "rate_limited";
        case Errc::reconnect_required: return "reconnect_required";
        case Errc::provider_failed: return "provider_failed";
        case Errc::unavailable: return "unavailable";
        case Errc::timeout: return "timeout";
        case Errc::cancelled: return "cancelled";
        case Errc::internal: return "internal";
    }
    return "internal";
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

/// A JSON string (RFC 8259 section 7) of any bytes: what is no UTF-8 becomes '?'.
void append_quoted(std::string& out, std::string_view text) {
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
    void operator()(std::int64_t number) const { out += std::to_string(number); }
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
    std::string line;
    line.reserve(256);
    line += "{\"time\":\"" + to_rfc3339(clock_.now()) + "\",\"level\":\"";
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
}

}  // namespace fairlead
