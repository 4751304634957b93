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

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)) { other.wipe(); }

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        other.wipe();
    }
    return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept { wipe_string(bytes_); }

}  // namespace fairlead
