// SPDX-License-Identifier: Apache-2.0
#include "support/conformance_form.h"

namespace fairlead::tests {

namespace {

/// `console` is the account of the platform's console where its keys are made.
FormPlatform another(FormPlatform platform, const char* console) {
    platform.account = console;
    return platform;
}

FormPlatform second_creator() {
    FormPlatform creator = another(onlyfans_form(), "team-second-sample");
    creator.vars = R"("account_id":"acct_sample04")";
    creator.account_id = "acct_sample04";
    return creator;
}

FormPlatform second_company() {
    FormPlatform company = another(pipedrive_form(), "10100002");
    company.account_id = "10100002";
    return company;
}

}  // namespace

const std::vector<FormRow>& form_rows() {
    static const std::vector<FormRow> rows = {
        {.name = "gemini",
         .accounts = {gemini_form(), another(gemini_form(), "projects/second-sample")}},
        {.name = "onlyfans",
         .accounts = {onlyfans_form(), second_creator()},
         .metadata = {"account_id", "username", "display_name", "avatar_url"}},
        {.name = "openai",
         .accounts = {openai_form(), another(openai_form(), "org-second-sample")}},
        // An API token does not tell the address of its company.
        {.name = "pipedrive/key",
         .accounts = {pipedrive_form(), second_company()},
         .metadata = {"company_id", "company_domain", "user_id"}},
    };
    return rows;
}

}  // namespace fairlead::tests
