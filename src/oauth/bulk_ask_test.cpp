// SPDX-License-Identifier: Apache-2.0
#include "oauth/bulk_ask.h"

#include "base/fixed_random.h"
#include "oauth/bulk_result.h"

#include <gtest/gtest.h>

namespace fairlead::oauth {
namespace {

using namespace std::chrono_literals;

class BulkAskTest : public testing::Test {
protected:
    template <class IdType>
    IdType fresh() {
        return IdType::create(from_unix_ms(1'700'000'000'000), random_);
    }
    FixedRandom random_;
};

TEST_F(BulkAskTest, IsReadAsItWasStored) {
    BulkAsk change;
    change.connection = fresh<ConnectionId>();
    const auto changed = BulkAsk::parse(change.json());
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->connection, change.connection);
    EXPECT_FALSE(changed->link);
    EXPECT_FALSE(changed->user);

    BulkAsk link;
    link.link = ConnectAsk{};
    link.link->provider = "acme";
    link.link->vars = {{"region", "e\"u"}};
    link.link->scopes = {"read"};
    link.user = fresh<UserId>();
    link.external_user = "käthe";
    const auto read = BulkAsk::parse(link.json());
    ASSERT_TRUE(read);
    ASSERT_TRUE(read->link);
    EXPECT_EQ(read->link->provider, "acme");
    EXPECT_EQ(read->link->vars, link.link->vars);
    EXPECT_EQ(read->link->scopes, link.link->scopes);
    EXPECT_EQ(read->user, link.user);
    EXPECT_EQ(read->external_user, "käthe");
}

TEST_F(BulkAskTest, TermsNameWhoAskedAndGiveNoRights) {
    BulkTerms terms;
    terms.caller.kind = CallerKind::api_key;
    terms.caller.api_key = fresh<ApiKeyId>();
    terms.caller.scopes = Scope::admin;
    terms.caller.role = Role::admin;
    terms.caller.request_id = "r1";
    terms.data = SyncedData::erased;
    const auto read = BulkTerms::parse(terms.json());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->caller.kind, CallerKind::api_key);
    EXPECT_EQ(read->caller.api_key, terms.caller.api_key);
    EXPECT_EQ(read->caller.request_id, "r1");
    EXPECT_EQ(read->caller.scopes, Scope::none);
    EXPECT_EQ(read->caller.role, Role::member);
    EXPECT_EQ(read->data, SyncedData::erased);
}

TEST_F(BulkAskTest, ResultsAreReadAsTheyWereStored) {
    BulkResult good;
    good.connection = fresh<ConnectionId>();
    good.provider = "acme";
    good.expires_at = from_unix_ms(1'700'000'000'123);
    const auto read = BulkResult::parse(good.json());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->connection, good.connection);
    EXPECT_EQ(read->provider, "acme");
    EXPECT_EQ(read->expires_at, good.expires_at);
    EXPECT_FALSE(read->failure);

    Error limited{Errc::rate_limited, "Too many."};
    limited.retry_after = 40s;
    const auto failed = BulkResult::parse(BulkResult::failed(limited).json());
    ASSERT_TRUE(failed && failed->failure);
    EXPECT_EQ(failed->failure->code, "rate_limited");
    EXPECT_EQ(failed->failure->message, "Too many.");
    EXPECT_EQ(failed->failure->retry_after, 40s);

    Error named{Errc::conflict, "No."};
    named.reason = "integration_disabled";
    EXPECT_EQ(BulkResult::failed(named).failure->code, "integration_disabled");
    EXPECT_FALSE(BulkResult::parse(Json{R"({"connection":"x"})"}));
}

}  // namespace
}  // namespace fairlead::oauth
