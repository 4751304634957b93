// SPDX-License-Identifier: Apache-2.0
#include "sandbox/spoil.h"

#include "base/text.h"
#include "net/response_head.h"
#include "sandbox/platform.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

using Kind = FaultKind;

/// Faults whose answer comes from in front of the platform's own work.
bool stands_in_front(Kind kind) {
    switch (kind) {
        case Kind::rate_limited:
        case Kind::status:
        case Kind::html:
        case Kind::empty:
        case Kind::huge:
        case Kind::error_200:
        case Kind::redirect:
        case Kind::hang: return true;
        default: return false;
    }
}

Answer failed_page(int status) {
    Answer answer = Answer::html("<!doctype html><title>Error</title><h1>Something broke</h1>",
                                 std::clamp(status, 200, 599));
    answer.headers.remove("Content-Security-Policy");
    return answer;
}

/// IMF-fixdate (RFC 9110 section 5.6.7).
std::string write_date(Time time) {
    constexpr std::string_view name = "Date: ";
    const std::string line = net::write_date_line(to_unix_ms(time) / 1000);
    return std::string{trim(line.substr(name.size(), line.size() - name.size() - 2))};
}

/// RFC 9110 section 10.2.3: seconds, or a date so many seconds ahead.
std::string retry_after(const Fault& fault, Time now) {
    constexpr std::string_view date = "date:";
    if (!fault.value.starts_with(date)) return std::to_string(fault.number(2));
    const auto seconds = parse_integer(std::string_view{fault.value}.substr(date.size()));
    return write_date(now + Seconds{seconds ? *seconds : 2});
}

Answer rate_limited(const Call& call, const Fault& fault, Time now) {
    const Platform& platform = *call.platform;
    Answer answer =
        call.place == Place::api ? platform.too_many_calls() : platform.too_many_requests();
    answer.headers.add("Retry-After", retry_after(fault, now));
    return answer;
}

Answer huge(const Fault& fault) {
    Answer answer;
    const auto size = std::clamp<std::int64_t>(fault.number(5'000'000), 0, 64'000'000);
    answer.body = R"({"padding":")" + std::string(static_cast<std::size_t>(size), 'x') + "\"}";
    return answer;
}

Answer redirected(const Fault& fault) {
    return Answer::redirect(
        fault.value.empty() ? "https://elsewhere.invalid/token" : std::string_view{fault.value},
        307);
}

/// The answer that takes the place of the platform's own, if the fault brings one.
std::optional<Answer> replacement(const Call& call, const Fault& fault, Time now) {
    switch (fault.kind) {
        case Kind::rate_limited: return rate_limited(call, fault, now);
        case Kind::status: return failed_page(static_cast<int>(fault.number(500)));
        case Kind::html: return failed_page(200);
        case Kind::empty: return Answer{};
        case Kind::huge: return huge(fault);
        case Kind::error_200:
            return Answer::oauth_error(
                200, fault.value.empty() ? "server_error" : std::string_view{fault.value},
                "Something broke.");
        case Kind::redirect: return redirected(fault);
        default: return std::nullopt;
    }
}

void spoil_lifetime(json::object& document, std::string_view value) {
    if (value == "missing") {
        document.erase("expires_in");
        return;
    }
    json::value& lifetime = document["expires_in"];
    if (value == "string") {
        const auto* number = lifetime.if_int64();
        lifetime = std::to_string(number ? *number : 3600);
    } else if (value == "words") {
        lifetime = "one hour";
    } else if (value == "negative") {
        lifetime = -1;
    } else if (value == "zero") {
        lifetime = 0;
    } else if (value == "huge") {
        lifetime = std::int64_t{9'000'000'000'000'000'000};
    } else if (value == "fraction") {
        lifetime = 1.5;
    } else {
        lifetime = nullptr;
    }
}

