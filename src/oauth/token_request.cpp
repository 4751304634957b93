// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_request.h"

#include "base/text.h"
#include "oauth/assertion.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace fairlead::oauth {

using catalog::ClientAuth;
using catalog::Encoding;
using catalog::Place;

namespace {

Secret plain(std::string_view text) { return Secret::copy_of(text); }

void add_grant(Fields& fields, const std::string& declared, std::string_view standard) {
    fields.push_back({"grant_type", plain(declared.empty() ? standard : declared)});
}

/// Who we are, as parameters.
void add_client(Fields& fields, const catalog::Request& request, const OAuthClient& client) {
    const bool has_id = request.client == ClientAuth::post || request.client == ClientAuth::none;
    if (has_id) fields.push_back({"client_id", plain(client.client_id)});
    if (request.client == ClientAuth::post && !client.client_secret.empty())
        fields.push_back({"client_secret", client.client_secret.duplicate()});
}

constexpr const char* client_jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// RFC 7523 section 2.2: the client signs for itself, with the key that its operator gave.
Result<void> add_client_assertion(Fields& fields, const OAuthClient& client,
                                  const catalog::Bindings& bindings) {
    if (!has_assertion(client.method()) || !bindings.now())
        return Error{Errc::conflict, "This way to authenticate is not supported.",
                     "client assertion for " + client.key};
    TRY(auto assertion, sign_assertion(client.method(), bindings, *bindings.now()));
    fields.push_back({"client_assertion_type", plain(client_jwt)});
    fields.push_back({"client_assertion", std::move(assertion)});
    return ok();
}

/// Standard names become the platform's; what it does not want goes.
Fields as_the_platform_names_them(Fields fields, const catalog::Request& request) {
    std::erase_if(fields, [&](const Field& field) {
        return std::ranges::find(request.omit, field.name) != request.omit.end();
    });
    for (auto& field : fields)
        if (const auto renamed = request.rename.find(field.name); renamed != request.rename.end())
            field.name = renamed->second;
    return fields;
}

Result<void> add_extra(Fields& fields, const catalog::Parameters& extra,
                       const catalog::AuthMethod& method, const catalog::Bindings& bindings) {
    for (const auto& parameter : extra) {
        if (is_unsaid(parameter.value, method, bindings)) continue;
        TRY(auto value, catalog::render_secret(parameter.value, bindings, Place::text));
        const auto same = std::ranges::find(fields, parameter.name, &Field::name);
        if (same != fields.end())
            same->value = std::move(value);
        else
            fields.push_back({parameter.name, std::move(value)});
    }
    return ok();
}

net::Pairs pairs_of(const Fields& fields) {
    net::Pairs pairs;
    for (const auto& field : fields) pairs.emplace_back(field.name, field.value.expose());
    return pairs;
}

std::string basic(std::string_view user, std::string_view password) {
    const std::string both = form_encode(user) + ":" + form_encode(password);
    return "Basic " + base64_encode(bytes_of(both));
}

Result<void> set_authorization(net::Headers& headers, const catalog::Request& request,
                               const OAuthClient& client, const catalog::Bindings& bindings) {
    if (request.client == ClientAuth::basic)
        headers.set("Authorization", basic(client.client_id, client.client_secret.expose()));
    if (request.client == ClientAuth::basic_secret_as_user)
        headers.set("Authorization", basic(client.client_secret.expose(), ""));
    if (request.bearer == catalog::Bearer::assertion)
        return Error{Errc::conflict, "This way to authenticate is not supported.",
                     "an assertion as bearer for " + client.key};
    if (request.bearer == catalog::Bearer::token) {
        const auto* token = bindings.find("token");
        if (!token) return Error{Errc::invalid, "The call needs an access token."};
        headers.set("Authorization", "Bearer " + std::string{token->view()});
    }
    return ok();
}

std::string json_body(const Fields& fields) {
    json::object object;
    for (const auto& field : fields) object[field.name] = field.value.expose();
    return json::serialize(object);
}

/// Members of a body that say only what nobody said.
void drop_unsaid(json::value& document, const catalog::AuthMethod& method,
                 const catalog::Bindings& bindings) {
    if (!document.is_object()) return;
    auto& object = document.get_object();
    for (auto it = object.begin(); it != object.end();) {
        drop_unsaid(it->value(), method, bindings);
        const auto source = it->value().is_string()
                                ? catalog::Template::parse(it->value().get_string())
                                : Result<catalog::Template>{catalog::Template{}};
        it = source && is_unsaid(*source, method, bindings) ? object.erase(it) : it + 1;
    }
}

Result<void> set_body(net::ClientRequest& call, const catalog::Request& request,
                      const OAuthClient& client, const Fields& fields,
                      const catalog::Bindings& bindings) {
    if (request.body) {
        auto document = from_json(*request.body);
        drop_unsaid(document, client.method(), bindings);
        CHECK_OK(fill_templates(document, bindings));
        call.body = json::serialize(document);
        call.headers.set("Content-Type", "application/json");
        return ok();
    }
    // What a DELETE is about stands in its URL.
    const bool has_body = call.method != net::Method::get && call.method != net::Method::head &&
                          call.method != net::Method::del;
    if (!has_body || request.send == Encoding::query) return ok();
    if (request.send == Encoding::xml)
        return Error{Errc::conflict,
                     "This platform's token calls are XML, which is not supported."};
    if (request.send == Encoding::json) {
        call.body = json_body(fields);
        call.headers.set("Content-Type", "application/json");
        return ok();
    }
    call.body = net::write_pairs(pairs_of(fields));
    call.headers.set("Content-Type", "application/x-www-form-urlencoded");
    return ok();
}

bool travels_in_query(const catalog::Request& request, net::Method method) {
    return request.send == Encoding::query || method == net::Method::get ||
           method == net::Method::head;
}

Result<net::Url> url_of(const catalog::Request& request, const Fields& in_query,
                        const catalog::Bindings& bindings) {
    TRY(const auto* const source, catalog::choose(request.url, bindings));
    TRY(const auto base, catalog::render_secret(*source, bindings, Place::url));
    net::Pairs query = pairs_of(in_query);
    for (const auto& parameter : request.query) {
        TRY(const auto value, catalog::render_secret(parameter.value, bindings, Place::text));
        if (!value.empty()) query.emplace_back(parameter.name, value.expose());
    }
    if (query.empty()) return net::Url::parse(base.expose());
    return net::Url::parse(net::add_query(base.expose(), query));
}

}  // namespace

