// SPDX-License-Identifier: Apache-2.0
//
// Resources as provider files describe them, read page by page through the server's administration
// from the sandbox, and compared with what the sandbox holds (its control API): property P6.
#include "base/text.h"
#include "support/child_process.h"
#include "support/fetch_world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <sys/wait.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace fairlead::tests {
namespace {

using testing::HasSubstr;

std::string first_with(const std::vector<std::string>& records, const std::string& part) {
    const auto found = std::ranges::find_if(
        records, [&](const std::string& record) { return record.find(part) != std::string::npos; });
    return found == records.end() ? std::string{} : *found;
}

struct Said {
    int status;
    std::string out;
    std::string err;
};

std::string text_of_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

/// `fairlead connections …` beside the server, without the variables that are the tests' own.
Said run_command(const FetchWorld& world, const std::vector<std::string>& words) {
    const auto out = world.directory.file("out");
    const auto err = world.directory.file("err");
    const std::string script =
        "out=$1 err=$2; shift 2; unset FAIRLEAD_TEST_STORE FAIRLEAD_TESTS_CACHE; "
        "exec \"$@\" >\"$out\" 2>\"$err\"";
    std::vector<std::string> line{"/bin/sh", "-c", script,          "sh",
                                  out,       err,  FAIRLEAD_BINARY, "connections"};
    line.insert(line.end(), words.begin(), words.end());
    line.insert(line.end(), {"--set", "FAIRLEAD_DATA_DIR=" + world.app.data_directory(), "--set",
                             "PUBLIC_URL=" + world.app.url()});
    ChildProcess command{line};
    const int status = command.end(0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text_of_file(out), text_of_file(err)};
}

// --- HubSpot -------------------------------------------------------------------------------------

TEST(HubSpotResources, AreWhatTheSandboxHolds) {
    FetchWorld world{hubspot_facts()};
    const auto id = world.connect();
    for (const std::string kind : {"contacts", "companies", "deals"}) {
        world.resize("hubspot." + kind, 250);
        const auto fetched = world.fetch(id, kind);
        EXPECT_EQ(fetched.pages, 3) << kind;
        expect_same(fetched, world.held("hubspot." + kind, world.account()));
    }
}

TEST(HubSpotResources, AreWhatTheSandboxHoldsForAnySizeOfSetAndPage) {
    FetchWorld world{hubspot_facts()};
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":1000000})");
    const auto id = world.connect();
    EXPECT_TRUE(rc::check([&] {
        const auto size = *rc::gen::inRange<std::size_t>(0, 130);
        const auto page = *rc::gen::inRange(5, 101);
        world.resize("hubspot.contacts", size);
        const auto fetched = world.fetch(id, "contacts", {{"page-size", std::to_string(page)}});
        RC_ASSERT(fetched.end == "complete");
        const auto pages = std::max<std::size_t>(
            1, (size + static_cast<std::size_t>(page) - 1) / static_cast<std::size_t>(page));
        RC_ASSERT(static_cast<std::size_t>(fetched.pages) == pages);
        RC_ASSERT(normal(fetched.records) ==
                  normal(world.held("hubspot.contacts", world.account())));
    }));
}

TEST(HubSpotResources, ChangesSinceAMomentAreFoundBySearching) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.companies", 120);
    const auto id = world.connect();
    const auto first = world.fetch(id, "companies");
    ASSERT_FALSE(first.since.empty());
    EXPECT_TRUE(world.fetch(id, "companies", {{"since", "2400-01-01"}}).records.empty());
    std::vector<std::string> changed;
    for (const char* members :
         {R"(,"number":7,"own":{"name":"Changed"})", R"(,"number":99)", R"(,"own":{"name":"New"})"})
        changed.push_back(world.change("hubspot.companies", world.account(), members));
    const auto news = world.fetch(id, "companies", {{"since", "2025-06-01T00:00:00Z"}});
    expect_same(news, changed);
    EXPECT_GT(news.since, first.since);
}

TEST(HubSpotResources, MoreChangesThanOneSearchReachesAreFoundAllTheSame) {
    FetchWorld world{hubspot_facts()};
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":1000000})");
    world.resize("hubspot.contacts", 10'450);
    const auto id = world.connect();
    const auto fetched = world.fetch(id, "contacts", {{"since", "2024-01-01"}});
    EXPECT_GT(fetched.pages, 52);
    expect_same(fetched, world.held("hubspot.contacts", world.account()));
}

