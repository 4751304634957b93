// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/faults.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

struct Shape;

struct Member {
    const char* key;
    const Shape* shape;
    const char* help = "";
};

/// What a node of a provider file may be: the one table from which files are checked, unknown keys
/// get their suggestion, and the editors' JSON Schema is written.
struct Shape {
    enum class Kind : std::uint8_t {
        text,     ///< a string that `check` likes
        word,     ///< one of `words`
        integer,  ///< at least `least`
        boolean,
        scalar,  ///< a string, number or boolean, used as text
        any,
        list,
        one_or_list,  ///< an `element`, or a list of them
        map,          ///< any keys that `key_fits`, each an `element`
        object,       ///< the `members` and nothing else
    };
    Kind kind = Kind::any;
    const char* expected = "";  ///< completes "expected …"
    /// Empty = fine; else what is wrong, to stand instead of "expected …".
    std::string (*check)(std::string_view text) = nullptr;
    bool (*key_fits)(std::string_view key) = nullptr;
    std::vector<const char*> words = {};
    const Shape* element = nullptr;
    std::vector<Member> members = {};
    std::int64_t least = 0;
};

/// Adds every fault of `value` under `pointer`. null is fine as a member: it deletes.
void check_shape(const json::value& value, const Shape& shape, const std::string& pointer,
                 Faults& faults);

/// A provider file, as `docs/writing-a-provider.md` describes it.
const Shape& provider_shape();

/// JSON Schema 2020-12 of provider files.
json::object provider_json_schema();

}  // namespace fairlead::catalog
