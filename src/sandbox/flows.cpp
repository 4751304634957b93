// SPDX-License-Identifier: Apache-2.0
#include "sandbox/flows.h"

namespace fairlead::sandbox {

namespace {

constexpr std::size_t handle_bytes = 32;
constexpr Seconds patience{3600};

}  // namespace

std::string Flows::add(ConsentRequest request) {
    std::string handle = random_.base64url(handle_bytes);
    waiting_.emplace(handle, std::move(request));
    return handle;
}

const ConsentRequest* Flows::find(std::string_view handle) const {
    const auto found = waiting_.find(handle);
    return found == waiting_.end() ? nullptr : &found->second;
}

std::optional<ConsentRequest> Flows::take(std::string_view handle) {
    const auto found = waiting_.find(handle);
    if (found == waiting_.end()) return std::nullopt;
    std::optional<ConsentRequest> taken = std::move(found->second);
    waiting_.erase(found);
    return taken;
}

const Code& Flows::issue(Code code) {
    code.text += random_.base64url(handle_bytes);
    std::string key = code.text;
    return codes_.emplace(std::move(key), std::move(code)).first->second;
}

Code* Flows::find_code(std::string_view text) {
    const auto found = codes_.find(text);
    return found == codes_.end() ? nullptr : &found->second;
}

void Flows::forget_old(Time now) {
    std::erase_if(waiting_, [&](const auto& one) { return one.second.begun < now - patience; });
    std::erase_if(codes_, [&](const auto& one) { return one.second.issued < now - patience; });
}

void Flows::clear() {
    waiting_.clear();
    codes_.clear();
}

}  // namespace fairlead::sandbox
