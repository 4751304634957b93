// SPDX-License-Identifier: Apache-2.0
//
// TikTok's profile and videos, read page by page from the sandbox and compared with what it holds.
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

constexpr const char* videos = "tiktok.videos";
constexpr const char* list_path = "/open.tiktokapis.com/v2/video/list/";

TEST(TikTokResources, AreWhatTheSandboxHolds) {
    FetchWorld world{tiktok_facts()};
    world.resize(videos, 130);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "videos");
    EXPECT_EQ(fetched.pages, 7);
    expect_same(fetched, world.held(videos, world.account()));
    EXPECT_EQ(world.sandbox.requests(list_path), 7);

    const auto profile = world.fetch(id, "profile");
    ASSERT_EQ(profile.records.size(), 1u) << profile.message;
    const auto shown = must(parse_json(profile.records.front()));
    EXPECT_EQ(scalar_text(find_pointer(shown, "/username")), "first.sample");
    EXPECT_EQ(scalar_text(find_pointer(shown, "/open_id")), world.account());
    EXPECT_EQ(scalar_text(find_pointer(shown, "/video_count")), "130");
}

TEST(TikTokResources, AFullPageMayBeTheLast) {
    FetchWorld world{tiktok_facts()};
    const auto id = world.connect();
    for (const std::size_t size : {0u, 20u, 40u}) {
        world.resize(videos, size);
        const auto fetched = world.fetch(id, "videos");
        EXPECT_EQ(fetched.pages, size == 40 ? 2 : 1) << size;
        expect_same(fetched, world.held(videos, world.account()));
    }
}

TEST(TikTokResources, AreTheAccountsOwn) {
    FetchWorld world{tiktok_facts()};
    const auto id = world.connect(1);
    const auto fetched = world.fetch(id, "videos");
    EXPECT_EQ(fetched.pages, 2);
    expect_same(fetched, world.held(videos, world.account(1)));
}

TEST(TikTokResources, NewestFirstStopsAtWhatIsKnown) {
    FetchWorld world{tiktok_facts()};
    world.resize(videos, 130);
    const auto id = world.connect();
    const auto all = world.fetch(id, "videos");
    ASSERT_FALSE(all.since.empty()) << all.message;
    const auto made = world.change(videos, world.account(), R"(,"own":{"title":"New"})");
    const auto news = world.fetch(id, "videos", {{"since", all.since}});
    EXPECT_EQ(news.pages, 1);
    ASSERT_EQ(news.records.size(), 2u) << "the new one, and the newest of before";
    EXPECT_EQ(normal({news.records.front()}), normal({made}));
}

TEST(TikTokResources, WhatIsTakenAwayWhileAFetchGoesOnLosesNothingElse) {
    FetchWorld world{tiktok_facts()};
    world.resize(videos, 50);
    const auto id = world.connect();
    const auto first = world.page({{"id", id}, {"resource", "videos"}});
    ASSERT_EQ(first.records.size(), 20u) << first.message;
    // The last of the page, by whose moment the next one is asked for.
    world.change(videos, world.account(), R"(,"number":31,"remove":true)");
    const auto rest = world.fetch(id, "videos", {{"place", first.place}});
    EXPECT_EQ(rest.end, "complete") << rest.message;
    EXPECT_EQ(rest.records.size(), 30u);
}

TEST(TikTokResources, TheLimitIsToldThoughNotHowLongItLasts) {
    FetchWorld world{tiktok_facts()};
    world.resize(videos, 90);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "videos");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.wait, "") << "no header of TikTok's says it";
    EXPECT_THAT(stopped.message, HasSubstr("in a few minutes"));
    EXPECT_EQ(stopped.records.size(), 40u);
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":1000})");
    auto all = world.fetch(id, "videos", {{"place", stopped.place}});
    all.records.insert(all.records.begin(), stopped.records.begin(), stopped.records.end());
    expect_same(all, world.held(videos, world.account()));
}

TEST(TikTokResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{tiktok_facts()};
    world.resize(videos, 90);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "videos");
    expect_same(fetched, world.held(videos, world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(TikTokResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{tiktok_facts()};
    const auto id = world.connect_with(R"(,"scopes":["user.info.basic","user.info.profile"])");
    const auto refused = world.fetch(id, "videos");
    EXPECT_EQ(refused.end, "consent");
    EXPECT_THAT(refused.message, HasSubstr("video.list"));
    const auto hidden = world.fetch(id, "profile");
    EXPECT_EQ(hidden.end, "consent") << "one field that is not allowed spoils them all";
    EXPECT_THAT(hidden.message, HasSubstr("user.info.stats"));
}

}  // namespace
}  // namespace fairlead::tests
