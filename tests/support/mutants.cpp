// SPDX-License-Identifier: Apache-2.0
#include "support/mutants.h"

namespace fairlead::tests {

namespace {

using Columns = std::vector<std::string>;

/// A call of the file: where it stands, and which columns see it work.
struct CallPlace {
    std::vector<std::string> path;
    Columns columns;
};

const std::vector<CallPlace>& call_places() {
    static const std::vector<CallPlace> places = {
        {{"auth", "oauth", "authorize"}, {"connect"}},
        {{"auth", "oauth", "token"}, {"connect", "refresh"}},
        {{"auth", "oauth", "exchange"}, {"connect"}},
        {{"auth", "oauth", "refresh"}, {"refresh"}},
        {{"auth", "oauth", "introspect"}, {"connect"}},
        {{"auth", "oauth", "revoke"}, {"revoke"}},
        {{"whoami"}, {"connect", "identity"}},
    };
    return places;
}

const json::object* find_node(const json::object& file, const std::vector<std::string>& path) {
    const json::object* node = &file;
    for (const std::string& key : path) {
        const auto* next = node->if_contains(key);
        node = next ? next->if_object() : nullptr;
        if (!node) return nullptr;
    }
    return node;
}

/// A document that says nothing but this.
json::object place(const std::vector<std::string>& path, const std::string& key,
                   json::value value) {
    json::object document{{key, std::move(value)}};
    for (auto at = path.rbegin(); at != path.rend(); ++at) {
        json::object outer;
        outer.emplace(*at, std::move(document));
        document = std::move(outer);
    }
    return document;
}

std::string text_at(const json::object& node, const std::string& key) {
    const auto* found = node.if_contains(key);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

/// The same place, misspelt.
std::string misspelt(const std::string& url) {
    const auto query = url.find('?');
    std::string changed = url;
    return changed.insert(query == std::string::npos ? url.size() : query, "x");
}

class Mutating {
public:
    explicit Mutating(const json::object& file) : file_(file) {}

    std::vector<Mutant> run() {
        for (const CallPlace& call : call_places()) {
            if (const auto* node = find_node(file_, call.path)) change(call, *node);
        }
        change_rotation();
        return std::move(mutants_);
    }

private:
    static std::string name_of(const CallPlace& call) { return call.path.back(); }

    void add(const CallPlace& call, const std::string& key, const std::string& value,
             bool is_of_interest) {
        mutants_.push_back({name_of(call) + "." + key + ": " + value,
                            place(call.path, key, json::value(value)), call.columns,
                            is_of_interest});
    }

    void change(const CallPlace& call, const json::object& node) {
        const std::string name = name_of(call);
        if (name == "introspect" && is_lifetime_told()) return;
        for (const char* key : {"url", "path"}) {
            const std::string url = text_at(node, key);
            if (!url.empty()) add(call, key, misspelt(url), true);
        }
        // An address to visit has neither; what carries no parameters has no encoding.
        if (name == "authorize") return;
        const std::string verb = text_at(node, "verb");
        const bool is_bare_get = verb == "GET" || (name == "whoami" && verb.empty());
        const bool is_own_call = node.contains("url") || node.contains("path");
        if (!is_own_call || (is_bare_get && text_at(node, "send").empty())) return;
        // What a GET carries is in its query, whatever `send` says.
        if (verb != "GET") change_encoding(call, text_at(node, "send"));
        change_client(call, text_at(node, "client"));
    }

    void change_encoding(const CallPlace& call, std::string present) {
        if (present.empty()) present = "form";
        for (const char* other : {"form", "json", "query"}) {
            if (other != present) add(call, "send", other, other == std::string_view{"json"});
        }
    }

    void change_client(const CallPlace& call, std::string present) {
        // A call that shows nothing would only show more than it must, which harms no call.
        if (present == "omitted" || present == "none") return;
        if (present.empty()) present = "post";
        for (const char* other : {"post", "basic", "none", "omitted"}) {
            if (other != present) add(call, "client", other, other == std::string_view{"none"});
        }
    }

    /// Introspection is asked for nothing but a lifetime that nobody told; Calendly's tokens come
    /// with theirs.
    bool is_lifetime_told() const {
        const auto* refresh = find_node(file_, {"auth", "oauth", "refresh"});
        return text_at(file_, "id") == "calendly" || (refresh && refresh->contains("lifetime"));
    }

    /// What the engine treats alike is no change: additive as none, unknown as strict_family.
    void change_rotation() {
        const std::vector<std::string> path{"auth", "oauth", "refresh"};
        const auto* node = find_node(file_, path);
        if (!node) return;
        const std::string present = text_at(*node, "rotation");
        const bool is_free = present == "none" || present == "additive";
        const bool is_strictest =
            present == "strict_family" || present == "unknown" || present.empty();
        for (const char* other : {"none", "strict", "strict_family"}) {
            const std::string_view name = other;
            if (name == present || (is_free && name == "none")) continue;
            if (is_strictest && name == "strict_family") continue;
            mutants_.push_back({"refresh.rotation: " + std::string{name},
                                place(path, "rotation", json::value(other)),
                                {"rotation"},
                                is_free ? name == "strict_family" : name == "none"});
        }
        if (present == "grace") return;
        json::object grace = place(path, "rotation", "grace");
        // Longer than a repeater waits, or as long as a strict platform must never be asked.
        grace["auth"].at("oauth").at("refresh").as_object()["grace"] = is_free ? 1 : 60;
        mutants_.push_back({"refresh.rotation: grace", std::move(grace), {"rotation"}, false});
    }

    const json::object& file_;
    std::vector<Mutant> mutants_;
};

}  // namespace

std::vector<Mutant> mutants_of(const json::object& file) { return Mutating{file}.run(); }

}  // namespace fairlead::tests
