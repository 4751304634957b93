// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace fairlead {

/// Bytes that must never be shown: a token, a key, a password. It moves but does not copy, has no
/// stream operator, no JSON conversion and no comparison, and is wiped when it dies. Reading it is
/// `expose()`, so that every reader is easy to find. Compare with `crypto::equal`.
class Secret {
public:
    Secret() = default;
    /// Takes the text and wipes what it was moved from.
    explicit Secret(std::string&& text);
    /// Copies bytes that somebody else owns and wipes.
    static Secret copy_of(std::string_view text);
    static Secret copy_of(std::span<const std::byte> bytes);

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    /// The bytes; valid while this lives and is not moved from.
    std::string_view expose() const { return bytes_; }
    std::span<const std::byte> expose_bytes() const {
        return std::as_bytes(std::span{bytes_.data(), bytes_.size()});
    }
    /// A second owner, on purpose.
    Secret duplicate() const { return copy_of(expose()); }

    bool empty() const { return bytes_.empty(); }
    std::size_t size() const { return bytes_.size(); }

private:
    void wipe() noexcept;
    std::string bytes_;
};

/// Overwrites memory in a way the compiler keeps.
void wipe_memory(void* data, std::size_t size) noexcept;
/// Overwrites a string's whole capacity and empties it.
void wipe_string(std::string& text) noexcept;

}  // namespace fairlead
