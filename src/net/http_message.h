// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "net/delivery.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::net {

enum class Method : std::uint8_t { get, head, post, put, patch, del, options, other };

const char* to_text(Method method);
Method parse_method(std::string_view text);

/// Header fields in the order they came or go. Names compare without case. All texts lie in one
/// block: a view of a name or value holds until the next add() or set().
class Headers {
    struct Place {
        std::uint32_t start;
        std::uint32_t name;
        std::uint32_t value;
    };

public:
    using Field = std::pair<std::string_view, std::string_view>;

    class Iterator {
    public:
        using value_type = Field;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        Field operator*() const { return headers_->field(index_); }
        Iterator& operator++() {
            ++index_;
            return *this;
        }
        Iterator operator++(int) { return {headers_, index_++}; }
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        friend class Headers;
        Iterator(const Headers* headers, std::size_t index) : headers_(headers), index_(index) {}
        const Headers* headers_ = nullptr;
        std::size_t index_ = 0;
    };

    Headers() = default;
    Headers(std::initializer_list<Field> fields);

    /// Neither text may be a view into these headers.
    void add(std::string_view name, std::string_view value);
    /// Replaces every field of that name.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);
    /// The first field of that name.
    std::optional<std::string_view> find(std::string_view name) const;
    std::vector<std::string_view> find_all(std::string_view name) const;
    bool has(std::string_view name) const { return find(name).has_value(); }

    Iterator begin() const { return {this, 0}; }
    Iterator end() const { return {this, places_.size()}; }
    std::size_t size() const { return places_.size(); }
    bool empty() const { return places_.empty(); }
    void reserve(std::size_t fields, std::size_t bytes);

private:
    Field field(std::size_t index) const {
        const Place& place = places_[index];
        const char* name = text_.data() + place.start;
        return {{name, place.name}, {name + place.name, place.value}};
    }

    std::string text_;
    std::vector<Place> places_;
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

class BodyStream;

struct Response {
    int status = 200;
    Headers headers;  ///< without Content-Length, Date, Connection: the server writes those
    std::string body;
    std::shared_ptr<BodyStream> stream;  ///< in place of `body`; copies of the answer share it
    bool close = false;                  ///< end the connection after this answer
    /// How it goes out, where that matters; shared by the copies of this answer. Not with `stream`.
    std::shared_ptr<const Delivery> delivery = {};
};

/// name=value pairs of a query or form body, decoded, in order. Refuses bad escapes.
using Pairs = std::vector<std::pair<std::string, std::string>>;
Result<Pairs> parse_pairs(std::string_view text);
std::string write_pairs(const Pairs& pairs);

}  // namespace fairlead::net
