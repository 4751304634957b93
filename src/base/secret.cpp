// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"

#include <cstring>

namespace fairlead {

void wipe_memory(void* data, std::size_t size) noexcept { ::explicit_bzero(data, size); }

void wipe_string(std::string& text) noexcept {
    text.resize(text.capacity());  // within capacity: never allocates
    wipe_memory(text.data(), text.size());
    text.clear();
}

Secret::Secret(std::string&& text) : bytes_(std::move(text)) {
    wipe_string(text);  // a short string was copied, not moved
}

Secret Secret::copy_of(std::string_view text) { return Secret{std::string{text}}; }

Secret Secret::copy_of(std::span<const std::byte> bytes) {
    return copy_of(std::string_view{reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

namespace {

/// A text as short as an empty string's room stands in the string itself: a move copies it, where
/// a longer one's memory changes hands and nothing is left.
bool stands_inside(const std::string& text) { return text.capacity() == std::string{}.capacity(); }

}  // namespace

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) {
    if (stands_inside(bytes_)) other.wipe();
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        other.wipe();  // it may have got our old memory
    }
    return *this;
}

Secret::~Secret() {
    // One that was moved from, or never held anything: what is inside was wiped then.
    if (!bytes_.empty() || !stands_inside(bytes_)) wipe();
}

void Secret::wipe() noexcept { wipe_string(bytes_); }

}  // namespace fairlead
