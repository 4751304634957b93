// SPDX-License-Identifier: Apache-2.0
#include "http/bind.h"
#include "http/shape_of.h"
#include "target.h"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

namespace fairlead::fuzz {

namespace {

enum class Colour : std::uint8_t { red, dark_green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_green)

struct Street {
    std::string name;
    std::optional<std::int32_t> number;
};
BOOST_DESCRIBE_STRUCT(Street, (), (name, number))

struct Body {
    std::string text;
    bool is_on = false;
    std::int64_t wide = 0;
    std::uint16_t port = 0;
    Time at{};
    Id<struct BodyTag> id;
    Colour colour = Colour::red;
    std::optional<std::string> maybe;
    http::Default<int> limit{50};
    std::vector<Street> streets;
    std::map<std::string, std::string> vars;
    Json free;
};
BOOST_DESCRIBE_STRUCT(Body, (),
                      (text, is_on, wide, port, at, id, colour, maybe, limit, streets, vars, free))

struct Query {
    std::optional<std::string> cursor;
    http::Default<int> limit{50};
    std::vector<std::string> words;
    Colour colour = Colour::red;
};
BOOST_DESCRIBE_STRUCT(Query, (), (cursor, limit, words, colour))

}  // namespace

/// An endpoint's query or body. What was read is written so that it is read again as the same.
void try_input(std::string_view input) {
    if (take_byte(input) % 4 == 0) {
        const auto pairs = net::parse_pairs(input);
        if (!pairs) return;
        Query query;
        static_cast<void>(
            http::read_pairs(*pairs, http::shape_of<Query>(), &query, http::Unknown::fault));
        return;
    }
    const auto body = http::from_json_text<Body>(input);
    if (!body) return;
    const std::string text = http::to_json_text(*body);
    const auto again = http::from_json_text<Body>(text);
    FAIRLEAD_ASSERT(again.has_value());
    FAIRLEAD_ASSERT(http::to_json_text(*again) == text);
}

}  // namespace fairlead::fuzz
