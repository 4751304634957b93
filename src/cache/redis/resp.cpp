// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/resp.h"

#include "base/text.h"

#include <charconv>

namespace fairlead::cache::redis {
namespace {

constexpr std::int64_t longest_text = std::int64_t{16} << 20;
constexpr std::int64_t longest_list = 4096;
constexpr std::size_t longest_line = 64 * 1024;
constexpr int deepest = 4;

enum class Step : std::uint8_t { done, more, broken };

/// Reads one reply from the front of bytes that may end anywhere.
class Reading {
public:
    explicit Reading(std::string_view bytes) : bytes_(bytes) {}

    std::size_t used() const { return at_; }

    Step reply(Reply& out, int depth) {
        std::string_view line;
        if (const Step step = read_line(line); step != Step::done) return step;
        if (line.empty()) return Step::broken;
        const std::string_view rest = line.substr(1);
        switch (line.front()) {
            case '+': return plain(out, Reply::Kind::text, rest);
            case '-': return plain(out, Reply::Kind::error, rest);
            case ':': return number(out, rest);
            case '$': return bulk(out, rest);
            case '*': return list(out, rest, depth);
            default: return Step::broken;
        }
    }

private:
    Step read_line(std::string_view& line) {
        const std::string_view rest = bytes_.substr(at_);
        const std::size_t end = rest.find_first_of("\r\n");
        if (end == std::string_view::npos || end + 1 == rest.size())
            return rest.size() > longest_line ? Step::broken : Step::more;
        if (rest[end] != '\r' || rest[end + 1] != '\n') return Step::broken;
        line = rest.substr(0, end);
        at_ += end + 2;
        return Step::done;
    }

    static Step plain(Reply& out, Reply::Kind kind, std::string_view text) {
        out.kind = kind;
        out.text = text;
        return Step::done;
    }

    static Step number(Reply& out, std::string_view text) {
        const auto value = parse_integer(text);
        if (!value) return Step::broken;
        out.kind = Reply::Kind::integer;
        out.number = *value;
        return Step::done;
    }

    Step bulk(Reply& out, std::string_view text) {
        const auto size = parse_integer(text);
        if (!size || *size < -1 || *size > longest_text) return Step::broken;
        if (*size == -1) return Step::done;
        const auto length = static_cast<std::size_t>(*size);
        const std::string_view rest = bytes_.substr(at_);
        if (rest.size() < length + 2) return Step::more;
        if (rest.substr(length, 2) != "\r\n") return Step::broken;
        at_ += length + 2;
        return plain(out, Reply::Kind::text, rest.substr(0, length));
    }

    Step list(Reply& out, std::string_view text, int depth) {
        const auto size = parse_integer(text);
        if (!size || *size < -1 || *size > longest_list || depth >= deepest) return Step::broken;
        if (*size == -1) return Step::done;
        out.kind = Reply::Kind::list;
        for (std::int64_t i = 0; i < *size; ++i) {
            const Step step = reply(out.items.emplace_back(), depth + 1);
            if (step != Step::done) return step;
        }
        return Step::done;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
};

void append_number(std::string& out, char kind, std::size_t number) {
    char digits[24];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    out += kind;
    out.append(std::begin(digits), end).append("\r\n");
}

}  // namespace

bool Reply::is_error(std::string_view code) const {
    return kind == Kind::error && text.starts_with(code) &&
           (text.size() == code.size() || text[code.size()] == ' ');
}

void append_command(std::string& out, std::initializer_list<std::string_view> words) {
    append_number(out, '*', words.size());
    for (const std::string_view word : words) {
        append_number(out, '$', word.size());
        out.append(word).append("\r\n");
    }
}

std::string command(std::initializer_list<std::string_view> words) {
    std::string text;
    append_command(text, words);
    return text;
}

void ReplyReader::add(std::string_view bytes) {
    buffer_.erase(0, used_);
    used_ = 0;
    buffer_.append(bytes);
}

Result<std::optional<Reply>> ReplyReader::next() {
    Reading reading{std::string_view{buffer_}.substr(used_)};
    Reply reply;
    switch (reading.reply(reply, 0)) {
        case Step::done: used_ += reading.used(); return std::optional<Reply>{std::move(reply)};
        case Step::more: return std::optional<Reply>{};
        case Step::broken: break;
    }
    return Error{Errc::unavailable, "Redis sent what is no reply."};
}

}  // namespace fairlead::cache::redis
