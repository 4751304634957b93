// SPDX-License-Identifier: Apache-2.0
#include "auth/password_login.h"

#include "auth/password_policy.h"
#include "base/text.h"

#include <algorithm>

namespace fairlead::auth {
namespace {

constexpr std::size_t longest_email = 254;  // RFC 5321 section 4.5.3.1.3, less its brackets

Error taken() {
    Error error{Errc::conflict, "There is a user with this e-mail address."};
    error.faults.push_back({"/email", "is taken"});
    return error;
}

}  // namespace

Result<void> check_email(std::string_view email) {
    const std::size_t at = email.find('@');
    const auto is_odd = [](char c) {
        return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '<' || c == '>' ||
               c == '"';
    };
    const bool has_parts = at != std::string_view::npos && at > 0 && at + 1 < email.size();
    if (has_parts && email.find('@', at + 1) == std::string_view::npos &&
        email.size() <= longest_email && is_valid_utf8(email) &&
        std::ranges::none_of(email, is_odd)) {
        const std::string_view host = email.substr(at + 1);
        const bool dotted =
            host.find('.') != std::string_view::npos && host.front() != '.' && host.back() != '.';
        if (dotted || host == "localhost") return ok();
    }
    Error error{Errc::invalid, "This is no e-mail address."};
    error.faults.push_back({"/email", "must be an e-mail address"});
    return error;
}

PasswordLogin::PasswordLogin(Services services, crypto::PasswordCost cost, std::string nobody)
    : services_(services), cost_(cost), nobody_(std::move(nobody)) {}

Result<std::unique_ptr<PasswordLogin>> PasswordLogin::create(Services services,
                                                             crypto::PasswordCost cost) {
    const Secret random{services.random.base64url(32)};
    TRY(std::string nobody, crypto::hash_password(random, cost));
    return std::unique_ptr<PasswordLogin>{new PasswordLogin{services, cost, std::move(nobody)}};
}

Task<Result<bool>> PasswordLogin::verify(std::string hash, Secret password) {
    // Shared, because a std::function is copyable and a Secret is not.
    const auto given = std::make_shared<const Secret>(std::move(password));
    std::function<Result<bool>()> work = [hash = std::move(hash), given] {
        return Result<bool>{crypto::verify_password(hash, *given)};
    };
    co_return co_await offload<bool>(services_.pool, std::move(work));
}

Task<Result<std::string>> PasswordLogin::hash(Secret password) {
    const auto given = std::make_shared<const Secret>(std::move(password));
    std::function<Result<std::string>()> work = [cost = cost_, given] {
        return crypto::hash_password(*given, cost);
    };
    co_return co_await offload<std::string>(services_.pool, std::move(work));
}

Task<Result<std::optional<User>>> PasswordLogin::log_in(WorkspaceId workspace, std::string email,
                                                        Secret password) {
    using Answer = std::optional<User>;
    // What nobody could have chosen is not hashed.
    if (password.size() > longest_password) co_return Answer{};
    CO_TRY(auto login, co_await services_.users.find_login(workspace, std::move(email)));
    const bool can_log_in = login && !login->password_hash.empty() && !login->user.disabled;
    const std::string stored = can_log_in ? login->password_hash : nobody_;
    Secret given = password.duplicate();
    CO_TRY(const bool matches, co_await verify(stored, std::move(given)));
    if (!can_log_in || !matches) co_return Answer{};
    if (crypto::needs_rehash(stored, cost_)) {
        const auto renewed = co_await renew_hash(login->user, stored, std::move(password));
        // They have proved who they are; the next login tries again.
        if (!renewed) services_.log.failure("a password was not hashed anew", renewed.error());
    }
    co_return Answer{std::move(login->user)};
}

Task<Result<void>> PasswordLogin::renew_hash(User user, std::string old_hash, Secret password) {
    CO_TRY(std::string fresh, co_await hash(std::move(password)));
    // Only in place of the hash that was verified: it may have been changed since.
    CO_CHECK(co_await services_.users.replace_password(user.workspace, user.id, std::move(old_hash),
                                                       std::move(fresh)));
    co_return ok();
}

Task<Result<User>> PasswordLogin::create_user(NewUser wanted) {
    CO_CHECK(check_email(wanted.email));
    CO_CHECK(check_password(wanted.password, wanted.email));
    User user;
    user.id = UserId::create(services_.clock.now(), services_.random);
    user.workspace = wanted.workspace;
    user.email = to_lower(wanted.email);
    user.role = wanted.role;
    user.created_at = services_.clock.now();
    CO_TRY(std::string hashed, co_await hash(std::move(wanted.password)));
    auto inserted = co_await services_.users.insert(user, std::move(hashed));
    if (!inserted && inserted.error().code == Errc::conflict) co_return taken();
    if (!inserted) co_return std::move(inserted).error();
    co_return user;
}

Task<Result<bool>> PasswordLogin::change_password(User user, Secret old_password,
                                                  Secret new_password) {
    std::string email = user.email.value_or("");
    CO_CHECK(check_password(new_password, email));
    CO_TRY(const auto login, co_await services_.users.find_login(user.workspace, std::move(email)));
    if (!login || login->user.id != user.id || login->password_hash.empty()) co_return false;
    CO_TRY(const bool matches, co_await verify(login->password_hash, std::move(old_password)));
    if (!matches) co_return false;
    CO_TRY(std::string hashed, co_await hash(std::move(new_password)));
    co_return co_await services_.users.replace_password(user.workspace, user.id,
                                                        login->password_hash, std::move(hashed));
}

Task<Result<void>> PasswordLogin::set_password(WorkspaceId workspace, UserId id, Secret password) {
    CO_TRY(const auto user, co_await services_.users.find(workspace, id));
    if (!user || !user->email) {
        co_return Error{Errc::not_found, "There is no such user with an e-mail address."};
    }
    CO_CHECK(check_password(password, *user->email));
    CO_TRY(std::string hashed, co_await hash(std::move(password)));
    CO_CHECK(co_await services_.users.set_password(workspace, id, std::move(hashed)));
    co_return ok();
}

}  // namespace fairlead::auth
