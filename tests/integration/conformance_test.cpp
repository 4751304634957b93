// SPDX-License-Identifier: Apache-2.0
//
// Every platform in every column, and the document that says so.
#include "support/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
#include <thread>

namespace fairlead::tests {
namespace {

constexpr const char* not_asked = "n/a";
constexpr const char* holds = "holds";

/// What the cells of one row said: "holds", "n/a", or what does not hold.
using Line = std::vector<std::string>;

Line ask_all(const ConformanceRow& row) {
    PlatformWorld world{row.facts, json::serialize(conformance_overlay(row))};
    Line line;
    for (const ConformanceColumn& column : conformance_columns()) {
        if (why_not_applicable(row.facts.provider, column.name)) {
            line.emplace_back(not_asked);
            continue;
        }
        const std::string failed = run_cell(world, row, column);
        line.push_back(failed.empty() ? holds : failed);
    }
    return line;
}

/// Most of a cell's time is waiting, and no row knows of another.
std::vector<Line> ask_every_row() {
    constexpr std::size_t at_a_time = 2;
    const auto& rows = conformance_rows();
    std::vector<Line> lines(rows.size());
    std::atomic<std::size_t> next{0};
    const auto ask = [&] {
        for (std::size_t row = next++; row < rows.size(); row = next++) {
            try {
                lines[row] = ask_all(rows[row]);
            } catch (const std::exception& error) {
                lines[row].assign(conformance_columns().size(), error.what());
            }
        }
    };
    std::vector<std::jthread> askers;
    for (std::size_t i = 0; i < at_a_time; ++i) askers.emplace_back(ask);
    askers.clear();
    return lines;
}

/// Asks all once, whoever wants to know first.
const Line& line_of(const ConformanceRow& row) {
    static const std::vector<Line> lines = ask_every_row();
    const auto& rows = conformance_rows();
    const auto found = std::ranges::find(
        rows, row.facts.provider, [](const ConformanceRow& each) { return each.facts.provider; });
    return lines.at(static_cast<std::size_t>(found - rows.begin()));
}

std::string table() {
    std::string text = "| platform |";
    std::string rule = "|---|";
    for (const ConformanceColumn& column : conformance_columns()) {
        text += std::string{" "} + column.name + " |";
        rule += "---|";
    }
    text += "\n" + rule + "\n";
    for (const ConformanceRow& row : conformance_rows()) {
        text += "| `" + row.facts.provider + "` |";
        for (const std::string& cell : line_of(row)) {
            text += " " + (cell == holds || cell == not_asked ? cell : "RED") + " |";
        }
        text += "\n";
    }
    return text;
}

std::string document() {
    std::string text =
        "# Conformance\n\n"
        "What every platform does with Fairlead, each cell a real exchange of the server with the\n"
        "sandbox over sockets. The sandbox is written from what is known of the platforms, so "
        "this\n"
        "says that the provider files agree with that knowledge; each guide beside this file "
        "names\n"
        "what of it nobody has verified.\n\n"
        "`it_conformance` prints this file and fails where it is not what is kept here.\n\n";
    text += table() + "\n";
    for (const ConformanceColumn& column : conformance_columns()) {
        text += "- **" + std::string{column.name} + "**: " + column.asks + "\n";
    }
    text += "\n`n/a`: the platform has nothing that could be asked.\n\n";
    for (const ConformanceRow& row : conformance_rows()) {
        for (const ConformanceColumn& column : conformance_columns()) {
            const char* why = why_not_applicable(row.facts.provider, column.name);
            if (!why) continue;
            text += "- `" + row.facts.provider + "`, " + column.name + ": " + why + ".\n";
        }
    }
    return text;
}

/// First of its file's suites: it asks all rows, and prints them whatever comes of it.
TEST(ConformanceDocument, IsWhatTheRunPrints) {
    const std::string printed = document();
    std::cout << printed;
    std::ofstream{"conformance.md"} << printed;
    std::ifstream file{FAIRLEAD_SOURCE_DIR "/docs/providers/conformance.md"};
    const std::string kept{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_TRUE(kept == printed)
        << "docs/providers/conformance.md is not what was printed. Where the cells are right, copy "
           "conformance.md of this test's folder over it.";
}

TEST(ConformanceTable, LeavesOutOnlyWhatThePlatformsFactsLeaveOut) {
    for (const ConformanceRow& row : conformance_rows()) {
        for (const ConformanceColumn& column : conformance_columns()) {
            SCOPED_TRACE(row.facts.provider + ", " + column.name);
            const bool is_revoke = std::string_view{column.name} == "revoke";
            const bool left_out = why_not_applicable(row.facts.provider, column.name) != nullptr;
            EXPECT_EQ(left_out, is_revoke && !row.facts.revokes);
        }
    }
}

class Conformance : public testing::TestWithParam<ConformanceRow> {};

TEST_P(Conformance, HoldsInEveryColumn) {
    const Line& line = line_of(GetParam());
    for (std::size_t at = 0; at < line.size(); ++at) {
        EXPECT_TRUE(line[at] == holds || line[at] == not_asked)
            << GetParam().facts.provider << ", " << conformance_columns()[at].name << ": "
            << line[at];
    }
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(conformance_rows()),
                         [](const auto& row) { return case_name(row.param); });

}  // namespace
}  // namespace fairlead::tests
