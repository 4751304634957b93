// SPDX-License-Identifier: Apache-2.0
#include "catalog/yaml_document.h"

#include "base/text.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <charconv>
#include <optional>
#include <sstream>

namespace fairlead::catalog {
namespace {

constexpr std::size_t max_bytes = 1024 * 1024;
constexpr std::size_t max_nodes = 50'000;  // aliases count where they are used
constexpr std::size_t deepest_document = 32;

std::optional<double> core_float(std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto* begin = text.data() + (!text.empty() && text.front() == '+' ? 1 : 0);
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (error != std::errc{} || stop != end || begin == end) return std::nullopt;
    // from_chars takes "inf" and "nan", which YAML spells otherwise.
    if (text.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
    return value;
}

/// YAML 1.2 section 10.3.2, for plain scalars.
json::value core_scalar(const std::string& text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") {
        return nullptr;
    }
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    if (const auto integer = parse_integer(text)) return *integer;
    if (const auto real = core_float(text)) return *real;
    return json::value(text);
}

class Converter {
public:
    Converter(const std::string& file, YamlDocument& out) : file_(file), out_(out) {}

    json::value convert(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
        note(pointer, node.Mark());
        if (++nodes_ > max_nodes || depth > deepest_document) {
            if (!too_large_)
                fault(pointer, node.Mark(), "the file is too large or too deeply nested");
            too_large_ = true;
            return nullptr;
        }
        switch (node.Type()) {
            case YAML::NodeType::Scalar: return scalar(node);
            case YAML::NodeType::Sequence: return sequence(node, pointer, depth);
            case YAML::NodeType::Map: return map(node, pointer, depth);
            case YAML::NodeType::Null:
            case YAML::NodeType::Undefined: break;
        }
        return nullptr;
    }

private:
    static json::value scalar(const YAML::Node& node) {
        const bool is_plain = node.Tag() == "?" || node.Tag().empty();
        return is_plain ? core_scalar(node.Scalar()) : json::value(node.Scalar());
    }

    json::value sequence(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
        json::array items;
        for (const auto& item : node) {
            if (too_large_) break;
            items.push_back(convert(item, child_pointer(pointer, items.size()), depth + 1));
        }
        return items;
    }

    json::value map(const YAML::Node& node, const std::string& pointer, std::size_t depth) {
        json::object members;
        for (const auto& member : node) {
            if (too_large_) break;
            if (!member.first.IsScalar()) {
                fault(pointer, member.first.Mark(), "expected a word as key");
                continue;
            }
            const auto& key = member.first.Scalar();
            const auto place = child_pointer(pointer, key);
            if (members.contains(key)) {
                fault(place, member.first.Mark(), "stands here a second time");
                continue;
            }
            auto value = convert(member.second, place, depth + 1);
            members.emplace(key, std::move(value));
            note(place, member.first.Mark());
        }
        return members;
    }

    void note(const std::string& pointer, const YAML::Mark& mark) {
        out_.positions.insert_or_assign(pointer, Position{file_, mark.line + 1});
    }
    void fault(const std::string& pointer, const YAML::Mark& mark, std::string message) {
        out_.faults.push_back({{file_, mark.line + 1}, dotted(pointer), std::move(message)});
    }

    const std::string& file_;
    YamlDocument& out_;
    std::size_t nodes_ = 0;
    bool too_large_ = false;
};

/// Only whether there is a document is asked.
class Unheard final : public YAML::EventHandler {
    using Mark = YAML::Mark;
    using Style = YAML::EmitterStyle::value;
    using Anchor = YAML::anchor_t;

    void OnDocumentStart(const Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const Mark&, Anchor) override {}
    void OnAlias(const Mark&, Anchor) override {}
    void OnScalar(const Mark&, const std::string&, Anchor, const std::string&) override {}
    void OnSequenceStart(const Mark&, const std::string&, Anchor, Style) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const Mark&, const std::string&, Anchor, Style) override {}
    void OnMapEnd() override {}
};

/// YAML::LoadAll never comes to the end of "{},": behind a flow map it takes the comma for one
/// empty document after the other, until there is no memory left.
bool is_one_document(const std::string& text) {
    std::istringstream stream{text};
    YAML::Parser parser{stream};
    Unheard unheard;
    return parser.HandleNextDocument(unheard) && !parser.HandleNextDocument(unheard);
}

}  // namespace

YamlDocument parse_yaml(std::string_view text, const std::string& file) {
    YamlDocument document;
    const auto refuse = [&](int line, std::string message) {
        document.faults.push_back({{file, line}, "", std::move(message)});
    };
    if (text.size() > max_bytes) {
        refuse(0, "larger than 1 MiB");
        return document;
    }
    if (!is_valid_utf8(text)) {
        refuse(0, "not UTF-8");
        return document;
    }
    try {
        const std::string source{text};
        const auto root = is_one_document(source) ? YAML::Load(source) : YAML::Node{};
        if (!root.IsMap()) {
            refuse(1, "expected one YAML document that is a map");
            return document;
        }
        document.root = Converter{file, document}.convert(root, "", 0);
    } catch (const YAML::Exception& e) {
        refuse(e.mark.line + 1, "column " + std::to_string(e.mark.column + 1) + ": " + e.msg);
    }
    return document;
}

}  // namespace fairlead::catalog
