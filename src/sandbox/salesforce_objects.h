// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

constexpr std::string_view salesforce_data_path = "/services/data/v64.0";

/// One of the kinds of records, and what differs between them.
struct SalesforceKind {
    std::string_view set;       ///< its records
    std::string_view name;      ///< as queries have it
    std::string_view prefix;    ///< of its ids
    std::string_view required;  ///< what a new one must have, with commas between
    json::object (*own)(const Sample&);
};

/// Whatever the name's capitals; nullptr: there are no such objects.
const SalesforceKind* find_salesforce_kind(std::string_view name);

std::string salesforce_id(const SalesforceKind& kind, const Sample& sample);
/// All fields of a record.
json::object salesforce_fields(const SalesforceKind& kind, const Sample& sample);
/// A record with what stands in each and these fields of it.
json::object show_salesforce_record(const SalesforceKind& kind, const Sample& sample,
                                    const std::vector<std::string>& names);

std::span<const RecordKind> salesforce_record_kinds();

}  // namespace fairlead::sandbox
