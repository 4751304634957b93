// SPDX-License-Identifier: Apache-2.0
#include "catalog/compiled.h"

#include "catalog/node_reader.h"

#include <boost/json/serialize.hpp>

namespace fairlead::catalog {
namespace {

constexpr int format = 1;

json::array strings(const std::vector<std::string>& texts) {
    json::array result;
    for (const auto& text : texts) result.emplace_back(text);
    return result;
}

json::array words_of(const std::vector<ScopeWords>& scopes) {
    json::array result;
    for (const auto& scope : scopes) {
        result.push_back(
            json::object{{"id", scope.id},
                         {"says", scope.says},
                         {"access", scope.access == ScopeAccess::write ? "write" : "read"},
                         {"required", scope.required}});
    }
    return result;
}

/// In the shape that provider files have, for the same reader.
json::object about_of(const About& about) {
    return {{"summary", about.summary},      {"benefits", strings(about.benefits)},
            {"reads", strings(about.reads)}, {"writes", strings(about.writes)},
            {"privacy", about.privacy},      {"settings_url", about.settings_url}};
}

json::object index_line(const CompiledEntry& entry, std::size_t offset) {
    const auto& summary = entry.outlined.summary;
    json::object methods;
    for (const auto& method : summary.methods) methods[method.id] = to_text(method.kind);
    json::object line{{"id", summary.id},
                      {"name", summary.name},
                      {"groups", strings(summary.groups)},
                      {"methods", std::move(methods)},
                      {"at", offset},
                      {"size", entry.text.size()}};
    // Most have few of these, and every start reads the line.
    if (!entry.like.empty()) line["like"] = entry.like;
    if (!summary.docs.empty()) line["docs"] = summary.docs;
    if (!summary.grade.empty()) line["grade"] = summary.grade;
    if (!summary.stage.empty()) line["stage"] = summary.stage;
    if (!summary.variants.empty()) line["variants"] = strings(summary.variants);
    if (!(summary.about == About{})) {
        line["about"] = about_of(summary.about);
        line["scopes"] = words_of(summary.about.scopes);
    }
    if (!entry.outlined.server_names.empty()) line["server"] = strings(entry.outlined.server_names);
    return line;
}

Error broken(const std::string& what) {
    return Error{Errc::internal, "the built-in catalogue is broken: " + what};
}

Result<CompiledEntry> read_line(const json::value& line, std::string_view body) {
    Faults faults;
    const NodeReader node{&line, "", faults};
    CompiledEntry entry;
    auto& summary = entry.outlined.summary;
    summary.id = node.at("id").text();
    summary.name = node.at("name").text();
    summary.groups = node.at("groups").texts();
    summary.docs = node.at("docs").text();
    summary.grade = node.at("grade").text();
    summary.stage = node.at("stage").text();
    for (const auto& [id, kind] : node.at("methods").members()) {
        summary.methods.push_back({id, read_auth_kind(kind)});
    }
    summary.variants = node.at("variants").texts();
    if (node.has("about")) summary.about = read_about(node.at("about"), node.at("scopes"));
    entry.like = node.at("like").text();
    entry.outlined.server_names = node.at("server").texts();
    const auto offset = static_cast<std::size_t>(node.at("at").integer().value_or(0));
    const auto size = static_cast<std::size_t>(node.at("size").integer().value_or(0));
    if (!faults.empty() || offset > body.size() || size > body.size() - offset) {
        return broken("entry '" + summary.id + "'");
    }
    entry.text = body.substr(offset, size);
    return entry;
}

}  // namespace

std::string write_compiled(const std::vector<CompiledEntry>& entries) {
    json::array index;
    std::string body;
    for (const auto& entry : entries) {
        index.push_back(index_line(entry, body.size()));
        body += entry.text;
    }
    const json::object head{{"format", format}, {"index", std::move(index)}};
    return json::serialize(head) + "\n" + body;
}

Result<std::vector<CompiledEntry>> read_compiled(std::string_view table) {
    std::vector<CompiledEntry> entries;
    if (table.empty()) return entries;
    const auto end = table.find('\n');
    if (end == std::string_view::npos) return broken("no index");
    const auto head = parse_json(table.substr(0, end), {.bytes = 16 << 20, .depth = 8});
    if (!head) return broken(head.error().message);
    const auto* number = find_pointer(*head, "/format");
    const auto* index = find_pointer(*head, "/index");
    if (number == nullptr || *number != format || index == nullptr || !index->is_array()) {
        return broken("another format");
    }
    for (const auto& line : index->get_array()) {
        TRY(auto entry, read_line(line, table.substr(end + 1)));
        entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace fairlead::catalog
