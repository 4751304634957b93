// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <boost/json/value.hpp>

#include <string>
#include <string_view>

namespace fairlead {

/// Boost.JSON is the project's JSON; this is how text becomes one.
namespace json = boost::json;

/// JSON text that is only carried, as the domain does: stored, compared, sent on, never read.
/// Always one valid document.
struct Json {
    std::string text = "{}";

    friend bool operator==(const Json&, const Json&) = default;
};

struct JsonLimits {
    std::size_t bytes = 256 * 1024;
    std::size_t depth = 32;
};

/// Strict RFC 8259: one document, no duplicate keys, no comments, valid UTF-8, within the limits.
/// The error is `invalid` (or `too_large`) and says at which byte.
Result<json::value> parse_json(std::string_view text, const JsonLimits& limits = {});

/// An RFC 6901 pointer into a document; "" is the whole. nullptr where it leads nowhere.
const json::value* find_pointer(const json::value& document, std::string_view pointer);

/// What a pointer finds, as the text a person or a template would write: strings as they are,
/// numbers and booleans in JSON's form. nullopt for absent, null, objects and arrays.
std::optional<std::string> scalar_text(const json::value* value);

Json to_json(const json::value& value);
json::value from_json(const Json& carried);

}  // namespace fairlead
