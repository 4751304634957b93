// SPDX-License-Identifier: Apache-2.0
#include "catalog/log_in.h"

#include "catalog/faults_fixture.h"
#include "catalog/node_reader.h"

#include <gtest/gtest.h>

namespace fairlead::catalog {
namespace {

/// A log-in of three calls; `line` takes the place of line `number`.
std::string log_in_file(std::size_t number = 0, std::string_view line = {}) {
    std::vector<std::string> lines{
        "schema: 1",                                                      // 1
        "id: t",                                                          // 2
        "name: T",                                                        // 3
        "groups: [crm]",                                                  // 4
        "vars: {place: {from: token, at: step1/place, kind: url}}",       // 5
        "api: {base: '{place}'}",                                         // 6
        "auth:",                                                          // 7
        "  session:",                                                     // 8
        "    kind: login",                                                // 9
        "    fields: {user: {}, password: {secret: true}}",               // 10
        "    steps:",                                                     // 11
        "      - {url: 'https://t.com/where?user={cred.user}'}",          // 12
        "      - url: '{place}/door'",                                    // 13
        "        basic: ['{cred.user}', '{cred.password}']",              // 14
        "      - url: '{step2/next}/session'",                            // 15
        "        send: json",                                             // 16
        "        body: {ticket: '{step2/ticket}', at: '{step1/place}'}",  // 17
        "    read: {access: /session}",                                   // 18
    };
    if (number > 0) lines[number - 1] = std::string{line};
    return join(lines, "\n") + "\n";
}

TEST(LogIn, OfSeveralCallsIsGood) { EXPECT_EQ(faults_of(log_in_file()), ""); }

TEST(LogIn, TheLastCallBringsTheToken) {
    auto document = read_provider_file(log_in_file(), "t", "t.yaml");
    Sources sources;
    sources.add_file("t", std::move(document));
    const auto layered = resolved(sources, "t", "", {});
    ASSERT_TRUE(layered);
    Faults faults;
    const auto spec = read_provider(layered->root, "", LoopbackHttp::refused, faults);
    ASSERT_TRUE(faults.empty());
    const auto before = calls_before_token(spec.method);
    ASSERT_EQ(before.size(), 2u);
    EXPECT_EQ(before[1].url.front().text(), "{place}/door");
    EXPECT_TRUE(before[1].read.access.empty()) << "its answer is no token";
    EXPECT_EQ(spec.method.token.url.front().text(), "{step2/next}/session");
    EXPECT_EQ(spec.method.token.read.access, std::vector<std::string>{"/session"});
    EXPECT_EQ(spec.method.refresh.by, RefreshBy::reissue);
    EXPECT_EQ(spec.method.refresh.request, spec.method.token);
}

TEST(LogIn, AnswersAreNamedByTheirNumber) {
    EXPECT_EQ(answer_named("step1/a/b"), 1u);
    EXPECT_EQ(answer_named("step12/a"), 12u);
    for (const char* other : {"step1", "step/a", "step0/a", "step01/a", "stepx/a", "step123/a",
                              "step-1/a", "token", "/step1/a", ""})
        EXPECT_EQ(answer_named(other), std::nullopt) << other;
}

struct FaultyLogIn {
    std::size_t number;
    const char* line;
    const char* message;
};

class TellsOfLogIns : public testing::TestWithParam<FaultyLogIn> {};

TEST_P(TellsOfLogIns, FileLineKeyAndWhatWasExpected) {
    EXPECT_EQ(faults_of(log_in_file(GetParam().number, GetParam().line)), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    LogIn, TellsOfLogIns,
    testing::Values(
        FaultyLogIn{12, "      - {url: 'https://t.com/where', headers: {X-Id: '{step1/id}'}}",
                    "t.yaml:12: auth.session.steps.0.headers.X-Id: nothing fills {step1/id}: no "
                    "answer comes before this"},
        FaultyLogIn{14, "        headers: {X-Id: '{step2/id}'}",
                    "t.yaml:14: auth.session.steps.1.headers.X-Id: nothing fills {step2/id}: the "
                    "one answer before this is step1"},
        FaultyLogIn{17, "        body: {ticket: '{step3/ticket}'}",
                    "t.yaml:17: auth.session.steps.2.body.ticket: nothing fills {step3/ticket}: "
                    "the answers before this are step1 to step2"},
        FaultyLogIn{15, "      - url: https://{step2/host}/session",
                    "t.yaml:15: auth.session.steps.2.url: {step2/host} may begin a URL, as a whole "
                    "one: for a part of a host declare a variable (from: token, at: step2/host) "
                    "and its kind"},
        FaultyLogIn{15, "      - url: http://t.com/session",
                    "t.yaml:15: auth.session.steps.2.url: expected an https URL, found "
                    "\"http://t.com/session\""},
        FaultyLogIn{17, "        body: {grant: '{assertion}'}",
                    "t.yaml:17: auth.session.steps.2.body.grant: nothing signs {assertion}: "
                    "describe it under assertion"},
        FaultyLogIn{14, "        basic: ['{cred.user}']",
                    "t.yaml:14: auth.session.steps.1.basic: expected user and password"},
        FaultyLogIn{5, "vars: {place: {from: token, at: step3/place, kind: url}}",
                    "t.yaml:5: vars.place.at: nothing fills step3/place: the answers "
                    "before this are step1 to step2, the token's own is named by a pointer alone"},
        FaultyLogIn{5, "vars: {place: {from: token, at: step1/place, kind: text}}",
                    "t.yaml:6: api.base: {place} stands in a host: expected its kind to be label, "
                    "labels, host, hostpath or url, or one_of, found text that is not checked\n"
                    "t.yaml:13: auth.session.steps.1.url: {place} stands in a host: expected its "
                    "kind to be label, labels, host, hostpath or url, or one_of, found text that "
                    "is not checked"}));

TEST(LogIn, HasCalls) {
    EXPECT_EQ(faults_of("schema: 1\nid: t\nname: T\ngroups: [crm]\napi: {base: 'https://t.com'}\n"
                        "auth:\n  session:\n    kind: login\n    fields: {user: {}}\n"),
              "t.yaml:7: auth.session: expected steps, the calls of the log-in in order");
}

}  // namespace
}  // namespace fairlead::catalog
