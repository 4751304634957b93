// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "catalog/provider_spec.h"

#include <string>
#include <vector>

namespace fairlead::catalog {

class NodeReader;

/// `actions.<name>`: what can be done at a platform. Its templates name `{input/<property>}`.
struct Action {
    std::string name;
    std::string says;
    std::vector<std::string> scopes;  ///< each is needed
    Request request;
    Json input;                   ///< JSON Schema 2020-12 of what the caller gives: an object
    std::vector<std::string> id;  ///< where in the answer the id of what was made or changed is

    friend bool operator==(const Action&, const Action&) = default;
};
using Actions = std::vector<Action>;

/// Reads `actions`. Adds a fault for what is missing or does not fit, and for a template that names
/// a property which the input does not have.
Actions read_actions(const NodeReader& node, const std::vector<Template>& base);

/// Those of a provider that is resolved, in the file's order.
Result<Actions> actions_of(const ProviderSpec& provider);

}  // namespace fairlead::catalog
