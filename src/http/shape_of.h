// SPDX-License-Identifier: Apache-2.0
#pragma once

// The template half of shape.h: include that one.

#include "http/shape.h"

namespace fairlead::http::detail {

template <class T, template <class...> class Of>
constexpr bool is_a = false;
template <template <class...> class Of, class... A>
constexpr bool is_a<Of<A...>, Of> = true;
template <class T>
constexpr bool is_id = false;
template <class Tag>
constexpr bool is_id<Id<Tag>> = true;

template <class T>
constexpr bool may_be_absent = std::same_as<T, bool> || is_a<T, std::optional> ||
                               is_a<T, Default> || is_a<T, std::vector> || is_a<T, std::map>;

template <class T>
Shape plain(Shape::Kind kind) {
    return Shape{.kind = kind, .type = &typeid(T)};
}

template <class T>
Shape integer_shape() {
    Shape shape = plain<T>(Shape::Kind::integer);
    using Limits = std::numeric_limits<T>;
    shape.least = static_cast<std::int64_t>(Limits::min());
    shape.greatest = std::in_range<std::int64_t>(Limits::max())
                         ? static_cast<std::int64_t>(Limits::max())
                         : std::numeric_limits<std::int64_t>::max();
    shape.get_integer = [](const void* at) {
        return static_cast<std::int64_t>(*static_cast<const T*>(at));
    };
    shape.set_integer = [](void* at, std::int64_t v) { *static_cast<T*>(at) = static_cast<T>(v); };
    return shape;
}

template <class T>
Shape uuid_shape() {
    Shape shape = plain<T>(Shape::Kind::uuid);
    shape.uuid = [](void* at) -> Uuid* {
        if constexpr (std::same_as<T, Uuid>) {
            return static_cast<Uuid*>(at);
        } else {
            return &static_cast<T*>(at)->value;
        }
    };
    return shape;
}

template <class E>
concept HasWireNames = requires { WireNames<E>::values; };

/// The enumerators with their names, in order.
template <class E>
const auto& enumerators() {
    if constexpr (HasWireNames<E>) {
        return WireNames<E>::values;
    } else {
        static const auto values = [] {
            std::vector<std::pair<E, const char*>> found;
            boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
                [&](auto d) { found.emplace_back(d.value, d.name); });
            return found;
        }();
        return values;
    }
}

template <class E>
Shape enumeration_shape() {
    static_assert(HasWireNames<E> || boost::describe::has_describe_enumerators<E>::value,
                  "an enum on the wire needs BOOST_DESCRIBE_ENUM or WireNames");
    Shape shape = plain<E>(Shape::Kind::enumeration);
    for (const auto& [value, name] : enumerators<E>()) shape.names.emplace_back(name);
    shape.get_name = [](const void* at) {
        std::size_t index = 0;
        for (const auto& [value, name] : enumerators<E>()) {
            if (value == *static_cast<const E*>(at)) break;
            ++index;
        }
        return index;
    };
    shape.set_name = [](void* at, std::size_t index) {
        *static_cast<E*>(at) = std::data(enumerators<E>())[index].first;
    };
    return shape;
}

template <class V>
Shape list_shape() {
    using T = typename V::value_type;
    static_assert(!std::same_as<T, bool>, "a list of bool has no addressable items");
    Shape shape = plain<V>(Shape::Kind::list);
    shape.element = &shape_of<T>;
    shape.size = [](const void* at) { return static_cast<const V*>(at)->size(); };
    shape.item = [](const void* at, std::size_t index) -> const void* {
        return &(*static_cast<const V*>(at))[index];
    };
    shape.append = [](void* at) -> void* { return &static_cast<V*>(at)->emplace_back(); };
    return shape;
}