/// Whatever platforms call the address of the next page.
bool names_next_page(std::string_view key) {
    return key == "next" || key == "link" || key == "@odata.nextLink" || key == "nextRecordsUrl" ||
           key == "next_page";
}

void spoil_links(json::value& value, const Fault& fault) {
    if (auto* list = value.if_array()) {
        for (auto& item : *list) spoil_links(item, fault);
    }
    if (!value.is_object()) return;
    for (auto& member : value.get_object()) {
        if (!member.value().is_string() || !names_next_page(member.key())) {
            spoil_links(member.value(), fault);
        } else {
            member.value() = fault.value.empty() ? "https://elsewhere.invalid/next" : fault.value;
        }
    }
}

void spoil_document(json::object& document, const Fault& fault) {
    switch (fault.kind) {
        case Kind::expires_in: spoil_lifetime(document, fault.value); break;
        case Kind::foreign_link: {
            json::value whole = std::move(document);
            spoil_links(whole, fault);
            document = std::move(whole.get_object());
            break;
        }
        case Kind::no_refresh_token: document.erase("refresh_token"); break;
        case Kind::no_access_token: document.erase("access_token"); break;
        case Kind::token_type:
            if (fault.value == "missing") {
                document.erase("token_type");
            } else {
                document["token_type"] = fault.value.empty() ? "mac" : fault.value;
            }
            break;
        default: break;
    }
}

/// Little-endian with its mark; what is not ASCII would need more care, and is not there.
std::string to_utf16(std::string_view text) {
    std::string out = "\xff\xfe";
    for (const char c : text) {
        out += c;
        out += '\0';
    }
    return out;
}

}  // namespace

bool prevents_work(const std::vector<PlayedFault>& faults) {
    return std::any_of(faults.begin(), faults.end(), [](const PlayedFault& played) {
        return !played.processed.value_or(!stands_in_front(played.fault.kind));
    });
}

void spoil_answer(Answer& answer, const Call& call, Time now) {
    for (const PlayedFault& played : call.faults) {
        if (auto other = replacement(call, played.fault, now)) answer = *std::move(other);
        if (answer.document) spoil_document(*answer.document, played.fault);
        if (played.fault.kind == Kind::content_type) {
            answer.content_type = played.fault.value.empty() ? "text/plain" : played.fault.value;
        }
    }
}

void spoil_bytes(net::Response& response, const std::vector<PlayedFault>& faults) {
    for (const PlayedFault& played : faults) {
        if (played.fault.kind == Kind::duplicate_keys && response.body.starts_with('{')) {
            response.body.insert(1, R"("access_token":"another-token",)");
        }
        if (played.fault.kind == Kind::bom) response.body.insert(0, "\xef\xbb\xbf");
        if (played.fault.kind == Kind::utf16) response.body = to_utf16(response.body);
    }
}

Milliseconds find_delay(const std::vector<PlayedFault>& faults) {
    Milliseconds delay{0};
    for (const PlayedFault& played : faults) {
        if (played.fault.kind == Kind::slow) delay += Milliseconds{played.fault.number(1000)};
        if (played.fault.kind == Kind::hang) delay += Milliseconds{played.fault.number(120'000)};
    }
    return delay;
}

net::Delivery plan_delivery(const net::Response& response, const std::vector<PlayedFault>& faults) {
    net::Delivery delivery;
    for (const PlayedFault& played : faults) {
        switch (played.fault.kind) {
            case Kind::lost:
            case Kind::hang: delivery.cut_after = 0; break;
            case Kind::cut:
                delivery.cut_after =
                    static_cast<std::size_t>(std::max<std::int64_t>(played.fault.number(0), 0));
                break;
            // The head is counted too, so as much of the body is missing as the head is long.
            case Kind::tls_cut: delivery.cut_after = response.body.size(); break;
            case Kind::drip:
                delivery.piece = 1;
                delivery.pause = Milliseconds{played.fault.number(1)};
                break;
            default: break;
        }
    }
    return delivery;
}

}  // namespace fairlead::sandbox
