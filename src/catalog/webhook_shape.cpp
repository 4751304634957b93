// SPDX-License-Identifier: Apache-2.0
#include "catalog/webhook_shape.h"

#include "catalog/shape_leaves.h"

namespace fairlead::catalog {
namespace {

/// `%2F`: what stands for one byte in an address.
std::string check_escape(std::string_view text) {
    const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
    const bool fits = text.size() == 3 && text[0] == '%' && is_digit(text[1]) && is_digit(text[2]);
    return fits ? "" : "expected an escape such as %2F";
}

/// One object of it exists; its members point at each other.
struct WebhookShapes : ShapeLeaves {
    WebhookShapes() {
        build_proof();
        build_handshake();
        any = shape_list(alternative, "a list of rules");
        auto members = proof;
        members.push_back({"any", &any});
        members.push_back({"handshake", &handshake});
        webhooks = shape_object(members);
    }

    Shape webhooks;

    void build_proof() {
        scheme = shape_word({"hmac", "hash", "standard_webhooks", "rsa", "ecdsa", "ed25519", "jwt",
                             "token", "basic", "none"});
        hash = shape_word({"sha1", "sha256", "sha512"});
        encode = shape_word({"hex", "base64", "base64url"});
        secret = shape_word({"app_secret", "endpoint", "public_key", "fetched"});
        secret_encoding = shape_word({"utf8", "base64", "hex"});
        unit = shape_word({"s", "ms"});
        parts = shape_object({{"sep", &plain_text}, {"time", &plain_text}, {"sig", &plain_text}});
        headers =
            shape_object({{"id", &header_name}, {"time", &header_name}, {"sig", &header_name}});
        time = shape_object({{"header", &header_name}, {"at", &pointer}, {"unit", &unit}});
        key_url = shape_object({{"at", &pointer}, {"host_suffix", &plain_text}});
        escape = shape_text("an escape such as %2F", check_escape);
        escapes = shape_list(escape, "a list of escapes");
        claims = {.kind = Shape::Kind::map, .expected = "a map of claims", .element = &plain_value};
        proof = {{"scheme", &scheme},       {"hash", &hash},
                 {"header", &header_name},  {"prefix", &plain_text},
                 {"encode", &encode},       {"parts", &parts},
                 {"headers", &headers},     {"list_sep", &plain_text},
                 {"signed", &plain_text},   {"unescape", &escapes},
                 {"time", &time},           {"tolerance", &seconds},
                 {"once", &pointer},        {"each", &pointer},
                 {"at", &pointer},          {"key", &plain_text},
                 {"key_url", &key_url},     {"key_page", &web_page},
                 {"secret", &secret},       {"secret_encoding", &secret_encoding},
                 {"issuer", &plain_text},   {"issuer_keys", &url_text},
                 {"audience", &plain_text}, {"claims", &claims}};
        alternative = shape_object(proof);
    }

    void build_handshake() {
        verb = shape_word({"GET", "POST"});
        when = shape_object({{"query", &plain_text},
                             {"header", &header_name},
                             {"body", &pointer},
                             {"is", &plain_value}});
        match = shape_object({{"query", &plain_text}});
        reply_header = {.kind = Shape::Kind::map,
                        .expected = "a map of headers",
                        .key_fits = is_header_name,
                        .element = &plain_text};
        handshake = shape_object({{"verb", &verb},
                                  {"when", &when},
                                  {"match", &match},
                                  {"reply", &plain_text},
                                  {"reply_json", &any_value},
                                  {"reply_header", &reply_header}});
    }

    std::vector<Member> proof;
    Shape scheme, hash, encode, secret, secret_encoding, unit, parts, headers, time, key_url,
        escape, escapes, claims, alternative, any;
    Shape verb, when, match, reply_header, handshake;
};

}  // namespace

const Shape& webhook_shape() {
    static const WebhookShapes shapes;
    return shapes.webhooks;
}

}  // namespace fairlead::catalog
