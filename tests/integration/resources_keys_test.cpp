// SPDX-License-Identifier: Apache-2.0
//
// What the platforms hold that are called with a key, read page by page from the sandbox and
// compared with it: OpenAI's and Gemini's models and files, and what the gateway to OnlyFans lists.
#include "support/fetch_world.h"
#include "support/form_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <iterator>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

/// The App, the sandbox and one of these platforms, whose records are fetched.
class KeyWorld : public FormWorld, public Fetching {
public:
    explicit KeyWorld(FormPlatform its_platform, const std::string& overlay = {})
        : FormWorld(overlay, its_platform.provider),
          Fetching(app, *sandbox),
          platform(std::move(its_platform)) {}

    std::string connect() { return FormWorld::connect(platform, make_key(platform)); }
    /// Of the console's account, or of the one that the form names.
    std::string owner() const {
        return platform.account_id.empty() ? platform.account : platform.account_id;
    }
    std::vector<std::string> held(const std::string& set) { return Fetching::held(set, owner()); }
    void limit(int most) {
        sandbox->tell(net::Method::put, "/control/limits",
                      "{\"most\":" + std::to_string(most) + "}");
    }

    const FormPlatform platform;
};

/// A resource and the set that it shows, for any size of set and page.
void expect_same_for_any_size(KeyWorld& world, const std::string& resource, const std::string& set,
                              rc::Gen<int> page_size) {
    world.limit(1'000'000);
    const auto id = world.connect();
    EXPECT_TRUE(rc::check([&] {
        const auto size = *rc::gen::inRange<std::size_t>(0, 60);
        world.resize(set, size);
        const auto page = std::to_string(*page_size);
        const auto fetched = world.fetch(id, resource, {{"page-size", page}});
        RC_ASSERT(fetched.end == "complete");
        auto ours = normal(fetched.records);
        auto theirs = normal(world.held(set));
        std::ranges::sort(ours);
        std::ranges::sort(theirs);
        RC_ASSERT(ours == theirs);
    }));
}

void expect_the_newest_first(KeyWorld& world, const std::string& resource, const std::string& set) {
    const auto id = world.connect();
    const auto all = world.fetch(id, resource);
    ASSERT_FALSE(all.since.empty()) << all.message;
    const auto made = world.change(set, world.owner(), R"(,"own":{"status":"new"})");
    const auto news = world.fetch(id, resource, {{"since", all.since}});
    EXPECT_EQ(news.pages, 1);
    ASSERT_EQ(news.records.size(), 2u) << "the new one, and the newest of before";
    EXPECT_EQ(normal({news.records.front()}), normal({made}));
}

// --- OpenAI --------------------------------------------------------------------------------------

TEST(OpenaiResources, AreWhatTheSandboxHolds) {
    KeyWorld world{openai_form()};
    world.resize("openai.files", 2300);
    const auto id = world.connect();
    const auto models = world.fetch(id, "models");
    EXPECT_EQ(models.pages, 1);
    EXPECT_FALSE(models.records.empty());
    expect_same(models, world.held("openai.models"));
    const auto files = world.fetch(id, "files");
    EXPECT_EQ(files.pages, 3);
    expect_same(files, world.held("openai.files"));
}

TEST(OpenaiResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    KeyWorld world{openai_form()};
    expect_same_for_any_size(world, "files", "openai.files", rc::gen::inRange(1, 40));
}

TEST(OpenaiResources, AFullPageMayBeTheLast) {
    KeyWorld world{openai_form()};
    world.resize("openai.files", 1000);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "files");
    EXPECT_EQ(fetched.pages, 1);
    expect_same(fetched, world.held("openai.files"));
}

TEST(OpenaiResources, NewestFirstStopsAtWhatIsKnown) {
    KeyWorld world{openai_form()};
    expect_the_newest_first(world, "files", "openai.files");
}

TEST(OpenaiResources, ALimitInTheMiddleSaysWhenAndTheFetchGoesOnWhereItWas) {
    KeyWorld world{openai_form()};
    world.resize("openai.files", 2300);
    const auto id = world.connect();
    world.fault("rate_limited=7@api", 1);
    const auto stopped = world.fetch(id, "files");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.wait, "7");
    EXPECT_EQ(stopped.records.size(), 1000u);
    expect_same(world.go_on(id, "files", stopped), world.held("openai.files"));
}

TEST(OpenaiResources, AKeyThatWasDeletedEndsTheFetch) {
    KeyWorld world{openai_form()};
    const auto id = world.connect();
    world.delete_keys(world.platform);
    EXPECT_EQ(world.fetch(id, "files").end, "reconnect");
}

// --- Gemini --------------------------------------------------------------------------------------

TEST(GeminiResources, AreWhatTheSandboxHolds) {
    KeyWorld world{gemini_form()};
    world.resize("gemini.models", 1200);
    world.resize("gemini.files", 230);
    const auto id = world.connect();
    const auto models = world.fetch(id, "models");
    EXPECT_EQ(models.pages, 2);
    expect_same(models, world.held("gemini.models"));
    const auto files = world.fetch(id, "files");
    EXPECT_EQ(files.pages, 3);
    expect_same(files, world.held("gemini.files"));
}

