// SPDX-License-Identifier: Apache-2.0
//
// Reddit's resources, read page by page from the sandbox and compared with what it holds.
#include "base/text.h"
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

/// How many seconds to wait; 0: that was not told.
std::int64_t seconds_of(const Fetched& fetched) {
    const auto seconds = parse_integer(fetched.wait);
    return seconds ? *seconds : 0;
}

TEST(RedditResources, AreWhatTheSandboxHolds) {
    FetchWorld world{reddit_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"submitted", "comments", "inbox"}) {
        world.resize("reddit." + kind, 250);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("reddit." + kind, world.account()));
    }

    const auto profile = world.fetch(id, "profile");
    ASSERT_EQ(profile.records.size(), 1u) << profile.message;
    const auto shown = must(parse_json(profile.records.front()));
    EXPECT_EQ(scalar_text(find_pointer(shown, "/name")), "first_sample");
    EXPECT_EQ(scalar_text(find_pointer(shown, "/id")), world.account());
}

TEST(RedditResources, AreTheAccountsOwn) {
    FetchWorld world{reddit_facts()};
    const auto id = world.connect(1);
    expect_same(world.fetch(id, "submitted"), world.held("reddit.submitted", world.account(1)));
    expect_same(world.fetch(id, "inbox"), world.held("reddit.inbox", world.account(1)));
}

TEST(RedditResources, AListingEndsAtAThousand) {
    FetchWorld world{reddit_facts()};
    world.resize("reddit.submitted", 1100);
    const auto id = world.connect();
    auto newest = world.held("reddit.submitted", world.account());
    ASSERT_EQ(newest.size(), 1100u);
    newest.erase(newest.begin(), newest.begin() + 100);
    const auto fetched = world.fetch(id, "submitted");
    EXPECT_EQ(fetched.pages, 10);
    expect_same(fetched, newest);
}

TEST(RedditResources, NewestFirstStopsAtWhatIsKnown) {
    FetchWorld world{reddit_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"submitted", "comments", "inbox"}) {
        const auto set = "reddit." + kind;
        world.resize(set, 230);
        const auto all = world.fetch(id, kind);
        const auto made = world.change(set, world.account(), R"(,"own":{"score":7})");
        const auto news = world.fetch(id, kind, {{"since", all.since}});
        EXPECT_EQ(news.pages, 1) << kind;
        ASSERT_EQ(news.records.size(), 2u) << "the new one, and the newest of before: " << kind;
        EXPECT_EQ(normal({news.records.front()}), normal({made}));
    }
}

TEST(RedditResources, WhatIsDeletedWhileAFetchGoesOnLosesNothingElse) {
    FetchWorld world{reddit_facts()};
    world.resize("reddit.comments", 230);
    const auto id = world.connect();
    const auto first = world.page({{"id", id}, {"resource", "comments"}});
    ASSERT_EQ(first.records.size(), 100u) << first.message;
    // The last of the page, by which the next one is asked for.
    world.change("reddit.comments", world.account(), R"(,"number":131,"remove":true)");
    const auto rest = world.fetch(id, "comments", {{"place", first.place}});
    EXPECT_EQ(rest.end, "complete") << rest.message;
    EXPECT_EQ(rest.records.size(), 130u);
}

TEST(RedditResources, ThePlatformsOwnLimitIsToldByItsOwnHeaders) {
    FetchWorld world{reddit_facts()};
    world.resize("reddit.submitted", 300);
    const auto id = world.connect();
    // The quota is the application's, and connecting has used some of it.
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "submitted");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_GT(seconds_of(stopped), 0) << stopped.wait;
    EXPECT_LE(seconds_of(stopped), 600) << "no longer than the window";
    EXPECT_THAT(stopped.message, HasSubstr("in " + stopped.wait + " seconds"));
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":1000})");
    auto all = world.fetch(id, "submitted", {{"place", stopped.place}});
    all.records.insert(all.records.begin(), stopped.records.begin(), stopped.records.end());
    expect_same(all, world.held("reddit.submitted", world.account()));
}

TEST(RedditResources, ACallThatDoesNotSayWhoseItIsIsThrottled) {
    FetchWorld world{reddit_facts(), "api: {headers: {User-Agent: Fairlead/1}}"};
    const auto id = world.connect();
    EXPECT_EQ(world.fetch(id, "submitted").end, "rate_limited");
}

TEST(RedditResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{reddit_facts()};
    world.resize("reddit.comments", 450);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "comments");
    expect_same(fetched, world.held("reddit.comments", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(RedditResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{reddit_facts()};
    const auto id = world.connect_with(R"(,"scopes":["identity","history"])");
    EXPECT_EQ(world.fetch(id, "submitted").end, "complete");
    const auto refused = world.fetch(id, "inbox");
    EXPECT_EQ(refused.end, "consent");
    EXPECT_THAT(refused.message, HasSubstr("privatemessages"));
}

}  // namespace
}  // namespace fairlead::tests
