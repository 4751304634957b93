// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <algorithm>

namespace fairlead {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr Time earliest = sys_days{std::chrono::year{0} / 1 / 1};
constexpr Time latest = sys_days{std::chrono::year{10000} / 1 / 1} - Milliseconds{1};

/// Walks over the text; once a step failed, every later one fails too.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    /// Takes one character out of `allowed`; NUL where there is none.
    char one_of(std::string_view allowed) {
        if (rest_.empty() || allowed.find(rest_.front()) == allowed.npos) good_ = false;
        if (!good_) return '\0';
        const char taken = rest_.front();
        rest_.remove_prefix(1);
        return taken;
    }

    /// Exactly two or four digits with a value up to `most`.
    int number(int digits, int most) {
        int value = 0;
        for (int i = 0; i < digits; ++i) value = value * 10 + (one_of("0123456789") - '0');
        if (value > most) good_ = false;
        return value;
    }

    /// `.` and at least one digit, if there is a `.`; more than three digits are cut.
    Milliseconds fraction() {
        if (!good_ || rest_.empty() || rest_.front() != '.') return 0ms;
        one_of(".");
        int value = 0;
        int scale = 100;
        do {
            value += scale * (one_of("0123456789") - '0');
            scale /= 10;
        } while (good_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9');
        return Milliseconds{value};
    }

    /// `Z` or `+hh:mm` or `-hh:mm`.
    std::chrono::minutes offset() {
        const char sign = one_of("Zz+-");
        if (sign != '+' && sign != '-') return 0min;
        const int h = number(2, 23);
        one_of(":");
        const int m = number(2, 59);
        const auto offset = std::chrono::hours{h} + std::chrono::minutes{m};
        return sign == '-' ? -offset : offset;
    }

    bool finished() const { return good_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool good_ = true;
};

/// Writes `number`, which has at most `width` digits, so that it begins at `from`.
void put_digits(std::string& out, std::size_t from, std::size_t width, std::int64_t number) {
    for (std::size_t i = from + width; i-- > from; number /= 10) {
        out[i] = static_cast<char>('0' + number % 10);
    }
}

}  // namespace

std::string to_rfc3339(Time time) {
    const Time shown = std::clamp(time, earliest, latest);
    const auto day = std::chrono::floor<std::chrono::days>(shown);
    const year_month_day date{day};
    const std::chrono::hh_mm_ss clock{shown - day};
    std::string out{"0000-00-00T00:00:00.000Z"};
    put_digits(out, 0, 4, static_cast<int>(date.year()));
    put_digits(out, 5, 2, static_cast<unsigned>(date.month()));
    put_digits(out, 8, 2, static_cast<unsigned>(date.day()));
    put_digits(out, 11, 2, clock.hours().count());
    put_digits(out, 14, 2, clock.minutes().count());
    put_digits(out, 17, 2, clock.seconds().count());
    put_digits(out, 20, 3, clock.subseconds().count());
    return out;
}

Result<Time> parse_rfc3339(std::string_view text) {
    const Error bad{Errc::invalid, "Expected a time such as 2026-01-02T03:04:05Z (RFC 3339)."};
    Reader reader{text};
    const int year = reader.number(4, 9999);
    reader.one_of("-");
    const int month = reader.number(2, 12);
    reader.one_of("-");
    const int day = reader.number(2, 31);
    reader.one_of("Tt");
    const int hour = reader.number(2, 23);
    reader.one_of(":");
    const int minute = reader.number(2, 59);
    reader.one_of(":");
    const int second = reader.number(2, 60);
    const Milliseconds fraction = reader.fraction();
    const std::chrono::minutes offset = reader.offset();
    if (!reader.finished()) return bad;

    const year_month_day date{std::chrono::year{year},
                              std::chrono::month{static_cast<unsigned>(month)},
                              std::chrono::day{static_cast<unsigned>(day)}};
    if (!date.ok()) return bad;
    const auto whole_minute =
        sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} - offset;
    const auto until_midnight = std::chrono::ceil<std::chrono::days>(whole_minute) - whole_minute;
    // RFC 3339 section 5.7: a leap second ends a UTC day. It becomes the next day's first.
    if (second == 60 && until_midnight != 1min) return bad;
    const Time time = whole_minute + Seconds{second} + fraction;
    if (time < earliest || time > latest) return bad;
    return time;
}

}  // namespace fairlead
