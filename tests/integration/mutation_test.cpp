// SPDX-License-Identifier: Apache-2.0
//
// Whoever changes an endpoint, an encoding, a way to prove the client or the rotation class of a
// provider file turns a cell of the conformance red. Each mutant is a provider of its own in an
// operator's file, so that one App serves all of a platform's.
//
// By itself it tries a few of each platform; FAIRLEAD_MUTANTS=all tries every one.
// What the engine treats alike is no change, and tried by nobody: support/mutants.cpp says what.
#include "support/alike_world.h"
#include "support/mutants.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <set>

namespace fairlead::tests {
namespace {

bool tries_all() {
    const char* const wanted = std::getenv("FAIRLEAD_MUTANTS");
    return wanted != nullptr && std::string_view{wanted} == "all";
}

/// The first column that turned red, with its sentence; "" where none did.
std::string caught(AlikeWorld& alike, const ConformanceRow& row, const std::string& id,
                   const std::vector<std::string>& columns) {
    alike.choose(id);
    for (const std::string& name : columns) {
        if (why_not_applicable(row.facts.provider, name)) continue;
        std::string failed = run_cell(alike.world, row, conformance_column(name));
        if (!failed.empty()) return name + ": " + failed;
    }
    return {};
}

/// Changes that the platform itself does not mind, by its facts: the sandbox takes them as it does.
bool is_taken_by_platform(const std::string& provider, const std::string& change) {
    static const std::set<std::pair<std::string, std::string>> taken = {
        // Both ways to prove a client, and a token to revoke in the query as well as in a form.
        {"google-analytics", "token.client: basic"},
        {"google-analytics", "revoke.send: query"},
        {"google-calendar", "token.client: basic"},
        {"google-calendar", "revoke.send: query"},
        {"google-workspace", "token.client: basic"},
        {"google-workspace", "revoke.send: query"},
        {"microsoft", "token.client: basic"},
        // Documented with parameters in the query; a form is taken, too.
        {"zoho-crm", "token.send: query"},
    };
    return taken.contains({provider, change});
}

/// Where the sandbox never gives the answer that a rule is about, nobody sees it work.
bool is_never_answered(const std::string& row, const std::string& change) {
    static const std::set<std::pair<std::string, std::string>> unanswered = {
        // A wrong key is a 400 there.
        {"gemini", "api/errors/2/then: suspended"},
        // A page for those who went on after many a 429.
        {"pipedrive/key", "api/errors/4/then: suspended"},
    };
    return unanswered.contains({row, change});
}

/// As above, of a form.
std::string caught(AlikeFormWorld& alike, const FormRow& copy,
                   const std::vector<std::string>& columns) {
    for (const std::string& name : columns) {
        if (why_not_applicable(copy.name, name)) continue;
        std::string failed = run_cell(alike.world, copy, conformance_column(name));
        if (!failed.empty()) return name + ": " + failed;
    }
    return {};
}

class Mutation : public testing::TestWithParam<ConformanceRow> {};

TEST_P(Mutation, OfAProviderFileTurnsACellRed) {
    AlikeWorld world{GetParam()};
    auto mutants = mutants_of(world.file);
    if (!tries_all()) std::erase_if(mutants, [](const Mutant& one) { return !one.is_of_interest; });
    ASSERT_FALSE(mutants.empty());
    const std::string unchanged = world.add({});
    std::vector<std::string> ids;
    for (const Mutant& mutant : mutants) ids.push_back(world.add(mutant.overlay));
    world.start();
    // What is caught below is caught for its change alone; rotation takes long, and is it_conformance's.
    std::vector<std::string> columns{"connect", "identity", "refresh", "revoke"};
    if (tries_all()) columns.emplace_back("rotation");
    ASSERT_EQ(caught(world, GetParam(), unchanged, columns), "");

    const std::string& provider = GetParam().facts.provider;
    std::size_t survived = 0;
    for (std::size_t at = 0; at < mutants.size(); ++at) {
        const std::string how = caught(world, GetParam(), ids[at], mutants[at].columns);
        survived += how.empty() ? 1 : 0;
        std::cout << "  " << (how.empty() ? "SURVIVED" : "caught  ") << "  " << mutants[at].name
                  << "  " << how.substr(0, 120) << "\n";
        EXPECT_EQ(how.empty(), is_taken_by_platform(provider, mutants[at].name))
            << mutants[at].name << " " << how;
    }
    std::cout << provider << ": " << survived << " of " << mutants.size() << " survived\n";
}

INSTANTIATE_TEST_SUITE_P(Every, Mutation, testing::ValuesIn(conformance_rows()),
                         [](const auto& row) { return case_name(row.param); });

class FormMutation : public testing::TestWithParam<FormRow> {};

TEST_P(FormMutation, OfAProviderFileTurnsACellRed) {
    AlikeFormWorld world{GetParam()};
    const auto mutants = form_mutants_of(world.file);
    ASSERT_FALSE(mutants.empty());
    const FormRow unchanged = world.add({});
    std::vector<FormRow> copies;
    for (const Mutant& mutant : mutants) copies.push_back(world.add(mutant.overlay));
    world.start();
    ASSERT_EQ(caught(world, unchanged,
                     {"connect", "metadata", "dead refresh token", "wrong secret", "429"}),
              "");

    std::size_t survived = 0;
    for (std::size_t at = 0; at < mutants.size(); ++at) {
        const std::string how = caught(world, copies[at], mutants[at].columns);
        survived += how.empty() ? 1 : 0;
        std::cout << "  " << (how.empty() ? "SURVIVED" : "caught  ") << "  " << mutants[at].name
                  << "  " << how.substr(0, 120) << "\n";
        EXPECT_EQ(how.empty(), is_never_answered(GetParam().name, mutants[at].name))
            << mutants[at].name << " " << how;
    }
    std::cout << GetParam().name << ": " << survived << " of " << mutants.size() << " survived\n";
}

INSTANTIATE_TEST_SUITE_P(Every, FormMutation, testing::ValuesIn(form_rows()),
                         [](const auto& row) { return case_name(row.param.name); });

}  // namespace
}  // namespace fairlead::tests
