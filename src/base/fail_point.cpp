// SPDX-License-Identifier: Apache-2.0
#include "base/fail_point.h"

#ifdef FAIRLEAD_TESTING_HOOKS

#include "base/mutex.h"
#include "base/text.h"

#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <thread>

namespace fairlead::fail_points {

namespace {

enum class Action { kill, stop, error, delay };

struct Point {
    Action action = Action::error;
    Milliseconds delay{0};
    std::int64_t skip = 0;
    std::optional<std::int64_t> times;  // absent: always
    std::int64_t passed = 0;
};

using Points = std::map<std::string, Point, std::less<>>;

Result<Action> parse_action(std::string_view word) {
    if (word == "kill") return Action::kill;
    if (word == "stop") return Action::stop;
    if (word == "error") return Action::error;
    if (word.starts_with("delay:")) return Action::delay;
    return Error{Errc::invalid, "The action is none of kill, stop, error, delay:MS."};
}

/// Takes `mark` and the number after it off the end of `text`, if they are there.
Result<std::optional<std::int64_t>> take_number(std::string_view& text, char mark) {
    const auto at = text.rfind(mark);
    if (at == std::string_view::npos) return std::optional<std::int64_t>{};
    TRY(const auto number, parse_integer(text.substr(at + 1)));
    if (number < 0) return Error{Errc::invalid, "A count is not negative."};
    text = text.substr(0, at);
    return std::optional{number};
}

Result<Point> parse_point(std::string_view text) {
    Point point;
    TRY(const auto skip, take_number(text, '@'));
    TRY(point.times, take_number(text, '*'));
    TRY(point.action, parse_action(text));
    point.skip = skip.value_or(0);
    if (point.action == Action::delay) {
        TRY(const auto ms, parse_integer(text.substr(text.find(':') + 1)));
        point.delay = Milliseconds{ms};
    }
    return point;
}

Result<Points> parse(std::string_view configuration) {
    Points points;
    for (const std::string& part : split(configuration, ';')) {
        const std::string_view entry = trim(part);
        if (entry.empty()) continue;
        const auto equals = entry.find('=');
        const Result<Point> point = equals == std::string_view::npos
                                        ? Error{Errc::invalid, "There is no =."}
                                        : parse_point(trim(entry.substr(equals + 1)));
        if (!point) {
            return Error{Errc::invalid,
                         "Fail point \"" + std::string{entry} + "\": " + point.error().message};
        }
        points[std::string{trim(entry.substr(0, equals))}] = *point;
    }
    return points;
}

Points from_environment() {
    const char* const configuration = std::getenv("FAIRLEAD_FAIL_POINTS");
    if (configuration == nullptr) return {};
    auto points = parse(configuration);
    if (points) return *std::move(points);
    std::fprintf(stderr, "FAIRLEAD_FAIL_POINTS: %s\n", points.error().message.c_str());
    std::abort();
}

/// The one global of the process, and only in a build for tests: the places it serves are everywhere.
Mutex<Points>& active() {
    static Mutex<Points> points{from_environment()};
    return points;
}

std::optional<Point> count(std::string_view name) {
    const auto points = active().lock();
    const auto found = points->find(name);
    if (found == points->end()) return std::nullopt;
    Point& point = found->second;
    const std::int64_t before = point.passed++;
    if (before < point.skip) return std::nullopt;
    if (point.times && before - point.skip >= *point.times) return std::nullopt;
    return point;
}

}  // namespace

Outcome hit(const char* name) {
    const auto point = count(name);
    if (!point) return Outcome::go_on;
    switch (point->action) {
        case Action::kill: ::kill(::getpid(), SIGKILL); break;
        case Action::stop: ::kill(::getpid(), SIGSTOP); break;
        case Action::delay: std::this_thread::sleep_for(point->delay); break;
        case Action::error: return Outcome::fail;
    }
    return Outcome::go_on;
}

Result<void> set(std::string_view configuration) {
    TRY(auto points, parse(configuration));
    *active().lock() = std::move(points);
    return ok();
}

std::string hits() {
    std::string out;
    const auto points = active().lock();
    for (const auto& [name, point] : *points) {
        out += name + "=" + std::to_string(point.passed) + "\n";
    }
    return out;
}

}  // namespace fairlead::fail_points

#endif
