// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/json_reader.h"
#include "http/route.h"
#include "http/shape.h"
#include "net/http_message.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fairlead::http {

/// Fills one struct from several sources, each member from one of them, and gathers the faults of
/// all. Members that an earlier source filled are not the later ones' to set.
class ObjectReader {
public:
    /// `shape` is an object's.
    ObjectReader(const Shape& shape, void* value);

    /// Reads the query or a form: scalars, optionals of them, and lists by repeating the name.
    void read_pairs(const net::Pairs& pairs, Unknown unknown);
    void read_document(json::value& document, Unknown unknown);
    void add_fault(std::string pointer, std::string message);

    /// What is missing, then the struct's own check(): success or `invalid`.
    Result<void> finish() &&;

private:
    /// The member's index, or members.size().
    std::size_t find(std::string_view name) const;
    void read_pair(const MemberShape& member, bool again, std::string_view text);

    const Shape& shape_;
    void* value_;
    Faults faults_;
    std::vector<bool> filled_;
};

}  // namespace fairlead::http
