// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include "base/json.h"
#include "base/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <thread>

namespace fairlead {
namespace {

class LogTest : public testing::Test {
protected:
    ManualClock clock_{from_unix_ms(1767323045678)};
    std::vector<std::string> lines_;
    Log log_{clock_, LogLevel::info, [this](std::string_view line) { lines_.emplace_back(line); }};
};

TEST_F(LogTest, OneObjectALine) {
    const std::string account = "acct";
    log_.info("started", {{"port", 8080},
                          {"tls", true},
                          {"ratio", 0.5},
                          {"account", account},
                          {"literal", "x"},
                          {"big", std::size_t{7}}});
    ASSERT_EQ(lines_.size(), 1u);
    EXPECT_EQ(lines_[0],
              R"({"time":"2026-01-02T03:04:05.678Z","level":"info","message":"started",)"
              R"("port":8080,"tls":true,"ratio":0.5,"account":"acct","literal":"x","big":7})");
}

TEST_F(LogTest, EachLineHasItsOwnTime) {
    log_.info("x");
    clock_.advance(Milliseconds{7});
    log_.info("x");
    clock_.advance(Milliseconds{400});
    log_.info("x");
    ASSERT_EQ(lines_.size(), 3u);
    EXPECT_EQ(lines_[0].substr(9, 24), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(lines_[1].substr(9, 24), "2026-01-02T03:04:05.685Z");
    EXPECT_EQ(lines_[2].substr(9, 24), "2026-01-02T03:04:06.085Z");
}

TEST_F(LogTest, KeepsItsLevel) {
    log_.debug("no");
    log_.warning("yes");
    log_.error("yes");
    ASSERT_EQ(lines_.size(), 2u);
    EXPECT_NE(lines_[0].find("\"level\":\"warning\""), std::string::npos);
    EXPECT_NE(lines_[1].find("\"level\":\"error\""), std::string::npos);
}

TEST_F(LogTest, FailureTellsAll) {
    Error error{Errc::conflict, "Already there.", "row 5, refresh_token=abc"};
    log_.failure("could not store", error, {{"try", 2}});
    const auto line = *parse_json(lines_.at(0));
    EXPECT_EQ(line.at("error").as_string(), "conflict");
    EXPECT_EQ(line.at("error_message").as_string(), "Already there.");
    EXPECT_EQ(line.at("error_detail").as_string(), "row 5, refresh_token=[redacted]");
    EXPECT_EQ(line.at("try").as_int64(), 2);
    EXPECT_NE(std::string{line.at("where").as_string()}.find("log_test.cpp:"), std::string::npos);
}

TEST_F(LogTest, NothingBreaksOutOfItsLine) {
    log_.info("a\n{\"level\":\"error\"}\x1b[31m\r\"\\", {{"name", "\x01\xff\x7f"}});
    const auto line = *parse_json(lines_.at(0));
    EXPECT_EQ(lines_[0].find_first_of("\n\r\x1b\x7f"), std::string::npos);
    EXPECT_EQ(line.at("message").as_string(), "a\n{\"level\":\"error\"}\x1b[31m\r\"\\");
    EXPECT_EQ(line.at("name").as_string(), "???");
}

TEST_F(LogTest, MasksWhatAFieldNames) {
    log_.info("x", {{"refresh_token", "abc"}, {"Password", "p"}, {"error", "kept"}});
    const auto line = *parse_json(lines_.at(0));
    EXPECT_EQ(line.at("refresh_token").as_string(), "[redacted]");
    EXPECT_EQ(line.at("Password").as_string(), "[redacted]");
    EXPECT_EQ(line.at("error").as_string(), "kept");
}

TEST_F(LogTest, OddNumbersAndLongTexts) {
    log_.info(std::string(10000, 'a'), {{"n", std::numeric_limits<double>::quiet_NaN()},
                                        {"i", std::numeric_limits<double>::infinity()}});
    const auto line = *parse_json(lines_.at(0));
    EXPECT_TRUE(line.at("n").is_null());
    EXPECT_TRUE(line.at("i").is_null());
    EXPECT_EQ(line.at("message").as_string().size(), 4099u);
}

RC_GTEST_PROP(LogProperty, AnyTextIsOneJsonLine,
              (const std::string& message, const std::string& value)) {
    const ManualClock clock{from_unix_ms(0)};
    std::string line;
    Log log{clock, LogLevel::debug, [&](std::string_view written) { line = written; }};
    log.debug(message, {{"value", value}});
    RC_ASSERT(line.find('\n') == std::string::npos);
    RC_ASSERT(parse_json(line).has_value());
}

TEST(LogToStderr, WritesTheLineAsItIs) {
    const ManualClock clock{from_unix_ms(0)};
    testing::internal::CaptureStderr();
    Log::to_stderr(clock, LogLevel::info)->info("100% {} %v");
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"info\","
              "\"message\":\"100% {} %v\"}\n");
}

// Many threads, and lines longer than what a pipe takes in one piece.
TEST(LogToStderr, LinesOfThreadsDoNotMix) {
    const ManualClock clock{from_unix_ms(0)};
    testing::internal::CaptureStderr();
    {
        const auto log = Log::to_stderr(clock, LogLevel::info);
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&log, t] {
                const std::string text(t == 0 ? 4000 : 40, static_cast<char>('a' + t));
                for (int i = 0; i < 200; ++i) log->info(text, {{"more", text}});
            });
        }
    }
    const auto lines = split(testing::internal::GetCapturedStderr(), '\n');
    ASSERT_EQ(lines.size(), 801u);
    for (std::size_t i = 0; i < 800; ++i) ASSERT_TRUE(parse_json(lines[i])) << lines[i];
}

}  // namespace
}  // namespace fairlead
