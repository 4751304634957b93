// SPDX-License-Identifier: Apache-2.0
#include "crypto/locked_bytes.h"

#include "base/assert.h"

#include <sodium.h>

#include <algorithm>

namespace fairlead::crypto {

namespace {

/// See key.cpp: guard pages, mlock, MADV_DONTDUMP. A size of zero has an address as well.
std::byte* allocate(std::size_t size) {
    static const bool ready = sodium_init() >= 0;
    FAIRLEAD_ASSERT(ready);
    auto* const memory = static_cast<std::byte*>(sodium_malloc(std::max<std::size_t>(size, 1)));
    FAIRLEAD_ASSERT(memory != nullptr);
    return memory;
}

}  // namespace

void LockedBytes::Free::operator()(std::byte* memory) const noexcept { sodium_free(memory); }

LockedBytes::LockedBytes(Secret secret) : size_(secret.size()), bytes_(allocate(size_)) {
    std::ranges::copy(secret.expose_bytes(), bytes_.get());
}

Secret LockedBytes::copy() const {
    return Secret::copy_of(std::span<const std::byte>{bytes_.get(), size_});
}

}  // namespace fairlead::crypto
