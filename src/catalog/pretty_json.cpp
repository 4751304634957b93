// SPDX-License-Identifier: Apache-2.0
#include "catalog/pretty_json.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::catalog {
namespace {

bool is_flat(const json::array& items) {
    return std::none_of(items.begin(), items.end(),
                        [](const json::value& item) { return item.is_structured(); });
}

void write(const json::value& value, const std::string& indent, std::string& out) {
    const auto deeper = indent + "  ";
    const char* separator = "\n";
    if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
        out += "{";
        for (const auto& member : *object) {
            out += separator + deeper + json::serialize(member.key()) + ": ";
            write(member.value(), deeper, out);
            separator = ",\n";
        }
        out += "\n" + indent + "}";
    } else if (const auto* array = value.if_array(); array != nullptr && !is_flat(*array)) {
        out += "[";
        for (const auto& item : *array) {
            out += separator + deeper;
            write(item, deeper, out);
            separator = ",\n";
        }
        out += "\n" + indent + "]";
    } else {
        out += json::serialize(value);
    }
}

}  // namespace

std::string pretty_json(const json::value& value) {
    std::string out;
    write(value, "", out);
    return out + "\n";
}

}  // namespace fairlead::catalog
