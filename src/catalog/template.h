// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace fairlead::catalog {

/// What a value may look like, and so where in a URL it may stand. Only the first six may be part of
/// a host, and digits inside a label or as the port.
enum class VarKind : std::uint8_t {
    label,     ///< one DNS label
    labels,    ///< labels joined by dots
    host,      ///< a full host name, a port after it at most
    hostpath,  ///< a host and a path behind it
    url,       ///< an https URL without userinfo, query and fragment
    choice,    ///< one of the provider's `one_of`
    segment,   ///< one path segment
    digits,
    uuid,
    email,
    date,
    path,  ///< what stands behind the API's base to the end, a query after it at most
    text,
};

/// Where a rendered template goes, which decides how the values put into it are written.
enum class Place : std::uint8_t {
    text,    ///< as they are: whoever builds the body or query encodes the whole
    header,  ///< as they are; CR, LF and NUL are refused
    url,     ///< checked in the host, percent-encoded behind it
};

struct TemplateNode;

/// Text with `{name}` placeholders, parsed once. A `{` that no lower-case letter follows is
/// itself, so JSON and GraphQL need no escapes. The forms:
///
///     {subdomain} {code} {app.client_id} {cred.api_key}   a bound value
///     {claim/sub} {step1/data/id}                         RFC 6901 pointer into a bound document
///     {b64:{cred.a}:{cred.b}}                             a function of a template
///     {hmac_sha256_hex:app.client_secret:{body}}          a function keyed by a bound value
///     {now:epoch} {now+7d:%Y-%m-%d}                       the bound moment: epoch, epoch_ms, strftime
///     {token|head:20}                                     the first 20 bytes
///
/// Functions: b64 b64url (RFC 4648), sha256 (the 32 bytes), sha256hex, hmac_sha256_hex,
/// key_fingerprint (parsed only: rendering it is `invalid`).
class Template {
public:
    Template() = default;
    /// The error says at which column.
    static Result<Template> parse(std::string_view text);

    const std::string& text() const { return text_; }
    bool empty() const { return text_.empty(); }
    /// Every value it wants, each once, in order of first use; documents as `claim/sub`.
    std::vector<std::string> names() const;
    const std::vector<TemplateNode>& nodes() const { return nodes_; }

    friend bool operator==(const Template& a, const Template& b) { return a.text_ == b.text_; }

private:
    std::string text_;
    std::vector<TemplateNode> nodes_;
};

/// One piece of a template.
struct TemplateNode {
    enum class Kind : std::uint8_t { literal, value, function };
    Kind kind = Kind::literal;
    std::string text;                    ///< the literal, the value's name, or the function's
    std::string argument;                ///< of `now` the format, of an HMAC the key's name
    std::vector<TemplateNode> children;  ///< a function's template
    Seconds offset{0};                   ///< of `now`
    std::size_t head = 0;                ///< keep so many bytes; 0 = all
};

/// The values a template is filled with. Move-only, as it may hold secrets.
class Bindings {
public:
    Bindings& set(std::string name, std::string value);
    /// What a secret is put into can only be rendered as a Secret.
    Bindings& set_secret(std::string name, Secret value);
    /// A value that may enter a host, if `kind` allows. Check it with `Variable::accept` first;
    /// the host position is checked again when rendered.
    Bindings& set_checked(std::string name, std::string value, VarKind kind);
    /// A JSON document for `{name/pointer}`. Its values count as secret if `secret`.
    enum class Sensitivity : std::uint8_t { plain, secret };
    Bindings& set_document(std::string name, json::value document,
                           Sensitivity sensitivity = Sensitivity::plain);

    /// What `{now:…}` tells: one moment per request, so that two headers agree.
    Bindings& set_now(Time now);

    /// A second one, on purpose: secrets are in both.
    Bindings duplicate() const;

    /// Whether `name`, as `Template::names` writes it, would be found.
    bool has(std::string_view name) const;

    struct Value {
        std::variant<std::string, Secret> text;
        VarKind kind = VarKind::text;

        bool is_secret() const { return std::holds_alternative<Secret>(text); }
        std::string_view view() const;
    };
    struct Document {
        json::value value;
        Sensitivity sensitivity = Sensitivity::plain;
    };
    const Value* find(std::string_view name) const;
    const Document* find_document(std::string_view name) const;
    std::optional<Time> now() const { return now_; }

private:
    std::map<std::string, Value, std::less<>> values_;
    std::map<std::string, Document, std::less<>> documents_;
    std::optional<Time> now_;
};

/// Fills `source`. A missing value is `invalid` and named; so is one that may not stand where it
/// would. A template that took a secret is refused (`internal`): use render_secret for those.
Result<std::string> render(const Template& source, const Bindings& bindings, Place place);
/// The same for templates that may hold secrets.
Result<Secret> render_secret(const Template& source, const Bindings& bindings, Place place);

/// The first of `choices` whose values are all bound; the error names what the last one misses.
Result<const Template*> choose(const std::vector<Template>& choices, const Bindings& bindings);

/// Whether rendering would take a secret.
bool uses_secret(const Template& source, const Bindings& bindings);

}  // namespace fairlead::catalog