TEST(HubSpotResources, ALimitInTheMiddleSaysWhenAndTheFetchGoesOnWhereItWas) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.contacts", 450);
    const auto id = world.connect();
    world.fault("rate_limited=7@api", 2);
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.wait, "7");
    EXPECT_THAT(stopped.message, HasSubstr("in 7 seconds"));
    EXPECT_EQ(stopped.records.size(), 200u);
    auto all = world.fetch(id, "contacts", {{"place", stopped.place}});
    all.records.insert(all.records.begin(), stopped.records.begin(), stopped.records.end());
    expect_same(all, world.held("hubspot.contacts", world.account()));
}

TEST(HubSpotResources, ThePlatformsOwnLimitIsToldByItsOwnHeaders) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.contacts", 300);
    const auto id = world.connect();
    world.sandbox.tell(net::Method::put, "/control/limits", R"({"most":2})");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "rate_limited");
    EXPECT_EQ(stopped.wait, "10") << "the window's length, as no Retry-After comes";
}

TEST(HubSpotResources, ATokenThatIsOverInTheMiddleIsRenewedOnce) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.contacts", 450);
    const auto id = world.connect();
    world.fault("expired_token@api", 2);
    const auto fetched = world.fetch(id, "contacts");
    expect_same(fetched, world.held("hubspot.contacts", world.account()));
    EXPECT_EQ(world.sandbox.sum(world.account(), "refreshes"), 1);
}

TEST(HubSpotResources, AGrantThatIsOverEndsTheFetchAndTheConnection) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.contacts", 450);
    const auto id = world.connect();
    const auto first = world.page({{"id", id}, {"resource", "contacts"}});
    world.sandbox.revoke_grants(world.account());
    const auto stopped = world.fetch(id, "contacts", {{"place", first.place}});
    EXPECT_EQ(stopped.end, "reconnect");
    EXPECT_THAT(stopped.message, HasSubstr("connect again"));
    EXPECT_EQ(find_connection(world.api(), id).at("status").as_string(), "expired");
}

TEST(HubSpotResources, ARefusedCallIsNotTheAccountsEndWhereThePlatformKnowsTheAccount) {
    FetchWorld world{hubspot_facts()};
    const auto id = world.connect();
    world.fault("expired_token@api*", 0);
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "permission");
    EXPECT_EQ(find_connection(world.api(), id).at("health").as_string(), "ok");
}

TEST(HubSpotResources, AnAccountWhoseAccessIsRefusedThroughoutIsMarkedUntilACallSucceeds) {
    FetchWorld world{hubspot_facts()};
    const auto id = world.connect();
    const auto reason = [&] {
        return std::string{find_connection(world.api(), id).at("reason").as_string()};
    };
    world.fault("expired_token@api*", 0);
    world.sandbox.fault("status=401@me*");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "reconnect");
    EXPECT_EQ(reason(), "access_refused");
    world.sandbox.clear_faults();
    EXPECT_EQ(world.fetch(id, "contacts").end, "complete");
    EXPECT_EQ(reason(), "none");
}

TEST(HubSpotResources, ARefusedCallOfAPlatformInTroubleIsNotTheAccountsEnd) {
    FetchWorld world{hubspot_facts()};
    const auto id = world.connect();
    world.fault("expired_token@api*", 0);
    world.sandbox.fault("status=503@me*");
    EXPECT_EQ(world.fetch(id, "contacts").end, "unavailable");
    EXPECT_EQ(find_connection(world.api(), id).at("reason").as_string(), "none");
}

TEST(HubSpotResources, TroubleOfThePlatformPassesOrIsTold) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.contacts", 150);
    const auto id = world.connect();
    world.fault("status=502@api*2", 1);
    expect_same(world.fetch(id, "contacts"), world.held("hubspot.contacts", world.account()));
    world.fault("status=503@api*", 0);
    const auto before = world.sandbox.requests("/crm/v3/objects/contacts");
    const auto stopped = world.fetch(id, "contacts");
    EXPECT_EQ(stopped.end, "unavailable");
    EXPECT_EQ(world.sandbox.requests("/crm/v3/objects/contacts") - before, 3);
}

TEST(HubSpotResources, AnAnswerThatIsNoneIsToldAndNotTakenForAnEmptyOne) {
    FetchWorld world{hubspot_facts()};
    const auto id = world.connect();
    for (const char* fault : {"html@api", "empty@api", "error_200@api"}) {
        world.fault(fault, 0);
        EXPECT_EQ(world.fetch(id, "contacts").end, "unreadable") << fault;
    }
    EXPECT_EQ(world.fetch(id, "contacts").end, "complete");
}

