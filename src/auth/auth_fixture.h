// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "auth/api_keys.h"
#include "auth/external_users.h"
#include "auth/sessions.h"
#include "cache/memory_cache.h"
#include "storage/store_fixture.h"

#include <gtest/gtest.h>

namespace fairlead::auth {

/// For the tests of this folder: its services over a database file.
class AuthTest : public storage::StoreTest {
protected:
    template <class T>
    Result<T> ask(std::function<Task<Result<T>>()> work) {
        return db_.run<T>(std::move(work));
    }
    ApiKeys::Created create_key(const NewApiKey& wanted) {
        return must<ApiKeys::Created>([&] { return keys_.create(wanted); });
    }
    User user_of(UserId id) {
        return *must<std::optional<User>>([&] { return users_.find(default_workspace, id); });
    }
    User add_person(const std::string& email, Role role = Role::member) {
        User user;
        user.id = fresh<UserId>();
        user.workspace = default_workspace;
        user.email = email;
        user.role = role;
        user.created_at = clock_.now();
        EXPECT_TRUE(run_blocking(db_.loop(), [&] { return users_.insert(user, ""); }));
        return user;
    }
    void disable(UserId id) {
        EXPECT_TRUE(must<bool>([&] { return users_.set_disabled(default_workspace, id, true); }));
    }

    std::string logged_;
    Log log_{clock_, LogLevel::debug, [this](std::string_view line) { logged_ += line; }};
    storage::UserStore users_{*db_};
    storage::ApiKeyStore key_store_{*db_};
    storage::SessionStore session_store_{*db_};
    cache::MemoryCache cache_{clock_};
    ApiKeys keys_{{key_store_, users_, cache_, clock_, random_, log_}};
    Sessions sessions_{session_store_, clock_, random_, log_};
    ExternalUsers external_users_{users_, clock_, random_};
};

}  // namespace fairlead::auth
