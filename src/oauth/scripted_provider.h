// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace fairlead::oauth {

/// For tests: a token endpoint on a real socket, on loopback, with a ledger. It knows nothing of
/// our client code, and treats a refresh token as its rotation class says.
class ScriptedProvider {
public:
    enum class Rotation : std::uint8_t { none, additive, grace, strict, strict_family };

    /// What happens to the next calls, one entry each.
    struct Script {
        enum class Act : std::uint8_t {
            answer,
            hold_request,     ///< nothing is processed until release()
            hold_answer,      ///< processed, but the answer waits for release()
            cut_request,      ///< closed unprocessed
            cut_answer,       ///< processed, then closed without an answer
            reply,            ///< `status`, `headers`, `body`; unprocessed
            reply_processed,  ///< the same, but the token was rotated
        };
        Act act = Act::answer;
        int status = 200;
        std::string headers = {};  ///< whole lines, each with CRLF
        std::string body = {};
    };

    /// One call that came.
    struct Call {
        std::string grant;
        std::string token;   ///< refresh token, or code
        std::string answer;  ///< "ok", "refused", "reuse", or what the script did
    };

    explicit ScriptedProvider(Rotation rotation);
    ~ScriptedProvider();
    ScriptedProvider(const ScriptedProvider&) = delete;
    ScriptedProvider& operator=(const ScriptedProvider&) = delete;

    std::uint16_t port() const { return port_; }
    std::string url(const std::string& path) const;

    /// A new grant: its first refresh token.
    std::string grant();
    void next(Script script);
    /// Lets everything that is held go on.
    void release();
    /// The user withdraws everything.
    void revoke_all();

    void set_lifetime(std::int64_t seconds);  ///< of access tokens; default 3600
    void set_grace(Milliseconds grace);
    void omit_refresh_token(bool omit);  ///< answers carry none

    bool is_valid(const std::string& refresh_token);
    std::vector<Call> calls();
    std::size_t reuses();
    std::vector<std::string> revoked();
    /// Refresh calls that presented this token and were processed.
    std::size_t presented(const std::string& refresh_token);
    /// Blocks until so many calls have arrived.
    bool wait_for_calls(std::size_t count, Milliseconds at_most = Milliseconds{5000});

private:
    struct Token {
        std::size_t family = 0;
        bool valid = true;
        std::optional<std::chrono::steady_clock::time_point> replaced;
    };
    struct Answer {
        int status = 200;
        std::string headers;
        std::string body;
    };

    void accept_loop();
    void serve(int socket);
    Answer process(const std::string& path, const std::string& body);
    Answer refresh(const std::string& token);
    Answer tokens(std::size_t family, const std::string& refresh_token);
    std::string new_token(std::size_t family);
    void wait_if_held(std::unique_lock<std::mutex>& lock);

    const Rotation rotation_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Token> tokens_;
    std::vector<Script> script_;
    std::vector<Call> calls_;
    std::vector<std::string> revoked_;
    std::size_t arrived_ = 0;
    std::size_t families_ = 0;
    std::size_t minted_ = 0;
    std::size_t released_ = 0;
    std::int64_t lifetime_ = 3600;
    Milliseconds grace_{0};
    bool omit_refresh_ = false;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace fairlead::oauth
