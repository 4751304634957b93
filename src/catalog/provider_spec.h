// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "base/time.h"
#include "catalog/about.h"
#include "catalog/error_rules.h"
#include "catalog/template.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A provider of the catalogue, resolved: `like`, operator file and variant are merged in, server
/// values filled, every rule of the loader holds. Plain values; shared between threads as const.
namespace fairlead::catalog {

/// Plaintext to loopback is for development alone.
enum class LoopbackHttp : std::uint8_t { refused, allowed };

/// A name and what it is sent with.
struct Parameter {
    std::string name;
    Template value;

    friend bool operator==(const Parameter&, const Parameter&) = default;
};
using Parameters = std::vector<Parameter>;

// -- variables -----------------------------------------------------------------------------------

enum class VarSource : std::uint8_t {
    connection,  ///< asked from the person who connects
    app,         ///< asked once, from the operator, per integration
    token,       ///< captured from the token response at `at`
    callback,    ///< a parameter of the callback: the browser's word, checked like any input
    webhook,
    exchange,     ///< captured from the second call's answer
    lookup,       ///< set by a `lookup`
    token_claim,  ///< a claim of the access token, unverified: a hint, never authorisation
};

struct Variable {
    std::string name;
    VarSource from = VarSource::connection;
    std::string at;  ///< pointer, or the callback's parameter
    VarKind kind = VarKind::text;
    std::string match;                ///< anchored RE2 pattern beyond `kind`; empty = none
    std::vector<std::string> within;  ///< parent domains a host must be in; empty = any
    std::vector<std::string> one_of;
    std::optional<Template> default_value;
    bool optional = false;
    bool secret = false;

    /// `invalid` and saying what is expected, unless the value fits kind, match, within, one_of.
    /// Refuses userinfo, fragments, dot segments and control characters whatever the kind.
    Result<void> accept(std::string_view value) const;

    friend bool operator==(const Variable&, const Variable&) = default;
};

// -- requests ------------------------------------------------------------------------------------

enum class Encoding : std::uint8_t { form, json, query, xml };

enum class ClientAuth : std::uint8_t {
    post,                  ///< client_id and client_secret in the body
    basic,                 ///< RFC 6749 2.3.1: both form-encoded, then Basic
    none,                  ///< client_id alone: a public client
    omitted,               ///< neither
    assertion,             ///< RFC 7523 client assertion
    basic_secret_as_user,  ///< Basic with the secret as user name and no password
};

enum class Bearer : std::uint8_t { none, token, assertion };

enum class ReadAs : std::uint8_t { json, form };

/// For platforms that answer 200 when they mean no: success only where `at` is `is`; without `is`,
/// where it leads somewhere.
struct OkRule {
    std::string at;
    std::optional<std::string> is;  ///< compared as text: true, 0, "0000"

    bool is_met(const json::value& document) const {
        const auto* found = find_pointer(document, at);
        return is ? scalar_text(found) == is : found != nullptr && !found->is_null();
    }

    friend bool operator==(const OkRule&, const OkRule&) = default;
};

enum class ExpiryUnit : std::uint8_t { s, ms };

/// Where a token response holds what. Each list: the first pointer that leads somewhere.
struct TokenFields {
    std::vector<std::string> access{"/access_token"};
    std::vector<std::string> refresh{"/refresh_token"};
    std::vector<std::string> expires_in{"/expires_in"};
    std::vector<std::string> expires_at;       ///< epoch s or ms, or RFC 3339; empty = not sent
    std::vector<std::string> scope{"/scope"};  ///< a string split at blanks and commas, or an array
    std::vector<std::string> token_type{"/token_type"};
    std::vector<std::string> id_token{"/id_token"};
    ExpiryUnit expires_unit = ExpiryUnit::s;
    std::map<std::string, std::vector<std::string>> other;  ///< further members, by name

    friend bool operator==(const TokenFields&, const TokenFields&) = default;
};

/// One call to the platform. Where `path` is used, `url` is already it behind the API's base.
struct Request {
    std::vector<Template> url;  ///< `choose` among them; never empty in a resolved spec
    std::string verb = "POST";
    Encoding send = Encoding::form;
    ClientAuth client = ClientAuth::post;
    Bearer bearer = Bearer::none;
    std::string grant;  ///< grant_type; empty = the protocol's for this call
    Parameters extra;   ///< added to the body (or query, when `send` is query)
    Parameters query;
    Parameters headers;
    std::map<std::string, std::string> rename;  ///< standard parameter name -> the platform's
    std::vector<std::string> omit;              ///< standard parameters not sent
    std::optional<Json> body;                   ///< a whole JSON body whose strings are templates
    bool mtls = false;                          ///< the call shows the method's client certificate
    std::optional<OkRule> ok;
    ReadAs read_as = ReadAs::json;
    TokenFields read;

