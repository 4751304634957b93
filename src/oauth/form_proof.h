// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "oauth/connect_plan.h"
#include "oauth/form_input.h"
#include "oauth/new_account.h"

namespace fairlead::oauth {

/// What came of a form before anything is stored.
struct FormProof {
    std::vector<Fault> faults;  ///< of the form itself: nothing was sent
    std::optional<ConnectFault>
        fault;              ///< the platform's word, or its silence; audited, remembered
    std::vector<Fault> at;  ///< with `fault`: the fields that it is about
    std::optional<NewAccount> account;  ///< proven
};

/// Reads a form and proves it at the platform. `actor`: as the audit log names it.
Task<Result<FormProof>> prove_form(ConnectContext& context, const ConnectPlan& plan,
                                   const FormInput& input, Caller caller, std::string actor);

/// Writes down that a form did not connect: in the audit log, and as the user's last attempt.
Task<Result<void>> note_form_failure(ConnectContext& context, const ConnectPlan& plan,
                                     const Caller& caller, const std::string& actor,
                                     const ConnectFault& fault);

}  // namespace fairlead::oauth
