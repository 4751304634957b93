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

}  // namespace fairlead::oauth
