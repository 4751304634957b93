// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "http/shape.h"

#include <string>
#include <vector>

namespace fairlead::http {

/// The faults of one input. More than `most` help nobody, and a hostile body could have a million.
class Faults {
public:
    static constexpr std::size_t most = 64;

    void add(std::string pointer, std::string message);
    /// Those of a struct's own check(), moved below `at`.
    void add_check(const Shape& shape, const void* value, const std::string& at);

    std::size_t size() const { return faults_.size(); }
    /// Success, or `invalid` with all of them.
    Result<void> result() &&;

private:
    std::vector<Fault> faults_;
};

/// Walks a shape and a document side by side. Secrets are wiped from the document once read.
class JsonReader {
public:
    explicit JsonReader(Faults& faults) : faults_(faults) {}

    void read(const Shape& shape, json::value& from, void* to, const std::string& at);

private:
    void read_number(const Shape& shape, const json::value& from, void* to, const std::string& at);
    void read_string(const Shape& shape, json::value& from, void* to, const std::string& at);
    void read_object(const Shape& shape, json::value& from, void* to, const std::string& at);
    void read_list(const Shape& shape, json::value& from, void* to, const std::string& at);
    void read_map(const Shape& shape, json::value& from, void* to, const std::string& at);

    Faults& faults_;
};

}  // namespace fairlead::http
