// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::sandbox {

enum class TokenKind : std::uint8_t { code, access, refresh };
BOOST_DESCRIBE_ENUM(TokenKind, code, access, refresh)

/// Whether an answer's bytes left for a client that was there: what tells a token that was lost on
/// our side of the wire from one that the client dropped.
enum class Sent : std::uint8_t {
    pending,  ///< not written yet
    whole,
    cut,  ///< not all of it, or the client had hung up before
};
BOOST_DESCRIBE_ENUM(Sent, pending, whole, cut)

/// One token that was issued. Its text is random and says nothing.
struct Token {
    TokenKind kind = TokenKind::access;
    std::string text;
    std::uint64_t serial = 0;  ///< in the order of issue, from 1
    std::uint64_t parent = 0;  ///< serial of the refresh token it came of; 0: the code
    std::uint64_t family = 0;
    std::uint64_t generation = 1;  ///< refreshes between the consent and this one, plus one
    std::uint64_t request = 0;     ///< whose answer carried it
    Time issued{};
    std::optional<Time> expires = {};
    std::optional<Time> replaced = {};  ///< first use of a refresh token that rotates
    std::string child = {};             ///< what replaced it
    bool revoked = false;
    bool long_lived = false;  ///< an access token that was exchanged for a longer life
    Sent sent = Sent::pending;
};

/// All that came of one consent.
struct Family {
    std::uint64_t id = 0;
    std::string client;
    std::string account;
    std::vector<std::string> scopes;
    std::string nonce;
    bool refreshable = true;  ///< gets a refresh token, where its client does
    Time created{};
    std::optional<Time> ended = {};  ///< when all of it was revoked
    std::string ended_by = {};
    std::uint64_t refreshes = 0;   ///< answered with new tokens
    std::uint64_t refusals = 0;    ///< refresh tokens presented and refused
    std::uint64_t reuses = 0;      ///< of them: replaced ones
    std::uint64_t grace_uses = 0;  ///< replaced ones let pass
    std::deque<std::unique_ptr<Token>> access = {};
    std::deque<std::unique_ptr<Token>> refresh = {};
};

}  // namespace fairlead::sandbox
