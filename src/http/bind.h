// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "http/reply.h"
#include "http/route.h"
#include "http/shape.h"
#include "net/http_message.h"

#include <string>
#include <string_view>
#include <vector>

namespace fairlead::http {

/// Reads JSON text into a value of `shape`. Every fault is found in one go, each with the RFC 6901
/// pointer of its place: unknown members, missing ones, wrong types, values out of range, and what
/// the structs' own check() say. Duplicate keys are refused. Text read into a Secret is wiped from
/// the parsed document (the caller wipes `text`).
Result<void> read_json(std::string_view text, const Shape& shape, void* value);
/// The same from name=value pairs, for an object of scalars, optionals and lists of scalars. A
/// name given twice fills a list and is a fault elsewhere.
Result<void> read_pairs(const net::Pairs& pairs, const Shape& shape, void* value, Unknown unknown);

/// Appends `value` as JSON. Members in the order they were described; an absent optional is null.
void write_json(const Shape& shape, const void* value, std::string& out);

template <class T>
Result<T> from_json_text(std::string_view text) {
    T value{};
    CHECK_OK(read_json(text, shape_of<T>(), &value));
    return value;
}

template <class T>
std::string to_json_text(const T& value) {
    std::string out;
    write_json(shape_of<T>(), &value, out);
    return out;
}

/// For an endpoint that answers a Reply although its Output is a struct.
template <class T>
Reply json_reply(const T& output, int status = 200) {
    return Reply::json(to_json_text(output), status);
}

}  // namespace fairlead::http
