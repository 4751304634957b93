// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::http {

/// What a template is filled with: values by name (shown escaped for the place they stand in, a
/// URL with a dangerous scheme becomes "#"), and rows that repeat a section.
struct PageData {
    std::map<std::string, std::string> values = {};
    std::map<std::string, std::vector<PageData>> sections = {};
};

/// The few pages that the server writes itself (connect confirmation, errors), as ctemplate
/// templates that escape by context. Immutable once created, thread-safe.
class Pages {
public:
    struct Template {
        std::string_view name;
        std::string_view text;  ///< lives as long as the pages
    };

    /// Refuses a template that is broken, or does not begin with `auto_escape`: without it
    /// ctemplate escapes nothing.
    static Result<std::unique_ptr<Pages>> create(const std::vector<Template>& templates);
    ~Pages();
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;

    static constexpr std::string_view auto_escape = "{{%AUTOESCAPE context=\"HTML\"}}";

    /// The page's HTML, for Reply::html. A name that no template has is `internal`.
    Result<std::string> render(std::string_view name, const PageData& data) const;

private:
    struct State;
    explicit Pages(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace fairlead::http
