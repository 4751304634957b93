// SPDX-License-Identifier: Apache-2.0
#include "oauth/captured_vars.h"

#include "base/text.h"
#include "catalog/log_in.h"
#include "catalog/template.h"

#include <algorithm>
#include <functional>

namespace fairlead::oauth {

namespace {

using catalog::Variable;
using catalog::VarSource;

using Finder = std::function<std::optional<std::string>(const Variable&)>;

Error wrong(const Variable& variable, const std::string& why) {
    return Error{Errc::provider_failed, "The platform's answer is not as expected.",
                 "variable " + variable.name + ": " + why};
}

Result<void> take(const Variable& variable, std::optional<std::string> value, Vars& vars) {
    if (!value && variable.default_value) {
        catalog::Bindings bindings;
        for (const auto& [name, bound] : vars) bindings.set(name, bound);
        TRY(value, catalog::render(*variable.default_value, bindings, catalog::Place::text));
    }
    if (!value) return variable.optional ? ok() : Result<void>{wrong(variable, "is missing")};
    const auto accepted = variable.accept(*value);
    if (!accepted) return wrong(variable, accepted.error().message);
    vars[variable.name] = *std::move(value);
    return ok();
}

/// `answer`: of a call before the token's; none: of the token's own.
Result<void> capture(const catalog::AuthMethod& method, VarSource source, const Finder& find,
                     Vars& vars, std::optional<std::size_t> answer = std::nullopt) {
    for (const auto& variable : method.vars)
        if (variable.from == source && catalog::answer_named(variable.at) == answer)
            CHECK_OK(take(variable, find(variable), vars));
    return ok();
}

/// The claims of an access token that is a JWT, unverified: hints, as the file's author knows.
json::value claims_in(std::string_view token) {
    const auto parts = split(token, '.');
    if (parts.size() != 3) return json::object{};
    const auto payload = base64url_decode(parts[1]);
    if (!payload) return json::object{};
    auto claims = parse_json(*payload);
    return claims ? *std::move(claims) : json::value(json::object{});
}

}  // namespace

Result<void> capture_from_callback(const catalog::AuthMethod& method, const net::Pairs& parameters,
                                   Vars& vars) {
    const auto find = [&](const Variable& variable) -> std::optional<std::string> {
        const auto found =
            std::ranges::find(parameters, variable.at, &std::pair<std::string, std::string>::first);
        if (found == parameters.end() || found->second.empty()) return std::nullopt;
        return found->second;
    };
    return capture(method, VarSource::callback, find, vars);
}

Result<void> capture_from_token(const catalog::AuthMethod& method, const json::value& document,
                                std::string_view access_token, Vars& vars) {
    const auto find = [&](const Variable& variable) {
        return scalar_text(find_pointer(document, variable.at));
    };
    CHECK_OK(capture(method, VarSource::token, find, vars));
    const auto claims = claims_in(access_token);
    const auto find_claim = [&](const Variable& variable) {
        return scalar_text(find_pointer(claims, variable.at));
    };
    return capture(method, VarSource::token_claim, find_claim, vars);
}

Result<void> capture_from_answer(const catalog::AuthMethod& method, std::size_t number,
                                 const json::value& document, Vars& vars) {
    const auto find = [&](const Variable& variable) {
        return scalar_text(find_pointer(document, variable.at.substr(variable.at.find('/'))));
    };
    return capture(method, VarSource::token, find, vars, number);
}

Result<void> capture_from_exchange(const catalog::AuthMethod& method, const json::value& document,
                                   Vars& vars) {
    const auto find = [&](const Variable& variable) {
        return scalar_text(find_pointer(document, variable.at));
    };
    return capture(method, VarSource::exchange, find, vars);
}

}  // namespace fairlead::oauth
