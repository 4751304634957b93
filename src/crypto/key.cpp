// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.h"

#include "base/assert.h"

#include <sodium.h>

#include <algorithm>

namespace fairlead::crypto {

namespace {

/// sodium_malloc places the block against a guard page, locks it as far as RLIMIT_MEMLOCK lets it,
/// and marks it MADV_DONTDUMP.
std::byte* allocate_locked(std::size_t size) {
    static const bool ready = sodium_init() >= 0;
    FAIRLEAD_ASSERT(ready);
    auto* const memory = static_cast<std::byte*>(sodium_malloc(size));
    FAIRLEAD_ASSERT(memory != nullptr);
    std::fill_n(memory, size, std::byte{0});
    return memory;
}

}  // namespace

Result<KeyView> key_view(const Secret& secret) {
    if (secret.size() != key_size) {
        return Error{Errc::invalid, "A key must have 32 bytes; this one has " +
                                        std::to_string(secret.size()) + "."};
    }
    return KeyView{secret.expose_bytes()};
}

Key::Key() : bytes_(allocate_locked(key_size)) {}

void Key::Free::operator()(std::byte* memory) const noexcept { sodium_free(memory); }

Key Key::generate(Random& random) {
    Key key;
    random.fill(std::span{key.bytes_.get(), key_size});
    return key;
}

Key Key::copy_of(KeyView bytes) {
    Key key;
    std::copy(bytes.begin(), bytes.end(), key.bytes_.get());
    return key;
}

LockedKeys::LockedKeys(std::size_t slots)
    : slots_(slots), memory_(allocate_locked(slots * key_size)) {}

LockedKeys::~LockedKeys() { sodium_free(memory_); }

void LockedKeys::put(std::size_t slot, KeyView key) {
    FAIRLEAD_ASSERT(slot < slots_);
    std::copy(key.begin(), key.end(), memory_ + slot * key_size);
}

KeyView LockedKeys::at(std::size_t slot) const {
    FAIRLEAD_ASSERT(slot < slots_);
    return KeyView{memory_ + slot * key_size, key_size};
}

void LockedKeys::wipe(std::size_t slot) noexcept {
    FAIRLEAD_ASSERT(slot < slots_);
    wipe_memory(memory_ + slot * key_size, key_size);
}

BriefKey::BriefKey(KeyView key) { std::copy(key.begin(), key.end(), bytes_.begin()); }

BriefKey::BriefKey(BriefKey&& other) noexcept : bytes_(other.bytes_) {
    wipe_memory(other.bytes_.data(), key_size);
}

BriefKey& BriefKey::operator=(BriefKey&& other) noexcept {
    if (this == &other) return *this;
    bytes_ = other.bytes_;
    wipe_memory(other.bytes_.data(), key_size);
    return *this;
}

BriefKey::~BriefKey() { wipe_memory(bytes_.data(), key_size); }

}  // namespace fairlead::crypto
