// SPDX-License-Identifier: Apache-2.0
#include "catalog/template.h"

#include <utility>

namespace fairlead::catalog {

std::string_view Bindings::Value::view() const {
    if (const auto* secret = std::get_if<Secret>(&text)) return secret->expose();
    return std::get<std::string>(text);
}

Bindings& Bindings::set(std::string name, std::string value) {
    return set_checked(std::move(name), std::move(value), VarKind::text);
}

Bindings& Bindings::set_secret(std::string name, Secret value) {
    values_.insert_or_assign(std::move(name), Value{std::move(value), VarKind::text});
    return *this;
}

Bindings& Bindings::set_checked(std::string name, std::string value, VarKind kind) {
    values_.insert_or_assign(std::move(name), Value{std::move(value), kind});
    return *this;
}

Bindings& Bindings::set_document(std::string name, json::value document, Sensitivity sensitivity) {
    documents_.insert_or_assign(std::move(name), Document{std::move(document), sensitivity});
    return *this;
}

Bindings& Bindings::set_now(Time now) {
    now_ = now;
    return *this;
}

Bindings Bindings::duplicate() const {
    Bindings copy;
    for (const auto& [name, value] : values_) {
        if (const auto* secret = std::get_if<Secret>(&value.text))
            copy.set_secret(name, secret->duplicate());
        else
            copy.set_checked(name, std::get<std::string>(value.text), value.kind);
    }
    copy.documents_ = documents_;
    copy.now_ = now_;
    return copy;
}

bool Bindings::has(std::string_view name) const {
    if (name == "now") return now_.has_value();
    if (find(name) != nullptr) return true;
    const auto slash = name.find('/');
    if (slash == std::string_view::npos) return false;
    const auto* document = find_document(name.substr(0, slash));
    if (document == nullptr) return false;
    return scalar_text(find_pointer(document->value, name.substr(slash))).has_value();
}

const Bindings::Value* Bindings::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

const Bindings::Document* Bindings::find_document(std::string_view name) const {
    const auto found = documents_.find(name);
    return found == documents_.end() ? nullptr : &found->second;
}

}  // namespace fairlead::catalog
