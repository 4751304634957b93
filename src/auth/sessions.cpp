// SPDX-License-Identifier: Apache-2.0
#include "auth/sessions.h"

#include "base/text.h"
#include "crypto/hash.h"

#include <algorithm>

namespace fairlead::auth {
namespace {

constexpr std::string_view token_prefix = "fls_";
constexpr std::size_t token_bytes = 32;
constexpr std::size_t token_size = token_prefix.size() + 43;
constexpr std::size_t longest_agent = 200;
constexpr Milliseconds between_touches = Seconds{60};

bool is_token(std::string_view text) {
    return text.size() == token_size && text.starts_with(token_prefix);
}

std::string stored_hash(std::string_view token) {
    const crypto::Digest digest = crypto::sha256(token);
    return std::string{text_of(digest)};
}

}  // namespace

Scope session_scopes(Role role) {
    const auto member = Scope::connections_read | Scope::connections_write | Scope::records_read |
                        Scope::records_write | Scope::actions;
    if (role != Role::admin) return member;
    // Being an admin is the role. Tokens and credentials are for API keys alone (SPEC A10).
    return member | Scope::proxy | Scope::webhooks;
}

Task<Result<Sessions::Begun>> Sessions::begin(Start start) {
    const Time now = clock_.now();
    const std::string token = std::string{token_prefix} + random_.base64url(token_bytes);
    storage::Session session;
    session.id = SessionId::create(now, random_);
    session.workspace = start.user.workspace;
    session.user = start.user.id;
    session.token_hash = stored_hash(token);
    session.address = std::move(start.address);
    session.user_agent = printable(start.user_agent, longest_agent);
    session.created_at = now;
    session.proven_at = now;
    session.last_seen_at = now;
    session.expires_at = now + limits_.absolute;
    Begun begun;
    begun.id = session.id;
    begun.cookie.name = http::session_cookie;
    begun.cookie.value = token;
    begun.cookie.max_age = std::chrono::duration_cast<Seconds>(limits_.absolute);
    const WorkspaceId workspace = session.workspace;
    CO_CHECK(co_await store_.insert(std::move(session)));
    if (start.replaced) CO_CHECK(co_await store_.erase(workspace, *start.replaced));
    co_return begun;
}

bool Sessions::is_over(const storage::Session& session) const {
    const Time now = clock_.now();
    return now >= session.expires_at || now - session.last_seen_at >= limits_.idle;
}

Task<Result<std::optional<Sessions::Found>>> Sessions::find(std::string token) {
    using Answer = std::optional<Found>;
    if (!is_token(token)) co_return Answer{};
    std::string hash = stored_hash(token);
    CO_TRY(auto found, co_await store_.find_by_token_hash(std::move(hash)));
    if (!found || is_over(found->session) || found->user.disabled) co_return Answer{};
    const Milliseconds unseen = clock_.now() - found->session.last_seen_at;
    if (unseen >= std::min(between_touches, limits_.idle / 4)) {
        const auto noted = co_await note_seen(found->session);
        // It only ends sooner for that; a full disk must not sign everybody out at once.
        if (!noted) log_.failure("a session's use was not written", noted.error());
    }
    co_return found;
}

Task<Result<void>> Sessions::note_seen(storage::Session session) {
    CO_CHECK(co_await store_.touch(session.workspace, session.id, clock_.now()));
    co_return ok();
}

Task<Result<std::vector<storage::Session>>> Sessions::list(WorkspaceId workspace, UserId user) {
    CO_TRY(auto sessions, co_await store_.list(workspace, user));
    std::erase_if(sessions, [this](const auto& session) { return is_over(session); });
    co_return sessions;
}

Task<Result<bool>> Sessions::end(WorkspaceId workspace, UserId user, SessionId id) {
    CO_TRY(const auto sessions, co_await store_.list(workspace, user));
    const bool is_theirs =
        std::ranges::any_of(sessions, [id](const auto& session) { return session.id == id; });
    if (!is_theirs) co_return false;
    co_return co_await store_.erase(workspace, id);
}

Task<Result<std::int64_t>> Sessions::end_all(WorkspaceId workspace, UserId user,
                                             std::optional<SessionId> except) {
    return store_.erase_of(workspace, user, except.value_or(SessionId{}));
}

Task<Result<bool>> Sessions::prove(WorkspaceId workspace, SessionId id) {
    return store_.prove(workspace, id, clock_.now());
}

Task<Result<void>> Sessions::require_recent_proof(Caller caller) {
    if (caller.kind != CallerKind::session || !caller.user) co_return ok();
    CO_TRY(const auto sessions, co_await store_.list(caller.workspace, *caller.user));
    const auto own = std::ranges::find_if(
        sessions, [&](const auto& session) { return session.id == caller.session; });
    if (own != sessions.end() && clock_.now() - own->proven_at < limits_.proof) co_return ok();
    co_return Error{.code = Errc::unauthenticated,
                    .message = "Give your password again.",
                    .reason = "reauth_required"};
}

Task<Result<std::int64_t>> Sessions::erase_over() {
    const Time now = clock_.now();
    return store_.erase_over(now, now - limits_.idle);
}

}  // namespace fairlead::auth
