// SPDX-License-Identifier: Apache-2.0
//
// Every platform in every column, and the document that says so.
#include "support/conformance.h"
#include "support/conformance_form.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <thread>
#include <utility>

namespace fairlead::tests {
namespace {

constexpr const char* not_asked = "n/a";
constexpr const char* holds = "holds";

/// What the cells of one row said: "holds", "n/a", or what does not hold.
using Line = std::vector<std::string>;

template <class World, class Row>
Line ask_all_columns(World& world, const Row& row, const std::string& name) {
    Line line;
    for (const ConformanceColumn& column : conformance_columns()) {
        if (why_not_applicable(name, column.name)) {
            line.emplace_back(not_asked);
            continue;
        }
        const std::string failed = run_cell(world, row, column);
        line.push_back(failed.empty() ? holds : failed);
    }
    return line;
}

Line ask_all(const std::string& name) {
    for (const ConformanceRow& row : conformance_rows()) {
        if (row.facts.provider != name) continue;
        PlatformWorld world{row.facts, json::serialize(conformance_overlay(row))};
        return ask_all_columns(world, row, name);
    }
    for (const FormRow& row : form_rows()) {
        if (row.name != name) continue;
        FormWorld world;
        return ask_all_columns(world, row, name);
    }
    throw Failure{"no such row: " + name};
}

/// Of consent or by form, in the order of the document.
const std::vector<std::string>& row_names() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const ConformanceRow& row : conformance_rows()) all.push_back(row.facts.provider);
        for (const FormRow& row : form_rows()) all.push_back(row.name);
        std::ranges::sort(all);
        return all;
    }();
    return names;
}

/// Most of a cell's time is waiting, and no row knows of another.
std::vector<Line> ask_every_row() {
    constexpr std::size_t at_a_time = 3;
    const auto& names = row_names();
    std::vector<Line> lines(names.size());
    std::atomic<std::size_t> next{0};
    const auto ask = [&] {
        for (std::size_t row = next++; row < names.size(); row = next++) {
            try {
                lines[row] = ask_all(names[row]);
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
const Line& line_of(const std::string& name) {
    static const std::vector<Line> lines = ask_every_row();
    const auto found = std::ranges::find(row_names(), name);
    return lines.at(static_cast<std::size_t>(found - row_names().begin()));
}

std::string table() {
    std::string text = "| platform |";
    std::string rule = "|---|";
    for (const ConformanceColumn& column : conformance_columns()) {
        text += std::string{" "} + column.name + " |";
        rule += "---|";
    }
    text += "\n" + rule + "\n";
    for (const std::string& name : row_names()) {
        text += "| `" + name + "` |";
        for (const std::string& cell : line_of(name)) {
            text += " " + (cell == holds || cell == not_asked ? cell : "RED") + " |";
        }
        text += "\n";
    }
    return text;
}

/// The rows that a column asks nothing for one reason, and the reason, in a line.
std::string left_out(const ConformanceColumn& column) {
    std::vector<std::pair<std::string, std::string>> lines;  // the reason, and whose it is
    for (const std::string& name : row_names()) {
        const char* const why = why_not_applicable(name, column.name);
        if (!why) continue;
        const auto known =
            std::ranges::find(lines, why, &std::pair<std::string, std::string>::first);
        if (known == lines.end()) {
            lines.emplace_back(why, "`" + name + "`");
        } else {
            known->second += ", `" + name + "`";
        }
    }
    std::string text;
    for (const auto& [why, whose] : lines)
        text += "- **" + std::string{column.name} + "**, " + whose + ": " + why + ".\n";
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
        "`gemini`, `onlyfans`, `openai` and `pipedrive/key` are connected with a key that "
        "somebody\n"
        "types in, all others by consent.\n\n"
        "`it_conformance` prints this file and fails where it is not what is kept here.\n\n";
    text += table() + "\n";
    for (const ConformanceColumn& column : conformance_columns()) {
        text += "- **" + std::string{column.name} + "**: " + column.asks + "\n";
    }
    text += "\n`n/a`: the platform has nothing that could be asked.\n\n";
    for (const ConformanceColumn& column : conformance_columns()) text += left_out(column);
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

TEST(ConformanceTable, LeavesOutOfAFormOnlyWhatNoKeyHas) {
    const std::set<std::string_view> of_no_key{"refresh", "rotation", "revoke", "denied consent"};
    for (const FormRow& row : form_rows()) {
        for (const ConformanceColumn& column : conformance_columns()) {
            SCOPED_TRACE(row.name + ", " + column.name);
            const bool is_untold =
                std::string_view{column.name} == "metadata" && row.metadata.empty();
            const bool left_out = why_not_applicable(row.name, column.name) != nullptr;
            EXPECT_EQ(left_out, of_no_key.contains(column.name) || is_untold);
            EXPECT_EQ(column.form_cell == nullptr, of_no_key.contains(column.name));
        }
    }
}

class Conformance : public testing::TestWithParam<std::string> {};

TEST_P(Conformance, HoldsInEveryColumn) {
    const Line& line = line_of(GetParam());
    for (std::size_t at = 0; at < line.size(); ++at) {
        EXPECT_TRUE(line[at] == holds || line[at] == not_asked)
            << GetParam() << ", " << conformance_columns()[at].name << ": " << line[at];
    }
}

INSTANTIATE_TEST_SUITE_P(Every, Conformance, testing::ValuesIn(row_names()),
                         [](const auto& row) { return case_name(row.param); });

}  // namespace
}  // namespace fairlead::tests
