// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::net {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

const char* to_text(Method method);
Method parse_method(std::string_view text);

/// Header fields in the order they came or go. Names compare without case.
class Headers {
public:
    void add(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
    }
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    void remove(std::string_view name);
    /// The first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    std::vector<std::string_view> find_all(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }

    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }
    std::size_t size() const { return fields_.size(); }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// A request as the server received it, body read whole and within its limit.
struct Request {
    Method method = Method::get;
    std::string target;  ///< origin form as sent, e.g. /a/b?c=d; at most 8 KiB
    Headers headers;
    std::string body;
    std::string peer;  ///< the socket's remote address, without port
    bool secure = false;

    std::string_view path() const;   ///< still percent-encoded
    std::string_view query() const;  ///< without '?'
};

struct Response {
    int status = 200;
    Headers headers;  ///< without Content-Length, Date, Connection: the server writes those
    std::string body;
    bool close = false;  ///< end the connection after this answer
};

/// name=value pairs of a query or form body, decoded, in order. Refuses bad escapes.
using Pairs = std::vector<std::pair<std::string, std::string>>;
Result<Pairs> parse_pairs(std::string_view text);
std::string write_pairs(const Pairs& pairs);

}  // namespace fairlead::net
