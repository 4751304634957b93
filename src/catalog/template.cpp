// SPDX-License-Identifier: Apache-2.0
#include "catalog/template.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fairlead::catalog {
namespace {

constexpr std::array plain_functions{"b64", "b64url", "sha256", "sha256hex", "key_fingerprint"};
constexpr std::size_t deepest_template = 8;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit_char(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_lower(c) || is_digit_char(c) || c == '_'; }
bool is_dotted(char c) { return is_word(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-'; }

/// Recursive descent over the forms that template.h lists.
class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<std::vector<TemplateNode>> run() {
        TRY(auto nodes, sequence(Until::end, 0));
        return nodes;
    }

private:
    enum class Until : std::uint8_t { end, brace };

    Error fault(std::string_view what) const {
        return Error{Errc::invalid, "column " + std::to_string(at_ + 1) + ": " + std::string{what}};
    }
    char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool skip(char c) {
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    template <class Predicate>
    std::string take(Predicate accept) {
        const auto start = at_;
        while (at_ < text_.size() && accept(text_[at_])) ++at_;
        return std::string{text_.substr(start, at_ - start)};
    }

    Result<std::vector<TemplateNode>> sequence(Until until, std::size_t depth) {
        std::vector<TemplateNode> nodes;
        std::string literal;
        const auto flush = [&] {
            if (literal.empty()) return;
            nodes.emplace_back().text = std::exchange(literal, {});
        };
        while (at_ < text_.size() && !(until == Until::brace && peek() == '}')) {
            if (peek() != '{' || !is_lower(peek(1))) {
                literal += text_[at_++];
                continue;
            }
            flush();
            TRY(auto node, placeholder(depth));
            nodes.push_back(std::move(node));
        }
        flush();
        return nodes;
    }

    Result<TemplateNode> placeholder(std::size_t depth) {
        if (depth == deepest_template) return fault("placeholders are nested too deeply");
        ++at_;  // '{'
        TemplateNode node;
        node.text = take(is_word);
        if (node.text == "now") {
            CHECK_OK(moment(node));
        } else if (skip(':')) {
            CHECK_OK(function(node, depth));
        } else {
            CHECK_OK(value(node));
        }
        if (skip('|')) CHECK_OK(filter(node));
        if (!skip('}')) return fault("expected '}' (a literal brace needs a space behind it)");
        return node;
    }

    Result<void> value(TemplateNode& node) {
        node.kind = TemplateNode::Kind::value;
        if (peek() == '.') node.text += take(is_dotted);
        if (peek() == '/') node.text += take([](char c) { return c != '}' && c != '|'; });
        return ok();
    }

    Result<void> moment(TemplateNode& node) {
        node.kind = TemplateNode::Kind::function;
        if (peek() == '+') CHECK_OK(offset(node));
        if (!skip(':')) return fault("expected ':' and a format, such as {now:epoch}");
        node.argument = take([](char c) { return c != '}' && c != '|'; });
        if (node.argument.empty()) return fault("expected a format, such as {now:epoch}");
        return ok();
    }

    Result<void> offset(TemplateNode& node) {
        ++at_;  // '+'
        const auto amount = parse_integer(take(is_digit_char));
        const char unit = peek();
        const auto* known = std::find(units.begin(), units.end(), unit);
        if (!amount || *amount > 100'000 || known == units.end()) {
            return fault("expected an offset such as +30s, +15m, +2h or +7d");
        }
        ++at_;
        node.offset = Seconds{*amount * unit_seconds[std::size_t(known - units.begin())]};
        return ok();
    }

    Result<void> function(TemplateNode& node, std::size_t depth) {
        node.kind = TemplateNode::Kind::function;
        if (node.text == "hmac_sha256_hex") {
            node.argument = take(is_dotted);
            if (node.argument.empty() || !skip(':'))
                return fault("expected the key's name and ':'");
        } else if (std::find(plain_functions.begin(), plain_functions.end(), node.text) ==
                   plain_functions.end()) {
            return fault("there is no function '" + node.text + "'");
        }
        TRY(node.children, sequence(Until::brace, depth + 1));
        return ok();
    }

    /// `|head:20`, or `|hostpath`: a URL as part of a path, without its scheme.
    Result<void> filter(TemplateNode& node) {
        const auto name = take(is_word);
        if (name == "hostpath" && node.kind == TemplateNode::Kind::value) {
            node.argument = name;
            return ok();
        }
        const auto count = skip(':') ? parse_integer(take(is_digit_char)) : Result<std::int64_t>{0};
        if (name != "head" || !count || *count <= 0) return fault("expected |head:N or |hostpath");
        node.head = static_cast<std::size_t>(*count);
        return ok();
    }

    static constexpr std::array units{'s', 'm', 'h', 'd'};
    static constexpr std::array unit_seconds{1, 60, 3600, 86400};

    std::string_view text_;
    std::size_t at_ = 0;
};

void add_name(std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void collect_names(const std::vector<TemplateNode>& nodes, std::vector<std::string>& names) {
    for (const auto& node : nodes) {
        if (node.kind == TemplateNode::Kind::value) add_name(names, node.text);
        if (node.kind != TemplateNode::Kind::function) continue;
        if (node.text == "now") add_name(names, node.text);
        if (node.text == "hmac_sha256_hex") add_name(names, node.argument);
        collect_names(node.children, names);
    }
}

}  // namespace

Result<Template> Template::parse(std::string_view text) {
    TRY(auto nodes, Parser{text}.run());
    Template result;
    result.text_ = std::string{text};
    result.nodes_ = std::move(nodes);
    return result;
}

std::vector<std::string> Template::names() const {
    std::vector<std::string> names;
    collect_names(nodes_, names);
    return names;
}

}  // namespace fairlead::catalog
