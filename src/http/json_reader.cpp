// SPDX-License-Identifier: Apache-2.0
#include "http/json_reader.h"

#include "http/scalar.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <optional>

namespace fairlead::http {

using Kind = Shape::Kind;

void Faults::add(std::string pointer, std::string message) {
    if (faults_.size() < most) faults_.push_back({std::move(pointer), std::move(message)});
}

void Faults::add_check(const Shape& shape, const void* value, const std::string& at) {
    if (shape.check == nullptr) return;
    std::vector<Fault> found;
    shape.check(value, found);
    for (Fault& fault : found) add(at + fault.pointer, std::move(fault.message));
}

Result<void> Faults::result() && {
    if (faults_.empty()) return ok();
    Error error{Errc::invalid, "The input is not valid."};
    error.faults = std::move(faults_);
    return error;
}

void JsonReader::read(const Shape& shape, json::value& from, void* to, const std::string& at) {
    switch (shape.kind) {
        case Kind::boolean:
            if (!from.is_bool()) return faults_.add(at, expectation(shape));
            *static_cast<bool*>(to) = from.get_bool();
            return;
        case Kind::integer:
        case Kind::number: return read_number(shape, from, to, at);
        case Kind::json: *static_cast<Json*>(to) = to_json(from); return;
        case Kind::object: return read_object(shape, from, to, at);
        case Kind::list: return read_list(shape, from, to, at);
        case Kind::map: return read_map(shape, from, to, at);
        case Kind::optional:
            if (from.is_null()) return;
            return read(shape.element(), from, shape.emplace(to), at);
        case Kind::defaulted: return read(shape.element(), from, shape.emplace(to), at);
        default: return read_string(shape, from, to, at);
    }
}

void JsonReader::read_number(const Shape& shape, const json::value& from, void* to,
                             const std::string& at) {
    if (shape.kind == Kind::number && from.is_number()) {
        *static_cast<double*>(to) = from.to_number<double>();
        return;
    }
    std::optional<std::string> problem = expectation(shape);
    if (from.is_uint64()) problem = "must be at most " + std::to_string(shape.greatest);
    if (from.is_int64()) problem = read_integer(shape, from.get_int64(), to);
    if (problem) faults_.add(at, std::move(*problem));
}

void JsonReader::read_string(const Shape& shape, json::value& from, void* to,
                             const std::string& at) {
    if (!from.is_string()) return faults_.add(at, expectation(shape));
    json::string& text = from.get_string();
    auto problem = read_text(shape, text, Source::json, to);
    if (shape.kind == Kind::secret) wipe_memory(text.data(), text.size());
    if (problem) faults_.add(at, std::move(*problem));
}

void JsonReader::read_object(const Shape& shape, json::value& from, void* to,
                             const std::string& at) {
    if (!from.is_object()) return faults_.add(at, expectation(shape));
    const std::size_t before = faults_.size();
    for (auto& [key, value] : from.get_object()) {
        const std::string place = at + pointer_token(key);
        const auto member =
            std::ranges::find(shape.members, std::string_view{key}, &MemberShape::name);
        if (member == shape.members.end()) {
            faults_.add(place, "is not known here");
        } else {
            read(member->shape(), value, member->at(to), place);
        }
    }
    for (const MemberShape& member : shape.members) {
        if (member.may_be_absent || from.get_object().contains(member.name)) continue;
        faults_.add(at + pointer_token(member.name), "is missing");
    }
    // Rules on values make sense once every value was read.
    if (faults_.size() == before) faults_.add_check(shape, to, at);
}

void JsonReader::read_list(const Shape& shape, json::value& from, void* to, const std::string& at) {
    if (!from.is_array()) return faults_.add(at, expectation(shape));
    std::size_t index = 0;
    for (json::value& item : from.get_array()) {
        read(shape.element(), item, shape.append(to), at + "/" + std::to_string(index++));
    }
}

void JsonReader::read_map(const Shape& shape, json::value& from, void* to, const std::string& at) {
    if (!from.is_object()) return faults_.add(at, expectation(shape));
    for (auto& [key, value] : from.get_object()) {
        void* entry = shape.insert(to, std::string{key});
        read(shape.element(), value, entry, at + pointer_token(key));
    }
}

}  // namespace fairlead::http