    friend bool operator==(const Request&, const Request&) = default;
};

// -- OAuth ---------------------------------------------------------------------------------------

enum class Pkce : std::uint8_t { s256, off };

/// A callback parameter by which the platform says that the user declined.
struct DeniedRule {
    std::string parameter;
    std::string value;

    friend bool operator==(const DeniedRule&, const DeniedRule&) = default;
};

struct Authorize {
    std::vector<Template> url;
    std::vector<std::string> scopes;  ///< used when the integration names none
    std::string scope_join = " ";
    std::optional<std::string> scope_raw;  ///< join with this, and do not percent-encode it
    Parameters extra;
    std::map<std::string, std::string> rename;
    std::vector<std::string> omit;
    Pkce pkce = Pkce::s256;
    std::string why;               ///< the reason for `pkce: off`; never empty then
    std::string code_in = "code";  ///< callback parameter that carries the code
    std::string hash_route;        ///< the query goes behind `#/route?`
    std::string hash;              ///< a fragment appended at the end
    std::vector<DeniedRule> denied{{"error", "access_denied"}};

    friend bool operator==(const Authorize&, const Authorize&) = default;
};

/// RFC 9207: the `iss` parameter of the callback, where the provider has an issuer.
enum class IssParameter : std::uint8_t {
    if_present,  ///< checked when it comes
    required,    ///< its absence is refused too: the platform says that it sends it
};

enum class IdToken : std::uint8_t { ignore, verify };

struct Issuer {
    Template issuer;  ///< compared byte for byte with `iss`
    Template jwks;    ///< https URL of the keys; empty unless `id_token` is verify
    IdToken id_token = IdToken::ignore;
    IssParameter iss_parameter = IssParameter::if_present;

    friend bool operator==(const Issuer&, const Issuer&) = default;
};

enum class RefreshBy : std::uint8_t {
    refresh_token,
    access_token,  ///< the access token itself is exchanged for a newer one
    reissue,       ///< asked for again with the credential that stands in its place
    none,          ///< nothing renews it
};

/// What presenting a refresh token does to it; `refresh.md` section 5.
enum class Rotation : std::uint8_t {
    none,           ///< the same token stays
    additive,       ///< a new one each time, the old stay valid
    grace,          ///< the old one works for `grace` longer
    strict,         ///< the old one is refused from then on
    strict_family,  ///< presenting the old one revokes them all
    unknown,        ///< not declared: handled as strict_family
};

struct RefreshRules {
    RefreshBy by = RefreshBy::refresh_token;
    /// The call, with what it inherits from `token` filled in. Meaningless when `by` is none.
    Request request;
    bool is_post_exchange = false;  ///< the `exchange` call also follows each refresh
    Rotation rotation = Rotation::unknown;
    Seconds grace{0};                  ///< only with Rotation::grace
    std::optional<Seconds> idle;       ///< a refresh token unused for so long is dead
    std::optional<Seconds> absolute;   ///< a grant older than this is dead
    std::optional<Seconds> margin;     ///< refresh at least so long before expiry
    std::optional<Seconds> lifetime;   ///< of an access token, when the response has no expiry
    Milliseconds deadline{20000};      ///< D of refresh.md: hard end of the whole call
    Milliseconds lease_margin{10000};  ///< M of refresh.md: lease L = D + M
    bool keeps_access = false;         ///< a refresh leaves the access token as it is
    /// How old an access token must be before the platform renews it; with RefreshBy::access_token
    /// alone. Zero: it does not matter.
    Seconds min_age{0};

    friend bool operator==(const RefreshRules&, const RefreshRules&) = default;
};

/// How far a revocation reaches.
enum class RevokeReach : std::uint8_t {
    token,    ///< this token, and what came of it
    grant,    ///< everything this user gave this client: other connections of the account too
    account,  ///< the application is removed from the whole account
};

struct RevokeRules {
    Request request;
    RevokeReach reach = RevokeReach::token;
    std::string why;

    friend bool operator==(const RevokeRules&, const RevokeRules&) = default;
};

/// The platform forgets older grants beyond so many.
struct GrantLimit {
    int max = 0;
    std::string per;   ///< account | client | account_and_client
    std::string then;  ///< oldest | refused

    friend bool operator==(const GrantLimit&, const GrantLimit&) = default;
};

/// A call that fills variables.
struct Lookup {
    Request request;
    std::optional<std::string> list;  ///< pointer to rows; `where` chooses one of them
    std::string where_at;
    std::optional<Template> where_is;
    std::optional<Template> where_has;
    struct Set {
        std::string variable;
        std::string at;
        std::string match;  ///< RE2: what of the text; empty = all
        friend bool operator==(const Set&, const Set&) = default;
    };
    std::vector<Set> set;

