// SPDX-License-Identifier: Apache-2.0
#include "catalog/node_reader.h"

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, Encoding> encodings[]{{"form", Encoding::form},
                                                       {"json", Encoding::json},
                                                       {"query", Encoding::query},
                                                       {"xml", Encoding::xml}};

constexpr std::pair<const char*, ClientAuth> client_auths[]{
    {"post", ClientAuth::post},
    {"basic", ClientAuth::basic},
    {"none", ClientAuth::none},
    {"omitted", ClientAuth::omitted},
    {"assertion", ClientAuth::assertion},
    {"basic_secret_as_user", ClientAuth::basic_secret_as_user}};

constexpr std::pair<const char*, Bearer> bearers[]{{"none", Bearer::none},
                                                   {"true", Bearer::token},
                                                   {"token", Bearer::token},
                                                   {"false", Bearer::none},
                                                   {"assertion", Bearer::assertion}};

constexpr std::pair<const char*, ReadAs> readings[]{{"json", ReadAs::json}, {"form", ReadAs::form}};
constexpr std::pair<const char*, ExpiryUnit> units[]{{"s", ExpiryUnit::s}, {"ms", ExpiryUnit::ms}};

std::vector<Template> behind(const std::vector<Template>& base, const NodeReader& path) {
    std::vector<Template> result;
    for (const auto& each : base) {
        auto joined = Template::parse(each.text() + path.text());
        if (!joined) {
            path.fault("not a template, " + joined.error().message);
            continue;
        }
        result.push_back(*std::move(joined));
    }
    if (base.empty()) path.fault("a path needs an api.base to stand behind");
    return result;
}

Request inherited(const Request* parent) {
    if (parent == nullptr) return {};
    Request request = *parent;
    request.extra.clear();
    request.omit.clear();
    request.grant.clear();
    request.query.clear();
    request.body.reset();
    request.bearer = Bearer::none;
    return request;
}

void read_target(const NodeReader& node, const std::vector<Template>& base, bool inherits,
                 Request& request) {
    if (node.has("url") && node.has("path")) node.at("path").fault("give either url or path");
    if (node.has("url")) {
        request.url = node.at("url").templates();
    } else if (node.has("path")) {
        const auto own_base = node.has("base") ? node.at("base").templates() : base;
        request.url = behind(own_base, node.at("path"));
    }
    // What it would inherit has been told of already.
    if (request.url.empty() && !inherits) node.fault("expected a url (or a path under api.base)");
}

}  // namespace

void read_token_fields(const NodeReader& node, TokenFields& fields) {
    for (const auto& [name, value] : node.members()) {
        auto pointers = value.texts();
        if (name == "access") {
            fields.access = std::move(pointers);
        } else if (name == "refresh") {
            fields.refresh = std::move(pointers);
        } else if (name == "expires_in") {
            fields.expires_in = std::move(pointers);
        } else if (name == "expires_at") {
            fields.expires_at = std::move(pointers);
        } else if (name == "scope") {
            fields.scope = std::move(pointers);
        } else if (name == "token_type") {
            fields.token_type = std::move(pointers);
        } else if (name == "id_token") {
            fields.id_token = std::move(pointers);
        } else {
            fields.other[name] = std::move(pointers);
        }
    }
    if (node.has("expires_at") && !node.has("expires_in")) fields.expires_in.clear();
}

Request read_request(const NodeReader& node, const std::vector<Template>& base,
                     const RequestDefaults& defaults) {
    auto request = inherited(defaults.inherit);
    if (defaults.inherit == nullptr) {
        request.verb = defaults.verb;
        request.client = defaults.client;
    }
    read_target(node, base, defaults.inherit != nullptr, request);
    request.verb = node.at("verb").text(request.verb);
    if (node.has("send")) request.send = node.at("send").word(encodings);
    if (node.has("client")) request.client = node.at("client").word(client_auths);
    if (node.has("bearer")) request.bearer = node.at("bearer").word(bearers);
    if (node.has("read_as")) request.read_as = node.at("read_as").word(readings);
    if (node.has("grant")) request.grant = node.at("grant").text();
    if (node.has("headers")) request.headers = node.at("headers").parameters();
    if (node.has("rename")) request.rename = node.at("rename").text_map();
    if (node.has("mtls")) request.mtls = node.at("mtls").flag();
    request.extra = node.at("extra").parameters();
    request.query = node.at("query").parameters();
    request.omit = node.at("omit").texts();
    request.body = node.at("body").optional_json();
    if (node.has("ok")) {
        const auto ok = node.at("ok");
        request.ok = OkRule{ok.at("at").text(), std::nullopt};
        if (ok.has("is")) request.ok->is = ok.at("is").text();
    }
    read_token_fields(node.at("read"), request.read);
    if (node.has("expires_unit")) request.read.expires_unit = node.at("expires_unit").word(units);
    return request;
}

Lookup read_lookup(const NodeReader& node, const std::vector<Template>& base) {
    Lookup lookup;
    lookup.request = read_request(node, base, {.verb = "GET", .client = ClientAuth::omitted});
    const auto pick = node.at("pick");
    if (pick.exists()) {
        const auto where = pick.at("where");
        lookup.list = pick.at("list").text();
        lookup.where_at = where.at("at").text();
        if (where.has("is")) lookup.where_is = where.at("is").as_template();
        if (where.has("has")) lookup.where_has = where.at("has").as_template();
    }
    for (const auto& [name, rule] : node.at("set").members()) {
        const bool is_map = rule.value() != nullptr && rule.value()->is_object();
        lookup.set.push_back({name, is_map ? rule.at("at").text() : rule.text(),
                              is_map ? rule.at("match").text() : std::string{}});
    }
    if (lookup.set.empty()) node.at("set").fault("expected a map of variables to set");
    return lookup;
}

}  // namespace fairlead::catalog
