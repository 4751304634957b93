// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

#include <array>
#include <compare>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// A 128-bit identifier (RFC 9562). All zero means "none".
struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    /// Version 7: the time to the millisecond, then 74 random bits. Ordered by creation time.
    static Uuid v7(Time now, Random& random);
    /// The 36-character form, either case.
    static Result<Uuid> parse(std::string_view text);
    static Result<Uuid> from_bytes(std::span<const std::byte> bytes);

    std::string text() const;
    bool is_nil() const { return *this == Uuid{}; }

    friend auto operator<=>(const Uuid&, const Uuid&) = default;
};

/// An identifier of one kind of thing; ids of two kinds do not mix.
template <class Tag>
struct Id {
    Uuid value;

    static Id create(Time now, Random& random) { return Id{Uuid::v7(now, random)}; }
    static Result<Id> parse(std::string_view text) {
        TRY(const auto value, Uuid::parse(text));
        return Id{value};
    }
    std::string text() const { return value.text(); }
    bool is_nil() const { return value.is_nil(); }

    friend auto operator<=>(const Id&, const Id&) = default;
};

}  // namespace fairlead

template <>
struct std::hash<fairlead::Uuid> {
    std::size_t operator()(const fairlead::Uuid& id) const noexcept;
};
template <class Tag>
struct std::hash<fairlead::Id<Tag>> {
    std::size_t operator()(const fairlead::Id<Tag>& id) const noexcept {
        return std::hash<fairlead::Uuid>{}(id.value);
    }
};
