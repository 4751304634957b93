// SPDX-License-Identifier: Apache-2.0
#include "oauth/attach_token.h"

#include "base/text.h"
#include "oauth/token_request.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

using catalog::Attach;
using catalog::Place;

namespace {

/// RFC 7617 section 2: neither half is encoded before they are joined.
std::string basic(const Secret& user, const Secret& password) {
    const std::string both = std::string{user.expose()} + ":" + std::string{password.expose()};
    return "Basic " + base64_encode(bytes_of(both));
}

Result<void> attach_by_default(net::ClientRequest& call, const OAuthClient& client,
                               const catalog::Bindings& bindings) {
    if (client.method().kind != catalog::AuthKind::basic) {
        TRY(const auto bearer, catalog::Template::parse("Bearer {token}"));
        TRY(const auto value, catalog::render_secret(bearer, bindings, Place::header));
        call.headers.set("Authorization", value.expose());
        return ok();
    }
    TRY(const auto user_name, catalog::Template::parse("{cred.username}"));
    TRY(const auto password_name, catalog::Template::parse("{cred.password}"));
    TRY(const auto user, catalog::render_secret(user_name, bindings, Place::header));
    TRY(const auto password, catalog::render_secret(password_name, bindings, Place::header));
    call.headers.set("Authorization", basic(user, password));
    return ok();
}

/// Members of `more`, those of objects one by one; what is there by the same name is replaced.
void put_members(json::object& into, const json::object& more) {
    for (const auto& member : more) {
        auto& at = into[member.key()];
        if (at.is_object() && member.value().is_object())
            put_members(at.get_object(), member.value().get_object());
        else
            at = member.value();
    }
}

bool is_json(const net::ClientRequest& call) {
    const auto type = call.headers.find("Content-Type").value_or("");
    return to_lower(type).starts_with("application/json");
}

/// A call's body as an object; an empty one is one without members.
Result<json::object> body_of(const net::ClientRequest& call) {
    if (call.body.empty()) return json::object{};
    auto document = is_json(call) ? parse_json(call.body) : Result<json::value>{json::value{}};
    if (document && document->is_object()) return std::move(document->get_object());
    return Error{Errc::conflict, "The credential rides in a JSON body, and this call has another."};
}

Result<void> attach_in_body(net::ClientRequest& call, const Json& body,
                            const catalog::Bindings& bindings) {
    const bool has_none = call.method == net::Method::get || call.method == net::Method::head ||
                          call.method == net::Method::del;
    if (has_none)
        return Error{Errc::conflict, "The credential rides in a body, and this call has none."};
    TRY(auto document, body_of(call));
    auto more = from_json(body);
    CHECK_OK(fill_templates(more, bindings));
    put_members(document, more.as_object());
    call.body = json::serialize(document);
    call.headers.set("Content-Type", "application/json");
    return ok();
}

Result<void> attach_one(net::ClientRequest& call, const Attach& attach,
                        const catalog::Bindings& bindings) {
    if (attach.where == Attach::Where::header) {
        TRY(const auto value, catalog::render_secret(attach.value, bindings, Place::header));
        call.headers.set(attach.name, value.expose());
    } else if (attach.where == Attach::Where::query) {
        TRY(const auto value, catalog::render_secret(attach.value, bindings, Place::text));
        const net::Pairs pair{{attach.name, std::string{value.expose()}}};
        TRY(call.url, net::Url::parse(net::add_query(call.url.text(), pair)));
    } else if (attach.where == Attach::Where::basic) {
        TRY(const auto user, catalog::render_secret(attach.value, bindings, Place::header));
        TRY(const auto password, catalog::render_secret(attach.password, bindings, Place::header));
        call.headers.set("Authorization", basic(user, password));
    } else if (attach.where == Attach::Where::body && attach.body) {
        return attach_in_body(call, *attach.body, bindings);
    } else if (attach.where != Attach::Where::base) {  // there it stands in the call's own template
        return Error{Errc::conflict, "This way to authenticate is not supported."};
    }
    return ok();
}

}  // namespace

Result<void> attach_token(net::ClientRequest& call, const OAuthClient& client,
                          const catalog::Bindings& bindings, const Secret& token,
                          const OnceOnly& once) {
    if (client.method().api.mtls) CHECK_OK(show_certificate(call, client));
    if (call.headers.has("Authorization")) return ok();
    if (client.method().kind == catalog::AuthKind::oauth1) {
        TRY(const auto signs, unpack_signing_token(token));
        return sign_call(call, client, signs, once);
    }
    const auto& attaches = client.method().attach;
    if (attaches.empty()) return attach_by_default(call, client, bindings);
    catalog::Parameters headers;
    for (const auto& attach : attaches) headers.push_back({attach.name, attach.value});
    for (const auto& attach : attaches) {
        // What signs the call signs it as it is with what stands before.
        const auto with_call = bindings_of_call(bindings, headers, call);
        CHECK_OK(attach_one(call, attach, with_call ? *with_call : bindings));
    }
    return ok();
}

}  // namespace fairlead::oauth
