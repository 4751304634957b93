// SPDX-License-Identifier: Apache-2.0
#include "sandbox/webhook_fault.h"

#include "base/text.h"

namespace fairlead::sandbox {

namespace {

constexpr std::int64_t usual_age = 3600;
constexpr std::int64_t oldest = 366 * 86'400;

Result<void> add(WebhookFault& fault, const std::string& text) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : text.substr(equals + 1);
    if (name == "old_timestamp") {
        const bool is_usual = equals == std::string::npos;
        const auto age = is_usual ? Result<std::int64_t>{usual_age} : parse_integer(value);
        if (!age || *age < 1 || *age > oldest) {
            return Error{Errc::invalid, "old_timestamp takes seconds, to a year of them."};
        }
        fault.age = Seconds{*age};
        return ok();
    }
    if (name == "wrong_signature" && value.empty()) {
        fault.wrong_signature = true;
        return ok();
    }
    if (name == "twice" && value.empty()) {
        fault.twice = true;
        return ok();
    }
    return Error{Errc::invalid,
                 "A webhook's faults are wrong_signature, old_timestamp[=seconds] and twice."};
}

}  // namespace

Result<WebhookFault> WebhookFault::parse(std::string_view text) {
    WebhookFault fault;
    for (const std::string& each : split_words(text)) CHECK_OK(add(fault, each));
    return fault;
}

}  // namespace fairlead::sandbox
