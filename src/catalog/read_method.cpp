// SPDX-License-Identifier: Apache-2.0
#include "catalog/node_reader.h"
#include "catalog/registration.h"
#include "catalog/signed_consent.h"

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, AuthKind> auth_kinds[]{{"oauth2_code", AuthKind::oauth2_code},
                                                        {"oauth2_client", AuthKind::oauth2_client},
                                                        {"oauth1", AuthKind::oauth1},
                                                        {"key", AuthKind::key},
                                                        {"basic", AuthKind::basic},
                                                        {"jwt_self", AuthKind::jwt_self},
                                                        {"jwt_grant", AuthKind::jwt_grant},
                                                        {"login", AuthKind::login},
                                                        {"app_install", AuthKind::app_install},
                                                        {"mcp_oauth", AuthKind::mcp_oauth},
                                                        {"signed", AuthKind::signed_},
                                                        {"none", AuthKind::none}};

constexpr std::pair<const char*, RefreshBy> refresh_ways[]{
    {"refresh_token", RefreshBy::refresh_token},
    {"access_token", RefreshBy::access_token},
    {"reissue", RefreshBy::reissue},
    {"none", RefreshBy::none}};

constexpr std::pair<const char*, Rotation> rotations[]{
    {"unknown", Rotation::unknown},   {"none", Rotation::none},
    {"additive", Rotation::additive}, {"grace", Rotation::grace},
    {"strict", Rotation::strict},     {"strict_family", Rotation::strict_family}};

constexpr std::pair<const char*, RevokeReach> reaches[]{{"token", RevokeReach::token},
                                                        {"grant", RevokeReach::grant},
                                                        {"account", RevokeReach::account}};

constexpr std::pair<const char*, IdToken> id_tokens[]{{"ignore", IdToken::ignore},
                                                      {"verify", IdToken::verify}};

constexpr std::pair<const char*, IssParameter> iss_parameters[]{
    {"if_present", IssParameter::if_present}, {"required", IssParameter::required}};

bool is_code_flow(AuthKind kind) {
    return kind == AuthKind::oauth2_code || kind == AuthKind::mcp_oauth;
}

/// Kinds whose token, refresh and revoke calls are the OAuth ones that this version reads whole.
bool has_token_call(AuthKind kind) {
    return kind == AuthKind::oauth2_code || kind == AuthKind::oauth2_client ||
           kind == AuthKind::jwt_grant || kind == AuthKind::mcp_oauth;
}

Pkce read_pkce(const NodeReader& node) {
    const auto pkce = node.at("pkce");
    const auto text = pkce.text("s256");
    if (text == "plain") {
        pkce.fault("plain is refused; s256, or off with the reason in authorize.why");
    }
    if (text != "off") return Pkce::s256;
    if (!node.has("why")) pkce.fault("off needs the reason in authorize.why");
    return Pkce::off;
}

std::vector<DeniedRule> read_denied(const NodeReader& node) {
    std::vector<DeniedRule> rules;
    for (const auto& item : node.items()) {
        for (const auto& [name, value] : item.members()) rules.push_back({name, value.text()});
    }
    return rules;
}

void check_response_type(const NodeReader& node) {
    const auto type = node.at("extra").at("response_type");
    const auto text = type.text("code");
    if (text.find("token") != std::string::npos) {
        type.fault("expected code: implicit and hybrid flows are refused, found " +
                   describe(*type.value()));
    }
}

/// The same digest in lower-case hexadecimal digits takes the place of RFC 7636's encoding.
void use_hex_challenge(Authorize& authorize) {
    static const auto digits = Template::parse("{challenge_hex}");
    authorize.omit.emplace_back("code_challenge");
    authorize.extra.push_back({"code_challenge", *digits});
}

Authorize read_authorize(const NodeReader& node) {
    Authorize authorize;
    authorize.url = node.at("url").templates();
    authorize.scopes = node.at("scopes").texts();
    authorize.scope_join = node.at("scope_join").text(authorize.scope_join);
    if (node.has("scope_raw")) authorize.scope_raw = node.at("scope_raw").text();
    authorize.extra = node.at("extra").parameters();
    authorize.rename = node.at("rename").text_map();
    authorize.omit = node.at("omit").texts();
    authorize.pkce = read_pkce(node);
    authorize.why = node.at("why").text();
    authorize.code_in = node.at("code_in").text(authorize.code_in);
    authorize.hash_route = node.at("hash_route").text();
    authorize.hash = node.at("hash").text();
    if (node.has("denied")) authorize.denied = read_denied(node.at("denied"));
    if (node.at("pkce").text() == "s256_hex") use_hex_challenge(authorize);
    check_response_type(node);
    return authorize;
}

Rotation read_rotation(const NodeReader& node) {
    if (node.has("rotation")) return node.at("rotation").word(rotations);
    const auto rotates = node.at("rotates");
    return rotates.exists() && !rotates.flag() ? Rotation::none : Rotation::unknown;
}

