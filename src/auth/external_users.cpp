// SPDX-License-Identifier: Apache-2.0
#include "auth/external_users.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::auth {
namespace {

constexpr std::size_t longest_id = 255;

Result<void> check_enabled(const User& user) {
    if (!user.disabled) return ok();
    return Error{
        .code = Errc::forbidden, .message = "This user is disabled.", .reason = "user_disabled"};
}

}  // namespace

Result<void> check_external_id(std::string_view external_id) {
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    };
    if (!external_id.empty() && external_id.size() <= longest_id && is_valid_utf8(external_id) &&
        std::ranges::none_of(external_id, is_control)) {
        return ok();
    }
    return Error{Errc::invalid,
                 "A user's id is 1 to 255 bytes of UTF-8 without control characters."};
}

Task<Result<User>> ExternalUsers::ensure(WorkspaceId workspace, std::string external_id) {
    CO_CHECK(check_external_id(external_id));
    const Time now = clock_.now();
    const auto fresh = UserId::create(now, random_);
    CO_TRY(auto user,
           co_await store_.ensure_external(workspace, std::move(external_id), fresh, now));
    CO_CHECK(check_enabled(user));
    co_return user;
}

Task<Result<User>> ExternalUsers::find_enabled(WorkspaceId workspace, UserId id) {
    CO_TRY(auto user, co_await store_.find(workspace, id));
    if (!user) co_return Error{Errc::unauthenticated, "This user is gone."};
    CO_CHECK(check_enabled(*user));
    co_return *std::move(user);
}

}  // namespace fairlead::auth
