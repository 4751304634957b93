// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/id.h"
#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>
#include <vector>

namespace fairlead::http {

/// An input member that may be left out; `value` is what it holds then. Written in the struct as
/// `Default<int> limit{50};`. Reads like a T.
template <class T>
struct Default {
    T value{};

    operator const T&() const { return value; }  // NOLINT(google-explicit-constructor)
    const T& operator*() const { return value; }
    const T* operator->() const { return &value; }
    friend bool operator==(const Default&, const Default&) = default;
};

/// A secret that an answer hands out on purpose (SPEC A10): the only way from a Secret to JSON.
struct Disclosed {
    Secret value;
};

/// A page of a list (SPEC Words). `next_cursor` absent: this was the last.
template <class T>
struct Page {
    std::vector<T> items;
    std::optional<std::string> next_cursor;

    BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor), (), ())
};

/// No input, or an answer without content.
struct Nothing {
    friend bool operator==(const Nothing&, const Nothing&) = default;
};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// The names of an enumeration on the wire. An enum described with BOOST_DESCRIBE_ENUM has its
/// enumerators' names; specialise this where the wire has others:
///   template <> struct WireNames<Colour> {
///       static constexpr std::pair<Colour, const char*> values[] = {{Colour::red, "col:red"}};
///   };
template <class E>
struct WireNames;

struct Shape;

/// One member of a described struct.
struct MemberShape {
    std::string name;  ///< on the wire: camelCase
    const Shape& (*shape)();
    void* (*at)(void* object);
    bool may_be_absent;  ///< in an input: optionals, Default, bool, lists and maps
};

/// How a type looks in JSON and how to reach into a value of it: all that reading, writing and the
/// OpenAPI document need to know, so that none of them is a template. `void*` is always a value of
/// the shape's own type. Immutable, lives forever.
struct Shape {
    enum class Kind : std::uint8_t {
        boolean,      ///< bool
        integer,      ///< any integral type; see get_integer
        number,       ///< double
        text,         ///< std::string
        time,         ///< Time, RFC 3339
        uuid,         ///< Uuid or Id<Tag>
        json,         ///< Json: any document, embedded as it is
        secret,       ///< Secret: read, never written
        disclosed,    ///< Disclosed: written, never read
        enumeration,  ///< one of `names`
        object,       ///< a described struct
        list,         ///< std::vector
        map,          ///< std::map<std::string, T>
        optional,     ///< std::optional: null or absent is nullopt
        defaulted,    ///< Default
    };
    Kind kind;
    const std::type_info* type;

    std::vector<MemberShape> members = {};                      ///< object
    void (*check)(const void*, std::vector<Fault>&) = nullptr;  ///< object with check()
    void* (*create)() = nullptr;  ///< object: a default one, for its defaults
    void (*destroy)(void*) = nullptr;

    const Shape& (*element)() = nullptr;                      ///< list, map, optional, defaulted
    std::size_t (*size)(const void*) = nullptr;               ///< list
    const void* (*item)(const void*, std::size_t) = nullptr;  ///< list
    void* (*append)(void*) = nullptr;                         ///< list: a new last item
    void* (*insert)(void*, std::string key) = nullptr;        ///< map: a new entry
    void (*each)(const void*, void* visitor,
                 void (*visit)(void* visitor, const std::string& key, const void* value)) = nullptr;
    const void* (*value)(const void*) = nullptr;  ///< optional: its value or nullptr; defaulted
    void* (*emplace)(void*) = nullptr;            ///< optional, defaulted

    std::vector<std::string> names = {};             ///< enumeration
    std::size_t (*get_name)(const void*) = nullptr;  ///< enumeration: index into names
    void (*set_name)(void*, std::size_t) = nullptr;

    std::int64_t least = 0;  ///< integer
    std::int64_t greatest = 0;
    std::int64_t (*get_integer)(const void*) = nullptr;
    void (*set_integer)(void*, std::int64_t) = nullptr;

    Uuid* (*uuid)(void*) = nullptr;  ///< uuid
};

/// `redirect_url` on the wire is `redirectUrl`; one trailing underscore (a keyword) is dropped.
std::string camel_case(std::string_view snake_case);

/// The shape of T. Any T made of the kinds above has one.
template <class T>
const Shape& shape_of();

}  // namespace fairlead::http

#include "http/shape_of.h"
