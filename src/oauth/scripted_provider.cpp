// SPDX-License-Identifier: Apache-2.0
#include "oauth/scripted_provider.h"

#include "base/assert.h"
#include "net/http_message.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

namespace fairlead::oauth {

namespace {

using Act = ScriptedProvider::Script::Act;

/// One request off a blocking socket; empty path when it ended early.
struct Incoming {
    std::string path;
    std::string body;
};

bool receive_more(int socket, std::string& buffer) {
    char chunk[4096];
    const auto got = ::recv(socket, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    buffer.append(chunk, static_cast<std::size_t>(got));
    return true;
}

std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

Incoming receive(int socket) {
    std::string buffer;
    std::size_t end = std::string::npos;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos)
        if (!receive_more(socket, buffer)) return {};
    const auto length = content_length(buffer.substr(0, end));
    while (buffer.size() < end + 4 + length)
        if (!receive_more(socket, buffer)) return {};
    const auto start = buffer.find(' ') + 1;
    return {buffer.substr(start, buffer.find(' ', start) - start), buffer.substr(end + 4, length)};
}

void send_all(int socket, const std::string& text) {
    std::size_t sent = 0;
    while (sent < text.size()) {
        const auto now = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (now <= 0) return;
        sent += static_cast<std::size_t>(now);
    }
}

std::string value_of(const std::string& body, const std::string& name) {
    const auto pairs = net::parse_pairs(body);
    if (!pairs) return {};
    for (const auto& [key, value] : *pairs)
        if (key == name) return value;
    return {};
}

}  // namespace

ScriptedProvider::ScriptedProvider(Rotation rotation) : rotation_(rotation) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const raw = reinterpret_cast<sockaddr*>(&address);
    FAIRLEAD_ASSERT(::bind(listener_, raw, size) == 0 && ::listen(listener_, 512) == 0);
    FAIRLEAD_ASSERT(::getsockname(listener_, raw, &size) == 0);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] { accept_loop(); }};
}

ScriptedProvider::~ScriptedProvider() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
        changed_.notify_all();
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (auto& thread : threads_) thread.join();
    ::close(listener_);
}

std::string ScriptedProvider::url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void ScriptedProvider::accept_loop() {
    while (true) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) return;
        const std::lock_guard lock{mutex_};
        threads_.emplace_back([this, socket] {
            serve(socket);
            ::close(socket);
        });
    }
}

void ScriptedProvider::wait_if_held(std::unique_lock<std::mutex>& lock) {
    const auto before = released_;
    changed_.wait(lock, [&] { return stopping_ || released_ != before; });
}

void ScriptedProvider::serve(int socket) {
    const auto incoming = receive(socket);
    if (incoming.path.empty()) return;
    std::unique_lock lock{mutex_};
    ++arrived_;
    changed_.notify_all();
    Script script;
    if (!script_.empty()) {
        script = script_.front();
        script_.erase(script_.begin());
    }
    const auto note = [&](const char* what) {
        calls_.push_back({value_of(incoming.body, "grant_type"),
                          value_of(incoming.body, "refresh_token"), what});
    };
    if (script.act == Act::hold_request) wait_if_held(lock);
    if (script.act == Act::cut_request) return note("cut");
    Answer answer{script.status, script.headers, script.body};
    if (script.act == Act::reply)
        note("scripted");
    else if (const auto real = process(incoming.path, incoming.body);
             script.act != Act::reply_processed)
        answer = real;
    if (script.act == Act::cut_answer) return;
    if (script.act == Act::hold_answer) wait_if_held(lock);
    lock.unlock();
    send_all(socket, "HTTP/1.1 " + std::to_string(answer.status) +
                         " Status\r\nContent-Type: application/json\r\nConnection: close\r\n" +
                         answer.headers + "Content-Length: " + std::to_string(answer.body.size()) +
                         "\r\n\r\n" + answer.body);
}

ScriptedProvider::Answer ScriptedProvider::process(const std::string& path,
                                                   const std::string& body) {
    if (path == "/revoke") {
        const auto token = value_of(body, "token");
        revoked_.push_back(token);
        if (const auto found = tokens_.find(token); found != tokens_.end())
            for (auto& [text, each] : tokens_)
                if (each.family == found->second.family) each.valid = false;
        return {200, "", ""};
    }
    return refresh(value_of(body, "refresh_token"));
}