TEST(HubSpotResources, AScopeThatWasNotGrantedIsNamed) {
    FetchWorld world{hubspot_facts()};
    const auto id = world.connect_with(R"(,"scopes":["oauth","crm.objects.deals.read"])");
    EXPECT_EQ(world.fetch(id, "deals").end, "complete");
    const auto refused = world.fetch(id, "contacts");
    EXPECT_EQ(refused.end, "consent");
    EXPECT_THAT(refused.message, HasSubstr("crm.objects.contacts.read"));
}

TEST(HubSpotResources, TheCommandPrintsARecordOnEachLine) {
    FetchWorld world{hubspot_facts()};
    world.resize("hubspot.contacts", 230);
    const auto id = world.connect();
    const auto run = [&](const std::vector<std::string>& words) {
        return run_command(world, words);
    };
    const auto [status, out, err] = run({"fetch", id, "contacts"});
    EXPECT_EQ(status, 0) << err;
    auto lines = split(out, '\n');
    lines.pop_back();
    EXPECT_EQ(normal(lines), normal(world.held("hubspot.contacts", world.account())));
    EXPECT_THAT(err,
                HasSubstr("3 pages, 230 records, complete; what changes from now on: --since"));

    const auto [few_status, few, few_err] = run({"fetch", id, "contacts", "--limit", "3"});
    EXPECT_EQ(std::ranges::count(few, '\n'), 3);
    EXPECT_THAT(few_err, HasSubstr("1 page, 3 records, stopped at the limit"));

    const auto [bad_status, nothing, bad_err] = run({"fetch", id, "contactz"});
    EXPECT_EQ(bad_status, 1);
    EXPECT_EQ(nothing, "");
    EXPECT_THAT(bad_err, HasSubstr("it has contacts, companies, deals"));

    const auto [list_status, list, list_err] = run({"resources", id});
    EXPECT_EQ(list_status, 0) << list_err;
    EXPECT_THAT(list, HasSubstr("deals  deal  --since a moment"));
}

// --- Google --------------------------------------------------------------------------------------

std::vector<std::string> all_events(FetchWorld& world) {
    std::vector<std::string> events;
    for (const auto& calendar : world.held("google.calendars", world.account())) {
        const auto id = scalar_text(find_pointer(must(parse_json(calendar)), "/id")).value_or("");
        std::ranges::move(world.held("google.events", world.account() + "/" + id),
                          std::back_inserter(events));
    }
    return events;
}

TEST(GoogleResources, AreWhatTheSandboxHolds) {
    FetchWorld world{google_facts()};
    world.resize("google.calendars", 5);
    world.resize("google.events", 47);
    const auto id = world.connect();
    expect_same(world.fetch(id, "calendars"), world.held("google.calendars", world.account()));
    const auto events = world.fetch(id, "events", {{"page-size", "20"}});
    EXPECT_EQ(events.pages, 1 + 5 * 3);
    EXPECT_EQ(events.records.size(), 5u * 47u);
    expect_same(events, all_events(world));
}

TEST(GoogleResources, ASyncTokenBringsWhatChangedAndWhatWasDeleted) {
    FetchWorld world{google_facts()};
    const auto id = world.connect();
    const auto all = world.fetch(id, "events");
    ASSERT_FALSE(all.since.empty());
    EXPECT_TRUE(world.fetch(id, "events", {{"since", all.since}}).records.empty());
    const auto owner = world.account() + "/" + world.account();
    const std::vector changed{
        world.change("google.events", owner, R"(,"number":3,"own":{"summary":"Moved"})"),
        world.change("google.events", owner, R"(,"number":4,"remove":true)"),
        world.change("google.events", owner, R"(,"own":{"summary":"New"})")};
    const auto news = world.fetch(id, "events", {{"since", all.since}, {"page-size", "2"}});
    expect_same(news, changed);
    EXPECT_NE(first_with(news.records, "\"cancelled\""), "");
    EXPECT_TRUE(world.fetch(id, "events", {{"since", news.since}}).records.empty());
}

TEST(GoogleResources, ASyncTokenThatIsTooOldAsksForAWholeFetch) {
    FetchWorld world{google_facts()};
    const auto id = world.connect();
    const auto all = world.fetch(id, "calendars");
    world.sandbox.tell(net::Method::post, "/control/records/google.calendars/forget",
                       "{\"owner\":\"" + world.account() + "\"}");
    const auto late = world.fetch(id, "calendars", {{"since", all.since}});
    EXPECT_EQ(late.end, "resync");
    EXPECT_THAT(late.message, HasSubstr("without --since"));
    EXPECT_EQ(world.fetch(id, "calendars").end, "complete");
}

