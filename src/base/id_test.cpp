// SPDX-License-Identifier: Apache-2.0
#include "base/id.h"

#include "base/fixed_random.h"
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <unordered_set>

namespace fairlead {
namespace {

TEST(Uuid, VersionSevenHoldsTheTimeAndItsMarks) {
    FixedRandom random;
    const Uuid id = Uuid::v7(from_unix_ms(0x0123456789ab), random);
    const std::string text = id.text();
    EXPECT_EQ(text.substr(0, 15), "01234567-89ab-7");
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos) << text;
}

TEST(Uuid, OrderIsCreationTime) {
    FixedRandom random;
    Uuid before = Uuid::v7(from_unix_ms(1), random);
    for (std::int64_t ms = 2; ms < 1000; ++ms) {
        const Uuid next = Uuid::v7(from_unix_ms(ms), random);
        EXPECT_LT(before, next);
        EXPECT_LT(before.text(), next.text());
        before = next;
    }
}

TEST(Uuid, ManyAtOneInstantDiffer) {
    FixedRandom random;
    std::unordered_set<Uuid> seen;
    for (int i = 0; i < 10000; ++i) seen.insert(Uuid::v7(from_unix_ms(5), random));
    EXPECT_EQ(seen.size(), 10000u);
}

TEST(Uuid, ParseTakesEitherCaseAndNothingElse) {
    const auto id = Uuid::parse("0190B6A0-1234-7abc-8def-0123456789AB");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->text(), "0190b6a0-1234-7abc-8def-0123456789ab");
    for (const char* bad :
         {"", "0190b6a0-1234-7abc-8def-0123456789a", "0190b6a0-1234-7abc-8def-0123456789abc",
          "0190b6a012347abc8def0123456789ab", "{190b6a0-1234-7abc-8def-0123456789ab",
          "0190b6a0-1234-7abc-8def-0123456789ag", "0190b6a01-234-7abc-8def-0123456789ab",
          "0190b6a0-1234-7abc-8def-01234567-9ab", "0190b6a0_1234_7abc_8def_0123456789ab"}) {
        EXPECT_FALSE(Uuid::parse(bad)) << bad;
    }
}

TEST(Uuid, NilAndBytes) {
    EXPECT_TRUE(Uuid{}.is_nil());
    EXPECT_FALSE(Uuid::from_bytes(bytes_of("short")));
    EXPECT_EQ(Uuid::parse("00000000-0000-0000-0000-000000000000")->is_nil(), true);
}

RC_GTEST_PROP(UuidProperty, TextAndBytesRoundTrip, (std::array<std::uint8_t, 16> bytes)) {
    const Uuid id{bytes};
    RC_ASSERT(*Uuid::parse(id.text()) == id);
    RC_ASSERT(*Uuid::parse(to_upper(id.text())) == id);
    RC_ASSERT(*Uuid::from_bytes(std::as_bytes(std::span{id.bytes})) == id);
}

RC_GTEST_PROP(UuidProperty, AnyTextParsesToItselfOrNotAtAll, (const std::string& text)) {
    const auto id = Uuid::parse(text);
    if (id) RC_ASSERT(id->text() == to_lower(text));
}

TEST(Id, KindsKeepTheirText) {
    using ThingId = Id<struct ThingTag>;
    FixedRandom random;
    const auto id = ThingId::create(from_unix_ms(1), random);
    EXPECT_EQ(*ThingId::parse(id.text()), id);
    EXPECT_FALSE(ThingId::parse("x"));
    EXPECT_EQ(std::hash<ThingId>{}(id), std::hash<Uuid>{}(id.value));
}

}  // namespace
}  // namespace fairlead
