// SPDX-License-Identifier: Apache-2.0
#include "oauth/identity.h"

#include "base/text.h"
#include "oauth/first_of.h"
#include "oauth/token_request.h"

#include <boost/json/object.hpp>

#include <cmath>

namespace fairlead::oauth {

namespace {

using catalog::Attach;
using catalog::IdentitySource;
using catalog::MetadataKind;

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_account_id = 512;
constexpr std::size_t longest_value = 4096;

Error misfit(const catalog::MetadataField& field) {
    return Error{Errc::provider_failed, "The platform's answer is not as expected.",
                 "metadata " + field.name + " is missing or of another kind"};
}

/// The credential, as the provider's API wants it; by default RFC 6750 section 2.1.
Result<void> attach_token(net::ClientRequest& call, const OAuthClient& client,
                          const catalog::Bindings& bindings, const Secret& token) {
    if (call.headers.has("Authorization")) return ok();
    if (client.method().attach.empty()) {
        call.headers.set("Authorization", "Bearer " + std::string{token.expose()});
        return ok();
    }
    for (const auto& attach : client.method().attach) {
        if (attach.where == Attach::Where::header) {
            TRY(const auto value,
                catalog::render_secret(attach.value, bindings, catalog::Place::header));
            call.headers.set(attach.name, value.expose());
        } else if (attach.where == Attach::Where::query) {
            TRY(const auto value,
                catalog::render_secret(attach.value, bindings, catalog::Place::text));
            const net::Pairs pair{{attach.name, std::string{value.expose()}}};
            TRY(call.url, net::Url::parse(net::add_query(call.url.text(), pair)));
        }
    }
    return ok();
}

Result<net::ClientRequest> build(ConnectContext& context, const OAuthClient& client,
                                 const Secret& token, const IdentityMeans& means) {
    auto bindings = bindings_for(client, means.vars);
    bindings.set_secret("token", token.duplicate());
    bindings.set_document("claim", means.id_claims);
    bindings.set_document("step1", means.token_document, catalog::Bindings::Sensitivity::secret);
    bindings.set_now(context.services.clock.now());
    TRY(auto call, build_token_request(client.provider->whoami->request, client, {}, bindings));
    CHECK_OK(attach_token(call, client, bindings, token));
    call.repeatable = call.method == net::Method::get;
    return call;
}

bool is_ok(const catalog::Request& request, const json::value& document) {
    if (!request.ok) return true;
    return scalar_text(find_pointer(document, request.ok->at)).value_or("") == request.ok->is;
}

struct Answered {
    std::optional<ConnectFault> fault;
    json::value document = json::object{};
};

Answered read_answer(const OAuthClient& client, const net::Exchange& exchange) {
    const auto& provider = *client.provider;
    Answered answered;
    if (!exchange.answered() || exchange.response->status / 100 != 2) {
        answered.fault = fault_of(exchange, provider, "asking who the account is");
        return answered;
    }
    auto document = parse_json(exchange.response->body, {1024 * 1024, 64});
    if (!document || !is_ok(provider.whoami->request, *document))
        answered.fault = fault_of(ConnectFailure::provider_error, provider,
                                  "the answer to who the account is cannot be read");
    else
        answered.document = *std::move(document);
    return answered;
}

Task<Result<Answered>> ask(ConnectContext& context, const OAuthClient& client, const Secret& token,
                           const IdentityMeans& means) {
    auto call = build(context, client, token, means);
    if (!call) {
        Answered answered;
        answered.fault = fault_of(ConnectFailure::provider_error, *client.provider,
                                  call.error().message + ", " + call.error().detail);
        co_return answered;
    }
    CO_TRY(auto exchange, co_await context.services.http.send(*std::move(call)));
    co_return read_answer(client, exchange);
}

const json::value& source_of(IdentitySource from, const json::value& called,
                             const IdentityMeans& means) {
    if (from == IdentitySource::token) return means.token_document;
    if (from == IdentitySource::id_token) return means.id_claims;
    return called;
}

Result<Json> metadata_of(const catalog::ProviderSpec& provider, const json::value& called,
                         const IdentityMeans& means) {
    json::object metadata;
    for (const auto& field : provider.metadata) {
        const auto& source = source_of(field.from, called, means);
        const json::value* found = nullptr;
        for (const auto& pointer : field.at) {
            found = find_pointer(source, pointer);
            if (found && !found->is_null()) break;
        }
        if (!found || found->is_null()) {
            if (!field.optional) return misfit(field);
            continue;
        }
        TRY(metadata[field.name], typed_metadata(field, *found));
    }
    return to_json(metadata);
}

Result<std::int64_t> integer_of(const json::value& found) {
    if (found.is_int64()) return found.get_int64();
    if (found.is_string()) return parse_integer(found.get_string());
    return Error{Errc::invalid, "It is not a whole number."};
}

Result<double> number_of(const json::value& found) {
    const auto text = scalar_text(&found);
    if (!text || found.is_bool()) return Error{Errc::invalid, "It is not a number."};
    TRY(const auto value, parse_json(*text));
    if (!value.is_number()) return Error{Errc::invalid, "It is not a number."};
    const auto number = value.to_number<double>();
    if (!std::isfinite(number)) return Error{Errc::invalid, "It is not a number."};
    return number;
}

Result<json::value> url_of(const catalog::MetadataField& field, const std::string& text) {
    const auto parsed = net::Url::parse(text);
    if (!parsed || parsed->has_userinfo) return misfit(field);
    return json::value(json::string(text));
}

}  // namespace

Result<json::value> typed_metadata(const catalog::MetadataField& field, const json::value& found) {
    if (field.kind == MetadataKind::boolean) {
        if (!found.is_bool()) return misfit(field);
        return found;
    }
    if (field.kind == MetadataKind::integer) {
        const auto value = integer_of(found);
        if (!value) return misfit(field);
        return json::value(*value);
    }
    if (field.kind == MetadataKind::number) {
        const auto value = number_of(found);
        if (!value) return misfit(field);
        return json::value(*value);
    }
    const auto text = scalar_text(&found);
    if (!text || text->size() > longest_value) return misfit(field);
    if (field.kind == MetadataKind::url) return url_of(field, *text);
    return json::value(json::string(*text));
}

Task<Result<FoundIdentity>> find_identity(ConnectContext& context, const OAuthClient& client,
                                          const Secret& access_token, const IdentityMeans& means) {
    const auto& provider = *client.provider;
    FoundIdentity found;
    if (!provider.whoami) co_return found;
    json::value called = json::object{};
    if (provider.whoami->from == IdentitySource::call) {
        CO_TRY(auto answered, co_await ask(context, client, access_token, means));
        found.fault = std::move(answered.fault);
        if (found.fault) co_return found;
        called = std::move(answered.document);
    }
    const auto& source = source_of(provider.whoami->from, called, means);
    const auto id = first_text(source, provider.whoami->id);
    auto metadata = metadata_of(provider, called, means);
    if (!id || id->size() > longest_account_id || !metadata) {
        found.fault = fault_of(ConnectFailure::provider_error, provider,
                               !id ? "the platform names no account" : "its metadata do not fit");
        co_return found;
    }
    found.identity.account_id = *id;
    auto name = first_text(source, provider.whoami->label);
    if (!name) name = first_text(source, provider.whoami->email);
    found.identity.account_name = printable(name.value_or(*id), longest_name);
    found.identity.metadata = *std::move(metadata);
    co_return found;
}

}  // namespace fairlead::oauth
