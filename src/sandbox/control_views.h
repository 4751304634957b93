// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "sandbox/realm.h"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the control API answers: the sandbox's state in the form that goes out as JSON. Times are
// milliseconds since 1970.

namespace fairlead::sandbox {

struct TokenView {
    std::uint64_t serial = 0;
    std::uint64_t parent = 0;
    std::uint64_t generation = 0;
    std::string token;
    std::string sha256;
    std::int64_t issued_ms = 0;
    std::optional<std::int64_t> replaced_ms;
    std::uint64_t request = 0;
    Sent sent = Sent::pending;
};
BOOST_DESCRIBE_STRUCT(TokenView, (),
                      (serial, parent, generation, token, sha256, issued_ms, replaced_ms, request,
                       sent))

struct FamilyView {
    std::uint64_t id = 0;
    std::string client;
    std::string account;
    std::vector<std::string> scopes;
    std::int64_t created_ms = 0;
    std::optional<std::int64_t> ended_ms;
    std::string ended_by;
    std::uint64_t refreshes = 0;
    std::uint64_t refusals = 0;
    std::uint64_t reuses = 0;
    std::uint64_t grace_uses = 0;
    std::vector<TokenView> valid = {};     ///< refresh tokens that would be taken now
    std::optional<TokenView> newest = {};  ///< the last refresh token issued, valid or not
    std::optional<TokenView> access = {};  ///< the last access token issued
};
BOOST_DESCRIBE_STRUCT(FamilyView, (),
                      (id, client, account, scopes, created_ms, ended_ms, ended_by, refreshes,
                       refusals, reuses, grace_uses, valid, newest, access))

struct EventView {
    std::uint64_t sequence = 0;
    std::int64_t at_ms = 0;
    std::uint64_t request = 0;
    Sent sent = Sent::pending;  ///< that request's answer
    Deed deed = Deed::issued;
    TokenKind kind = TokenKind::access;
    std::uint64_t serial = 0;
    std::uint64_t parent = 0;
    std::uint64_t family = 0;
    std::uint64_t generation = 0;
    std::string token;
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(EventView, (),
                      (sequence, at_ms, request, sent, deed, kind, serial, parent, family,
                       generation, token, reason))

struct RequestView {
    std::uint64_t id = 0;
    std::int64_t at_ms = 0;
    std::string what;
    std::string client;
    std::string faults;
    int status = 0;
    Sent sent = Sent::pending;
    std::int64_t over_ms = 0;
};
BOOST_DESCRIBE_STRUCT(RequestView, (), (id, at_ms, what, client, faults, status, sent, over_ms))

struct FaultView {
    std::uint64_t id = 0;
    std::string fault;
    Place place = Place::any;
    std::int64_t times = 0;
    std::string client;
    std::string account;
    std::uint64_t family = 0;
    std::int64_t skip = 0;
    double probability = 1;
    std::optional<bool> processed;
    std::uint64_t played = 0;
};
BOOST_DESCRIBE_STRUCT(FaultView, (),
                      (id, fault, place, times, client, account, family, skip, probability,
                       processed, played))

FamilyView view_family(const Realm& realm, const Family& family);
EventView view_event(Realm& realm, const LedgerEvent& event);
RequestView view_request(const LedgerRequest& request);
FaultView view_fault(const FaultRule& rule);

}  // namespace fairlead::sandbox
