// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/time.h"
#include "sandbox/fault.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

class Platform;

/// An authorization request that passed its checks and waits for the user.
struct ConsentRequest {
    const Platform* platform = nullptr;
    std::string client;
    std::string redirect_uri;
    std::string state;
    std::string nonce;
    std::string challenge;
    std::vector<std::string> scopes;
    bool wants_refresh = true;  ///< a refresh token is asked for
    bool asks_anew = false;     ///< even where it was allowed before
    bool adds_granted = false;  ///< with what was allowed before
    std::vector<Fault> faults;  ///< asked for on the URL
    Time begun{};
};

/// An authorization code (RFC 6749 section 4.1.2).
struct Code {
    std::string text;
    std::string client;
    std::string redirect_uri;
    std::string challenge;
    std::uint64_t family = 0;
    Time issued{};
    bool used = false;
};

/// Flows between the first request and the exchange. Old ones are forgotten.
class Flows {
public:
    explicit Flows(Random& random) : random_(random) {}

    /// The handle that the page's form brings back.
    std::string add(ConsentRequest request);
    const ConsentRequest* find(std::string_view handle) const;
    std::optional<ConsentRequest> take(std::string_view handle);

    /// Makes the rest of the text, behind what stands there already.
    const Code& issue(Code code);
    Code* find_code(std::string_view text);
    /// Drops what nobody will come back for.
    void forget_old(Time now);
    void clear();

private:
    Random& random_;
    std::map<std::string, ConsentRequest, std::less<>> waiting_;
    std::map<std::string, Code, std::less<>> codes_;
};

}  // namespace fairlead::sandbox