TEST(GeminiResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    KeyWorld world{gemini_form()};
    expect_same_for_any_size(world, "files", "gemini.files", rc::gen::inRange(1, 40));
}

TEST(GeminiResources, AListWithoutRecordsIsLeftOutAndNoFault) {
    KeyWorld world{gemini_form()};
    world.resize("gemini.files", 0);
    expect_same(world.fetch(world.connect(), "files"), {});
}

// --- the gateway to OnlyFans ---------------------------------------------------------------------

TEST(OnlyfansResources, AreWhatTheSandboxHolds) {
    KeyWorld world{onlyfans_form()};
    world.resize("onlyfans.fans", 120);
    world.resize("onlyfans.chats", 65);
    world.resize("onlyfans.transactions", 230);
    const auto id = world.connect();
    const auto fans = world.fetch(id, "fans");
    EXPECT_EQ(fans.pages, 3);
    expect_same(fans, world.held("onlyfans.fans"));
    const auto chats = world.fetch(id, "chats");
    EXPECT_EQ(chats.pages, 3);
    expect_same(chats, world.held("onlyfans.chats"));
    const auto transactions = world.fetch(id, "transactions");
    EXPECT_EQ(transactions.pages, 1 + 13) << "a next page's address does not say how many";
    expect_same(transactions, world.held("onlyfans.transactions"));
}

TEST(OnlyfansResources, OfChatsAreTheMessagesOfEach) {
    KeyWorld world{onlyfans_form()};
    world.resize("onlyfans.chats", 4);
    world.resize("onlyfans.messages", 230);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "messages");
    EXPECT_EQ(fetched.pages, 1 + 4 * 3);
    std::vector<std::string> held;
    for (const auto& chat : world.held("onlyfans.chats")) {
        const auto fan = scalar_text(find_pointer(must(parse_json(chat)), "/fan/id")).value_or("");
        std::ranges::move(world.Fetching::held("onlyfans.messages", world.owner() + "/" + fan),
                          std::back_inserter(held));
    }
    EXPECT_EQ(held.size(), 4u * 230u);
    expect_same(fetched, held);

    const auto owner = world.owner() + "/500002";
    const auto made = world.change("onlyfans.messages", owner, R"(,"own":{"text":"New"})");
    const auto news = world.fetch(id, "messages", {{"since", fetched.since}});
    EXPECT_EQ(news.pages, 1 + 4) << "one of each chat";
    EXPECT_THAT(normal(news.records), testing::Contains(normal({made}).front()));
    EXPECT_LE(news.records.size(), 2u) << "and the newest of before";
}

TEST(OnlyfansResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    KeyWorld world{onlyfans_form()};
    expect_same_for_any_size(world, "fans", "onlyfans.fans", rc::gen::inRange(1, 40));
    expect_same_for_any_size(world, "chats", "onlyfans.chats", rc::gen::inRange(1, 40));
    expect_same_for_any_size(world, "transactions", "onlyfans.transactions",
                             rc::gen::inRange(1, 100));
}

TEST(OnlyfansResources, TransactionsAreReadAgainForTheWeekInWhichTheyChange) {
    KeyWorld world{onlyfans_form()};
    const auto id = world.connect();
    const auto all = world.fetch(id, "transactions");
    const auto made =
        world.change("onlyfans.transactions", world.owner(), R"(,"own":{"status":"loading"})");
    const auto news = world.fetch(id, "transactions", {{"since", all.since}});
    expect_same(news, world.held("onlyfans.transactions"));
    EXPECT_EQ(normal({news.records.front()}), normal({made}));
    const auto later = world.fetch(id, "transactions", {{"since", news.since}});
    EXPECT_EQ(normal(later.records), normal({made})) << "those of before are older than a week";
}

TEST(OnlyfansResources, ThatSayNoStartGoBackThirtyDays) {
    KeyWorld world{onlyfans_form(), "id: onlyfans\nresources: {transactions: {query: null}}\n"};
    const auto id = world.connect();
    expect_same(world.fetch(id, "transactions"), {});
    const auto made = world.change("onlyfans.transactions", world.owner(), "");
    expect_same(world.fetch(id, "transactions"), {made});
}

TEST(OnlyfansResources, TheLimitOfAMinuteStopsAFetchThatGoesOnWhereItWas) {
    KeyWorld world{onlyfans_form()};
    world.resize("onlyfans.fans", 120);
    const auto id = world.connect();
    world.limit(2);
    const auto stopped = world.fetch(id, "fans");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.records.size(), 100u);
    world.limit(0);
    expect_same(world.go_on(id, "fans", stopped), world.held("onlyfans.fans"));
}

TEST(OnlyfansResources, OfACreatorWhoIsSignedOutAreNotThere) {
    auto signed_out = onlyfans_form();
    signed_out.vars = R"("account_id":"acct_sample03")";
    signed_out.account_id = "acct_sample03";
    KeyWorld world{signed_out};
    const auto refused = world.fetch(world.connect(), "fans");
    EXPECT_EQ(refused.end, "suspended");
    EXPECT_THAT(refused.message, HasSubstr("settle"));
}

}  // namespace
}  // namespace fairlead::tests
