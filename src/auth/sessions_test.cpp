// SPDX-License-Identifier: Apache-2.0
#include "auth/sessions.h"

#include "auth/auth_fixture.h"

namespace fairlead::auth {
namespace {

class SessionsTest : public AuthTest {
protected:
    using Found = std::optional<Sessions::Found>;

    Sessions::Begun begin(const User& user, std::optional<SessionId> replaced = {}) {
        Sessions::Start wanted{user, "203.0.113.5", "a\nbrowser", replaced};
        return must<Sessions::Begun>([&] { return sessions_.begin(std::move(wanted)); });
    }
    Found find(const std::string& token) {
        return must<Found>([&] { return sessions_.find(token); });
    }
    std::vector<storage::Session> list(const User& user) {
        return must<std::vector<storage::Session>>(
            [&] { return sessions_.list(default_workspace, user.id); });
    }
    Caller caller_of(const User& user, SessionId session) {
        Caller caller;
        caller.kind = CallerKind::session;
        caller.user = user.id;
        caller.session = session;
        return caller;
    }
    bool is_proof_fresh(const Caller& caller) {
        const auto checked =
            run_blocking(db_.loop(), [&] { return sessions_.require_recent_proof(caller); });
        if (!checked) {
            EXPECT_EQ(checked.error().code, Errc::unauthenticated);
            EXPECT_STREQ(checked.error().reason, "reauth_required");
        }
        return checked.has_value();
    }

    const User ann_ = add_person("ann@example.com");
};

TEST_F(SessionsTest, TheCookieIsAsStrictAsCookiesGo) {
    const auto begun = begin(ann_);
    EXPECT_EQ(begun.cookie.value.size(), 47U);
    EXPECT_TRUE(begun.cookie.value.starts_with("fls_"));
    const std::string text = begun.cookie.text();
    for (const char* part : {"__Host-fairlead-session=", "Secure", "HttpOnly", "Path=/",
                             "SameSite=Lax", "Max-Age=2592000"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
    }
    EXPECT_EQ(text.find("Domain"), std::string::npos);
}

TEST_F(SessionsTest, ATokenIsFoundAndStoredNowhere) {
    const auto begun = begin(ann_);
    const Found found = find(begun.cookie.value);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user.id, ann_.id);
    EXPECT_EQ(found->session.id, begun.id);
    EXPECT_EQ(found->session.user_agent.find('\n'), std::string::npos);
    EXPECT_EQ(found->session.token_hash.size(), 32U);
    EXPECT_EQ(found->session.token_hash.find(begun.cookie.value.substr(4, 8)), std::string::npos);
    std::string wrong = begun.cookie.value;
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    EXPECT_FALSE(find(wrong));
    EXPECT_FALSE(find(""));
    EXPECT_FALSE(find(found->session.token_hash));
}

TEST_F(SessionsTest, SigningInAgainIsANewSession) {
    const auto first = begin(ann_);
    const auto second = begin(ann_, first.id);
    EXPECT_NE(first.cookie.value, second.cookie.value);
    EXPECT_FALSE(find(first.cookie.value));
    EXPECT_TRUE(find(second.cookie.value));
}

TEST_F(SessionsTest, AnUnusedSessionEnds) {
    const auto begun = begin(ann_);
    clock_.advance(std::chrono::hours{12} - Milliseconds{1});
    EXPECT_TRUE(find(begun.cookie.value));
    clock_.advance(std::chrono::hours{12} - Milliseconds{1});
    EXPECT_TRUE(find(begun.cookie.value));
    clock_.advance(std::chrono::hours{12});
    EXPECT_FALSE(find(begun.cookie.value));
    EXPECT_TRUE(list(ann_).empty());
}

TEST_F(SessionsTest, EverySessionEndsAtLast) {
    const auto begun = begin(ann_);
    for (int i = 0; i < 30 * 3 - 1; ++i) {
        clock_.advance(std::chrono::hours{8});
        ASSERT_TRUE(find(begun.cookie.value)) << i;
    }
    clock_.advance(std::chrono::hours{8});
    EXPECT_FALSE(find(begun.cookie.value));
}

TEST_F(SessionsTest, UseIsNotedOnceAMinute) {
    const auto begun = begin(ann_);
    clock_.advance(Seconds{59});
    ASSERT_TRUE(find(begun.cookie.value));
    EXPECT_EQ(list(ann_).front().last_seen_at, start);
    clock_.advance(Seconds{1});
    ASSERT_TRUE(find(begun.cookie.value));
    EXPECT_EQ(list(ann_).front().last_seen_at, start + Seconds{60});
}

TEST_F(SessionsTest, UsersEndTheirOwnSessionsAlone) {
    const User bob = add_person("bob@example.com");
    const auto ours = begin(ann_);
    const auto theirs = begin(bob);
    const auto end = [this](const User& user, SessionId id) {
        return must<bool>([&] { return sessions_.end(default_workspace, user.id, id); });
    };
    EXPECT_FALSE(end(ann_, theirs.id));
    EXPECT_TRUE(find(theirs.cookie.value));
    EXPECT_TRUE(end(ann_, ours.id));
    EXPECT_FALSE(find(ours.cookie.value));
    EXPECT_FALSE(end(ann_, ours.id));
}

TEST_F(SessionsTest, AllButThisOneEnd) {
    const auto here = begin(ann_);
    const auto there = begin(ann_);
    EXPECT_EQ(
        must<std::int64_t>([&] { return sessions_.end_all(default_workspace, ann_.id, here.id); }),
        1);
    EXPECT_TRUE(find(here.cookie.value));
    EXPECT_FALSE(find(there.cookie.value));
    EXPECT_EQ(must<std::int64_t>([&] { return sessions_.end_all(default_workspace, ann_.id); }), 1);
    EXPECT_FALSE(find(here.cookie.value));
}

TEST_F(SessionsTest, AProofGrowsOldAndIsRenewed) {
    const auto begun = begin(ann_);
    const Caller caller = caller_of(ann_, begun.id);
    EXPECT_TRUE(is_proof_fresh(caller));
    clock_.advance(std::chrono::minutes{10});
    EXPECT_FALSE(is_proof_fresh(caller));
    ASSERT_TRUE(must<bool>([&] { return sessions_.prove(default_workspace, begun.id); }));
    EXPECT_TRUE(is_proof_fresh(caller));
    Caller key = caller;
    key.kind = CallerKind::api_key;
    clock_.advance(std::chrono::hours{1});
    EXPECT_TRUE(is_proof_fresh(key));
}

TEST_F(SessionsTest, WhatIsOverIsErased) {
    begin(ann_);
    clock_.advance(std::chrono::hours{6});
    const auto younger = begin(ann_);
    clock_.advance(std::chrono::hours{6} + Milliseconds{1});
    EXPECT_EQ(must<std::int64_t>([&] { return sessions_.erase_over(); }), 1);
    EXPECT_TRUE(find(younger.cookie.value));
}

TEST(SessionScopes, NeverHandOutTokens) {
    for (const Role role : {Role::member, Role::admin}) {
        EXPECT_FALSE(has(session_scopes(role), Scope::tokens_read));
        EXPECT_FALSE(has(session_scopes(role), Scope::credentials_read));
        EXPECT_FALSE(has(session_scopes(role), Scope::admin));
        EXPECT_TRUE(has(session_scopes(role), Scope::connections_read | Scope::connections_write));
    }
    EXPECT_FALSE(has(session_scopes(Role::member), Scope::webhooks));
}

}  // namespace
}  // namespace fairlead::auth
