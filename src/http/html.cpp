// SPDX-License-Identifier: Apache-2.0
#include "http/html.h"

#include <ctemplate/template.h>

namespace fairlead::http {

namespace {

ctemplate::TemplateString view(std::string_view text) {
    return ctemplate::TemplateString{text.data(), text.size()};
}

void fill(ctemplate::TemplateDictionary& dictionary, const PageData& data) {
    for (const auto& [name, value] : data.values) dictionary.SetValue(view(name), view(value));
    for (const auto& [name, rows] : data.sections) {
        for (const PageData& row : rows) fill(*dictionary.AddSectionDictionary(view(name)), row);
    }
}

}  // namespace

struct Pages::State {
    ctemplate::TemplateCache cache;
};

Pages::Pages(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pages::~Pages() = default;

Result<std::unique_ptr<Pages>> Pages::create(const std::vector<Template>& templates) {
    auto state = std::make_unique<State>();
    for (const Template& one : templates) {
        const std::string name{one.name};
        if (!one.text.starts_with(auto_escape)) {
            return Error{Errc::internal, "The page " + name + " does not escape."};
        }
        if (!state->cache.StringToTemplateCache(view(one.name), view(one.text),
                                                ctemplate::DO_NOT_STRIP)) {
            return Error{Errc::internal, "The page " + name + " is not a sound template."};
        }
    }
    // From here on the cache is only read; nothing may make it look for files.
    state->cache.Freeze();
    return std::unique_ptr<Pages>{new Pages{std::move(state)}};
}

Result<std::string> Pages::render(std::string_view name, const PageData& data) const {
    ctemplate::TemplateDictionary dictionary{view(name)};
    fill(dictionary, data);
    std::string page;
    if (!state_->cache.ExpandNoLoad(view(name), ctemplate::DO_NOT_STRIP, &dictionary, nullptr,
                                    &page)) {
        return Error{Errc::internal, "", "there is no page " + std::string{name}};
    }
    return page;
}

}  // namespace fairlead::http
