// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "http/shape.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace fairlead::http {

/// Which way a value travels: what may be left out on the way in is always there on the way out.
enum class Direction : std::uint8_t { in, out };

/// Writes JSON Schemas (2020-12, as OpenAPI 3.1 has them) of shapes. Objects are gathered by name
/// and referred to.
class JsonSchemas {
public:
    /// The schema of a shape, or a reference to where it is.
    json::object schema(const Shape& shape, Direction direction);
    /// The same of a member, with its default where an input may leave it out; `initial` is the
    /// member in a new object.
    json::object member(const Shape& shape, Direction direction, const void* initial);
    /// An object's own schema without the members in `left_out`.
    json::object object(const Shape& shape, Direction direction,
                        const std::set<std::string, std::less<>>& left_out, bool closed);
    /// Keeps a schema under a name of its own; answers a reference to it.
    json::object keep(std::string name, json::object schema);
    /// "#/components/schemas", in order of name.
    json::object components() const;

private:
    json::object reference(const Shape& shape, Direction direction);
    std::string free_name(const Shape& shape, Direction direction) const;

    std::map<std::string, json::object> kept_;
    std::map<std::pair<const Shape*, Direction>, std::string> names_;
};

/// `fairlead::api::ListAccounts::Output` is ListAccountsOutput: the parts that are type names.
std::string plain_type_name(const std::type_info& type);

}  // namespace fairlead::http
