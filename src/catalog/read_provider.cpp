// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/action.h"
#include "catalog/merge.h"
#include "catalog/node_reader.h"
#include "catalog/resource.h"
#include "catalog/rules.h"
#include "crypto/hash.h"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, IdentitySource> identity_sources[]{
    {"call", IdentitySource::call},
    {"whoami", IdentitySource::call},
    {"token", IdentitySource::token},
    {"id_token", IdentitySource::id_token}};

constexpr std::pair<const char*, MetadataKind> metadata_kinds[]{{"string", MetadataKind::string},
                                                                {"integer", MetadataKind::integer},
                                                                {"number", MetadataKind::number},
                                                                {"boolean", MetadataKind::boolean},
                                                                {"url", MetadataKind::url}};

/// The method's node with the provider's `api` and `vars` under its own.
json::object with_shared(const json::object& document, const json::object& method) {
    Layered whole;
    for (const auto* key : {"vars", "api"}) {
        if (const auto* shared = document.if_contains(key)) whole.root[key] = *shared;
    }
    merge(whole, method, {});
    return std::move(whole.root);
}

Whoami read_whoami(const NodeReader& node, const std::vector<Template>& base) {
    Whoami whoami;
    whoami.from = node.at("from").word(identity_sources);
    // Who is known from the tokens may have a name that only a call tells.
    if (whoami.from == IdentitySource::call || node.has("url") || node.has("path")) {
        whoami.request = read_request(node, base, {.verb = "GET", .client = ClientAuth::omitted});
    }
    whoami.id = node.at("id").texts();
    whoami.label = node.at("label").texts();
    whoami.email = node.at("email").texts();
    return whoami;
}

std::vector<MetadataField> read_metadata(const NodeReader& node) {
    std::vector<MetadataField> fields;
    for (const auto& [name, member] : node.members()) {
        MetadataField field;
        field.name = name;
        field.at = member.at("at").texts();
        field.kind = member.at("kind").word(metadata_kinds);
        field.from = member.at("from").word(identity_sources);
        field.optional = member.at("optional").flag();
        if (field.at.empty()) member.fault("expected at: where in the answer it is found");
        fields.push_back(std::move(field));
    }
    return fields;
}

/// A variable that metadata are read from must be one that this method captures or asks for.
void check_metadata(const NodeReader& node, const ProviderSpec& spec) {
    for (const auto& field : spec.metadata) {
        for (const auto& at : field.at) {
            if (at.empty() || at.front() != '{') continue;
            const auto name = std::string_view{at}.substr(1, at.size() - 2);
            if (spec.method.find_variable(name) == nullptr)
                node.at(field.name)
                    .at("at")
                    .fault("nothing fills " + at + ": declare it under vars");
        }
    }
}

/// Whether the name stands only in lists of URLs, where another entry does without it.
bool is_in_every_choice(const NodeReader& method, const NodeReader& whoami,
                        const std::string& name) {
    bool needed = false;
    const std::function<void(const NodeReader&)> look = [&](const NodeReader& node) {
        if (!node.exists()) return;
        if (node.value()->is_string()) {
            const auto parsed = Template::parse(node.text());
            const auto names = parsed ? parsed->names() : std::vector<std::string>{};
            needed = needed || std::find(names.begin(), names.end(), name) != names.end();
        }
        for (const auto& [key, member] : node.members()) {
            const bool is_choice = (key == "url" || key == "base") && member.value()->is_array();
            if (!is_choice && key != "vars") look(member);
        }
        if (node.value()->is_array()) {
            for (const auto& item : node.items()) look(item);
        }
    };
    look(method);
    look(whoami);
    return needed;
}

