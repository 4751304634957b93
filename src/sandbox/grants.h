// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "sandbox/client.h"
#include "sandbox/ledger.h"
#include "sandbox/token.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fairlead::sandbox {

/// By which request, and when.
struct Occasion {
    std::uint64_t request = 0;
    Time now{};
};

/// Every consent and what came of it: issues tokens, rotates them as the client's class says,
/// revokes them, and writes all of it into the ledger.
class Grants {
public:
    Grants(Random& random, Ledger& ledger, std::size_t remembered)
        : random_(random), ledger_(ledger), remembered_(remembered) {}

    /// A consent without tokens yet.
    Family& open(std::string client, std::string account, std::vector<std::string> scopes,
                 Occasion occasion);

    struct Issued {
        const Family* family = nullptr;
        const Token* access = nullptr;
        const Token* refresh = nullptr;  ///< nullptr: none is issued
    };
    Issued issue_first(Family& family, const Client& client, Occasion occasion);
    /// An access token in exchange for another, which stays as it is.
    const Token& exchange_access(Family& family, const Token& old, const Client& client,
                                 Seconds lifetime, Occasion occasion);

    struct Refreshed {
        const char* refusal = nullptr;  ///< why not, a literal; nullptr: issued
        Issued issued = {};
    };
    /// Uses a refresh token (RFC 6749 section 6).
    Refreshed refresh(std::string_view text, const Client& client, Occasion occasion);

    /// Ends one token; false: there is no such token of this client (RFC 7009 section 2.2). With a
    /// refresh token go the access tokens of its consent, and its other refresh tokens.
    bool revoke(std::string_view text, std::string_view client, Occasion occasion);
    /// `access`: whether the access tokens die with the refresh tokens.
    enum class Access : std::uint8_t { dies, lives_on };
    void end(Family& family, const char* reason, Occasion occasion, Access access = Access::dies);
    /// Every live grant of an account to a client.
    std::vector<Family*> live(std::string_view client, std::string_view account);

    /// The access token, if it can be used now.
    const Token* use_access(std::string_view text, Occasion occasion);

    Family* find_family(std::uint64_t id);
    const Token* find_token(std::string_view text) const;
    /// Notes whether the answer with these tokens reached the socket.
    void note_sent(const std::vector<std::string>& texts, Sent sent);

    bool is_valid(const Token& refresh, const Client& client, Time now) const;
    const std::map<std::uint64_t, Family>& families() const { return families_; }
    void clear();

private:
    Token& add(Family& family, TokenKind kind, const Client& client, const Token* parent,
               Occasion occasion);
    Token& add_access(Family& family, const Client& client, const Token* parent, Occasion occasion);
    Token& add_refresh(Family& family, const Client& client, const Token* parent,
                       Occasion occasion);
    Refreshed refuse(Family& family, const Token& token, const char* reason, Occasion occasion);
    Refreshed rotate(Family& family, Token& token, const Client& client, Occasion occasion);
    Refreshed use_replaced(Family& family, Token& token, const Client& client, Occasion occasion);
    void revoke_one(Token& token, const char* reason, Occasion occasion);
    void forget_old(Family& family, Time now);
    Token* find(std::string_view text);

    Random& random_;
    Ledger& ledger_;
    const std::size_t remembered_;
    std::uint64_t last_family_ = 0;
    std::uint64_t last_serial_ = 0;
    std::map<std::uint64_t, Family> families_;
    std::unordered_map<std::string_view, Token*> tokens_;  // views of the tokens' own texts
};

}  // namespace fairlead::sandbox
