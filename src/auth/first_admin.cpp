// SPDX-License-Identifier: Apache-2.0
#include "auth/first_admin.h"

#include "base/text.h"

namespace fairlead::auth {
namespace {

constexpr std::size_t code_bytes = 32;

Error somebody_is_there() {
    return Error{.code = Errc::conflict,
                 .message = "This server is set up already. Sign in, or ask an administrator.",
                 .reason = "already_set_up"};
}

}  // namespace

Task<Result<bool>> FirstAdmin::is_needed(WorkspaceId workspace) {
    CO_TRY(const bool somebody, co_await people_.is_anybody_there(workspace));
    co_return !somebody;
}

Secret FirstAdmin::make_code() {
    Secret code{random_.base64url(code_bytes)};
    *code_.lock() = crypto::sha256(code.expose());
    return code;
}

/// Whoever has taken it is alone in using it.
bool FirstAdmin::take(const Secret& code) {
    const crypto::Digest given = crypto::sha256(code.expose());
    const auto good = code_.lock();
    if (!*good || !crypto::equal(text_of(given), text_of(**good))) return false;
    good->reset();
    return true;
}

Task<Result<std::optional<User>>> FirstAdmin::create(Wanted wanted) {
    using Answer = std::optional<User>;
    CO_TRY(const bool needed, co_await is_needed(wanted.workspace));
    if (!needed) co_return somebody_is_there();
    if (!take(wanted.code)) co_return Answer{};
    PasswordLogin::NewUser user{.workspace = wanted.workspace,
                                .email = std::move(wanted.email),
                                .password = std::move(wanted.password),
                                .role = Role::admin};
    auto made = co_await login_.create_user(std::move(user));
    if (made) co_return Answer{*std::move(made)};
    *code_.lock() = crypto::sha256(wanted.code.expose());
    co_return std::move(made).error();
}

}  // namespace fairlead::auth
