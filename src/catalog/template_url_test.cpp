// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/template.h"
#include "net/url.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace fairlead::catalog {
namespace {

std::string url_of(std::string_view source, VarKind kind, std::string value) {
    Bindings bindings;
    bindings.set_checked("v", std::move(value), kind);
    const auto result = render(*Template::parse(source), bindings, Place::url);
    return result ? *result : "refused: " + result.error().message;
}

struct UrlCase {
    const char* source;
    VarKind kind;
    const char* value;
    const char* result;
};

class RendersUrls : public testing::TestWithParam<UrlCase> {};

TEST_P(RendersUrls, AsTheTableSays) {
    const auto& c = GetParam();
    EXPECT_EQ(url_of(c.source, c.kind, c.value), c.result);
}

INSTANTIATE_TEST_SUITE_P(
    Template, RendersUrls,
    testing::Values(
        UrlCase{"https://{v}.acme.com/x", VarKind::label, "shop", "https://shop.acme.com/x"},
        UrlCase{"https://{v}.acme.com/x", VarKind::label, "a.b",
                "refused: {v} is not one DNS label"},
        UrlCase{"https://{v}.acme.com/x", VarKind::label, "evil.com/",
                "refused: {v} is not one DNS label"},
        UrlCase{"https://{v}.acme.com/x", VarKind::labels, "a.b", "https://a.b.acme.com/x"},
        UrlCase{"https://{v}.acme.com/x", VarKind::text, "shop",
                "refused: {v} may not be part of a host"},
        UrlCase{"https://{v}.acme.com/x", VarKind::host, "a.com",
                "refused: nothing but a path or query may follow a host value"},
        UrlCase{"https://x{v}/x", VarKind::host, "a.com", "refused: {v} must be the whole host"},
        UrlCase{"https://{v}/x", VarKind::host, "a.com:8443", "https://a.com:8443/x"},
        UrlCase{"https://{v}/x", VarKind::host, "u@a.com", "refused: {v} is not a host name"},
        UrlCase{"https://{v}/x", VarKind::host, "10.0.0.1", "refused: {v} is not a host name"},
        UrlCase{"https://{v}/x", VarKind::choice, "eu.a.com", "https://eu.a.com/x"},
        UrlCase{"https://{v}/x", VarKind::choice, "a.com/b", "https://a.com/b/x"},
        UrlCase{"https://x.{v}/x", VarKind::choice, "a.com/b",
                "refused: {v} is not a part of a host name"},
        UrlCase{"https://{v}/x", VarKind::choice, "a.com\\@b.com/x",
                "refused: {v} is not a part of a host name"},
        UrlCase{"https://{v}/x", VarKind::hostpath, "a.com/b/", "https://a.com/b/x"},
        UrlCase{"https://{v}/x", VarKind::hostpath, "a.com/../b",
                "refused: {v} is not a host name"},
        UrlCase{"https://a.com/b/{v}", VarKind::path, "v1/me?x=1", "https://a.com/b/v1/me?x=1"},
        UrlCase{"https://a.com/b/{v}", VarKind::path, "/v1/me", "https://a.com/b/v1/me"},
        UrlCase{"https://a.com/b/{v}", VarKind::path, "../me",
                "refused: {v} is no path below the API's address"},
        UrlCase{"https://a.com/b{v}", VarKind::path, "v1/me",
                "refused: {v} is no path below the API's address"},
        UrlCase{"https://a.com/b/{v}/x", VarKind::path, "v1", "refused: nothing may follow a path"},
        UrlCase{"https://a.com/b/{v}{v}", VarKind::path, "v1",
                "refused: {v} may not follow a path"},
        UrlCase{"https://a.com/b?x={v}", VarKind::path, "v1",
                "refused: {v} may only stand in a path"},
        UrlCase{"https://a.com{v}", VarKind::path, "v1", "refused: {v} may not be part of a host"},
        UrlCase{"{v}/x", VarKind::url, "https://a.com/b", "https://a.com/b/x"},
        UrlCase{"{v}/x", VarKind::url, "http://a.com", "refused: {v} is not an https URL"},
        UrlCase{"https://s.com/{v|hostpath}/x", VarKind::url, "https://a.com/b/",
                "https://s.com/a.com/b/x"},
        UrlCase{"https://s.com/{v|hostpath}/x", VarKind::url, "https://a.com/../x",
                "refused: {v} is not an https URL"},
        UrlCase{"https://s.com/{v|hostpath}x", VarKind::url, "https://a.com",
                "refused: nothing but a path or query may follow a host value"},
        UrlCase{"https://s.com/{v|hostpath}/x", VarKind::text, "https://a.com",
                "refused: {v} is not an https URL"},
        UrlCase{"https://{v|hostpath}/x", VarKind::url, "https://a.com",
                "refused: {v} may only stand in a path"},
        UrlCase{"{v}/x", VarKind::url, "https://a.com?b", "refused: {v} is not an https URL"},
        UrlCase{"{v}.evil.com/x", VarKind::url, "https://a.com",
                "refused: nothing but a path or query may follow a host value"},
        UrlCase{"{v}/x", VarKind::host, "a.com", "refused: {v} is not an https URL"},
        UrlCase{"https://r{v}-api.a.com", VarKind::digits, "2", "https://r2-api.a.com"},
        UrlCase{"https://a.com:{v}/x", VarKind::digits, "8080", "https://a.com:8080/x"},
        UrlCase{"https://{v}/x", VarKind::digits, "2130706433",
                "refused: {v} is no number inside a host"},
        UrlCase{"https://a.com/{v}/x", VarKind::text, "a/b?c#d", "https://a.com/a%2Fb%3Fc%23d/x"},
        UrlCase{"https://a.com/{v}/x", VarKind::text, "..", "refused: a dot segment in the path"},
        UrlCase{"https://a.com/{v}./x", VarKind::text, ".", "refused: a dot segment in the path"},
        UrlCase{"https://a.com/{v}/x", VarKind::text, "", "refused: {v} is empty"},
        UrlCase{"https://a.com/x?q={v}&r=1", VarKind::text, "a&b=c",
                "https://a.com/x?q=a%26b%3Dc&r=1"},
        UrlCase{"https://a.com?q={v}", VarKind::text, "/../", "https://a.com?q=%2F..%2F"}));

std::string any_value() {
    const auto nasty = *rc::gen::element<std::string>("@", "/", "\\", "?", "#", "..", "%2e", "%00",
                                                      ":", ".", "//", "xn--", "[::1]", " ", "\n");
    return *rc::gen::arbitrary<std::string>() + nasty + *rc::gen::string<std::string>();
}

VarKind any_kind() {
    return *rc::gen::element(VarKind::label, VarKind::labels, VarKind::host, VarKind::hostpath,
                             VarKind::url, VarKind::choice, VarKind::segment, VarKind::digits,
                             VarKind::text);
}

RC_GTEST_PROP(TemplateUrl, AValueBehindTheHostStaysWhereItIsPut, ()) {
    const auto value = any_value();
    Bindings bindings;
    bindings.set_checked("v", value, any_kind());
    const auto source = *Template::parse("https://api.acme.com/a/{v}/b?q={v}&r=1");
    const auto text = render(source, bindings, Place::url);
    if (!text) return;
    const auto url = net::Url::parse(*text);
    RC_ASSERT(url.has_value());
    RC_ASSERT(url->origin() == "https://api.acme.com");
    const auto segments = split(url->path, '/');
    RC_ASSERT(segments.size() == 4u);
    RC_ASSERT(segments[1] == "a" && segments[3] == "b");
    RC_ASSERT(*percent_decode(segments[2]) == value);
    RC_ASSERT(url->query == "q=" + percent_encode(value) + "&r=1");
    RC_ASSERT(url->fragment.empty());
}

RC_GTEST_PROP(TemplateUrl, AValueInTheHostStaysBelowTheFixedDomain, ()) {
    Bindings bindings;
    bindings.set_checked("v", any_value(), any_kind());
    const auto text = render(*Template::parse("https://{v}.acme.com/a"), bindings, Place::url);
    if (!text) return;
    const auto url = net::Url::parse(*text);
    RC_ASSERT(url.has_value());
    const std::string domain = ".acme.com";
    RC_ASSERT(url->host.size() > domain.size());
    RC_ASSERT(url->host.substr(url->host.size() - domain.size()) == domain);
    RC_ASSERT(url->port == 443 && url->path == "/a" && !url->has_userinfo);
}

RC_GTEST_PROP(TemplateUrl, AWholeHostOrUrlCannotChangeThePath, ()) {
    const auto kind = any_kind();
    const auto source = *rc::gen::element<std::string>("{v}/token", "https://{v}/token");
    const auto value = *rc::gen::element<std::string>("https://", "") + "a.example" + any_value();
    Bindings bindings;
    bindings.set_checked("v", value, kind);
    const auto text = render(*Template::parse(source), bindings, Place::url);
    if (!text) return;
    const auto url = net::Url::parse(*text);
    RC_ASSERT(url.has_value());
    RC_ASSERT(url->scheme == "https" && !url->has_userinfo);
    RC_ASSERT(url->query.empty() && url->fragment.empty());
    RC_ASSERT(url->path.substr(url->path.size() - 6) == "/token");
}

}  // namespace
}  // namespace fairlead::catalog
