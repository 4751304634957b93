// SPDX-License-Identifier: Apache-2.0
#include "support/conformance.h"

#include "support/conformance_cells.h"
#include "support/conformance_form_cells.h"

#include <algorithm>

namespace fairlead::tests {

namespace {

struct NotApplicable {
    std::string_view row;
    std::string_view column;
    const char* reason;
};
constexpr NotApplicable not_applicable[] = {
    {"gohighlevel", "revoke",
     "GoHighLevel has no endpoint that ends a grant; the app is removed in its marketplace"},
    {"instagram", "revoke",
     "Instagram has no endpoint that ends a grant; the user is told where to remove the "
     "application"},
    {"microsoft", "revoke",
     "Microsoft has no endpoint that ends one application's grant; the user is told where to "
     "remove "
     "it"},
    {"gemini", "metadata", "Google tells nothing about whose a key is"},
    {"openai", "metadata", "OpenAI tells nothing about whose a key is"},
};
/// What a key does not have, wherever it is from.
constexpr NotApplicable not_of_a_key[] = {
    {"", "refresh", "a key does not run out, and nothing renews it"},
    {"", "rotation", "beside a key there is no refresh token"},
    {"", "revoke", "no call deletes a key; its owner does it in the platform's settings"},
    {"", "denied consent", "where a key is typed in, nobody is asked for consent"},
};

constexpr ConformanceColumn columns[] = {
    {"connect",
     "A consent, or a form with a key, ends in a connection whose access token the platform takes.",
     &connect_cell, &form_connect_cell},
    {"identity", "Two accounts of one user are two connections, each under its own id.",
     &identity_cell, &form_identity_cell},
    {"metadata", "Every member that the platform's accounts always have is there.", &metadata_cell,
     &form_metadata_cell},
    {"refresh", "A refresh brings a new access token without a new consent.", &refresh_cell},
    {"rotation",
     "After an answer that was lost, a refresh token is presented again exactly where the platform "
     "allows it; over several refreshes none is refused.",
     &rotation_cell},
    {"dead refresh token",
     "A grant that ended, or a key that was deleted, asks for a reconnect, and reconnecting "
     "revives "
     "the same connection.",
     &dead_cell, &form_dead_cell},
    {"check",
     "Asked how a connection stands, what is told is what the platform does with its token.",
     &check_cell, &form_check_cell},
    {"revoke", "A disconnect ends the grant at the platform.", &revoke_cell},
    {"denied consent", "A refusal is told as one and stores nothing.", &denied_cell},
    {"wrong secret",
     "A wrong client secret alarms the operator, a wrong key is told to who typed it in and stored "
     "nowhere; neither disconnects anybody, and it is over with the right one.",
     &wrong_secret_cell, &form_wrong_key_cell},
    {"429",
     "Retry-After is honoured, or told where nobody but a person asks; the connection stays as it "
     "was and is renewed, or found good, after it.",
     &rate_limited_cell, &form_rate_limited_cell},
    {"500", "A server error costs no token, and is over when the platform is well again.",
     &server_error_cell, &form_server_error_cell},
    {"timeout", "Nor does an answer that does not come.", &timeout_cell, &form_timeout_cell},
};

/// Leaves the sandbox as the next cell expects it, whatever this one did.
template <class Cell>
class Tidied {
public:
    explicit Tidied(Cell& cell) : cell_(cell) {}
    ~Tidied() {
        try {
            cell_.tidy();
        } catch (const std::exception&) {
            // The next cell will say so.
        }
    }
    Tidied(const Tidied&) = delete;
    Tidied& operator=(const Tidied&) = delete;

private:
    Cell& cell_;
};

/// "" where it holds, else what does not.
template <class Cell>
std::string outcome_of(Cell cell, void (*ask)(Cell&)) {
    const Tidied<Cell> after{cell};
    try {
        cell.tidy();
        ask(cell);
        return "";
    } catch (const std::exception& failed) {
        return failed.what();
    }
}

}  // namespace

const std::vector<ConformanceRow>& conformance_rows() {
    static const std::vector<ConformanceRow> rows = {
        {.facts = acme_facts(),
         .rotation = "strict_family",
         .metadata = {"account_id", "username", "display_name"},
         .client = {{"proof", "basic"}}},
        {.facts = calendly_facts(),
         .rotation = "strict",
         .metadata = {"user_uri", "organization_uri", "name", "email"}},
        {.facts = gohighlevel_facts(),
         .rotation = "strict",
         .metadata = {"location_id", "company_id", "user_type", "location_name"}},
        {.facts = google_analytics_facts(), .rotation = "none", .metadata = {"email", "google_id"}},
        {.facts = google_facts(), .rotation = "none", .metadata = {"email"}},
        {.facts = google_workspace_facts(), .rotation = "none", .metadata = {"email", "google_id"}},
        {.facts = hubspot_facts(), .rotation = "none", .metadata = {"hub_id", "hub_domain"}},
        // It renews no token of less than a day: here they may have any age.
        {.facts = instagram_facts(),
         .rotation = "additive",
         .metadata = {"ig_business_id", "username"},
         .refresh = {{"min_age", nullptr}},
         .refresh_proves_client = false},
        {.facts = microsoft_facts(),
         .rotation = "additive",
         .metadata = {"user_id", "user_principal_name", "display_name"}},
        // What becomes of an old refresh token is not said: the worst is assumed, at Salesforce too.
        {.facts = pipedrive_facts(),
         .rotation = "strict_family",
         .metadata = {"company_id", "api_domain", "company_domain", "user_id"}},
        {.facts = reddit_facts(), .rotation = "none", .metadata = {"user_id", "username"}},
        {.facts = salesforce_facts(),
         .rotation = "strict_family",
         .metadata = {"account_id", "organization_id", "user_id", "username", "instance_url"}},
        {.facts = tiktok_facts(),
         .rotation = "strict",
         .metadata = {"open_id", "union_id", "display_name"}},
        {.facts = zoho_facts(),
         .rotation = "none",
         .metadata = {"organization_id", "data_center", "api_domain", "company_name"}},
    };
    return rows;
}

std::string case_name(std::string row) {
    std::ranges::replace_if(row, [](char c) { return c == '-' || c == '/'; }, '_');
    return row;
}

json::object conformance_overlay(const ConformanceRow& row) {
    json::object refresh = row.refresh;
    refresh["deadline_ms"] = 2000;
    refresh["lease_margin_ms"] = 1000;
    return {{"id", row.facts.provider},
            {"auth", json::object{{"oauth", json::object{{"refresh", std::move(refresh)}}}}}};
}

std::span<const ConformanceColumn> conformance_columns() { return columns; }

const ConformanceColumn& conformance_column(std::string_view name) {
    for (const auto& column : columns) {
        if (name == column.name) return column;
    }
    throw Failure{"no such column: " + std::string{name}};
}

const char* why_not_applicable(std::string_view row, std::string_view column) {
    for (const auto& cell : not_applicable) {
        if (row == cell.row && column == cell.column) return cell.reason;
    }
    if (std::ranges::find(form_rows(), row, &FormRow::name) == form_rows().end()) return nullptr;
    for (const auto& cell : not_of_a_key) {
        if (column == cell.column) return cell.reason;
    }
    return nullptr;
}

std::string run_cell(PlatformWorld& world, const ConformanceRow& row,
                     const ConformanceColumn& column) {
    return outcome_of(CellWorld{world, row}, column.cell);
}

std::string run_cell(FormWorld& world, const FormRow& row, const ConformanceColumn& column) {
    return outcome_of(FormCell{world, row}, column.form_cell);
}

}  // namespace fairlead::tests