Fields code_fields(const catalog::Request& request, const Secret& code,
                   const std::string& redirect_uri, const Secret& verifier) {
    Fields fields;
    add_grant(fields, request.grant, "authorization_code");
    fields.push_back({"code", code.duplicate()});
    fields.push_back({"redirect_uri", plain(redirect_uri)});
    if (!verifier.empty()) fields.push_back({"code_verifier", verifier.duplicate()});
    return fields;
}

Fields refresh_fields(const catalog::RefreshRules& rules, const Secret& credential) {
    Fields fields;
    if (rules.by == catalog::RefreshBy::access_token) {
        if (!rules.request.grant.empty()) add_grant(fields, rules.request.grant, "");
        return fields;
    }
    add_grant(fields, rules.request.grant, "refresh_token");
    fields.push_back({"refresh_token", credential.duplicate()});
    return fields;
}

Fields revoke_fields(const Secret& token, TokenHint hint) {
    Fields fields;
    fields.push_back({"token", token.duplicate()});
    fields.push_back({"token_type_hint",
                      plain(hint == TokenHint::refresh_token ? "refresh_token" : "access_token")});
    return fields;
}

Result<void> fill_templates(json::value& value, const catalog::Bindings& bindings) {
    if (value.is_string()) {
        TRY(const auto source, catalog::Template::parse(value.get_string()));
        TRY(const auto text, catalog::render_secret(source, bindings, Place::text));
        value = json::string(text.expose());
    } else if (value.is_object()) {
        for (auto& member : value.get_object()) CHECK_OK(fill_templates(member.value(), bindings));
    } else if (value.is_array()) {
        for (auto& item : value.get_array()) CHECK_OK(fill_templates(item, bindings));
    }
    return ok();
}