RefreshRules read_refresh(const NodeReader& node, const AuthMethod& method) {
    RefreshRules rules;
    rules.by = node.at("by").word(refresh_ways);
    if (rules.by != RefreshBy::none) {
        rules.request = read_request(node, method.api.base, {.inherit = &method.token});
    }
    rules.rotation = read_rotation(node);
    rules.grace = node.at("grace").seconds().value_or(Seconds{0});
    if ((rules.rotation == Rotation::grace) != node.has("grace")) {
        node.fault("rotation: grace and grace (seconds) belong together");
    }
    rules.idle = node.at("idle").seconds();
    rules.absolute = node.at("absolute").seconds();
    rules.margin = node.at("margin").seconds();
    rules.lifetime = node.at("lifetime").seconds();
    if (const auto ms = node.at("deadline_ms").integer()) rules.deadline = Milliseconds{*ms};
    if (const auto ms = node.at("lease_margin_ms").integer())
        rules.lease_margin = Milliseconds{*ms};
    rules.keeps_access = node.at("keeps_access").flag();
    rules.min_age = node.at("min_age").seconds().value_or(Seconds{0});
    if (rules.min_age > Seconds{0} && rules.by != RefreshBy::access_token) {
        node.at("min_age").fault("goes with by: access_token alone");
    }
    return rules;
}

RevokeRules read_revoke(const NodeReader& node, const AuthMethod& method) {
    RevokeRules rules;
    rules.request = read_request(node, method.api.base, {});
    rules.reach = node.at("reach").word(reaches);
    rules.why = node.at("why").text();
    return rules;
}

std::optional<Issuer> read_issuer(const NodeReader& node) {
    for (const auto* key : {"jwks", "id_token", "iss_parameter"}) {
        if (node.has(key) && !node.has("issuer")) node.at(key).fault("needs issuer beside it");
    }
    if (!node.has("issuer")) return std::nullopt;
    Issuer issuer;
    issuer.issuer = node.at("issuer").as_template();
    issuer.id_token = node.at("id_token").word(id_tokens);
    issuer.iss_parameter = node.at("iss_parameter").word(iss_parameters);
    if (node.has("jwks")) issuer.jwks = node.at("jwks").as_template();
    if (issuer.id_token == IdToken::verify && !node.has("jwks")) {
        node.at("id_token").fault("verify needs jwks, the URL of the keys");
    }
    return issuer;
}

std::optional<GrantLimit> read_grant_limit(const NodeReader& node) {
    if (!node.exists()) return std::nullopt;
    GrantLimit limit;
    limit.max = static_cast<int>(node.at("max").integer().value_or(0));
    limit.per = node.at("per").text("account_and_client");
    limit.then = node.at("then").text("oldest");
    return limit;
}

Attach read_attach(const NodeReader& node) {
    Attach attach;
    const auto pair = node.at("basic").templates();
    attach.value = node.at("value").as_template();
    attach.body = node.at("body").optional_json();
    if (node.has("header")) {
        attach.name = node.at("header").text();
    } else if (node.has("query")) {
        attach.where = Attach::Where::query;
        attach.name = node.at("query").text();
    } else if (attach.body) {
        attach.where = Attach::Where::body;
    } else if (node.has("basic")) {
        attach.where = Attach::Where::basic;
        if (pair.size() != 2) node.at("basic").fault("expected user and password");
        if (!pair.empty()) attach.value = pair.front();
        if (pair.size() > 1) attach.password = pair[1];
    } else if (node.has("cookies")) {
        attach.where = Attach::Where::cookies;
    } else if (node.has("in")) {
        attach.where = Attach::Where::base;
    } else {
        node.fault("expected one of header, query, body, basic, cookies, in");
    }
    return attach;
}

CredentialField read_field(const std::string& name, const NodeReader& node) {
    CredentialField field;
    field.name = name;
    field.term = node.at("term").text();
    field.kind = read_var_kind(node.at("kind"));
    field.secret = node.at("secret").flag();
    field.optional = node.at("optional").flag();
    field.from_app = node.at("from").exists();
    if (node.has("fixed")) field.fixed = node.at("fixed").text();
    return field;
}

void read_calls(const NodeReader& node, AuthMethod& method) {
    const auto& base = method.api.base;
    const RequestDefaults with_access{.verb = "GET", .client = ClientAuth::omitted};
    if (node.has("exchange")) {
        method.exchange = read_request(node.at("exchange"), base, {});
    }
    for (const auto& item : node.at("lookup").items()) {
        method.lookup.push_back(read_lookup(item, base));
    }
    for (const auto& item : node.at("after").items()) {
        method.after.push_back(read_request(item, base, with_access));
    }
    if (node.has("check")) method.check = read_request(node.at("check"), base, with_access);
    if (node.has("introspect")) method.introspect = read_request(node.at("introspect"), base, {});
}

/// RFC 8707: what a token is asked for is named where the consent begins and in every token request.
/// The file says it once.
void name_resource(AuthMethod& method) {
    for (const auto& extra : method.authorize.extra) {
        if (extra.name != "resource") continue;
        method.token.extra.push_back(extra);
        if (method.refresh.by != RefreshBy::none) method.refresh.request.extra.push_back(extra);
    }
}