ScriptedProvider::Answer ScriptedProvider::refresh(const std::string& token) {
    const auto found = tokens_.find(token);
    const auto refuse = [&](const char* what) {
        calls_.push_back({"refresh_token", token, what});
        return Answer{400, "", R"({"error":"invalid_grant"})"};
    };
    if (found == tokens_.end()) return refuse("refused");
    const auto in_grace = rotation_ == Rotation::grace && found->second.replaced &&
                          std::chrono::steady_clock::now() < *found->second.replaced + grace_;
    if (!found->second.valid && !in_grace) {
        const bool reuse = found->second.replaced.has_value();
        if (reuse && rotation_ == Rotation::strict_family)
            for (auto& [text, each] : tokens_)
                if (each.family == found->second.family) each.valid = false;
        return refuse(reuse ? "reuse" : "refused");
    }
    calls_.push_back({"refresh_token", token, "ok"});
    const auto family = found->second.family;
    if (rotation_ == Rotation::none) return tokens(family, token);
    if (rotation_ != Rotation::additive) {
        found->second.valid = false;
        if (!found->second.replaced) found->second.replaced = std::chrono::steady_clock::now();
    }
    return tokens(family, new_token(family));
}

std::string ScriptedProvider::new_token(std::size_t family) {
    const auto text = "rt-" + std::to_string(family) + "-" + std::to_string(++minted_);
    tokens_[text] = Token{family, true, std::nullopt};
    return text;
}

ScriptedProvider::Answer ScriptedProvider::tokens(std::size_t family,
                                                  const std::string& refresh_token) {
    auto body = R"({"access_token":"at-)" + std::to_string(family) + "-" +
                std::to_string(++minted_) + R"(","token_type":"Bearer","expires_in":)" +
                std::to_string(lifetime_);
    if (!omit_refresh_) body += R"(,"refresh_token":")" + refresh_token + "\"";
    return {200, "", body + "}"};
}

std::string ScriptedProvider::grant() {
    const std::lock_guard lock{mutex_};
    return new_token(++families_);
}

void ScriptedProvider::next(Script script) {
    const std::lock_guard lock{mutex_};
    script_.push_back(std::move(script));
}

void ScriptedProvider::release() {
    const std::lock_guard lock{mutex_};
    ++released_;
    changed_.notify_all();
}

void ScriptedProvider::revoke_all() {
    const std::lock_guard lock{mutex_};
    for (auto& [text, token] : tokens_) token.valid = false;
}

void ScriptedProvider::set_lifetime(std::int64_t seconds) {
    const std::lock_guard lock{mutex_};
    lifetime_ = seconds;
}

void ScriptedProvider::set_grace(Milliseconds grace) {
    const std::lock_guard lock{mutex_};
    grace_ = grace;
}

void ScriptedProvider::omit_refresh_token(bool omit) {
    const std::lock_guard lock{mutex_};
    omit_refresh_ = omit;
}

bool ScriptedProvider::is_valid(const std::string& refresh_token) {
    const std::lock_guard lock{mutex_};
    const auto found = tokens_.find(refresh_token);
    return found != tokens_.end() && found->second.valid;
}

std::vector<ScriptedProvider::Call> ScriptedProvider::calls() {
    const std::lock_guard lock{mutex_};
    return calls_;
}

std::size_t ScriptedProvider::reuses() {
    const auto all = calls();
    return static_cast<std::size_t>(std::ranges::count(all, "reuse", &Call::answer));
}

std::vector<std::string> ScriptedProvider::revoked() {
    const std::lock_guard lock{mutex_};
    return revoked_;
}

std::size_t ScriptedProvider::presented(const std::string& refresh_token) {
    const auto all = calls();
    return static_cast<std::size_t>(std::ranges::count(all, refresh_token, &Call::token));
}

bool ScriptedProvider::wait_for_calls(std::size_t count, Milliseconds at_most) {
    std::unique_lock lock{mutex_};
    return changed_.wait_for(lock, at_most, [&] { return arrived_ >= count; });
}

}  // namespace fairlead::oauth
