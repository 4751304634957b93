// SPDX-License-Identifier: Apache-2.0
#include "oauth/fetch_step.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::oauth {
namespace {

using catalog::Incremental;
using catalog::IncrementalStyle;
using catalog::PagingStyle;
using catalog::Resource;

Resource things() {
    Resource resource;
    resource.name = "things";
    resource.walk.request.url = {*catalog::Template::parse("https://t.com/things")};
    resource.walk.items = {"/rows"};
    resource.walk.paging = {.style = PagingStyle::cursor, .send = "after", .next = {"/after"}};
    resource.id = {"/id"};
    resource.updated = {"/at"};
    return resource;
}

/// A client whose provider has nothing but a base.
std::shared_ptr<const OAuthClient> client() {
    auto provider = std::make_shared<catalog::ProviderSpec>();
    provider->method.api.base = {*catalog::Template::parse("https://t.com")};
    auto made = std::make_shared<OAuthClient>();
    made->provider = std::move(provider);
    return made;
}

TakenPage take(const Chain& chain, FetchPlace& place, const char* body) {
    const auto level = active_level(place).value_or(0);
    auto question = question_for(chain[level], place, level, 0);
    question.client = client();
    PlatformAnswer answer;
    answer.status = 200;
    answer.url = *net::Url::parse("https://t.com/things");
    answer.document = *parse_json(body);
    return take_page(chain, place, level, question, answer);
}

TEST(FetchStep, GoesFromPageToPage) {
    const Chain chain{things()};
    auto place = *begin_fetch(chain, "");
    auto page = take(chain, place, R"({"rows":[{"id":1},{"id":2}],"after":"x"})");
    EXPECT_EQ(page.end, FetchEnd::going_on);
    EXPECT_EQ(page.records.size(), 2u);
    EXPECT_EQ(question_for(chain[0], place, 0, 0).at, "x");
    page = take(chain, place, R"({"rows":[]})");
    EXPECT_EQ(page.end, FetchEnd::complete);
    EXPECT_FALSE(active_level(place));
}

TEST(FetchStep, WantsTheRecordsWhereTheFileSays) {
    const Chain chain{things()};
    auto place = *begin_fetch(chain, "");
    for (const char* other : {"{}", R"({"rows":null})", R"({"rows":5})", "[]"}) {
        auto copy = place;
        EXPECT_EQ(take(chain, copy, other).end, FetchEnd::unreadable) << other;
    }
    auto sparse = things();
    sparse.walk.sparse = {"estimate"};
    for (const char* none : {"null", "{}", R"({"estimate":0})", R"({"rows":null})"}) {
        auto copy = place;
        EXPECT_EQ(take({sparse}, copy, none).end, FetchEnd::complete) << none;
    }
    for (const char* other : {"[]", "[{}]", R"({"error":"server_error"})", R"({"padding":"x"})"}) {
        auto copy = place;
        EXPECT_EQ(take({sparse}, copy, other).end, FetchEnd::unreadable) << other;
    }
    auto one = things();
    one.walk.items = {""};
    place = *begin_fetch({one}, "");
    EXPECT_EQ(take({one}, place, R"({"id":7})").records.size(), 1u);
}

TEST(FetchStep, ReadsAResourceForEachRecordOfAnother) {
    auto parts = things();
    parts.each = catalog::Each{"things", {{"thing", "/id"}}};
    const Chain chain{things(), parts};
    auto place = *begin_fetch(chain, "");
    EXPECT_TRUE(take(chain, place, R"({"rows":[{"id":1},{"id":2}],"after":"x"})").records.empty());
    EXPECT_EQ(active_level(place), 1u);
    EXPECT_EQ(place.levels[1].names.at("thing"), "1");
    take(chain, place, R"({"rows":[{"id":"a"}],"after":"y"})");
    EXPECT_EQ(place.levels[1].names.at("thing"), "1");
    take(chain, place, R"({"rows":[]})");
    EXPECT_EQ(place.levels[1].names.at("thing"), "2");
    take(chain, place, R"({"rows":[]})");
    EXPECT_EQ(active_level(place), 0u) << "further things";
    const auto last = take(chain, place, R"({"rows":[]})");
    EXPECT_EQ(last.end, FetchEnd::complete);
}

TEST(FetchStep, StopsAtRecordsThatAreOlderThanAsked) {
    auto resource = things();
    resource.incremental = Incremental{.style = IncrementalStyle::newest_first};
    const Chain chain{resource};
    auto place = *begin_fetch(chain, "2026-01-02");
    const auto page = take(chain, place, R"({"rows":[{"id":3,"at":"2026-01-03T00:00:00Z"},
        {"id":2,"at":"2026-01-02T00:00:00Z"},{"id":1,"at":"2026-01-01T00:00:00Z"}],"after":"x"})");
    EXPECT_EQ(page.end, FetchEnd::complete);
    EXPECT_EQ(page.records.size(), 2u);
    EXPECT_EQ(next_since(resource, place), "2026-01-03T00:00:00.000Z");
}

