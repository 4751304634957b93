// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"
#include "base/config_value.h"
#include "base/text.h"

#include <algorithm>

namespace fairlead {

namespace {

constexpr std::size_t line_width = 96;

/// A `*` is shown as <P>.
std::string shown_name(const ConfigKey& key) { return replace_all(key.name, "*", "<P>"); }

std::string older_spellings(std::span<const ConfigKey> keys, const ConfigKey& of) {
    std::vector<std::string> names;
    for (const ConfigKey& key : keys) {
        if (key.alias_of == of.name) names.push_back(key.name);
    }
    return join(names, ", ");
}

void append_comment(std::string& out, std::string_view text) {
    std::string line;
    for (const std::string& word : split(text, ' ')) {
        if (!line.empty() && line.size() + word.size() + 3 > line_width) {
            out += "# " + line + "\n";
            line.clear();
        }
        line += (line.empty() ? "" : " ") + word;
    }
    if (!line.empty()) out += "# " + line + "\n";
}

/// What the key takes, as a sentence.
std::string values_sentence(const ConfigKey& key) {
    std::string sentence = describe_values(key);
    sentence[0] = to_upper(sentence.substr(0, 1))[0];
    if (key.required) return sentence + ". Must be set.";
    if (key.fallback) return sentence + ". Default: " + *key.fallback + ".";
    return sentence + ".";
}

/// So that reading the file gives the text back.
std::string quoted_if_needed(const std::string& value) {
    if (value.find_first_of(" \t#'\"\\\n") == value.npos) return value;
    const auto escaped = replace_all(replace_all(value, "\\", "\\\\"), "\"", "\\\"");
    return "\"" + replace_all(escaped, "\n", "\\n") + "\"";
}

/// The groups in the order in which they first come.
std::vector<std::string> groups_of(std::span<const ConfigKey> keys) {
    std::vector<std::string> groups;
    for (const ConfigKey& key : keys) {
        if (key.alias_of.empty() && std::ranges::count(groups, key.group) == 0) {
            groups.push_back(key.group);
        }
    }
    return groups;
}

std::string table_cell(std::string_view text) {
    return replace_all(replace_all(text, "|", "\\|"), "\n", " ");
}

template <class Append>
void for_each_of_group(std::span<const ConfigKey> keys, const std::string& group, Append append) {
    for (const ConfigKey& key : keys) {
        if (key.alias_of.empty() && key.group == group) append(key);
    }
}

}  // namespace

std::string render_config_sample(std::span<const ConfigKey> keys) {
    std::string out;
    for (const std::string& group : groups_of(keys)) {
        if (!out.empty()) out += '\n';
        if (!group.empty()) out += "## " + group + "\n";
        for_each_of_group(keys, group, [&](const ConfigKey& key) {
            out += '\n';
            if (!key.help.empty()) append_comment(out, key.help);
            append_comment(out, values_sentence(key));
            const std::string older = older_spellings(keys, key);
            if (!older.empty()) append_comment(out, "Older spelling, still read: " + older + ".");
            out += (key.required ? "" : "#") + shown_name(key) + "=" +
                   quoted_if_needed(key.fallback.value_or("")) + "\n";
        });
    }
    return out;
}

std::string render_config_reference(std::span<const ConfigKey> keys) {
    std::string out;
    for (const std::string& group : groups_of(keys)) {
        if (!out.empty()) out += '\n';
        if (!group.empty()) out += "## " + group + "\n\n";
        out += "| Variable | Takes | Default | What it does |\n| --- | --- | --- | --- |\n";
        for_each_of_group(keys, group, [&](const ConfigKey& key) {
            const std::string older = older_spellings(keys, key);
            const std::string fallback = key.fallback ? "`" + *key.fallback + "`" : "";
            out += "| `" + table_cell(shown_name(key)) + "` | " + table_cell(describe_values(key)) +
                   " | " + (key.required ? "must be set" : table_cell(fallback)) + " | " +
                   table_cell(key.help) +
                   (older.empty() ? "" : " Older spelling: `" + older + "`.") + " |\n";
        });
    }
    return out;
}

}  // namespace fairlead
