// SPDX-License-Identifier: Apache-2.0
#include "oauth/pem_text.h"

#include "base/text.h"

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::size_t pem_line = 64;
constexpr std::string_view pem_begin = "-----BEGIN ";
constexpr std::string_view pem_end = "-----END ";
constexpr std::string_view pem_dashes = "-----";

/// RFC 7468 section 3: the label, the body in lines, the label. What is left of `text` is behind it;
/// "" where no whole block begins it.
std::string take_block(std::string_view& text) {
    const auto label_end = text.find(pem_dashes, pem_begin.size());
    const auto body_to = text.find(pem_end, pem_begin.size());
    if (label_end == std::string_view::npos || body_to == std::string_view::npos) return {};
    const auto body_from = label_end + pem_dashes.size();
    const auto end = text.find(pem_dashes, body_to + pem_end.size());
    if (end == std::string_view::npos || body_from > body_to) return {};
    std::string block{text.substr(0, body_from)};
    std::size_t column = pem_line;
    for (const char c : text.substr(body_from, body_to - body_from)) {
        if (c == ' ' || c == '\n' || c == '\r') continue;
        if (column == pem_line) {
            block += '\n';
            column = 0;
        }
        block += c;
        ++column;
    }
    const auto behind = end + pem_dashes.size();
    block.append("\n").append(text.substr(body_to, behind - body_to)).append("\n");
    text.remove_prefix(behind);
    return block;
}

}  // namespace

std::string one_line_key(std::string_view text) {
    if (text.find(pem_begin) == std::string_view::npos) return std::string{text};
    auto line = replace_all(std::string{text}, "\\n", "");
    std::erase_if(line, [](char c) { return c == '\n' || c == '\r' || c == '\t'; });
    return line;
}

Secret pem_of(const Secret& text) {
    std::string pem;
    auto rest = text.expose();
    for (auto at = rest.find(pem_begin); at != std::string_view::npos; at = rest.find(pem_begin)) {
        rest.remove_prefix(at);
        auto block = take_block(rest);
        if (block.empty()) break;
        pem += block;
        wipe_string(block);
    }
    return pem.empty() ? text.duplicate() : Secret{std::move(pem)};
}

}  // namespace fairlead::oauth
