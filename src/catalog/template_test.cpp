// SPDX-License-Identifier: Apache-2.0
#include "catalog/template.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::catalog {
namespace {

std::string filled(std::string_view text, const Bindings& bindings, Place place = Place::text) {
    const auto parsed = Template::parse(text);
    if (!parsed) return "parse: " + parsed.error().message;
    const auto result = render(*parsed, bindings, place);
    return result ? *result : "error: " + result.error().message;
}

Bindings sample() {
    Bindings bindings;
    bindings.set("app.client_id", "abc").set("user", "ann").set("empty", "");
    bindings.set_secret("cred.key", Secret::copy_of("s3cret"));
    bindings.set_document("step1", *parse_json(R"({"data":{"id":7,"a/b":"x"},"list":["p","q"]})"));
    bindings.set_now(from_unix_ms(1'700'000'000'123));
    return bindings;
}

struct Rendering {
    const char* source;
    const char* result;
};

class Renders : public testing::TestWithParam<Rendering> {};

TEST_P(Renders, AsTheTableSays) {
    EXPECT_EQ(filled(GetParam().source, sample()), GetParam().result);
}

INSTANTIATE_TEST_SUITE_P(
    Template, Renders,
    testing::Values(
        Rendering{"", ""}, Rendering{"plain", "plain"}, Rendering{"{user}", "ann"},
        Rendering{"a{user}b{app.client_id}c", "aannbabcc"}, Rendering{"{empty}", ""},
        Rendering{"{step1/data/id}", "7"}, Rendering{"{step1/data/a~1b}", "x"},
        Rendering{"{step1/list/1}", "q"},
        Rendering{"{step1/data}", "error: no value for {step1/data}"},
        Rendering{"{ me { id } }", "{ me { id } }"},
        Rendering{"{\"a\":\"{user}\"}", "{\"a\":\"ann\"}"}, Rendering{"}", "}"},
        Rendering{"{", "{"}, Rendering{"{user|head:2}", "an"},
        Rendering{"{b64:{user}:{app.client_id}}", "YW5uOmFiYw=="},
        Rendering{"{b64url:{user}?>}", "YW5uPz4"},
        Rendering{"{sha256hex:{user}}",
                  "49915e0d7d4b402e3017d010bc1c0e83cac6c797d6c16e66340fe3268693a6a1"},
        Rendering{"{hmac_sha256_hex:user:x}",
                  "bb2f778299c61fe14bb68d2c754d757fb4cfe39a498abe1a1e16cfc3e4be2bce"},
        Rendering{"{now:epoch}", "1700000000"}, Rendering{"{now:epoch_ms}", "1700000000123"},
        Rendering{"{now:%Y-%m-%dT%H:%M:%S}", "2023-11-14T22:13:20"},
        Rendering{"{now+7d:%Y-%m-%d}", "2023-11-21"},
        Rendering{"{gone}", "error: no value for {gone}"},
        Rendering{"{gone.x}", "error: no value for {gone.x}"},
        Rendering{"{key_fingerprint:{user}}",
                  "error: the function 'key_fingerprint' cannot be used here"},
        Rendering{"{cred.key}", "error: a secret was to become plain text"},
        Rendering{"{b64:{cred.key}}", "error: a secret was to become plain text"},
        Rendering{"{user",
                  "parse: column 6: expected '}' (a literal brace needs a space behind it)"},
        Rendering{"{user{x}}",
                  "parse: column 6: expected '}' (a literal brace needs a space behind it)"},
        Rendering{"{rot13:{user}}", "parse: column 8: there is no function 'rot13'"},
        Rendering{"{now}", "parse: column 5: expected ':' and a format, such as {now:epoch}"},
        Rendering{"{now+7y:epoch}",
                  "parse: column 7: expected an offset such as +30s, +15m, +2h or +7d"},
        Rendering{"{user|tail:2}", "parse: column 13: expected |head:N or |hostpath"}));

TEST(Template, KnowsWhatItWants) {
    const auto parsed =
        Template::parse("{a}{b64:{c}{a}}{hmac_sha256_hex:app.k:{body}}{step1/x}{now:epoch}");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->names(),
              (std::vector<std::string>{"a", "c", "app.k", "body", "step1/x", "now"}));
}

TEST(Template, SecretsComeOutAsSecrets) {
    const auto bindings = sample();
    const auto parsed = *Template::parse("Bearer {cred.key}");
    EXPECT_TRUE(uses_secret(parsed, bindings));
    EXPECT_FALSE(uses_secret(*Template::parse("{user}"), bindings));
    const auto rendered = render_secret(parsed, bindings, Place::header);
    ASSERT_TRUE(rendered);
    EXPECT_EQ(rendered->expose(), "Bearer s3cret");
}

TEST(Template, DocumentsCanBeSecret) {
    Bindings bindings;
    bindings.set_document("step1", *parse_json(R"({"t":"x"})"), Bindings::Sensitivity::secret);
    EXPECT_EQ(filled("{step1/t}", bindings), "error: a secret was to become plain text");
}

TEST(Template, HeadersTakeNoLineBreaks) {
    Bindings bindings;
    bindings.set("v", "a\r\nX: y");
    EXPECT_EQ(filled("{v}", bindings, Place::header), "error: a line break in a header value");
}

TEST(Template, TheFirstChoiceWithAllValuesWins) {
    const auto bindings = sample();
    const std::vector<Template> choices{*Template::parse("https://{gone}.x"),
                                        *Template::parse("https://{user}.y"),
                                        *Template::parse("https://z")};
    const auto chosen = choose(choices, bindings);
    ASSERT_TRUE(chosen);
    EXPECT_EQ((*chosen)->text(), "https://{user}.y");
    EXPECT_EQ(choose({choices[0]}, bindings).error().message, "no value for {gone}");
    EXPECT_FALSE(choose({}, bindings));
}

RC_GTEST_PROP(Template, AnyTextParsesOrSaysWhere, (const std::string& text)) {
    const auto parsed = Template::parse(text);
    if (parsed) {
        RC_ASSERT(parsed->text() == text);
    } else {
        RC_ASSERT(parsed.error().message.rfind("column ", 0) == 0);
    }
}

}  // namespace
}  // namespace fairlead::catalog
