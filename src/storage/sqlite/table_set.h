// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fairlead::storage {

/// A set of tables, one of 64 bits for each name. Two names that share a bit are one table here: a
/// set may hold more than was added, never less.
class TableSet {
public:
    static constexpr std::size_t bits = 64;

    TableSet() = default;
    static TableSet all() { return TableSet{~std::uint64_t{0}}; }

    void add(std::string_view table) { held_ |= std::uint64_t{1} << bit_of(table); }
    void add(TableSet other) { held_ |= other.held_; }

    /// Calls `visit(bit)` for each, lowest first, until it answers false. False: it did.
    template <class Visit>
    bool each(const Visit& visit) const {
        for (std::uint64_t rest = held_; rest != 0; rest &= rest - 1) {
            if (!visit(static_cast<std::size_t>(__builtin_ctzll(rest)))) return false;
        }
        return true;
    }

    friend bool operator==(const TableSet&, const TableSet&) = default;

    static std::size_t bit_of(std::string_view table);

private:
    explicit TableSet(std::uint64_t held) : held_(held) {}
    std::uint64_t held_ = 0;
};

}  // namespace fairlead::storage
