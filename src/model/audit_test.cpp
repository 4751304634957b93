// SPDX-License-Identifier: Apache-2.0
#include "model/audit.h"
#include "model/audit_types.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace fairlead {
namespace {

TEST(Actor, NamesTheSessionOrTheKey) {
    const auto id = Uuid::parse("01890a5d-ac96-774b-bcce-b302099a8057");
    ASSERT_TRUE(id);
    Caller caller;
    EXPECT_EQ(actor_of(caller), "open");
    caller.kind = CallerKind::session;
    caller.session = SessionId{*id};
    EXPECT_EQ(actor_of(caller), "session:01890a5d-ac96-774b-bcce-b302099a8057");
    caller.kind = CallerKind::api_key;
    caller.api_key = ApiKeyId{*id};
    EXPECT_EQ(actor_of(caller), "api_key:01890a5d-ac96-774b-bcce-b302099a8057");
    caller.kind = CallerKind::jwt;
    EXPECT_EQ(actor_of(caller), "jwt");
}

// Dropping or renaming a type would orphan rows that are stored: this list only grows.
TEST(AuditTypes, HaveWhatIsPromised) {
    for (const std::string_view type : {"oauth_initiated",
                                        "oauth_completed",
                                        "oauth_failed",
                                        "token_exchanged",
                                        "token_refreshed",
                                        "token_refresh_failed",
                                        "data_synced",
                                        "sync_failed",
                                        "disconnected",
                                        "login",
                                        "login_failed",
                                        "api_key_created",
                                        "api_key_revoked",
                                        "settings_changed",
                                        "connect.user_mismatch",
                                        "connect.browser_mismatch",
                                        "connect.integration_mismatch",
                                        "connect.verifier_mismatch",
                                        "connect.abandoned",
                                        "connect.state_replayed",
                                        "key_rotated",
                                        "data_exported"}) {
        EXPECT_TRUE(is_audit_type(type)) << type;
    }
    EXPECT_FALSE(is_audit_type("no_such_thing"));
    EXPECT_FALSE(is_audit_type(""));
}

TEST(AuditTypes, AreEachThereOnceAndPlain) {
    std::set<std::string_view> seen;
    for (const std::string_view type : audit_types()) {
        EXPECT_TRUE(seen.insert(type).second) << type;
        EXPECT_FALSE(type.empty());
        EXPECT_TRUE(std::ranges::all_of(type, [](char c) {
            return (c >= 'a' && c <= 'z') || c == '_' || c == '.';
        })) << type;
    }
}

}  // namespace
}  // namespace fairlead
