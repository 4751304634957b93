// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::tests {

/// A button that sends its form.
struct HtmlButton {
    std::string name;
    std::string value;
    std::string text;
};

/// A form as a browser would send it: hidden and prefilled fields, the checked radio buttons.
struct HtmlForm {
    std::string action;
    std::string method = "get";
    std::vector<std::pair<std::string, std::string>> fields = {};
    std::vector<HtmlButton> buttons = {};

    bool has(std::string_view field) const;
    std::string value(std::string_view field) const;  ///< "" where there is none
    void fill(std::string_view field, std::string value);
    /// The button whose text or value has `text`, in any case of letters; nullptr for none.
    const HtmlButton* button(std::string_view text) const;
};

std::vector<HtmlForm> find_forms(std::string_view html);

/// Where the link whose text has `text` leads; "" for none.
std::string find_link(std::string_view html, std::string_view text);

/// &amp; and its kin as the characters they stand for.
std::string decode_entities(std::string_view text);

}  // namespace fairlead::tests
