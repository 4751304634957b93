// SPDX-License-Identifier: Apache-2.0
#include "oauth/journal_slot.h"

#include "base/assert.h"

#include <cstring>

namespace fairlead::oauth {

namespace {

// magic 4 | version 4 | sealed length 4 | status 4 | workspace 16 | attempt 16 | connection 16 | consent 8 |
// generation 8 | time base 8 | zero 4
constexpr std::string_view magic{"FLJS"};
constexpr std::uint32_t version = 1;
constexpr std::size_t header_size = slot_overhead - crypto::seal_overhead;

template <class Number>
void put(std::string& out, Number number) {
    auto bits = static_cast<std::make_unsigned_t<Number>>(number);
    for (std::size_t i = sizeof(Number); i-- > 0;)
        out.push_back(static_cast<char>((bits >> (8 * i)) & 0xff));
}

void put(std::string& out, const Uuid& id) {
    out.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
}

template <class Number>
Number take(std::string_view& in) {
    std::make_unsigned_t<Number> bits = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bits = static_cast<decltype(bits)>(bits << 8 | static_cast<unsigned char>(in[i]));
    in.remove_prefix(sizeof(Number));
    return static_cast<Number>(bits);
}

Uuid take_uuid(std::string_view& in) {
    Uuid id;
    std::memcpy(id.bytes.data(), in.data(), id.bytes.size());
    in.remove_prefix(id.bytes.size());
    return id;
}

crypto::Aad aad_of(std::string_view header) {
    crypto::Aad aad;
    aad.add(header);
    return aad;
}

struct Parsed {
    SlotHeader header;
    std::string_view header_bytes;
    std::string_view sealed;
};

Result<Parsed> parse(std::string_view slot) {
    const Error not_a_slot{Errc::invalid, "This is no journal slot."};
    if (slot.size() < slot_overhead || !slot.starts_with(magic)) return not_a_slot;
    Parsed parsed;
    parsed.header_bytes = slot.substr(0, header_size);
    auto rest = parsed.header_bytes.substr(magic.size());
    if (take<std::uint32_t>(rest) != version) return not_a_slot;
    const auto length = take<std::uint32_t>(rest);
    if (length < crypto::seal_overhead || length > slot.size() - header_size) return not_a_slot;
    parsed.sealed = slot.substr(header_size, length);
    parsed.header.status = take<std::int32_t>(rest);
    parsed.header.workspace = WorkspaceId{take_uuid(rest)};
    parsed.header.attempt = AttemptId{take_uuid(rest)};
    parsed.header.connection = ConnectionId{take_uuid(rest)};
    parsed.header.consent = take<std::int64_t>(rest);
    parsed.header.generation = take<std::int64_t>(rest);
    parsed.header.time_base = from_unix_ms(take<std::int64_t>(rest));
    return parsed;
}

}  // namespace

std::string encode_slot(const SlotHeader& header, crypto::KeyView journal_key,
                        std::string_view body, Random& random) {
    std::string out{magic};
    put(out, version);
    put(out, static_cast<std::uint32_t>(body.size() + crypto::seal_overhead));
    put(out, std::int32_t{header.status});
    put(out, header.workspace.value);
    put(out, header.attempt.value);
    put(out, header.connection.value);
    put(out, header.consent);
    put(out, header.generation);
    put(out, to_unix_ms(header.time_base));
    put(out, std::uint32_t{0});
    FAIRLEAD_ASSERT(out.size() == header_size);
    out += crypto::seal(journal_key, aad_of(out), body, random);
    return out;
}

Result<SlotHeader> read_slot_header(std::string_view slot) {
    TRY(const auto parsed, parse(slot));
    return parsed.header;
}

Result<Secret> open_slot(std::string_view slot, crypto::KeyView journal_key) {
    TRY(const auto parsed, parse(slot));
    return crypto::open(journal_key, aad_of(parsed.header_bytes), parsed.sealed);
}

}  // namespace fairlead::oauth
