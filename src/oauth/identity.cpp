// SPDX-License-Identifier: Apache-2.0
#include "oauth/identity.h"

#include "base/text.h"
#include "net/url.h"
#include "oauth/first_of.h"

#include <boost/json/object.hpp>

#include <cmath>

namespace fairlead::oauth {

namespace {

using catalog::IdentitySource;
using catalog::MetadataKind;

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_account_id = 512;
constexpr std::size_t longest_value = 4096;

Error misfit(const catalog::MetadataField& field) {
    return Error{Errc::provider_failed, "The platform's answer is not as expected.",
                 "metadata " + field.name + " is missing or of another kind"};
}

const json::value& source_of(IdentitySource from, const json::value& called,
                             const CallMaterial& means) {
    if (from == IdentitySource::token) return means.token_document;
    if (from == IdentitySource::id_token) return means.id_claims;
    return called;
}

Result<Json> metadata_of(const catalog::ProviderSpec& provider, const json::value& called,
                         const CallMaterial& means) {
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

FoundIdentity read_identity(const catalog::ProviderSpec& provider, const json::value& called,
                            const CallMaterial& means) {
    FoundIdentity found;
    const auto& source = source_of(provider.whoami->from, called, means);
    const auto id = first_text(source, provider.whoami->id);
    auto metadata = metadata_of(provider, called, means);
    if (!id || id->size() > longest_account_id || !metadata) {
        found.fault = fault_of(ConnectFailure::provider_error, provider,
                               !id ? "the platform names no account" : "its metadata do not fit");
        return found;
    }
    found.identity.account_id = *id;
    auto name = first_text(source, provider.whoami->label);
    if (!name) name = first_text(source, provider.whoami->email);
    found.identity.account_name = printable(name.value_or(*id), longest_name);
    found.identity.metadata = *std::move(metadata);
    return found;
}

Task<Result<FoundIdentity>> find_identity(ConnectContext& context, const OAuthClient& client,
                                          const Secret& access_token, const CallMaterial& means) {
    const auto& provider = *client.provider;
    FoundIdentity found;
    if (!provider.whoami) co_return found;
    json::value called = json::object{};
    if (provider.whoami->from == IdentitySource::call) {
        std::string what = "asking who the account is";
        CO_TRY(auto answered, co_await call_api(context, client, provider.whoami->request,
                                                access_token, means, std::move(what)));
        found.fault = std::move(answered.fault);
        if (found.fault) co_return found;
        called = std::move(answered.document);
    }
    co_return read_identity(provider, called, means);
}

}  // namespace fairlead::oauth
