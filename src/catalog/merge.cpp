// SPDX-License-Identifier: Apache-2.0
#include "catalog/merge.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fairlead::catalog {
namespace {

class Merger {
public:
    Merger(Positions& positions, const Positions& over_positions)
        : positions_(positions), over_positions_(over_positions) {}

    void members(json::object& under, const json::object& over, const std::string& at,
                 const std::string& from) {
        drop_alternatives(under, over, at);
        for (const auto& member : over) {
            const std::string key{member.key()};
            const auto place = child_pointer(at, key);
            const auto source = child_pointer(from, key);
            if (member.value().is_null()) {
                if (auto* gone = under.find(key); gone != under.end()) under.stable_erase(gone);
                forget_below(place);
                continue;
            }
            auto* existing = under.if_contains(key);
            if (existing != nullptr && existing->is_object() && member.value().is_object()) {
                move_position(place, source);
                members(existing->get_object(), member.value().get_object(), place, source);
                continue;
            }
            under.insert_or_assign(key, without_nulls(member.value()));
            forget_below(place);
            adopt(member.value(), place, source);
        }
    }

private:
    /// A call goes to a `url` or to a `path`: whoever gives one takes the other away.
    void drop_alternatives(json::object& under, const json::object& over, const std::string& at) {
        if (std::any_of(free_maps.begin(), free_maps.end(), [&](std::string_view name) {
                return at.size() >= name.size() && at.substr(at.size() - name.size()) == name;
            })) {
            return;
        }
        drop_if_other_given(under, over, at, "url", "path");
        drop_if_other_given(under, over, at, "path", "url");
    }

    void drop_if_other_given(json::object& under, const json::object& over, const std::string& at,
                             const char* gone, const char* given) {
        if (over.contains(gone) || !over.contains(given) || !under.contains(gone)) return;
        under.stable_erase(under.find(gone));
        forget_below(child_pointer(at, gone));
    }

    /// Maps whose keys are names of the platform's, so that "url" there is just a parameter.
    static constexpr std::array<std::string_view, 8> free_maps{
        "/extra", "/query", "/headers", "/rename", "/vars", "/set", "/body", "/metadata"};

    /// A map that arrives whole may hold deletions of what was never there.
    static json::value without_nulls(const json::value& value) {
        if (!value.is_object()) return value;
        json::object kept;
        for (const auto& member : value.get_object()) {
            if (!member.value().is_null())
                kept.emplace(member.key(), without_nulls(member.value()));
        }
        return kept;
    }

    void forget_below(const std::string& place) {
        auto first = positions_.lower_bound(place);
        while (first != positions_.end() && first->first.compare(0, place.size(), place) == 0) {
            const auto next = first->first.size() > place.size() ? first->first[place.size()] : '/';
            first = next == '/' ? positions_.erase(first) : std::next(first);
        }
    }

    void move_position(const std::string& place, const std::string& source) {
        const auto found = over_positions_.find(source);
        if (found != over_positions_.end()) positions_.insert_or_assign(place, found->second);
    }

    void adopt(const json::value& value, const std::string& place, const std::string& source) {
        move_position(place, source);
        if (const auto* object = value.if_object()) {
            for (const auto& member : *object) {
                adopt(member.value(), child_pointer(place, member.key()),
                      child_pointer(source, member.key()));
            }
        }
        if (const auto* array = value.if_array()) {
            for (std::size_t i = 0; i < array->size(); ++i) {
                adopt((*array)[i], child_pointer(place, i), child_pointer(source, i));
            }
        }
    }

    Positions& positions_;
    const Positions& over_positions_;
};

}  // namespace

void merge(Layered& under, const json::object& over, const Positions& over_positions) {
    merge(under, over, over_positions, "");
}

void merge(Layered& under, const json::object& over, const Positions& over_positions,
           const std::string& from) {
    Merger{under.positions, over_positions}.members(under.root, over, "", from);
}

}  // namespace fairlead::catalog
