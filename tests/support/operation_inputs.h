// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <set>
#include <string>
#include <vector>

namespace fairlead::tests {

/// What a served OpenAPI document says that its operations take.
class OperationInputs {
public:
    explicit OperationInputs(json::value document);

    /// "get /api/x/{id} path:id"
    const std::set<std::string>& all() const { return all_; }
    /// What can be read without naming anything.
    const std::vector<std::string>& lists() const { return lists_; }

private:
    void read(const std::string& operation, const json::object& made);
    const json::object& resolved(const json::value& value) const;
    void read_schema(const std::string& at, const json::value& value);

    json::value document_;
    std::set<std::string> all_;
    std::vector<std::string> lists_;
};

}  // namespace fairlead::tests
