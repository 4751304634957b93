// SPDX-License-Identifier: Apache-2.0
#include "oauth/flow.h"

#include "base/json.h"
#include "base/text.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace fairlead::oauth {

namespace {

/// Reads members of what text() wrote; remembers whether one was not as written.
class Reader {
public:
    explicit Reader(const json::object& object) : object_(object) {}

    std::string text(const char* name) {
        const auto* value = object_.if_contains(name);
        if (value && value->is_string()) return std::string{value->get_string()};
        good_ = false;
        return {};
    }
    /// Absent where a node of an older version wrote, or there was nothing to say.
    std::string optional_text(const char* name) {
        return object_.contains(name) ? text(name) : std::string{};
    }
    std::int64_t integer(const char* name) {
        const auto* value = object_.if_contains(name);
        if (value && value->is_int64()) return value->get_int64();
        good_ = false;
        return 0;
    }
    bool boolean(const char* name) {
        const auto* value = object_.if_contains(name);
        if (value && value->is_bool()) return value->get_bool();
        good_ = false;
        return false;
    }
    template <class IdType>
    IdType id(const char* name) {
        const auto parsed = IdType::parse(text(name));
        if (parsed) return *parsed;
        good_ = false;
        return {};
    }
    template <class IdType>
    std::optional<IdType> optional_id(const char* name) {
        if (!object_.contains(name)) return std::nullopt;
        return id<IdType>(name);
    }
    std::vector<std::string> texts(const char* name) {
        std::vector<std::string> out;
        const auto* value = object_.if_contains(name);
        if (!value || !value->is_array()) {
            good_ = false;
            return out;
        }
        for (const auto& item : value->get_array())
            if (item.is_string()) out.emplace_back(item.get_string());
        return out;
    }
    std::map<std::string, std::string> pairs(const char* name) {
        std::map<std::string, std::string> out;
        const auto* value = object_.if_contains(name);
        if (!value || !value->is_object()) {
            good_ = false;
            return out;
        }
        for (const auto& member : value->get_object())
            if (member.value().is_string())
                out.emplace(member.key(), std::string{member.value().get_string()});
        return out;
    }
    bool is_good() const { return good_; }

private:
    const json::object& object_;
    bool good_ = true;
};

template <class IdType>
void put(json::object& object, const char* name, const std::optional<IdType>& id) {
    if (id) object[name] = id->text();
}

}  // namespace

std::string FlowState::text() const {
    json::object object;
    object["workspace"] = workspace.text();
    object["user"] = user.text();
    object["integration_id"] = integration_id.text();
    object["integration"] = integration;
    object["integration_fingerprint"] = integration_fingerprint;
    object["provider_fingerprint"] = provider_fingerprint;
    object["path"] = static_cast<std::int64_t>(path);
    object["redirect_uri"] = redirect_uri;
    object["redirect_url"] = redirect_url;
    object["scopes"] = json::array(scopes.begin(), scopes.end());
    json::object variables;
    for (const auto& [name, value] : vars) variables[name] = value;
    object["vars"] = std::move(variables);
    object["verifier"] = verifier.expose();
    if (!request_token.token.empty()) {
        object["request_token"] = request_token.token.expose();
        object["request_secret"] = request_token.secret.expose();
    }
    object["nonce"] = nonce;
    object["cookie_hash"] = cookie_hash;
    put(object, "session", session);
    put(object, "reconnect", reconnect);
    put(object, "link", link);
    put(object, "registration", registration);
    object["needs_finish"] = needs_finish;
    object["actor"] = actor;
    object["created"] = to_unix_ms(created);
    object["slot"] = slot;
    return json::serialize(object);
}

Result<FlowState> FlowState::parse(std::string_view text) {
    TRY(const auto document, parse_json(text));
    const Error broken{Errc::internal, "A connect under way is not readable.",
                       "the cached flow is malformed"};
    if (!document.is_object()) return broken;
    Reader read{document.get_object()};
    FlowState flow;
    flow.workspace = read.id<WorkspaceId>("workspace");
    flow.user = read.id<UserId>("user");
    flow.integration_id = read.id<IntegrationId>("integration_id");
    flow.integration = read.text("integration");
    flow.integration_fingerprint = read.text("integration_fingerprint");
    flow.provider_fingerprint = read.text("provider_fingerprint");
    flow.path = static_cast<CallbackPath>(read.integer("path"));
    flow.redirect_uri = read.text("redirect_uri");
    flow.redirect_url = read.text("redirect_url");
    flow.scopes = read.texts("scopes");
    flow.vars = read.pairs("vars");
    flow.verifier = Secret(read.text("verifier"));
    flow.request_token.token = Secret(read.optional_text("request_token"));
    flow.request_token.secret = Secret(read.optional_text("request_secret"));
    flow.nonce = read.text("nonce");
    flow.cookie_hash = read.text("cookie_hash");
    flow.session = read.optional_id<SessionId>("session");
    flow.reconnect = read.optional_id<ConnectionId>("reconnect");
    flow.link = read.optional_id<ConnectSessionId>("link");
    flow.registration = read.optional_id<ClientRegistrationId>("registration");
    flow.needs_finish = read.boolean("needs_finish");
    flow.actor = read.text("actor");
    flow.created = from_unix_ms(read.integer("created"));
    flow.slot = read.text("slot");
    if (!read.is_good()) return broken;
    return flow;
}

CallbackPath callback_path_of(const std::string& redirect_uri) {
    if (redirect_uri.find("/integrations/auth/") != std::string::npos)
        return CallbackPath::legacy_callback;
    if (redirect_uri.find("/api/auth/") != std::string::npos) return CallbackPath::auth_callback;
    return CallbackPath::integrations_callback;
}

}  // namespace fairlead::oauth