TEST(FetchStep, AsksAnewWhereOneQuestionReachesNoFurther) {
    auto resource = things();
    resource.walk.paging.most = 2;
    resource.incremental =
        Incremental{.style = IncrementalStyle::time_param, .send = "since", .window = 4};
    const Chain chain{resource};
    auto place = *begin_fetch(chain, "2026-01-01");
    EXPECT_EQ(question_for(resource, place, 0, 0).since, "2026-01-01T00:00:00.000Z");
    take(chain, place, R"({"rows":[{"id":1,"at":"2026-01-02T00:00:00Z"},
        {"id":2,"at":"2026-01-03T00:00:00Z"}],"after":"2"})");
    EXPECT_EQ(place.levels[0].at, "2");
    take(chain, place, R"({"rows":[{"id":3,"at":"2026-01-04T00:00:00Z"},
        {"id":4,"at":"2026-01-04T00:00:00Z"}],"after":"4"})");
    EXPECT_EQ(place.levels[0].at, "");
    EXPECT_EQ(question_for(resource, place, 0, 0).since, "2026-01-04T00:00:00.000Z");
    auto page = take(chain, place, R"({"rows":[{"id":4,"at":"2026-01-04T00:00:00Z"},
        {"id":5,"at":"2026-01-04T00:00:00Z"}],"after":"2"})");
    EXPECT_EQ(page.records.size(), 1u) << "the fourth came before";
    page = take(chain, place, R"({"rows":[{"id":3,"at":"2026-01-04T00:00:00Z"},
        {"id":6,"at":"2026-01-04T00:00:00Z"}],"after":"4"})");
    EXPECT_EQ(page.end, FetchEnd::circle) << "more of one moment than a question brings";
}

TEST(FetchStep, SaysWhatCannotBeAsked) {
    EXPECT_EQ(begin_fetch({things()}, "2026-01-01").error().code, Errc::invalid);
    auto resource = things();
    resource.incremental = Incremental{.style = IncrementalStyle::time_param, .send = "since"};
    EXPECT_EQ(begin_fetch({resource}, "yesterday").error().code, Errc::invalid);
}

TEST(FetchPlace, OfAnotherKindIsRefused) {
    for (const char* text : {"", "{}", "[]", R"({"levels":[]})", "x"}) {
        EXPECT_FALSE(read_place(text)) << text;
    }
}

TEST(FetchPlace, NumbersThatNoFetchWroteCountForNothing) {
    const auto place = read_place(
        R"({"levels":[{"steps":9223372036854775807,"reach":3}],"from":-9223372036854775807,)"
        R"("inWindow":9223372036854775807})");
    ASSERT_TRUE(place);
    const Trail trail{"", 0, 3};
    EXPECT_EQ(place->levels.front().trail, trail);
    EXPECT_FALSE(place->from);
    EXPECT_EQ(place->in_window, 0);
}

RC_GTEST_PROP(FetchPlace, IsReadAsItWasWritten, ()) {
    const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange(' ', '~')); };
    FetchPlace place;
    place.levels.resize(static_cast<std::size_t>(*rc::gen::inRange(1, 4)));
    for (auto& level : place.levels) {
        level = {.is_active = *rc::gen::arbitrary<bool>(),
                 .names = {{"a", text()}},
                 .at = text(),
                 .trail = {text(), *rc::gen::inRange(0, 9), *rc::gen::inRange(1, 9)},
                 .waiting = {{{"b", text()}}, {}}};
    }
    place.since = text();
    if (*rc::gen::arbitrary<bool>()) place.from = from_unix_ms(*rc::gen::inRange(0, 1 << 30));
    if (*rc::gen::arbitrary<bool>()) place.newest = from_unix_ms(*rc::gen::inRange(0, 1 << 30));
    place.at_newest = {text(), text()};
    place.in_window = *rc::gen::inRange(0, 1 << 30);
    place.tokens = {{text(), text()}};
    RC_ASSERT(*read_place(write_place(place)) == place);
}

RC_GTEST_PROP(FetchPlace, TokensAreOneTextAndBack, ()) {
    const auto text = [] { return *rc::gen::container<std::string>(rc::gen::inRange('a', 'z')); };
    const std::map<std::string, std::string> many{{"{\"a\":\"" + text() + "\"}", text()}};
    RC_ASSERT(read_tokens(write_tokens(many)) == many);
    const auto token = "t" + text();
    const std::map<std::string, std::string> one{{"", token}};
    RC_ASSERT(write_tokens(one) == token);
    RC_ASSERT(read_tokens(token) == one);
}

}  // namespace
}  // namespace fairlead::oauth
