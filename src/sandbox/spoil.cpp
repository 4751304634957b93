// SPDX-License-Identifier: Apache-2.0
#include "sandbox/spoil.h"

#include "base/text.h"
#include "net/response_head.h"
#include "sandbox/platform.h"
#include "sandbox/spoil_members.h"

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
        case Kind::plain:
        case Kind::refused:
        case Kind::redirect:
        case Kind::deep:
        case Kind::not_http:
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

/// RFC 9110 section 10.2.3: seconds, or a date so many seconds ahead. Anything else as it is.
std::string retry_after(const Fault& fault, Time now) {
    constexpr std::string_view date = "date:";
    if (fault.value.empty()) return "2";
    if (!fault.value.starts_with(date)) return fault.value;
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
    constexpr std::string_view elsewhere = "https://elsewhere.invalid/token";
    if (const auto status = fault.number(0); status != 0) {
        return Answer::redirect(elsewhere, static_cast<int>(status));
    }
    return Answer::redirect(fault.value.empty() ? elsewhere : std::string_view{fault.value}, 307);
}

Answer plain(const Fault& fault) {
    Answer answer;
    answer.status = static_cast<int>(std::clamp<std::int64_t>(fault.number(401), 200, 599));
    answer.content_type = "text/plain";
    answer.body = "Not now.";
    return answer;
}

Answer deep(const Fault& fault) {
    Answer answer;
    const auto levels = std::clamp<std::int64_t>(fault.number(100'000), 0, 1'000'000);
    answer.body = std::string(static_cast<std::size_t>(levels), '[');
    return answer;
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
        case Kind::plain: return plain(fault);
        case Kind::refused:
            return Answer::oauth_error(static_cast<int>(fault.number(403)), "refused",
                                       "This is not allowed.");
        case Kind::redirect: return redirected(fault);
        case Kind::deep: return deep(fault);
        default: return std::nullopt;
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

namespace {

void spoil_text(std::string& body, const Fault& fault) {
    switch (fault.kind) {
        case Kind::duplicate_keys:
            if (const auto at = body.find(R"("access_token":)"); at != std::string::npos)
                body.insert(at, R"("access_token":"another-token",)");
            break;
        case Kind::bom: body.insert(0, "\xef\xbb\xbf"); break;
        case Kind::utf16: body = to_utf16(body); break;
        case Kind::invalid_utf8:
            if (body.starts_with('{')) body.insert(1, "\"note\":\"\xff\",");
            if (body.starts_with('[')) body.insert(1, "\"\xff\",");
            break;
        case Kind::array: body = "[" + body + "]"; break;
        case Kind::half: body.resize(body.size() / 2); break;
        case Kind::trailing: body += "\n<!-- served by sample -->"; break;
        default: break;
    }
}

}  // namespace

void spoil_bytes(net::Response& response, const std::vector<PlayedFault>& faults) {
    for (const PlayedFault& played : faults) spoil_text(response.body, played.fault);
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
