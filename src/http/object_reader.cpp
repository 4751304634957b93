// SPDX-License-Identifier: Apache-2.0
#include "http/object_reader.h"

#include "http/bind.h"
#include "http/scalar.h"

#include "base/assert.h"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace fairlead::http {

using Kind = Shape::Kind;

ObjectReader::ObjectReader(const Shape& shape, void* value)
    : shape_(shape), value_(value), filled_(shape.members.size()) {
    FAIRLEAD_ASSERT(shape.kind == Kind::object);
}

void ObjectReader::add_fault(std::string pointer, std::string message) {
    faults_.add(std::move(pointer), std::move(message));
}

std::size_t ObjectReader::find(std::string_view name) const {
    const auto found = std::ranges::find(shape_.members, name, &MemberShape::name);
    return static_cast<std::size_t>(found - shape_.members.begin());
}

void ObjectReader::read_pairs(const net::Pairs& pairs, Unknown unknown) {
    std::vector<bool> here(shape_.members.size());
    for (const auto& [name, text] : pairs) {
        const std::size_t index = find(name);
        if (index == shape_.members.size()) {
            if (unknown == Unknown::fault) faults_.add(pointer_token(name), "is not known here");
        } else if (filled_[index] && !here[index]) {
            faults_.add(pointer_token(name), "comes from the path");
        } else {
            read_pair(shape_.members[index], here[index], text);
            filled_[index] = here[index] = true;
        }
    }
}

void ObjectReader::read_pair(const MemberShape& member, bool again, std::string_view text) {
    const Shape& shape = without_absence(member.shape());
    const Shape& item = shape.kind == Kind::list ? shape.element() : shape;
    const std::string at = pointer_token(member.name);
    if (!is_scalar(item)) return faults_.add(at, "cannot be given here");
    if (again && shape.kind != Kind::list) return faults_.add(at, "comes twice");
    void* to = member.at(value_);
    const Shape* outer = &member.shape();
    while (outer->kind == Kind::optional || outer->kind == Kind::defaulted) {
        // A second item goes into the list that the first one made.
        to = again ? const_cast<void*>(outer->value(to)) : outer->emplace(to);
        outer = &outer->element();
    }
    if (shape.kind == Kind::list) to = shape.append(to);
    auto problem = read_text(item, text, Source::pair, to);
    if (problem) faults_.add(at, std::move(*problem));
}

void ObjectReader::read_document(json::value& document, Unknown unknown) {
    if (!document.is_object()) return faults_.add("", expectation(shape_));
    JsonReader reader{faults_};
    for (auto& [key, value] : document.get_object()) {
        const std::string at = pointer_token(key);
        const std::size_t index = find(key);
        if (index == shape_.members.size()) {
            if (unknown == Unknown::fault) faults_.add(at, "is not known here");
        } else if (filled_[index]) {
            faults_.add(at, "comes from the path");
        } else {
            const MemberShape& member = shape_.members[index];
            reader.read(member.shape(), value, member.at(value_), at);
            filled_[index] = true;
        }
    }
}

Result<void> ObjectReader::finish() && {
    for (std::size_t i = 0; i < filled_.size(); ++i) {
        const MemberShape& member = shape_.members[i];
        if (!filled_[i] && !member.may_be_absent) {
            faults_.add(pointer_token(member.name), "is missing");
        }
    }
    if (faults_.size() == 0) faults_.add_check(shape_, value_, "");
    return std::move(faults_).result();
}

Result<void> read_json(std::string_view text, const Shape& shape, void* value) {
    // Whoever took the text has applied a limit to it already.
    TRY(json::value document, parse_json(text, {.bytes = text.size()}));
    Faults faults;
    JsonReader reader{faults};
    reader.read(shape, document, value, "");
    return std::move(faults).result();
}

Result<void> read_pairs(const net::Pairs& pairs, const Shape& shape, void* value, Unknown unknown) {
    ObjectReader reader{shape, value};
    reader.read_pairs(pairs, unknown);
    return std::move(reader).finish();
}

}  // namespace fairlead::http
