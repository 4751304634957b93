// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/node_reader.h"
#include "catalog/provider_spec.h"

#include <string>
#include <vector>

namespace fairlead::catalog {

/// The rules a resolved method keeps whatever its file says (`security.md` 1, 8, 17, 20): https
/// everywhere, only checked values in hosts, no name that nothing fills, and no secret of the
/// application sent to a host of a stranger's choosing. `method_node` and `whoami` are what
/// `method` was read from.
void check_rules(const AuthMethod& method, const NodeReader& method_node, const NodeReader& whoami,
                 LoopbackHttp loopback_http);

/// The variables that a person (or the browser) sets and that decide where `method` sends the
/// application's secret: what `pin_host` makes the operator's.
std::vector<std::string> free_hosts(const AuthMethod& method);

/// Every variable that the method's and the identity call's templates want, those of defaults too.
std::vector<std::string> wanted_variables(const AuthMethod& method, const NodeReader& method_node,
                                          const NodeReader& whoami);

}  // namespace fairlead::catalog