/// Leaves the variables that this method's templates reach, and those it captures.
void settle_variables(AuthMethod& method, const NodeReader& node, const NodeReader& root) {
    const auto whoami = root.at("whoami");
    const auto wanted =
        wanted_variables(method, node, {whoami, root.at("resources"), root.at("actions")});
    const auto pinned = method.pin_host ? free_hosts(method) : std::vector<std::string>{};
    const auto holds = [](const std::vector<std::string>& names, const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    std::vector<Variable> kept;
    for (auto& variable : method.vars) {
        const bool is_asked =
            variable.from == VarSource::connection || variable.from == VarSource::app;
        if (is_asked && !holds(wanted, variable.name)) continue;
        if (holds(pinned, variable.name)) variable.from = VarSource::app;
        if (!is_in_every_choice(node, whoami, variable.name)) variable.optional = true;
        kept.push_back(std::move(variable));
    }
    method.vars = std::move(kept);
}

/// What a flow relies on; names, groups and what is only carried may change under it.
std::string fingerprint_of(const ProviderSpec& spec, const json::object& method,
                           const json::object& document) {
    json::object relied{{"id", spec.id}, {"method", spec.method.id}, {"auth", method}};
    for (const auto* key : {"whoami", "metadata"}) {
        if (const auto* value = document.if_contains(key)) relied[key] = *value;
    }
    return crypto::sha256_hex(json::serialize(relied)).substr(0, 32);
}

/// A fault in what the method shares is told where it is written.
std::string written_at(const json::value& document, const std::string& method,
                       const std::string& pointer) {
    const auto own = child_pointer("/auth", method);
    const auto rest = pointer.substr(std::min(own.size(), pointer.size()));
    const bool is_shareable = pointer.compare(0, own.size(), own) == 0 &&
                              (rest.compare(0, 4, "/api") == 0 || rest.compare(0, 5, "/vars") == 0);
    if (!is_shareable || find_pointer(document, pointer) != nullptr) return pointer;
    return find_pointer(document, rest) == nullptr ? pointer : rest;
}

void read_head(const NodeReader& node, ProviderSpec& spec) {
    spec.schema = static_cast<int>(node.at("schema").integer().value_or(1));
    if (spec.schema != 1) {
        const auto schema = node.at("schema");
        schema.fault("expected 1, the only schema there is, found " + describe(*schema.value()));
    }
    spec.id = node.at("id").text();
    spec.name = node.at("name").text();
    spec.groups = node.at("groups").texts();
    spec.docs = node.at("docs").text();
    spec.stage = node.at("stage").text();
    spec.grade = node.at("grade").text("own");
    spec.about = read_about(node.at("about"), node.at("scopes"));
    if (!node.has("name")) node.fault("expected name, what people call the platform");
    if (!node.has("groups")) node.fault("expected groups, the first one the main one");
}

/// A call whose answer names nobody, as far as the file knows, still proves that a token is taken.
void use_nameless_as_check(ProviderSpec& spec) {
    const bool asks = spec.whoami && spec.whoami->from == IdentitySource::call;
    if (!asks || !spec.whoami->id.empty()) return;
    if (!spec.method.check) spec.method.check = spec.whoami->request;
    spec.whoami.reset();
}

constexpr const char* check_path = "check_path";

/// No key is stored that nothing has proven. Where the file names no call that would, the operator
/// does: a path below the API's address, whose host stays the file's.
void ask_operator_for_check(ProviderSpec& spec) {
    auto& method = spec.method;
    const bool is_typed_in = method.kind == AuthKind::key || method.kind == AuthKind::basic;
    const bool asks = spec.whoami && spec.whoami->from == IdentitySource::call;
    if (!is_typed_in || asks || method.check || !method.lookup.empty()) return;
    if (method.api.base.empty() || method.find_variable(check_path) != nullptr) return;
    Request check;
    const auto rides_in_body = [](const Attach& attach) {
        return attach.where == Attach::Where::body;
    };
    check.verb = std::ranges::any_of(method.attach, rides_in_body) ? "POST" : "GET";
    check.client = ClientAuth::omitted;
    for (const auto& base : method.api.base) {
        const std::string_view between = base.text().ends_with('/') ? "" : "/";
        auto url = Template::parse(base.text() + std::string{between} + "{check_path}");
        if (!url) return;
        check.url.push_back(*std::move(url));
    }
    method.check = std::move(check);
    Variable path;
    path.name = check_path;
    path.from = VarSource::app;
    path.kind = VarKind::path;
    method.vars.push_back(std::move(path));
}

/// The names that a resource's templates may use: its own and those of what it belongs to.
std::vector<std::string> names_for(const Resources& resources, const Resource& resource) {
    std::vector<std::string> names{"since", "account.id", "metadata/"};
    const auto* at = &resource;
    for (std::size_t depth = 0; at != nullptr && at->each && depth < deepest_resource; ++depth) {
        for (const auto& [name, pointer] : at->each->set) names.push_back(name);
        at = find_resource(resources, at->each->of);
    }
    return names;
}

/// Resources and actions stay JSON in the spec; a faulty one is refused here.
void check_calls(const NodeReader& root, const NodeReader& method_node, const AuthMethod& method,
                 LoopbackHttp loopback_http) {
    const auto node = root.at("resources");
    const auto resources =
        read_resources(node, method_node.at("api").at("paging"), method.api.base);
    for (const auto& resource : resources) {
        const auto names = names_for(resources, resource);
        check_templates(method, node.at(resource.name), names, loopback_http);
    }
    for (const auto& action : read_actions(root.at("actions"), method.api.base)) {
        for (const auto* key : {"url", "path", "query", "headers", "extra", "body"}) {
            const auto member = root.at("actions").at(action.name).at(key);
            check_templates(method, member, {"account.id", "metadata/", "input/"}, loopback_http);
        }
    }
}

void read_carried(const NodeReader& node, ProviderSpec& spec) {
    spec.webhooks = node.at("webhooks").carried();
    spec.limits = node.at("limits").carried();
    spec.resources = node.at("resources").carried();
    spec.actions = node.at("actions").carried();
}

}  // namespace

ProviderSpec read_provider(const json::object& document, std::string_view wanted_method,
                           LoopbackHttp loopback_http, Faults& faults) {
    const json::value whole = document;
    Faults found;
    const NodeReader root{&whole, "", found};
    ProviderSpec spec;
    read_head(root, spec);
    read_carried(root, spec);

    const auto methods = root.at("auth").members();
    const auto chosen = std::find_if(methods.begin(), methods.end(), [&](const auto& each) {
        return wanted_method.empty() || each.first == wanted_method;
    });
    if (chosen == methods.end() || !chosen->second.value()->is_object()) {
        root.fault("expected auth with a method" +
                   (wanted_method.empty() ? "" : " '" + std::string{wanted_method} + "'"));
    } else {
        const json::value shared = with_shared(document, chosen->second.value()->get_object());
        const NodeReader node{&shared, chosen->second.pointer(), found};
        const auto whoami = root.at("whoami");
        spec.method = read_method(chosen->first, node);
        if (whoami.exists()) spec.whoami = read_whoami(whoami, spec.method.api.base);
        use_nameless_as_check(spec);
        spec.metadata = read_metadata(root.at("metadata"));
        check_rules(spec.method, node, whoami, loopback_http);
        check_calls(root, node, spec.method, loopback_http);
        settle_variables(spec.method, node, root);
        ask_operator_for_check(spec);
        check_metadata(root.at("metadata"), spec);
        spec.fingerprint = fingerprint_of(spec, shared.get_object(), document);
    }
    for (const auto& [pointer, message] : found.items()) {
        faults.add(written_at(whole, spec.method.id, pointer), message);
    }
    return spec;
}

}  // namespace fairlead::catalog
