// SPDX-License-Identifier: Apache-2.0
#include "oauth/attach_token.h"

#include "base/text.h"

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
                               const catalog::Bindings& bindings, const Secret& token) {
    if (client.method().kind != catalog::AuthKind::basic) {
        call.headers.set("Authorization", "Bearer " + std::string{token.expose()});
        return ok();
    }
    TRY(const auto user_name, catalog::Template::parse("{cred.username}"));
    TRY(const auto password_name, catalog::Template::parse("{cred.password}"));
    TRY(const auto user, catalog::render_secret(user_name, bindings, Place::header));
    TRY(const auto password, catalog::render_secret(password_name, bindings, Place::header));
    call.headers.set("Authorization", basic(user, password));
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
    } else {
        return Error{Errc::conflict, "This way to authenticate is not supported."};
    }
    return ok();
}

}  // namespace

Result<void> attach_token(net::ClientRequest& call, const OAuthClient& client,
                          const catalog::Bindings& bindings, const Secret& token,
                          const OnceOnly& once) {
    if (call.headers.has("Authorization")) return ok();
    if (client.method().kind == catalog::AuthKind::oauth1) {
        TRY(const auto signs, unpack_signing_token(token));
        return sign_call(call, client, signs, once);
    }
    const auto& attaches = client.method().attach;
    if (attaches.empty()) return attach_by_default(call, client, bindings, token);
    for (const auto& attach : attaches) CHECK_OK(attach_one(call, attach, bindings));
    return ok();
}

}  // namespace fairlead::oauth
