// SPDX-License-Identifier: Apache-2.0
#include "cache/redis/greeting.h"

#include "base/text.h"

#include <utility>

namespace fairlead::cache::redis {
namespace {

constexpr std::size_t longest_answer = 200;

/// The value of `name:value` among the lines of INFO; "" where it is not said.
std::string_view said(std::string_view info, std::string_view name) {
    std::size_t at = 0;
    while (at < info.size()) {
        const std::size_t end = std::min(info.find("\r\n", at), info.size());
        const std::string_view line = info.substr(at, end - at);
        if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':')
            return line.substr(name.size() + 1);
        at = end + 2;
    }
    return {};
}

bool is_too_old(std::string_view version) {
    const auto parts = split(version, '.');
    if (parts.size() < 2) return false;
    const auto major = parse_integer(parts[0]);
    const auto minor = parse_integer(parts[1]);
    return major && minor && (*major < 6 || (*major == 6 && *minor < 2));
}

Verdict misconfigured(std::string line, std::string detail = {}) {
    return {Standing::misconfigured, std::move(line), std::move(detail), {}};
}

struct Meaning {
    const char* code;
    Standing standing;
    const char* line;
};

/// What the codes of Redis' errors mean to an operator.
constexpr Meaning meanings[] = {
    {"WRONGPASS", Standing::misconfigured,
     " refuses the user or the password. Check both in FAIRLEAD_REDIS_URL."},
    {"NOAUTH", Standing::misconfigured,
     " wants a password. Give it in FAIRLEAD_REDIS_URL: redis://:password@host."},
    {"NOPERM", Standing::misconfigured,
     " does not let this user do what Fairlead needs. Give the user the commands get, set, getdel, "
     "del, eval, incr, pttl, pexpire, publish, subscribe and ping on the prefix's keys and "
     "channels."},
    {"DENIED", Standing::misconfigured,
     " is in protected mode. Give it a password, or bind it to the private network alone."},
    {"OOM", Standing::away,
     " is full and its policy is to evict nothing. Raise its maxmemory, or find what fills it."},
    {"READONLY", Standing::away,
     " is a read-only replica. Name the primary in FAIRLEAD_REDIS_URL, or the sentinels with "
     "redis+sentinel://."},
    {"MASTERDOWN", Standing::away, " is a replica that lost its primary. Name the primary."},
    {"LOADING", Standing::away, " is still loading its data. Wait."},
    {"MISCONF", Standing::away,
     " refuses writes because it cannot save to its disk. Look at its log."},
};

/// Errors without a code of their own are told apart by what they say.
Verdict refused_in_words(const std::string& place, const std::string& text, std::string detail) {
    const auto says = [&](const char* what) { return text.find(what) != std::string::npos; };
    if (says("without any password") || says("invalid password") || says("no password is set"))
        return misconfigured(place +
                                 " refuses the user or the password. Check both in "
                                 "FAIRLEAD_REDIS_URL.",
                             std::move(detail));
    if (says("DB index") || says("invalid DB"))
        return misconfigured(place +
                                 " has no database of that number. End FAIRLEAD_REDIS_URL with one "
                                 "it has, or with none.",
                             std::move(detail));
    if (says("unknown command"))
        return misconfigured(place + " lacks a command. Redis 6.2 or newer is needed.",
                             std::move(detail));
    return {Standing::away,
            place + " refuses us. The log says what it answered.",
            std::move(detail),
            {}};
}

}  // namespace

Verdict away(const std::string& place, const Error& error) {
    return {Standing::away,
            place + " cannot be reached. Is it running, and is FAIRLEAD_REDIS_URL right?",
            error.message + " " + error.detail,
            {}};
}

Verdict refused(const std::string& place, const Reply& error) {
    std::string detail = "it answered: " + printable(error.text, longest_answer);
    for (const Meaning& meaning : meanings) {
        if (error.is_error(meaning.code))
            return {meaning.standing, place + meaning.line, std::move(detail), {}};
    }
    return refused_in_words(place, error.text, std::move(detail));
}

Verdict judge(const std::string& place, const std::string& info) {
    const std::string_view version = said(info, "redis_version");
    if (is_too_old(version))
        return misconfigured(place + " is Redis " + printable(version, 20) +
                             ". Redis 6.2 or newer is needed.");
    const auto as_error = [&](const char* code) {
        Reply error;
        error.kind = Reply::Kind::error;
        error.text = code;
        auto verdict = refused(place, error);
        verdict.detail = "it says so of itself";
        return verdict;
    };
    if (said(info, "loading") == "1") return as_error("LOADING");
    if (said(info, "role") == "slave") return as_error("READONLY");
    Verdict verdict;
    const std::string_view policy = said(info, "maxmemory_policy");
    const std::string_view limit = said(info, "maxmemory");
    if (!policy.empty() && policy != "noeviction" && !limit.empty() && limit != "0")
        verdict.notice = place + " evicts keys when it is full (maxmemory-policy " +
                         printable(policy, 30) +
                         "): consents under way and rate limits may be lost. Set noeviction.";
    return verdict;
}

Task<Verdict> greet(Link& link, const Address& address, std::string place,
                    net::Deadline::Moment end) {
    std::vector<std::string> commands;
    const std::string database = std::to_string(address.database);
    if (!address.password.empty()) {
        const std::string_view password = address.password.expose();
        commands.push_back(address.user.empty() ? command({"AUTH", password})
                                                : command({"AUTH", address.user, password}));
    }
    if (address.database != 0) commands.push_back(command({"SELECT", database}));
    for (std::string& each : commands) {
        const auto reply = co_await link.ask(std::move(each), end);
        if (!reply) co_return away(place, reply.error());
        if (reply->kind == Reply::Kind::error) co_return refused(place, *reply);
    }
    std::string ask_info = command({"INFO"});
    const auto info = co_await link.ask(std::move(ask_info), end);
    if (!info) co_return away(place, info.error());
    // A managed Redis may keep this to itself.
    if (info->is_error("NOPERM")) co_return Verdict{};
    if (info->kind == Reply::Kind::error) co_return refused(place, *info);
    co_return judge(place, info->text);
}

}  // namespace fairlead::cache::redis
