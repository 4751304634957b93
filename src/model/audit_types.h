// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace fairlead {

/// Every type an AuditEvent may have: the closed list behind the audit log and its filter. Types
/// are added, and never taken away or renamed: old rows keep theirs.
std::span<const std::string_view> audit_types();

/// Whether a type is on the list.
bool is_audit_type(std::string_view type);

/// What AuditSink::count is called with.
constexpr const char* counted_token_read = "token_read";
constexpr const char* counted_proxy_call = "proxy_call";

}  // namespace fairlead