/// OAuth 2.1 has no flow without PKCE, and a client has to come from somewhere.
void check_registration(const NodeReader& node, const AuthMethod& method) {
    const bool discovers = node.at("discover").flag();
    if (method.authorize.pkce == Pkce::off) {
        node.at("authorize").at("pkce").fault("mcp_oauth has no flow without PKCE");
    }
    const auto how = node.at("register").text("static");
    if (how == "dynamic" && !discovers && !node.has("register_url")) {
        node.fault("register: dynamic needs register_url, or discover: true");
    }
    if (how != "dynamic" && node.has("register_url")) {
        node.at("register_url").fault("goes with register: dynamic alone");
    }
    // A secret of the operator's must not follow an address that the connecting person names.
    if (how != "dynamic" && discovers) {
        node.at("discover").fault("goes with register: dynamic alone");
    }
    if (discovers && (node.has("token") || node.has("revoke") || !method.authorize.url.empty())) {
        node.at("discover").fault("goes without authorize.url, token and revoke");
    }
}

/// The client's secret goes where the issuer says: so that is the operator's to name.
void check_discovery(const NodeReader& node, const AuthMethod& method) {
    const auto* issuer = method.find_variable(discovered_issuer(method));
    const bool is_operators =
        issuer && issuer->from == VarSource::app && issuer->kind == VarKind::url;
    if (!is_operators)
        node.at("discover")
            .fault(
                "expected {name}/.well-known/openid-configuration, of a variable that the operator "
                "sets (from: app, kind: url): the client secret goes where it leads");
    for (const auto* key : {"token", "refresh", "revoke", "introspect", "issuer"})
        if (node.has(key)) node.at(key).fault("goes without discover");
    if (!method.authorize.url.empty())
        node.at("authorize").at("url").fault("goes without discover");
}

void read_token_calls(const NodeReader& node, AuthMethod& method) {
    const auto token = node.at("token");
    if (!token.exists()) {
        if (is_code_flow(method.kind) && !node.has("discover")) {
            node.fault("expected token, the call that takes the code");
        }
        return;
    }
    method.token = read_request(token, method.api.base, {});
    method.refresh = read_refresh(node.at("refresh"), method);
    method.refresh.is_post_exchange = node.at("exchange").at("after_refresh").flag();
    if (method.kind == AuthKind::mcp_oauth) name_resource(method);
    if (node.has("revoke")) method.revoke = read_revoke(node.at("revoke"), method);
    if (is_code_flow(method.kind) && method.token.grant == "password") {
        token.at("grant").fault("the password grant is refused");
    }
}

void read_renewal(const NodeReader& node, AuthMethod& method) {
    // What a person typed in is renewed by nobody but that person, and so is what a code brought,
    // where only the same again would bring more.
    const bool is_typed_in = method.kind == AuthKind::key || method.kind == AuthKind::basic;
    const bool is_once = is_code_flow(method.kind) && method.refresh.by == RefreshBy::reissue;
    if (is_typed_in || is_once) method.refresh.by = RefreshBy::none;
    const bool is_issued = method.kind == AuthKind::oauth2_client ||
                           method.kind == AuthKind::jwt_grant || method.kind == AuthKind::login;
    if (is_issued) read_issue(node, method);
    if (method.kind == AuthKind::oauth1) read_signed_method(node, method);
}

}  // namespace

const char* to_text(AuthKind kind) {
    for (const auto& [name, value] : auth_kinds) {
        if (value == kind) return name;
    }
    return "none";
}

AuthKind read_auth_kind(const NodeReader& node) { return node.word(auth_kinds); }

AuthMethod read_method(const std::string& id, const NodeReader& node) {
    AuthMethod method;
    method.id = id;
    if (!node.has("kind")) node.fault("expected kind, such as oauth2_code");
    method.kind = node.at("kind").word(auth_kinds);
    method.api = read_api(node.at("api"));
    method.raw = node.carried();
    method.pin_host = node.at("pin_host").flag();
    for (const auto& [name, variable] : node.at("vars").members()) {
        method.vars.push_back(read_variable(name, variable));
    }
    method.authorize = read_authorize(node.at("authorize"));
    if (is_code_flow(method.kind) && method.authorize.url.empty() && !node.has("start") &&
        !node.has("discover")) {
        node.at("authorize").fault("expected url, the page that asks the user");
    }
    if (has_token_call(method.kind)) read_token_calls(node, method);
    if (method.kind == AuthKind::mcp_oauth) check_registration(node, method);
    if (method.kind == AuthKind::oauth2_code && node.has("discover")) check_discovery(node, method);
    read_renewal(node, method);
    read_calls(node, method);
    method.issuer = read_issuer(node);
    method.errors = read_errors(node.at("errors"));
    method.client_certificate = read_certificate(node.at("client_certificate"));
    method.grant_limit = read_grant_limit(node.at("grant_limit"));
    for (const auto& item : node.at("attach").items()) method.attach.push_back(read_attach(item));
    for (const auto& [name, field] : node.at("fields").members()) {
        method.fields.push_back(read_field(name, field));
    }
    return method;
}

}  // namespace fairlead::catalog
