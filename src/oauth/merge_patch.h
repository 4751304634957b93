// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"

#include <boost/json/object.hpp>

namespace fairlead::oauth {

/// RFC 7396: members of `patch` replace those of `target`, objects member by member; null removes.
inline void merge_patch(json::value& target, const json::value& patch) {
    if (!patch.is_object()) {
        target = patch;
        return;
    }
    if (!target.is_object()) target = json::object{};
    auto& object = target.get_object();
    for (const auto& member : patch.get_object()) {
        if (member.value().is_null())
            object.erase(member.key());
        else
            merge_patch(object[member.key()], member.value());
    }
}

}  // namespace fairlead::oauth