TEST(GoogleResources, A403ThatIsALimitIsNoneOfTheAccounts) {
    FetchWorld world{google_facts()};
    const auto id = world.connect();
    world.fault("rate_limited=3@api", 0);
    EXPECT_EQ(world.fetch(id, "calendars").end, "rate_limited");
}

// --- Instagram -----------------------------------------------------------------------------------

TEST(InstagramResources, AreWhatTheSandboxHolds) {
    FetchWorld world{instagram_facts()};
    world.resize("instagram.media", 230);
    const auto id = world.connect();
    const auto media = world.fetch(id, "media");
    EXPECT_EQ(media.pages, 3);
    expect_same(media, world.held("instagram.media", world.account()));
    expect_same(world.fetch(id, "insights"), world.held("instagram.insights", world.account()));

    const auto profile = world.fetch(id, "profile");
    ASSERT_EQ(profile.records.size(), 1u) << profile.message;
    const auto shown = must(parse_json(profile.records.front()));
    EXPECT_EQ(scalar_text(find_pointer(shown, "/username")), "first.sample");
    EXPECT_EQ(scalar_text(find_pointer(shown, "/user_id")), world.account());
    EXPECT_EQ(shown.at("media_count"), json::value(230));
}

TEST(InstagramResources, NewestFirstStopsAtWhatIsKnown) {
    FetchWorld world{instagram_facts()};
    world.resize("instagram.media", 230);
    const auto id = world.connect();
    const auto all = world.fetch(id, "media");
    const auto made =
        world.change("instagram.media", world.account(), R"(,"own":{"caption":"New"})");
    const auto news = world.fetch(id, "media", {{"since", all.since}});
    EXPECT_EQ(news.pages, 1);
    ASSERT_EQ(news.records.size(), 2u) << "the new one, and the newest of before";
    EXPECT_EQ(normal({news.records.front()}), normal({made}));
}

constexpr const char* by_links =
    R"(api: {paging: {style: link_body, send: null, more: null, next: /paging/next}}
)";

TEST(InstagramResources, ANextPagesAddressIsFollowedAtTheProvidersHost) {
    FetchWorld world{instagram_facts(), by_links};
    world.resize("instagram.media", 230);
    const auto id = world.connect();
    expect_same(world.fetch(id, "media"), world.held("instagram.media", world.account()));
}

TEST(InstagramResources, ANextPagesAddressElsewhereIsRefusedAndNothingIsSentThere) {
    FetchWorld world{instagram_facts(), by_links};
    world.resize("instagram.media", 230);
    const auto id = world.connect();
    // Another platform behind the same address: nothing but our own check would keep us from it.
    const std::string other = "/api.hubapi.com/crm/v3/objects/contacts";
    for (const auto& link : {world.sandbox.origin() + other, "https://elsewhere.invalid" + other}) {
        world.fault("foreign_link=" + link, 1);
        const auto stopped = world.fetch(id, "media");
        EXPECT_EQ(stopped.end, "foreign_link");
        EXPECT_EQ(stopped.pages, 2);
        EXPECT_THAT(stopped.message, HasSubstr("not followed"));
    }
    EXPECT_EQ(world.sandbox.requests(other), 0);
    // Nor where somebody hands us such a place.
    auto first = world.page({{"id", id}, {"resource", "media"}});
    const auto at = first.place.find("/graph.instagram.com");
    ASSERT_NE(at, std::string::npos) << first.place;
    first.place.replace(at, std::string{"/graph.instagram.com"}.size(), "/api.hubapi.com");
    EXPECT_THROW(world.fetch(id, "media", {{"place", first.place}}), Failure);
    EXPECT_EQ(world.sandbox.requests("/api.hubapi.com/"), 0);
}

TEST(InstagramResources, PagesThatLeadInACircleAreNoticed) {
    // A parameter that the platform does not know: it answers with the first page for ever.
    FetchWorld world{instagram_facts(),
                     R"(api: {paging: {style: page, send: page, next: null, more: null}}
)"};
    world.resize("instagram.media", 300);
    const auto id = world.connect();
    const auto stopped = world.fetch(id, "media");
    EXPECT_EQ(stopped.end, "circle") << stopped.pages;
    EXPECT_LT(stopped.pages, 10);
}

TEST(InstagramResources, NoTokenIsInWhatIsPrintedOrLogged) {
    FetchWorld world{instagram_facts()};
    world.resize("instagram.media", 230);
    const auto id = world.connect();
    const auto token = world.token(id);
    ASSERT_FALSE(token.empty());
    const auto fetched = world.fetch(id, "media");
    EXPECT_EQ(first_with(fetched.records, token), "");
    EXPECT_FALSE(world.app.logged(token));
}

}  // namespace
}  // namespace fairlead::tests
