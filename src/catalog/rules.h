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

/// The same of templates that stand outside the method, in `resources` and `actions`: `filled` are
/// the names that have values there too, one that ends in '/' every pointer below it.
void check_templates(const AuthMethod& method, const NodeReader& node,
                     const std::vector<std::string>& filled, LoopbackHttp loopback_http);

/// What of a method's calls shows a certificate (`mtls`), and that the method says which: two of the
/// operator's secrets.
void check_certificate(const AuthMethod& method, const NodeReader& method_node,
                       const NodeReader& whoami);

/// The variables that a person (or the browser) sets and that decide where `method` sends the
/// application's secret: what `pin_host` makes the operator's.
std::vector<std::string> free_hosts(const AuthMethod& method);

/// Every variable that the method's templates want and those of `others` (the identity call,
/// resources, actions), those of defaults too.
std::vector<std::string> wanted_variables(const AuthMethod& method, const NodeReader& method_node,
                                          const std::vector<NodeReader>& others);

}  // namespace fairlead::catalog
