// SPDX-License-Identifier: Apache-2.0
//
// Salesforce's language of queries: the little of it that connectors ask with.
#include "sandbox/soql.h"

#include "base/text.h"
#include "sandbox/salesforce_query.h"

#include <algorithm>

namespace fairlead::sandbox {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Names, numbers and moments; a moment stands without quotes.
bool is_word(char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    return is_letter || is_digit || std::string_view{"_:.+-"}.find(c) != std::string_view::npos;
}

std::size_t word_size(std::string_view text) {
    if (text.starts_with(">=")) return 2;
    std::size_t size = 0;
    while (size < text.size() && is_word(text[size])) ++size;
    return std::max<std::size_t>(size, 1);
}

std::vector<std::string> words_in_query(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto size = word_size(text);
        if (!is_blank(text.front())) words.emplace_back(text.substr(0, size));
        text.remove_prefix(size);
    }
    return words;
}

/// The little of SOQL that is played: SELECT fields FROM object [WHERE SystemModstamp >= moment]
/// [ORDER BY SystemModstamp [ASC] [, Id [ASC]]]. All else is refused.
class QueryReader {
public:
    explicit QueryReader(std::string_view text) : words_(words_in_query(text)) {}

    SoqlQuestion read() {
        SoqlQuestion question;
        if (!take("SELECT")) return unexpected();
        do {
            question.fields.push_back(next());
        } while (take(","));
        if (!take("FROM")) return unexpected();
        question.kind = find_salesforce_kind(peek());
        if (question.kind == nullptr) return unexpected();
        ++at_;
        if (take("WHERE") && !read_since(question)) return unexpected();
        if (take("ORDER") && !read_order(question)) return unexpected();
        if (at_ < words_.size()) return unexpected();
        name_fields(question);
        return question;
    }

private:
    std::string peek() const { return at_ < words_.size() ? words_[at_] : std::string{}; }

    std::string next() {
        std::string word = peek();
        if (at_ < words_.size()) ++at_;
        return word;
    }

    bool take(std::string_view word) {
        if (!equal_ignoring_case(peek(), word)) return false;
        ++at_;
        return true;
    }

    bool read_since(SoqlQuestion& question) {
        if (!take("SystemModstamp")) return false;
        const bool is_included = take(">=");
        if (!is_included && !take(">")) return false;
        const auto moment = parse_rfc3339(peek());
        if (!moment) return false;
        ++at_;
        question.since = is_included ? *moment : *moment + Milliseconds{1};
        return true;
    }

    bool read_order(SoqlQuestion& question) {
        if (!take("BY") || !take("SystemModstamp")) return false;
        question.by_change = true;
        take("ASC");
        if (!take(",")) return true;
        if (!take("Id")) return false;
        take("ASC");
        return true;
    }

    /// As the object calls them, whatever their capitals.
    static void name_fields(SoqlQuestion& question) {
        const auto known = salesforce_fields(*question.kind, Sample{});
        for (auto& field : question.fields) {
            bool is_known = false;
            for (const auto& member : known) {
                const std::string name{member.key()};
                if (!equal_ignoring_case(name, field)) continue;
                field = name;
                is_known = true;
                break;
            }
            if (is_known) continue;
            question.refusal = salesforce_error(400, "INVALID_FIELD",
                                                "No such column '" + field + "' on entity '" +
                                                    std::string{question.kind->name} + "'.");
            return;
        }
    }

    SoqlQuestion unexpected() const {
        const auto word = at_ < words_.size() ? words_[at_] : std::string{"<EOF>"};
        SoqlQuestion question;
        question.refusal =
            salesforce_error(400, "MALFORMED_QUERY", "unexpected token: '" + word + "'");
        return question;
    }

    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

}  // namespace

SoqlQuestion read_soql(std::string_view text) { return QueryReader{text}.read(); }

}  // namespace fairlead::sandbox
