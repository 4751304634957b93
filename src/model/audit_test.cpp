// SPDX-License-Identifier: Apache-2.0
#include "model/audit.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace fairlead