template <class M>
Shape map_shape() {
    static_assert(std::same_as<typename M::key_type, std::string>, "JSON keys are text");
    Shape shape = plain<M>(Shape::Kind::map);
    shape.element = &shape_of<typename M::mapped_type>;
    shape.insert = [](void* at, std::string key) -> void* {
        return &(*static_cast<M*>(at))[std::move(key)];
    };
    shape.each = [](const void* at, void* visitor,
                    void (*visit)(void*, const std::string&, const void*)) {
        for (const auto& [key, value] : *static_cast<const M*>(at)) visit(visitor, key, &value);
    };
    return shape;
}

template <class O>
Shape optional_shape() {
    Shape shape = plain<O>(Shape::Kind::optional);
    shape.element = &shape_of<typename O::value_type>;
    shape.value = [](const void* at) -> const void* {
        const auto& optional = *static_cast<const O*>(at);
        return optional ? &*optional : nullptr;
    };
    shape.emplace = [](void* at) -> void* { return &static_cast<O*>(at)->emplace(); };
    return shape;
}

template <class D>
Shape defaulted_shape() {
    Shape shape = plain<D>(Shape::Kind::defaulted);
    shape.element = &shape_of<std::remove_cvref_t<decltype(D::value)>>;
    shape.value = [](const void* at) -> const void* { return &static_cast<const D*>(at)->value; };
    shape.emplace = [](void* at) -> void* { return &static_cast<D*>(at)->value; };
    return shape;
}

template <class T>
Shape object_shape() {
    static_assert(boost::describe::has_describe_members<T>::value,
                  "a struct on the wire needs BOOST_DESCRIBE_STRUCT");
    Shape shape = plain<T>(Shape::Kind::object);
    using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                             boost::describe::mod_inherited>;
    boost::mp11::mp_for_each<Members>([&](auto d) {
        using D = decltype(d);
        using Member = std::remove_cvref_t<decltype(std::declval<T&>().*D::pointer)>;
        shape.members.push_back(
            MemberShape{camel_case(d.name), &shape_of<Member>,
                        [](void* at) -> void* { return &(static_cast<T*>(at)->*D::pointer); },
                        may_be_absent<Member>});
    });
    if constexpr (requires(const T t, std::vector<Fault> faults) { faults = t.check(); }) {
        shape.check = [](const void* at, std::vector<Fault>& faults) {
            faults = static_cast<const T*>(at)->check();
        };
    }
    shape.create = []() -> void* { return new T{}; };
    shape.destroy = [](void* at) { delete static_cast<T*>(at); };
    return shape;
}

template <class T>
Shape make_shape() {
    using Kind = Shape::Kind;
    if constexpr (std::same_as<T, bool>)
        return plain<T>(Kind::boolean);
    else if constexpr (std::is_integral_v<T>)
        return integer_shape<T>();
    else if constexpr (std::same_as<T, double>)
        return plain<T>(Kind::number);
    else if constexpr (std::same_as<T, std::string>)
        return plain<T>(Kind::text);
    else if constexpr (std::same_as<T, Time>)
        return plain<T>(Kind::time);
    else if constexpr (std::same_as<T, Uuid> || is_id<T>)
        return uuid_shape<T>();
    else if constexpr (std::same_as<T, Json>)
        return plain<T>(Kind::json);
    else if constexpr (std::same_as<T, Secret>)
        return plain<T>(Kind::secret);
    else if constexpr (std::same_as<T, Disclosed>)
        return plain<T>(Kind::disclosed);
    else if constexpr (std::is_enum_v<T>)
        return enumeration_shape<T>();
    else if constexpr (is_a<T, std::vector>)
        return list_shape<T>();
    else if constexpr (is_a<T, std::map>)
        return map_shape<T>();
    else if constexpr (is_a<T, std::optional>)
        return optional_shape<T>();
    else if constexpr (is_a<T, Default>)
        return defaulted_shape<T>();
    else
        return object_shape<T>();
}

}  // namespace fairlead::http::detail

namespace fairlead::http {

template <class T>
const Shape& shape_of() {
    static const Shape shape = detail::make_shape<T>();
    return shape;
}

}  // namespace fairlead::http
