// SPDX-License-Identifier: Apache-2.0
#include "auth/password_policy.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace fairlead::auth {
namespace {

constexpr std::size_t fewest_characters = 8;

// What everybody tries first, of 8 characters or more and in lower case; digits and signs at the
// end are cut off before a password is compared, so `password` stands for `Password123!` too.
constexpr std::array<std::string_view, 96> common_passwords{
    "1q2w3e4r", "1q2w3e4r5t", "1qaz2wsx",   "1qazxsw2",    "a1b2c3d4",      "aa123456",
    "abcd1234", "access",     "adgjmptw",   "admin",       "administrator", "alexander",
    "asdfasdf", "asdfgh",     "asdfghjk",   "asdfghjkl",   "basketball",    "baseball",
    "batman",   "changeme",   "charlie",    "chocolate",   "computer",      "corvette",
    "default",  "demodemo",   "dragon",     "fairlead",    "football",      "freedom",
    "guest",    "hello",      "helloworld", "iloveyou",    "internet",      "jennifer",
    "jessica",  "jordan",     "justice",    "letmein",     "liverpool",     "login",
    "lovely",   "manager",    "master",     "mercedes",    "michael",       "michelle",
    "monkey",   "mustang",    "mynoob",     "nicole",      "ninja",         "pass",
    "passpass", "passw0rd",   "password",   "passwort",    "picture",       "pokemon",
    "princess", "p@ssw0rd",   "p@ssword",   "q1w2e3r4",    "qazwsx",        "qazwsxedc",
    "qwer1234", "qwerasdf",   "qwert",      "qwerty",      "qwertyui",      "qwertyuiop",
    "root",     "samantha",   "secret",     "security",    "shadow",        "starwars",
    "summer",   "sunshine",   "superman",   "supersecret", "system",        "temp",
    "test",     "testtest",   "trustno",    "united",      "user",          "welcome",
    "whatever", "winter",     "zaq12wsx",   "zaq1zaq1",    "zxcvbn",        "zxcvbnm"};

std::size_t characters_of(std::string_view text) {
    // Every byte of UTF-8 but those that continue a character.
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// 11111111, 12345678, hgfedcba: each character the same step from the one before.
bool is_plain_run(std::string_view text) {
    const int step = text[1] - text[0];
    if (step < -1 || step > 1) return false;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const bool wraps = text[i - 1] == '9' && text[i] == '0';
        if (text[i] - text[i - 1] != step && !wraps) return false;
    }
    return true;
}

/// abcabcabc: one short piece over and over.
bool is_repetition(std::string_view text) {
    for (std::size_t size = 1; size <= 4 && size * 2 <= text.size(); ++size) {
        if (text.substr(size) == text.substr(0, text.size() - size)) return true;
    }
    return false;
}

bool is_common(std::string_view lower) {
    const auto listed = [](std::string_view text) {
        return std::ranges::find(common_passwords, text) != common_passwords.end();
    };
    const std::size_t last = lower.find_last_not_of("0123456789!?.#*$@_-");
    return listed(lower) || last == std::string_view::npos || listed(lower.substr(0, last + 1));
}

Error not_taken(const char* message) {
    Error error{Errc::invalid, message};
    error.faults.push_back({"/password", message});
    return error;
}

}  // namespace

Result<void> check_password(const Secret& password, std::string_view email) {
    const std::string_view text = password.expose();
    if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos) {
        return not_taken("The password is not text.");
    }
    if (characters_of(text) < fewest_characters) {
        return not_taken("The password needs 8 characters or more; 15 are a good number.");
    }
    if (text.size() > longest_password)
        return not_taken("The password may have 1024 bytes at most.");
    const Secret lower{to_lower(text)};
    const bool is_address = !email.empty() && lower.expose() == to_lower(email);
    if (is_address || is_common(lower.expose()) || is_plain_run(lower.expose()) ||
        is_repetition(lower.expose())) {
        return not_taken("This password is among the first that others would try.");
    }
    return ok();
}

}  // namespace fairlead::auth
