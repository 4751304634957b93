// SPDX-License-Identifier: Apache-2.0
#include "oauth/registration_call.h"

#include "base/text.h"
#include "oauth/server_metadata.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

using catalog::ClientAuth;

namespace {

constexpr std::size_t longest_registered = 4096;
constexpr std::size_t longest_said = 120;
constexpr std::size_t largest_registration = 64 * 1024;
constexpr Milliseconds answer_patience{15000};

constexpr std::pair<ClientAuth, const char*> auth_names[]{
    {ClientAuth::none, "none"},
    {ClientAuth::post, "client_secret_post"},
    {ClientAuth::basic, "client_secret_basic"}};

Error odd_answer(const std::string& name, const std::string& what) {
    return Error{.code = Errc::provider_failed,
                 .message = name + " answered a registration with something that cannot be used: " +
                            what + ". Whoever runs it has to mend that."};
}

Error refused(const RegistrationAsk& ask, const net::ClientResponse& response,
              const std::string& name) {
    std::string said = "HTTP " + std::to_string(response.status);
    if (const auto document = parse_json(response.body))
        for (const char* at : {"/error", "/error_description"})
            if (const auto text = scalar_text(find_pointer(*document, at)))
                said += ", " + printable(*text, longest_said);
    return Error{.code = Errc::conflict,
                 .message = name + " does not register this server (" + said +
                            "). The operator can ask " + name + " to allow the redirect URI " +
                            ask.redirect_uri +
                            ", or register an application there by hand and store its client id "
                            "and secret with the integration.",
                 .reason = "provider_config"};
}

Error not_now(const net::Exchange& exchange, const std::string& name) {
    if (!exchange.answered())
        return Error{.code = Errc::provider_failed,
                     .message = name +
                                " does not answer where it registers clients. Try again "
                                "later.",
                     .detail = exchange.failure.error.message};
    const int status = exchange.response->status;
    return Error{.code = status == 429 ? Errc::rate_limited : Errc::provider_failed,
                 .message = name + " cannot register clients now. Try again in a few minutes.",
                 .detail = "HTTP " + std::to_string(status),
                 .retry_after = status == 429 ? std::optional{Seconds{60}} : std::nullopt};
}

bool is_value(const std::string& text) {
    return !text.empty() && text.size() <= longest_registered &&
           std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; });
}

/// Zero and nothing mean never.
Result<std::optional<Time>> expiry_of(const json::value& document, const std::string& name,
                                      Time now) {
    using Answer = std::optional<Time>;
    const auto* told = find_pointer(document, "/client_secret_expires_at");
    if (!told || !told->is_number()) return Answer{};
    const auto seconds = told->to_number<double>();
    if (seconds <= 0 || seconds > 1e11) return Answer{};
    const auto at = from_unix_ms(static_cast<std::int64_t>(seconds) * 1000);
    if (at <= now) return odd_answer(name, "a client secret that is over already");
    return Answer{at};
}

/// Only where it registers may it be asked later: the access token goes there.
std::string manage_url_of(const json::value& document, const std::string& register_url) {
    const auto text = scalar_text(find_pointer(document, "/registration_client_uri")).value_or("");
    const auto url = net::Url::parse(text);
    const auto home = net::Url::parse(register_url);
    const bool is_own = url && home && check_address(text, "registration_client_uri") &&
                        url->origin() == home->origin();
    return is_own ? url->text() : std::string{};
}

/// What it registered is what counts, whatever was asked.
Result<ClientAuth> auth_of(const json::value& document, const RegistrationAsk& ask, bool has_secret,
                           const std::string& name) {
    const auto told =
        scalar_text(find_pointer(document, "/token_endpoint_auth_method")).value_or("");
    const auto auth = told.empty() ? std::optional{ask.auth} : auth_named(told);
    if (!auth) return odd_answer(name, "it wants clients to use " + printable(told, longest_said));
    return has_secret ? *auth : ClientAuth::none;
}

bool takes_redirect(const json::value& document, const std::string& redirect_uri) {
    const auto taken = texts_at(document, "/redirect_uris");
    return taken.empty() || std::ranges::find(taken, redirect_uri) != taken.end();
}

}  // namespace

const char* auth_name(ClientAuth auth) {
    const auto found =
        std::ranges::find(auth_names, auth, &std::pair<ClientAuth, const char*>::first);
    return found == std::ranges::end(auth_names) ? "none" : found->second;
}

std::optional<ClientAuth> auth_named(std::string_view name) {
    for (const auto& [auth, known] : auth_names)
        if (known == name) return auth;
    return std::nullopt;
}

Result<net::ClientRequest> build_registration(const RegistrationAsk& ask) {
    CHECK_OK(check_address(ask.url, "registration endpoint"));
    net::ClientRequest call;
    TRY(call.url, net::Url::parse(ask.url));
    json::object client;
    client["client_name"] = "Fairlead";
    client["redirect_uris"] = json::array{json::string(ask.redirect_uri)};
    client["grant_types"] = json::array{"authorization_code", "refresh_token"};
    client["response_types"] = json::array{"code"};
    client["token_endpoint_auth_method"] = auth_name(ask.auth);
    if (!ask.scopes.empty()) client["scope"] = join(ask.scopes, " ");
    call.method = net::Method::post;
    call.headers.set("Accept", "application/json");
    call.headers.set("Content-Type", "application/json");
    call.body = json::serialize(client);
    call.max_body = largest_registration;
    call.total_timeout = answer_patience;
    return call;
}

bool wants_other_auth(const net::Exchange& exchange) {
    if (!exchange.answered() || exchange.response->status != 400) return false;
    const auto document = parse_json(exchange.response->body);
    return document && scalar_text(find_pointer(*document, "/error")) == "invalid_client_metadata";
}

Result<RegisteredAs> read_registration(const RegistrationAsk& ask, const net::Exchange& exchange,
                                       const std::string& name, Time now) {
    if (!exchange.answered()) return not_now(exchange, name);
    const auto& response = *exchange.response;
    if (response.status == 429 || response.status >= 500) return not_now(exchange, name);
    if (response.status / 100 != 2) return refused(ask, response, name);
    const auto document = parse_json(response.body);
    if (!document || !document->is_object()) return odd_answer(name, "it is no JSON object");
    const auto text = [&](const char* at) {
        return scalar_text(find_pointer(*document, at)).value_or("");
    };
    RegisteredAs registered;
    registered.client_id = text("/client_id");
    if (!is_value(registered.client_id)) return odd_answer(name, "it names no client id");
    if (!takes_redirect(*document, ask.redirect_uri))
        return odd_answer(name, "it registered another redirect URI");
    registered.client_secret = Secret{text("/client_secret")};
    registered.access_token = Secret{text("/registration_access_token")};
    if (!registered.access_token.empty()) registered.manage_url = manage_url_of(*document, ask.url);
    const bool has_secret = !registered.client_secret.empty();
    TRY(registered.auth, auth_of(*document, ask, has_secret, name));
    if (has_secret) {
        TRY(registered.secret_expires_at, expiry_of(*document, name, now));
    }
    return registered;
}

}  // namespace fairlead::oauth
