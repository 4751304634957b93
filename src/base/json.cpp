// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/text.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace fairlead {

namespace {

using Code = boost::system::error_code;

/// What the parser calls: builds the value, and sees what the value itself would hide, namely a
/// key that comes twice and a number that no double holds.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    Builder() { stack_.reset(); }

    json::value release() { return stack_.release(); }
    /// Why a callback refused; empty while none did.
    const std::string& refusal() const { return refusal_; }

    bool on_document_begin(Code&) { return true; }
    bool on_document_end(Code&) { return true; }

    bool on_object_begin(Code&) { return true; }
    bool on_object_end(std::size_t count, Code& code) {
        if (!check_keys(count, code)) return false;
        stack_.push_object(count);
        return true;
    }
    bool on_array_begin(Code&) { return true; }
    bool on_array_end(std::size_t count, Code&) {
        stack_.push_array(count);
        return true;
    }

    bool on_key_part(json::string_view part, std::size_t, Code&) {
        letters_ += part;
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t size, Code&) {
        letters_ += part;
        keys_.push_back({letters_.size() - size, size});
        stack_.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, Code&) {
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, Code&) {
        stack_.push_string(part);
        return true;
    }

    bool on_number_part(json::string_view, Code&) { return true; }
    bool on_int64(std::int64_t number, json::string_view, Code&) {
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, Code&) {
        stack_.push_uint64(number);
        return true;
    }
    bool on_double(double number, json::string_view, Code& code) {
        if (!std::isfinite(number)) return refuse("a number is out of range", code);
        stack_.push_double(number);
        return true;
    }
    bool on_bool(bool truth, Code&) {
        stack_.push_bool(truth);
        return true;
    }
    bool on_null(Code&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, Code&) { return true; }
    bool on_comment(json::string_view, Code&) { return true; }

private:
    struct Key {
        std::size_t begin;
        std::size_t size;
    };

    bool refuse(std::string why, Code& code) {
        refusal_ = std::move(why);
        code = json::error::syntax;
        return false;
    }

    std::string_view text_of(const Key& key) const {
        return std::string_view{letters_}.substr(key.begin, key.size);
    }

    /// Looks at the last `count` keys, which are those of the object that ends, and drops them.
    bool check_keys(std::size_t count, Code& code) {
        if (count == 0) return true;
        const auto first = keys_.end() - static_cast<std::ptrdiff_t>(count);
        const std::size_t begin = first->begin;
        const auto by_text = [this](const Key& key) { return text_of(key); };
        std::ranges::sort(first, keys_.end(), {}, by_text);
        const auto twice = std::ranges::adjacent_find(first, keys_.end(), {}, by_text);
        if (twice != keys_.end()) {
            return refuse("the member \"" + printable(text_of(*twice), 64) + "\" comes twice",
                          code);
        }
        keys_.erase(first, keys_.end());
        letters_.resize(begin);
        return true;
    }

    json::value_stack stack_;
    std::vector<Key> keys_;  // of the objects that are open, outermost first
    std::string letters_;    // theirs
    std::string refusal_;
};

Error syntax_error(std::string_view why, std::size_t at) {
    return Error{Errc::invalid, "The JSON is not valid: " + std::string{why} + " (byte " +
                                    std::to_string(at) + ")."};
}

std::string reason_of(const Code& code, const Builder& builder) {
    if (!builder.refusal().empty()) return builder.refusal();
    if (code == json::error::incomplete) return "it ends too early";
    if (code == json::error::too_deep) return "it is nested too deeply";
    return code.message();
}

}  // namespace

Result<json::value> parse_json(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes) {
        return Error{Errc::too_large,
                     "The JSON is larger than " + std::to_string(limits.bytes) + " bytes."};
    }
    json::parse_options options;
    options.max_depth = limits.depth;
    json::basic_parser<Builder> parser{options};
    Code code;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), code);
    if (code) return syntax_error(reason_of(code, parser.handler()), read);
    if (read != text.size()) return syntax_error("something follows the document", read);
    return parser.handler().release();
}

std::optional<std::string> scalar_text(const json::value* value) {
    if (value == nullptr) return std::nullopt;
    switch (value->kind()) {
        case json::kind::string: return std::string{value->get_string()};
        case json::kind::int64: return std::to_string(value->get_int64());
        case json::kind::uint64: return std::to_string(value->get_uint64());
        case json::kind::bool_: return value->get_bool() ? "true" : "false";
        case json::kind::double_: {
            char out[32];
            const auto end = std::to_chars(std::begin(out), std::end(out), value->get_double()).ptr;
            return std::string{std::begin(out), end};
        }
        default: return std::nullopt;
    }
}

Json to_json(const json::value& value) { return Json{json::serialize(value)}; }

json::value from_json(const Json& carried) {
    // Its writer bounded the depth; this bound only protects the stack.
    json::parse_options options;
    options.max_depth = 512;
    return json::parse(carried.text, {}, options);
}

}  // namespace fairlead
