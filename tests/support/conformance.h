// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/platform_world.h"

#include <span>
#include <string>
#include <vector>

/// What every platform must do with Fairlead, as a matrix: a row for each platform, a column for
/// each demand, every cell a real exchange of the real App with the sandbox. The rows of platforms
/// that are connected by form are in conformance_form.h.
namespace fairlead::tests {

/// A platform, and what its facts say that the cells cannot ask it.
struct ConformanceRow {
    SandboxFacts facts;
    /// What presenting a refresh token does to it: none, additive, grace, strict, strict_family.
    std::string rotation;
    /// Members of the metadata that an account always has (SPEC A12).
    std::vector<std::string> metadata;
    /// More for `auth.oauth.refresh` of the file that every row is laid over with.
    json::object refresh = {};
    /// Whether a refresh proves who the application is, as the exchange of a code does.
    bool refresh_proves_client = true;
    /// Settings of the application at the sandbox, where it would take more than the facts allow.
    json::object client = {};
};

/// One line for each platform of the sandbox that has a consent page.
const std::vector<ConformanceRow>& conformance_rows();
/// What GoogleTest may call a row's cases.
std::string case_name(std::string row);
inline std::string case_name(const ConformanceRow& row) { return case_name(row.facts.provider); }

/// The operator's file of a row: nothing but times that a test can wait for.
json::object conformance_overlay(const ConformanceRow& row);

/// The row in a world, as one of its cells meets it.
class CellWorld;
class FormCell;

struct ConformanceColumn {
    const char* name;
    const char* asks;  ///< in one sentence
    void (*cell)(CellWorld&);
    /// Of a platform that is connected by form; null: nothing can be asked of a key.
    void (*form_cell)(FormCell&) = nullptr;
};
std::span<const ConformanceColumn> conformance_columns();
const ConformanceColumn& conformance_column(std::string_view name);

/// Why a cell asks nothing of a platform; nullptr where it does. `row`: its name.
const char* why_not_applicable(std::string_view row, std::string_view column);

/// "" where the cell holds, else what does not. `world` has the row's platform, started, and no
/// fault is left in it.
std::string run_cell(PlatformWorld& world, const ConformanceRow& row,
                     const ConformanceColumn& column);

}  // namespace fairlead::tests
