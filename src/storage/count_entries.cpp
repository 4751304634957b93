// SPDX-License-Identifier: Apache-2.0
#include "storage/count_entries.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace fairlead::storage {

namespace {

constexpr std::size_t id_size = 16;
constexpr std::size_t entry_size = id_size + 4;

void append_entry(std::string& entries, ConnectionId connection, std::uint32_t count) {
    entries.append(reinterpret_cast<const char*>(connection.value.bytes.data()), id_size);
    for (int shift = 24; shift >= 0; shift -= 8) {
        entries.push_back(static_cast<char>((count >> shift) & 0xff));
    }
}

std::int64_t count_at(std::string_view entry) {
    std::int64_t count = 0;
    for (const char byte : entry.substr(id_size, 4)) {
        count = count << 8 | static_cast<unsigned char>(byte);
    }
    return count;
}

}  // namespace

std::string pack_counts(std::vector<ConnectionId>& counted) {
    std::ranges::sort(counted);
    std::string entries;
    entries.reserve(counted.size() * entry_size);
    for (std::size_t begin = 0; begin < counted.size();) {
        std::size_t end = begin + 1;
        while (end < counted.size() && counted[end] == counted[begin]) ++end;
        append_entry(entries, counted[begin], static_cast<std::uint32_t>(end - begin));
        begin = end;
    }
    return entries;
}

std::int64_t count_of(std::string_view entries, ConnectionId connection) {
    if (entries.size() % entry_size != 0) throw std::logic_error("audit_counts holds a torn value");
    std::size_t first = 0;
    std::size_t last = entries.size() / entry_size;
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        const auto entry = entries.substr(middle * entry_size, entry_size);
        const int order = std::memcmp(entry.data(), connection.value.bytes.data(), id_size);
        if (order == 0) return count_at(entry);
        if (order < 0) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    return 0;
}

}  // namespace fairlead::storage
