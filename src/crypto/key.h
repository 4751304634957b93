// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>

namespace fairlead::crypto {

constexpr std::size_t key_size = 32;

/// An AES-256 key that somebody else owns.
using KeyView = std::span<const std::byte, key_size>;

/// The bytes of a Secret as a key, valid while the Secret is. `invalid` unless it has 32.
Result<KeyView> key_view(const Secret& secret);

/// A long-lived key in memory of its own that is locked, guarded on both sides, left out of core
/// dumps and wiped. Costs several pages and system calls, so it is for few: see LockedKeys.
class Key {
public:
    static Key generate(Random& random);
    static Key copy_of(KeyView bytes);

    Key(Key&&) noexcept = default;
    Key& operator=(Key&&) noexcept = default;
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    ~Key() = default;

    KeyView view() const { return KeyView{bytes_.get(), key_size}; }

private:
    struct Free {
        void operator()(std::byte* memory) const noexcept;
    };
    Key();
    std::unique_ptr<std::byte, Free> bytes_;
};

/// A fixed number of numbered key slots in one stretch of locked memory: what a cache of keys
/// keeps its keys in. Not thread-safe.
class LockedKeys {
public:
    /// Aborts when the machine has no memory left.
    explicit LockedKeys(std::size_t slots);
    ~LockedKeys();
    LockedKeys(const LockedKeys&) = delete;
    LockedKeys& operator=(const LockedKeys&) = delete;

    std::size_t slots() const { return slots_; }
    void put(std::size_t slot, KeyView key);
    KeyView at(std::size_t slot) const;
    void wipe(std::size_t slot) noexcept;

private:
    std::size_t slots_;
    std::byte* memory_;
};

/// A key for the length of one operation: a copy on the stack, wiped when it dies.
class BriefKey {
public:
    BriefKey() = default;
    explicit BriefKey(KeyView key);
    BriefKey(BriefKey&& other) noexcept;
    BriefKey& operator=(BriefKey&& other) noexcept;
    BriefKey(const BriefKey&) = delete;
    BriefKey& operator=(const BriefKey&) = delete;
    ~BriefKey();

    KeyView view() const { return bytes_; }
    std::span<std::byte, key_size> writable() { return bytes_; }

private:
    std::array<std::byte, key_size> bytes_{};
};

}  // namespace fairlead::crypto
