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

const json::value& source_of(IdentitySource from, const json::value* called,
                             const CallMaterial& means) {
    if (from == IdentitySource::token) return means.token_document;
    if (from == IdentitySource::id_token) return means.id_claims;
    return *called;
}

/// Platforms have "" for what an account does not have, a picture for one.
bool is_blank(const json::value& found) { return found.is_string() && found.get_string().empty(); }

/// Where one id alone does not name an account: `/organization_id + /user_id`.
constexpr std::string_view plus = " + ";

/// The texts at all of the pointers with a slash between; null where one is missing.
json::value joined_at(std::string_view place, const json::value& source) {
    std::string all;
    while (!place.empty()) {
        const auto end = std::min(place.find(plus), place.size());
        const auto text = scalar_text(find_pointer(source, place.substr(0, end)));
        if (!text) return {};
        all += (all.empty() ? "" : "/") + *text;
        place.remove_prefix(std::min(end + plus.size(), place.size()));
    }
    return json::value(json::string(all));
}

/// What stands at a place of the answer, or in a variable of the connection; null: nothing.
json::value found_at(const std::string& place, const json::value& source, const Vars& vars) {
    if (place.find(plus) != std::string::npos) return joined_at(place, source);
    if (place.starts_with('{')) {
        const auto variable = vars.find(place.substr(1, place.size() - 2));
        return variable == vars.end() ? json::value{} : json::value(json::string(variable->second));
    }
    const auto* found = find_pointer(source, place);
    return found ? *found : json::value{};
}

Result<Json> metadata_of(const catalog::ProviderSpec& provider, const json::value& called,
                         const CallMaterial& means) {
    json::object metadata;
    for (const auto& field : provider.metadata) {
        const auto& source = source_of(field.from, &called, means);
        json::value found;
        for (const auto& place : field.at) {
            found = found_at(place, source, means.vars);
            if (!found.is_null()) break;
        }
        if (found.is_null()) {
            if (!field.optional) return misfit(field);
            continue;
        }
        if (field.optional && is_blank(found)) continue;
        TRY(metadata[field.name], typed_metadata(field, found));
    }
    return to_json(metadata);
}

std::optional<std::string> account_id_in(const json::value& source,
                                         const std::vector<std::string>& places) {
    for (const auto& place : places) {
        const auto found = found_at(place, source, {});
        if (auto text = scalar_text(&found); text && !text->empty()) return text;
    }
    return std::nullopt;
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
    const auto& source = source_of(provider.whoami->from, &called, means);
    const auto id = account_id_in(source, provider.whoami->id);
    auto metadata = metadata_of(provider, called, means);
    if (!id || id->size() > longest_account_id || !metadata) {
        found.fault = fault_of(ConnectFailure::provider_error, provider,
                               !id ? "the platform names no account" : "its metadata do not fit");
        return found;
    }
    found.identity.account_id = *id;
    const auto& names = provider.whoami->request.url.empty() ? source : called;
    auto name = first_text(names, provider.whoami->label);
    if (!name) name = first_text(names, provider.whoami->email);
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
    if (!provider.whoami->request.url.empty()) {
        std::string what = "asking who the account is";
        CO_TRY(auto answered, co_await call_api(context, client, provider.whoami->request,
                                                access_token, means, std::move(what)));
        const bool is_known = provider.whoami->from != IdentitySource::call;
        if (answered.fault && is_known)
            context.services.log.warning(
                "What an account is called could not be found out.",
                {{"provider", provider.id}, {"why", answered.fault->detail}});
        else
            found.fault = std::move(answered.fault);
        if (found.fault) co_return found;
        called = std::move(answered.document);
    }
    co_return read_identity(provider, called, means);
}

}  // namespace fairlead::oauth
