// SPDX-License-Identifier: Apache-2.0
#include "oauth/server_metadata.h"

#include "base/text.h"
#include "net/url.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace fairlead::oauth {

namespace {

constexpr std::size_t longest_address = 2048;
constexpr std::size_t most_texts = 100;
constexpr std::size_t longest_told = 120;
constexpr const char* oauth_document = "/.well-known/oauth-authorization-server";
constexpr const char* openid_document = "/.well-known/openid-configuration";

/// A code that is sent to one host for a consent that another one gave is how servers are mixed up
/// (RFC 9700 section 4.4): a server's addresses are its own host's, or of a host below it.
bool is_of(const net::Url& issuer, const net::Url& address) {
    if (address.origin() == issuer.origin()) return true;
    const bool is_named = issuer.host.find('.') != std::string::npos &&
                          issuer.host.find_first_not_of("0123456789.") != std::string::npos;
    return is_named && issuer.port == 443 && address.port == 443 &&
           address.host.ends_with("." + issuer.host);
}

/// Empty where the document does not name it.
Result<std::string> address_at(const json::value& document, const char* pointer,
                               const net::Url& issuer, NamedBy named_by) {
    const auto text = scalar_text(find_pointer(document, pointer)).value_or("");
    if (text.empty()) return text;
    CHECK_OK(check_address(text, pointer + 1));
    TRY(const auto url, net::Url::parse(text));
    if (named_by == NamedBy::operators || is_of(issuer, url)) return url.text();
    return bad_document("its " + std::string{pointer + 1} + " is at " +
                        printable(url.host, longest_told) + ", which is not below " +
                        printable(issuer.host, longest_told));
}

/// Many that do it do not say so, and those that do not leave what they do not know unread. An
/// operator may rely on that; the verifier and the nonce are sent all the same.
bool does_pkce(const json::value& document, NamedBy named_by) {
    const auto methods = texts_at(document, "/code_challenge_methods_supported");
    if (named_by == NamedBy::operators && methods.empty()) return true;
    return std::ranges::find(methods, "S256") != methods.end();
}

}  // namespace

Error bad_document(std::string message) {
    return Error{.code = Errc::provider_failed,
                 .message = "What the server tells of itself cannot be used: " +
                            std::move(message) + ". Whoever runs it has to mend that."};
}

std::vector<std::string> texts_at(const json::value& document, std::string_view pointer) {
    std::vector<std::string> texts;
    const auto* list = find_pointer(document, pointer);
    if (!list || !list->is_array()) return texts;
    for (const auto& item : list->get_array())
        if (item.is_string() && texts.size() < most_texts) texts.emplace_back(item.get_string());
    return texts;
}

Result<void> check_address(const std::string& text, const char* what) {
    const auto url = net::Url::parse(text);
    // A brace would be a placeholder where addresses are templates.
    const bool is_good = url && url->scheme == "https" && !url->has_userinfo &&
                         url->fragment.empty() && text.size() <= longest_address &&
                         text.find_first_of("{}") == std::string::npos;
    if (is_good) return ok();
    return bad_document("its " + std::string{what} +
                        " is no https address without user name and fragment");
}

Result<std::vector<std::string>> metadata_urls(const std::string& issuer) {
    CHECK_OK(check_address(issuer, "issuer"));
    TRY(const auto url, net::Url::parse(issuer));
    if (!url.query.empty()) return bad_document("its issuer has a query");
    auto path = url.path;
    while (path.ends_with('/')) path.pop_back();
    const auto origin = url.origin();
    std::vector<std::string> urls{origin + oauth_document + path, origin + openid_document + path};
    if (!path.empty()) urls.push_back(origin + path + openid_document);
    return urls;
}

Result<std::string> openid_url(const std::string& issuer) {
    TRY(const auto urls, metadata_urls(issuer));
    return urls.back();  // it stands behind the issuer's path
}

Result<ServerMetadata> read_server_metadata(std::string_view text, const std::string& issuer,
                                            NamedBy named_by) {
    const auto parsed = parse_json(text);
    if (!parsed || !parsed->is_object()) return bad_document("it is no JSON object");
    const auto& document = *parsed;
    ServerMetadata server;
    server.issuer = scalar_text(find_pointer(document, "/issuer")).value_or("");
    if (server.issuer != issuer)
        return bad_document("it names another issuer, " + printable(server.issuer, longest_told) +
                            ", than the one it was asked as, " + printable(issuer, longest_told));
    TRY(const auto home, net::Url::parse(issuer));
    TRY(server.authorize_url, address_at(document, "/authorization_endpoint", home, named_by));
    TRY(server.token_url, address_at(document, "/token_endpoint", home, named_by));
    TRY(server.register_url, address_at(document, "/registration_endpoint", home, named_by));
    TRY(server.revoke_url, address_at(document, "/revocation_endpoint", home, named_by));
    if (named_by == NamedBy::operators) {
        TRY(server.jwks_url, address_at(document, "/jwks_uri", home, named_by));
    }
    if (server.authorize_url.empty() || server.token_url.empty())
        return bad_document("it lacks an authorization or a token endpoint");
    if (!does_pkce(document, named_by))
        return bad_document("it does not say that it does PKCE with S256");
    const auto* sends_iss =
        find_pointer(document, "/authorization_response_iss_parameter_supported");
    server.sends_iss = sends_iss && sends_iss->is_bool() && sends_iss->get_bool();
    server.client_auth = texts_at(document, "/token_endpoint_auth_methods_supported");
    if (server.client_auth.empty()) server.client_auth = {"client_secret_basic"};
    server.scopes = texts_at(document, "/scopes_supported");
    return server;
}

}  // namespace fairlead::oauth
