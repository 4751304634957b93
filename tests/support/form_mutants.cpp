// SPDX-License-Identifier: Apache-2.0
#include "support/mutants.h"

#include <utility>

namespace fairlead::tests {

namespace {

const std::vector<std::string> seen_by_connect{"connect"};

std::string without_prefix(const std::string& text, std::string_view prefix) {
    return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string{prefix} + text;
}

/// Writes one change at a time: `file` with another value at a pointer, as a whole.
class FormMutating {
public:
    explicit FormMutating(const json::object& file) : file_(file) {}

    std::vector<Mutant> run() {
        change_attach();
        change_proof();
        change_identity();
        change_errors();
        return std::move(mutants_);
    }

private:
    const json::value* find(const std::string& pointer) const {
        return find_pointer(file_, pointer);
    }

    /// A list arrives whole in an operator's file, so its top member is told again.
    void add(const std::string& pointer, const std::string& value,
             std::vector<std::string> columns) {
        json::value changed = file_;
        changed.at_pointer(pointer) = value;
        const auto end = pointer.find('/', 1);
        const std::string top = pointer.substr(1, end - 1);
        json::object overlay{{top, changed.at(top)}};
        mutants_.push_back(
            {pointer.substr(1) + ": " + value, std::move(overlay), std::move(columns)});
    }

    std::string text(const std::string& pointer) const {
        const json::value* const found = find(pointer);
        return found && found->is_string() ? std::string{found->get_string()} : std::string{};
    }

    void misspell(const std::string& pointer, const std::vector<std::string>& columns) {
        const std::string present = text(pointer);
        const bool is_value = present.starts_with('{');  // a variable, and no place to misspell
        if (!present.empty() && !is_value) add(pointer, present + "x", columns);
    }

    void change_attach() {
        misspell("/auth/key/attach/0/header", seen_by_connect);
        const std::string value = text("/auth/key/attach/0/value");
        add("/auth/key/attach/0/value", without_prefix(value, "Bearer "), seen_by_connect);
    }

    /// The one call: who the account is, a list that it has to be in, or one that anybody may make.
    void change_proof() {
        misspell("/auth/key/check/path", seen_by_connect);
        misspell("/auth/key/lookup/0/path", seen_by_connect);
        misspell("/auth/key/lookup/0/pick/where/at", seen_by_connect);
        misspell("/whoami/url", seen_by_connect);
        // The last is that of a form, where nothing has named a host.
        misspell("/whoami/url/1", seen_by_connect);
        const bool is_behind_base = find("/auth/key/check") || find("/auth/key/lookup");
        if (is_behind_base) misspell("/api/base", seen_by_connect);
    }

    void change_identity() {
        misspell("/whoami/id", seen_by_connect);
        misspell("/whoami/ok/at", seen_by_connect);
        misspell_members("/auth/key/lookup/0/set", "");
        misspell_members("/metadata", "/at");
    }

    void misspell_members(const std::string& pointer, const std::string& below) {
        const json::value* const members = find(pointer);
        if (!members) return;
        for (const auto& member : members->as_object())
            misspell(pointer + "/" + std::string{member.key()} + below, {"metadata", "connect"});
    }

    /// As if it were the account that is wrong, and not the key or the pace.
    void change_errors() {
        const json::value* const rules = find("/api/errors");
        if (!rules) return;
        for (std::size_t at = 0; at < rules->as_array().size(); ++at) {
            const std::string pointer = "/api/errors/" + std::to_string(at) + "/then";
            const std::string present = text(pointer);
            const bool is_of_key = present == "dead_token" || present == "expired";
            if (is_of_key) add(pointer, "suspended", {"wrong secret", "dead refresh token"});
            if (present == "rate_limited") add(pointer, "suspended", {"429"});
        }
    }

    const json::value file_;
    std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> form_mutants_of(const json::object& file) { return FormMutating{file}.run(); }

}  // namespace fairlead::tests
