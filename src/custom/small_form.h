// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "catalog/faults.h"

#include <string>
#include <vector>

namespace fairlead::custom {

/// What it takes to describe a usual OAuth 2.0 platform; everything else is said in a provider file.
struct SmallForm {
    std::string id;  ///< empty: made of the name
    std::string name;
    std::string category;  ///< empty: other
    std::string authorize_url;
    std::string token_url;
    std::vector<std::string> scopes;
    std::string client_authentication;  ///< post (the default), basic or none
    std::string api_base;               ///< empty: none
    std::string identity_url;           ///< of the call that tells whose account it is; empty: none
    std::string identity_id;     ///< where in its answer the account's id is, as JSON pointer
    std::string identity_label;  ///< and its name; empty: none
};

/// An id of added providers made of a name: `My CRM` -> `custom-my-crm`. Empty: the name has no
/// letter or digit of ASCII.
std::string id_for_name(const std::string& name);

/// The form as a provider file.
std::string file_of_form(const SmallForm& form);

/// The members of the form that are required and empty.
std::vector<Fault> missing_in(const SmallForm& form);

/// Faults of that file where the form has them; those of no member of it stand at "".
std::vector<Fault> faults_in_form(const std::vector<catalog::FileFault>& faults);

}  // namespace fairlead::custom
