// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/token.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace fairlead::sandbox {

enum class Deed : std::uint8_t { issued, presented, refused, reused, revoked };
BOOST_DESCRIBE_ENUM(Deed, issued, presented, refused, reused, revoked)

/// Something that happened to a token.
struct LedgerEvent {
    std::uint64_t sequence = 0;
    Time at{};
    std::uint64_t request = 0;
    Deed deed = Deed::issued;
    TokenKind kind = TokenKind::access;
    std::uint64_t serial = 0;  ///< 0: no token of ours
    std::uint64_t parent = 0;
    std::uint64_t family = 0;
    std::uint64_t generation = 0;
    std::string token;
    const char* reason = "";  ///< a literal
};

/// A request to the platform and what became of its answer.
struct LedgerRequest {
    std::uint64_t id = 0;
    Time at{};
    std::string what;  ///< method and path
    std::string client;
    std::string faults;  ///< played on it
    int status = 0;      ///< 0: not answered yet
    Sent sent = Sent::pending;
    Time over{};
};

/// What happened, in order, in memory: the oldest goes when it is full.
class Ledger {
public:
    /// Keeps so many events, and half as many requests.
    explicit Ledger(std::size_t limit) : limit_(limit) {}

    std::uint64_t open_request(Time now, std::string what);
    /// nullptr when it is too old.
    LedgerRequest* request(std::uint64_t id);

    void record(LedgerEvent event);
    /// The same with what the token says of itself.
    void record(Deed deed, const Token& token, std::uint64_t request, Time now, const char* reason);

    const std::deque<LedgerEvent>& events() const { return events_; }
    const std::deque<LedgerRequest>& requests() const { return requests_; }
    void clear();

private:
    std::size_t limit_;
    std::uint64_t last_event_ = 0;
    std::uint64_t last_request_ = 0;
    std::deque<LedgerEvent> events_;
    std::deque<LedgerRequest> requests_;
};

}  // namespace fairlead::sandbox
