// SPDX-License-Identifier: Apache-2.0
#include "sandbox/fault.h"

#include "base/text.h"
#include "sandbox/misbehaviours.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

namespace fairlead::sandbox {

namespace {

using Kind = FaultKind;

std::optional<Place> parse_place(std::string_view text) {
    std::optional<Place> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Place>>([&](auto one) {
        if (text == one.name) found = one.value;
    });
    return found;
}

/// The name and value that a number stands for; any other text as it is.
std::string_view named(std::string_view text) {
    for (const Misbehaviour& one : misbehaviours()) {
        if (text == one.name()) return one.fault;
    }
    return text;
}

Error unknown(const std::string& what) {
    return Error{Errc::invalid, what + " The sandbox's index page lists the faults."};
}

}  // namespace

bool covers(Place wanted, Place here) {
    if (wanted == Place::any || wanted == here) return true;
    return wanted == Place::token && (here == Place::exchange || here == Place::refresh);
}

const std::vector<FaultHelp>& fault_list() {
    static const std::vector<FaultHelp> list = {
        {"denied", Kind::denied, Place::callback, "", "the user refuses"},
        {"bad_code", Kind::bad_code, Place::callback, "", "a code that nobody issued"},
        {"iss", Kind::iss, Place::callback, "missing, wrong", "RFC 9207's parameter is not right"},
        {"state", Kind::state, Place::callback, "missing, wrong", "the state is not right"},
        {"smaller_scope", Kind::smaller_scope, Place::callback, "", "the last scope is not given"},
        {"revoked_refresh_token", Kind::revoked_refresh_token, Place::refresh, "",
         "the grant is revoked just before"},
        {"invalid_grant", Kind::invalid_grant, Place::token, "", "refused; nothing changes"},
        {"invalid_client", Kind::invalid_client, Place::token, "", "refused; nothing changes"},
        {"rate_limited", Kind::rate_limited, Place::token, "seconds, date:seconds, or a word",
         "429 with Retry-After"},
        {"status", Kind::status, Place::token, "500, 502, 503, …", "that status, as a page"},
        {"identity_fails", Kind::status, Place::me, "", "500 where the account is asked for"},
        {"html", Kind::html, Place::token, "", "200 with a page"},
        {"empty", Kind::empty, Place::token, "", "200 with nothing"},
        {"huge", Kind::huge, Place::token, "bytes (5000000)", "200 with a huge document"},
        {"error_200", Kind::error_200, Place::token, "code (server_error)", "an error with 200"},
        {"plain", Kind::plain, Place::token, "401, 403, …", "that status, in plain text"},
        {"refused", Kind::refused, Place::token, "403, 401, …", "that status, in JSON"},
        {"redirect", Kind::redirect, Place::token, "URL, or 301, 302, …", "elsewhere, with 307"},
        {"hold", Kind::hold, Place::token, "", "works only when released by the control API"},
        {"hang", Kind::hang, Place::token, "ms (120000)", "accepts and never answers"},
        {"slow", Kind::slow, Place::token, "ms (1000)", "answers late"},
        {"drip", Kind::drip, Place::token, "ms (1)", "one byte at a time"},
        {"cut", Kind::cut, Place::token, "bytes (0)", "closes after that much of the answer"},
        {"tls_cut", Kind::tls_cut, Place::token, "", "ends TLS without a word amid the body"},
        {"lost", Kind::lost, Place::token, "", "works (rotates), then closes without an answer"},
        {"expires_in", Kind::expires_in, Place::token,
         "missing, string, words, negative, zero, huge, fraction, null", "an odd lifetime"},
        {"no_refresh_token", Kind::no_refresh_token, Place::token, "", "left out of the answer"},
        {"no_access_token", Kind::no_access_token, Place::token, "", "left out of the answer"},
        {"refresh_token", Kind::refresh_token, Place::token, "empty, null, false, object, line",
         "what is no token in its place"},
        {"access_token", Kind::access_token, Place::token, "empty, null, false, object, line, long",
         "what is no token in its place"},
        {"scope", Kind::scope, Place::token, "more, empty, null", "other scopes than were granted"},
        {"token_type", Kind::token_type, Place::token, "mac, missing, …", "another type"},
        {"id_token", Kind::id_token, Place::exchange,
         "missing, none, signature, issuer, audience, expired, nonce", "one that must not pass"},
        {"duplicate_keys", Kind::duplicate_keys, Place::token, "", "access_token twice"},
        {"bom", Kind::bom, Place::token, "", "a byte order mark before the document"},
        {"utf16", Kind::utf16, Place::token, "", "the document in UTF-16"},
        {"invalid_utf8", Kind::invalid_utf8, Place::token, "", "a byte that no text has"},
        {"array", Kind::array, Place::token, "", "the document in an array"},
        {"half", Kind::half, Place::token, "", "the document ends in its midst"},
        {"trailing", Kind::trailing, Place::token, "", "something after the document"},
        {"deep", Kind::deep, Place::token, "levels (100000)", "nested without end"},
        {"content_type", Kind::content_type, Place::token, "type (text/plain)", "a wrong type"},
        {"gzip", Kind::gzip, Place::token, "claimed", "compressed unasked, or only said to be"},
        {"interim", Kind::interim, Place::token, "100, 103, …", "that answer before the answer"},
        {"chunked", Kind::chunked, Place::token, "endless", "in chunks, or without the last"},
        {"length", Kind::length, Place::token, "short, long, twice", "a length that is not so"},
        {"long_head", Kind::long_head, Place::token, "bytes (1000000)", "a huge header field"},
        {"not_http", Kind::not_http, Place::token, "", "bytes of another protocol"},
        {"expired_token", Kind::expired_token, Place::api, "", "the access token is over from now"},
        {"foreign_link", Kind::foreign_link, Place::api, "URL", "the next page is elsewhere"},
    };
    return list;
}

Result<Fault> Fault::parse(std::string_view text) {
    Fault fault;
    if (const auto star = text.rfind('*'); star != std::string_view::npos) {
        const auto times = text.substr(star + 1);
        fault.times = -1;
        if (!times.empty()) {
            TRY(fault.times, parse_integer(times));
        }
        text = text.substr(0, star);
    }
    std::string_view place;
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        place = text.substr(at + 1);
        text = text.substr(0, at);
    }
    text = named(text);
    fault.text = text;
    const auto equals = text.find('=');
    const auto name = text.substr(0, equals);
    if (equals != std::string_view::npos) fault.value = text.substr(equals + 1);
    const FaultHelp* help = nullptr;
    for (const FaultHelp& one : fault_list()) {
        if (name == one.name) help = &one;
    }
    if (!help) return unknown("There is no fault \"" + printable(name, 40) + "\".");
    fault.kind = help->kind;
    fault.place = help->place;
    if (place.empty()) return fault;
    const auto chosen = parse_place(place);
    if (!chosen) return unknown("There is no place \"" + printable(place, 40) + "\".");
    fault.place = *chosen;
    return fault;
}

std::int64_t Fault::number(std::int64_t otherwise) const {
    const auto parsed = parse_integer(value);
    return parsed ? *parsed : otherwise;
}

Result<std::vector<Fault>> parse_faults(std::string_view text) {
    std::vector<Fault> faults;
    for (const std::string& part : split(text, ',')) {
        if (part.empty()) continue;
        TRY(auto fault, Fault::parse(part));
        faults.push_back(std::move(fault));
    }
    return faults;
}

}  // namespace fairlead::sandbox