    friend bool operator==(const Lookup&, const Lookup&) = default;
};

// -- who the account is --------------------------------------------------------------------------

enum class IdentitySource : std::uint8_t { call, token, id_token };

/// Names the connected account.
struct Whoami {
    IdentitySource from = IdentitySource::call;
    Request request;  ///< with the access token; only for `call`
    std::vector<std::string> id;
    std::vector<std::string> label;
    std::vector<std::string> email;

    friend bool operator==(const Whoami&, const Whoami&) = default;
};

enum class MetadataKind : std::uint8_t { string, integer, number, boolean, url };

/// One member of a connection's metadata (SPEC A12).
struct MetadataField {
    std::string name;
    std::vector<std::string> at;
    MetadataKind kind = MetadataKind::string;
    IdentitySource from = IdentitySource::call;
    bool optional = false;

    friend bool operator==(const MetadataField&, const MetadataField&) = default;
};

// -- methods and providers -----------------------------------------------------------------------

enum class AuthKind : std::uint8_t {
    oauth2_code,
    oauth2_client,
    oauth1,
    key,
    basic,
    jwt_self,
    jwt_grant,
    login,
    app_install,
    mcp_oauth,
    signed_,
    none,
};

const char* to_text(AuthKind kind);

/// How the credential rides on API calls.
struct Attach {
    enum class Where : std::uint8_t { header, query, body, basic, cookies, base };
    Where where = Where::header;
    std::string name;  ///< of the header or query parameter
    Template value;    ///< of `basic`: the user
    Template password;
    std::optional<Json> body;

    friend bool operator==(const Attach&, const Attach&) = default;
};

/// What a person is asked for when the method is not OAuth.
struct CredentialField {
    std::string name;
    std::string term;  ///< the vendor's word for it
    VarKind kind = VarKind::text;
    bool secret = false;
    bool optional = false;
    bool from_app = false;
    std::optional<std::string> fixed;

    friend bool operator==(const CredentialField&, const CredentialField&) = default;
};

/// Where proxied calls go.
struct Api {
    std::vector<Template> base;
    Parameters headers;
    Parameters query;
    bool keep_headers_on_redirect = false;
    std::vector<ErrorRule> errors;
    Json throttle;      ///< carried for the proxy
    Json paging;        ///< carried for sync
    bool mtls = false;  ///< all its calls show the method's client certificate

    friend bool operator==(const Api&, const Api&) = default;
};

/// What calls that say `mtls` prove themselves with in the TLS handshake (RFC 8705), both in PEM: by
/// name, two of the operator's secret variables.
struct CertificateRule {
    std::string certificate;
    std::string key;

    friend bool operator==(const CertificateRule&, const CertificateRule&) = default;
};

/// One way to authenticate. `oauth2_code` is complete; of the other kinds `raw` holds what the
/// members here do not.
struct AuthMethod {
    std::string id;
    AuthKind kind = AuthKind::oauth2_code;
    Authorize authorize;
    Request token;
    std::optional<Request> exchange;  ///< its answer becomes the stored token
    std::vector<Lookup> lookup;
    std::vector<Request> after;
    RefreshRules refresh;
    std::optional<RevokeRules> revoke;
    std::optional<Request> introspect;
    std::optional<Request> check;  ///< a cheap call that proves a key works
    std::optional<Issuer> issuer;
    std::vector<ErrorRule> errors;  ///< of token, refresh, exchange and revoke calls
    std::optional<GrantLimit> grant_limit;
    std::vector<Attach> attach;  ///< empty = `Authorization: Bearer {token}`
    std::vector<CredentialField> fields;
    /// The shared variables with the method's own over them, those reachable from it.
    std::vector<Variable> vars;
    Api api;
    std::optional<CertificateRule> client_certificate;
    bool pin_host = false;  ///< free hosts are the operator's to set: such variables are `app`
    Json raw;               ///< the method's whole resolved node

    const Variable* find_variable(std::string_view name) const;

    friend bool operator==(const AuthMethod&, const AuthMethod&) = default;
};

/// One provider, one variant of it, one method: what a flow works by.
struct ProviderSpec {
    int schema = 1;
    std::string id;
    std::string name;
    std::vector<std::string> groups;  ///< first is the main one
    std::string docs;
    std::string stage;    ///< set when the recorded endpoints are not production
    std::string grade;    ///< a, b, c or own: how far sources agree; not "verified"
    std::string variant;  ///< empty = none
    About about;
    AuthMethod method;
    std::optional<Whoami> whoami;
    std::vector<MetadataField> metadata;
    Json webhooks;  ///< carried
    Json limits;    ///< carried
    Json resources;
    Json actions;
    /// Hash, in hex, of what a flow relies on: equal exactly when a flow begun under
    /// one configuration may go on under the other.
    std::string fingerprint;

    friend bool operator==(const ProviderSpec&, const ProviderSpec&) = default;
};

}  // namespace fairlead::catalog
