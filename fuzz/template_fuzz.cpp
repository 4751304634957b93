// SPDX-License-Identifier: Apache-2.0
#include "catalog/template.h"
#include "catalog/url_template.h"
#include "net/url.h"
#include "target.h"

#include <boost/json/parse.hpp>

namespace fairlead::fuzz {

namespace {

catalog::Bindings bindings_of(std::string_view value) {
    catalog::Bindings bindings;
    bindings.set("text", std::string{value});
    bindings.set_checked("label", std::string{value}, catalog::VarKind::label);
    bindings.set_checked("host", std::string{value}, catalog::VarKind::host);
    bindings.set_secret("token", Secret{std::string{"secret"}});
    bindings.set_document("claim", json::parse(R"({"sub":"a","list":[1,{"b":true}]})"));
    bindings.set_now(from_unix_ms(1'700'000'000'000));
    return bindings;
}

/// Whatever a connection's value is, a call stays in the domain that the file names.
void keep_to_domain(const catalog::Bindings& bindings) {
    static const auto source = *catalog::Template::parse("https://{label}.acme.example/a/{text}");
    const auto text = catalog::render(source, bindings, catalog::Place::url);
    if (!text) return;
    const auto url = net::Url::parse(*text);
    FAIRLEAD_ASSERT(url && url->host.ends_with(".acme.example") && !url->has_userinfo);
    FAIRLEAD_ASSERT(url->path.starts_with("/a/") && url->query.empty() && url->fragment.empty());
}

void stay_one_field(const catalog::Template& source, const catalog::Bindings& bindings) {
    const auto text = catalog::render(source, bindings, catalog::Place::header);
    if (text) FAIRLEAD_ASSERT(text->find_first_of(std::string_view{"\r\n\0", 3}) == text->npos);
}

}  // namespace

/// A value, a line feed, a template.
void try_input(std::string_view input) {
    const auto [value, text] = halves(input, '\n');
    const auto bindings = bindings_of(value);
    keep_to_domain(bindings);
    const auto source = catalog::Template::parse(text);
    if (!source) return;
    static_cast<void>(source->names());
    static_cast<void>(catalog::outline(*source));
    stay_one_field(*source, bindings);
    static_cast<void>(catalog::render_secret(*source, bindings, catalog::Place::text));
    static_cast<void>(catalog::render_secret(*source, bindings, catalog::Place::url));
}

}  // namespace fairlead::fuzz