bool is_unsaid(const catalog::Template& source, const catalog::AuthMethod& method,
               const catalog::Bindings& bindings) {
    return std::ranges::any_of(source.names(), [&](const std::string& name) {
        const auto* variable = method.find_variable(name);
        return variable && variable->optional && !bindings.has(name);
    });
}

std::optional<catalog::Bindings> bindings_of_call(const catalog::Bindings& bindings,
                                                  const catalog::Parameters& headers,
                                                  const net::ClientRequest& call) {
    const auto names_call = [](const catalog::Parameter& header) {
        const auto names = header.value.names();
        return std::ranges::any_of(names,
                                   [](const auto& name) { return name.starts_with("req."); });
    };
    if (std::ranges::none_of(headers, names_call)) return std::nullopt;
    auto known = bindings.duplicate();
    // Some have a credential in their address or body.
    known.set("req.method", std::string{to_text(call.method)})
        .set("req.host", call.url.host)
        .set_secret("req.path", plain(call.url.path))
        .set_secret("req.params", plain(call.url.query))
        .set_secret("req.endpoint", plain(call.url.target()))
        .set_secret("req.body", plain(call.body));
    return known;
}

catalog::Bindings bindings_for(const OAuthClient& client,
                               const std::map<std::string, std::string>& vars) {
    catalog::Bindings bindings;
    bindings.set("app.client_id", client.client_id);
    bindings.set_secret("app.client_secret", client.client_secret.duplicate());
    for (const auto* values : {&client.vars, &vars})
        for (const auto& [name, value] : *values) {
            const auto* variable = client.method().find_variable(name);
            // What became the operator's is not the connection's any more, whatever it stored: the
            // client's secret must not follow a host that the connecting person once named.
            const bool is_operators = variable && variable->from == catalog::VarSource::app;
            if (is_operators && values != &client.vars) continue;
            bindings.set_checked(name, value, variable ? variable->kind : catalog::VarKind::text);
        }
    for (const auto& [name, value] : client.secret_vars)
        bindings.set_secret(name, value.duplicate());
    return bindings;
}

Result<void> show_certificate(net::ClientRequest& call, const OAuthClient& client) {
    call.certificate = client.certificate;
    if (call.certificate) return ok();
    return Error{Errc::conflict, "This call wants a client certificate, and there is none.",
                 "for " + client.key};
}

Result<net::ClientRequest> build_token_request(const catalog::Request& request,
                                               const OAuthClient& client, Fields fields,
                                               const catalog::Bindings& bindings) {
    net::ClientRequest call;
    call.method = net::parse_method(request.verb);
    add_client(fields, request, client);
    if (request.client == ClientAuth::assertion)
        CHECK_OK(add_client_assertion(fields, client, bindings));
    fields = as_the_platform_names_them(std::move(fields), request);
    CHECK_OK(add_extra(fields, request.extra, client.method(), bindings));
    const Fields none;
    const bool in_query = travels_in_query(request, call.method);
    TRY(call.url, url_of(request, in_query ? fields : none, bindings));
    if (request.mtls) CHECK_OK(show_certificate(call, client));
    call.headers.set("Accept", "application/json");
    CHECK_OK(set_authorization(call.headers, request, client, bindings));
    CHECK_OK(set_body(call, request, client, fields, bindings));
    const auto with_call = bindings_of_call(bindings, request.headers, call);
    const auto& known = with_call ? *with_call : bindings;
    for (const auto& header : request.headers) {
        TRY(const auto value, catalog::render_secret(header.value, known, Place::header));
        call.headers.set(header.name, std::string{value.expose()});
    }
    return call;
}

}  // namespace fairlead::oauth
