// SPDX-License-Identifier: Apache-2.0
#include "sandbox/fault_rules.h"
#include "sandbox/misbehaviours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace fairlead::sandbox {
namespace {

Fault parse(std::string_view text) {
    const auto fault = Fault::parse(text);
    EXPECT_TRUE(fault) << text;
    return fault ? *fault : Fault{};
}

TEST(FaultText, HasNameValuePlaceAndTimes) {
    const Fault fault = parse("expires_in=null@refresh*3");
    EXPECT_EQ(fault.kind, FaultKind::expires_in);
    EXPECT_EQ(fault.value, "null");
    EXPECT_EQ(fault.place, Place::refresh);
    EXPECT_EQ(fault.times, 3);
    EXPECT_EQ(fault.text, "expires_in=null");
}

TEST(FaultText, HasDefaults) {
    const Fault fault = parse("identity_fails");
    EXPECT_EQ(fault.kind, FaultKind::status);
    EXPECT_EQ(fault.place, Place::me);
    EXPECT_EQ(fault.times, 1);
    EXPECT_EQ(fault.number(500), 500);
    EXPECT_LT(parse("lost*").times, 0);
}

TEST(FaultText, RefusesWhatItDoesNotKnow) {
    for (const char* text : {"", "nothing", "lost@nowhere", "lost*many", "LOST"}) {
        EXPECT_FALSE(Fault::parse(text)) << text;
    }
    EXPECT_FALSE(parse_faults("lost,nothing"));
    EXPECT_EQ(parse_faults("lost,slow=5@me,")->size(), 2U);
}

TEST(FaultText, EachNameOfTheListIsUnderstood) {
    std::set<std::string> names;
    for (const FaultHelp& help : fault_list()) {
        EXPECT_TRUE(names.insert(help.name).second) << help.name;
        EXPECT_EQ(parse(help.name).kind, help.kind);
        EXPECT_EQ(parse(help.name).place, help.place);
    }
}

TEST(FaultText, EachMisbehaviourIsAFaultOfItsNumber) {
    int last = 0;
    for (const Misbehaviour& one : misbehaviours()) {
        EXPECT_EQ(one.number, ++last);
        const Fault fault = parse(one.name() + "@refresh*2");
        EXPECT_EQ(fault.text, one.fault);
        EXPECT_EQ(fault.kind, parse(one.fault).kind);
        EXPECT_EQ(fault.place, Place::refresh);
        EXPECT_EQ(fault.times, 2);
    }
    EXPECT_GE(last, 40);
    EXPECT_FALSE(Fault::parse("T7." + std::to_string(last + 1)));
}

RC_GTEST_PROP(FaultText, NeverBreaks, (const std::string& text)) {
    const auto fault = Fault::parse(text);
    RC_SUCCEED_IF(!fault);
    RC_ASSERT(!fault->text.empty());
}

FaultRule rule(const std::string& text, Subject subject = {}) {
    FaultRule made;
    made.fault = parse(text);
    made.subject = std::move(subject);
    return made;
}

TEST(FaultRules, BefallOnlyWhomTheyAreFor) {
    FaultRules rules;
    rules.add(rule("lost@refresh", {"a-client", "sample-1", 7}));
    EXPECT_TRUE(rules.take(Place::exchange, {"a-client", "sample-1", 7}).empty());
    EXPECT_TRUE(rules.take(Place::refresh, {"b-client", "sample-1", 7}).empty());
    EXPECT_TRUE(rules.take(Place::refresh, {"a-client", "sample-2", 7}).empty());
    EXPECT_TRUE(rules.take(Place::refresh, {"a-client", "sample-1", 8}).empty());
    EXPECT_EQ(rules.take(Place::refresh, {"a-client", "sample-1", 7}).size(), 1U);
    EXPECT_TRUE(rules.rules().empty());
}

TEST(FaultRules, LastAsOftenAsTheyAreToldTo) {
    FaultRules rules;
    rules.add(rule("lost*2"));
    auto later = rule("slow*");
    later.skip = 1;
    rules.add(later);
    std::vector<std::size_t> counts;
    for (int i = 0; i < 4; ++i) counts.push_back(rules.take(Place::refresh, {}).size());
    EXPECT_THAT(counts, testing::ElementsAre(1, 2, 1, 1));
}

TEST(FaultRules, ChancesFollowTheSeed) {
    const auto sequence = [](std::uint64_t seed) {
        FaultRules rules;
        rules.seed(seed);
        auto made = rule("lost*");
        made.probability = 0.5;
        rules.add(made);
        std::string found;
        for (int i = 0; i < 64; ++i) found += rules.take(Place::refresh, {}).empty() ? '-' : 'x';
        return found;
    };
    EXPECT_EQ(sequence(1), sequence(1));
    EXPECT_NE(sequence(1), sequence(2));
    EXPECT_NE(sequence(1).find('x'), std::string::npos);
    EXPECT_NE(sequence(1).find('-'), std::string::npos);
}

}  // namespace
}  // namespace fairlead::sandbox
