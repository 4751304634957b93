// SPDX-License-Identifier: Apache-2.0
#include "http/openapi.h"

#include "base/text.h"
#include "http/cookies.h"
#include "http/json_schema.h"
#include "http/problem.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace fairlead::http {

namespace {

using Names = std::set<std::string, std::less<>>;

/// An endpoint at one of its paths.
struct Operation {
    const EndpointInfo* endpoint;
    std::string_view path;
    std::size_t alias;  ///< 0: the path of its own
};

std::string decapitalised(std::string name) {
    if (!name.empty()) name.front() = to_lower(name.substr(0, 1)).front();
    return name;
}

/// OpenAPI has no word for "the rest of the path": the star goes.
std::string documented_path(std::string_view path) { return replace_all(path, "*}", "}"); }

Names path_parameters(std::string_view path) {
    Names names;
    for (const std::string& segment : split(documented_path(path), '/')) {
        if (segment.starts_with('{')) names.insert(segment.substr(1, segment.size() - 2));
    }
    return names;
}

bool has_json_body(const Route& route) {
    const bool bodyless =
        route.method == Method::get || route.method == Method::head || route.method == Method::del;
    return !bodyless && route.options.body != BodyKind::raw;
}

json::object problem_schema() {
    const json::object text{{"type", "string"}};
    json::object fault{{"type", "object"},
                       {"properties", {{"pointer", text}, {"message", text}}},
                       {"required", {"pointer", "message"}},
                       {"additionalProperties", false}};
    json::object properties{{"type", text},
                            {"title", text},
                            {"status", {{"type", "integer"}, {"format", "int32"}}},
                            {"code", text},
                            {"detail", text},
                            {"requestId", text},
                            {"retryAfter", {{"type", "integer"}, {"format", "int64"}}},
                            {"faults", {{"type", "array"}, {"items", std::move(fault)}}}};
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", {"type", "title", "status", "code", "detail", "requestId"}},
            {"additionalProperties", false}};
}

class Document {
public:
    std::string write(const Router& router) {
        for (const Operation& operation : operations(router)) add(operation);
        schemas_.keep("Problem", problem_schema());
        json::object responses{{"Problem", problem_response()}};
        json::object components{{"schemas", schemas_.components()},
                                {"responses", std::move(responses)},
                                {"securitySchemes", security_schemes()}};
        json::object info{{"title", "Fairlead"},
                          {"version", FAIRLEAD_VERSION},
                          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
        const json::object document{{"openapi", "3.1.0"},
                                    {"info", std::move(info)},
                                    {"servers", json::array{json::object{{"url", "/"}}}},
                                    {"tags", tags()},
                                    {"paths", std::move(paths_)},
                                    {"components", std::move(components)}};
        return json::serialize(document);
    }

private:
    static std::vector<Operation> operations(const Router& router) {
        std::vector<Operation> all;
        for (const auto& mounted : router.endpoints()) {
            const EndpointInfo& info = mounted->info;
            if (!info.route->options.documented) continue;
            for (std::size_t i = 0; i < info.paths.size(); ++i) {
                all.push_back({&info, info.paths[i], i});
            }
        }
        std::ranges::sort(all, {}, [](const Operation& o) {
            return std::pair{o.path, o.endpoint->route->method};
        });
        return all;
    }

    void add(const Operation& operation) {
        const Route& route = *operation.endpoint->route;
        std::string id = decapitalised(plain_type_name(*operation.endpoint->type));
        if (operation.alias > 0) id += "Alias" + std::to_string(operation.alias);
        json::object made{{"operationId", std::move(id)}, {"summary", route.summary}};
        if (!route.options.tag.empty()) {
            made["tags"] = json::array{route.options.tag};
            tags_.emplace(route.options.tag);
        }
        add_input(operation, made);
        made["responses"] = responses(*operation.endpoint);
        made["security"] = security(route);
        const std::string method = to_lower(net::to_text(route.method));
        const std::string path = documented_path(operation.path);
        if (!paths_.contains(path)) paths_[path] = json::object{};
        paths_[path].as_object()[method] = std::move(made);
    }

    void add_input(const Operation& operation, json::object& made) {
        const Shape& input = *operation.endpoint->input;
        const Route& route = *operation.endpoint->route;
        const Names in_path = path_parameters(operation.path);
        const bool has_body = has_json_body(route);
        json::array parameters;
        std::size_t rest = 0;
        const std::unique_ptr<void, void (*)(void*)> initial{input.create(), input.destroy};
        for (const MemberShape& member : input.members) {
            const bool is_path = in_path.contains(member.name);
            rest += is_path ? 0U : 1U;
            if (is_path || !has_body) {
                parameters.push_back(parameter(member, is_path, member.at(initial.get())));
            }
        }
        if (!parameters.empty()) made["parameters"] = std::move(parameters);
        if (has_body && rest > 0) made["requestBody"] = request_body(operation, in_path);
    }

    json::object parameter(const MemberShape& member, bool is_path, const void* initial) {
        // A query has no null: what is optional is left out.
        const Shape& shape = member.shape();
        json::object schema = shape.kind == Shape::Kind::optional
                                  ? schemas_.schema(shape.element(), Direction::in)
                                  : schemas_.member(shape, Direction::in, initial);
        return {{"name", member.name},
                {"in", is_path ? "path" : "query"},
                {"required", is_path || !member.may_be_absent},
                {"schema", std::move(schema)}};
    }

    json::object request_body(const Operation& operation, const Names& in_path) {
        const Shape& input = *operation.endpoint->input;
        const RouteOptions& options = operation.endpoint->route->options;
        json::object schema =
            schemas_.object(input, Direction::in, in_path, options.unknown == Unknown::fault);
        const bool required = schema.contains("required");
        std::string name = plain_type_name(*input.type);
        if (operation.alias > 0) name += "Alias" + std::to_string(operation.alias);
        const char* type = options.body == BodyKind::form ? "application/x-www-form-urlencoded"
                                                          : "application/json";
        json::object content;
        content[type] = {{"schema", schemas_.keep(std::move(name), std::move(schema))}};
        return {{"required", required}, {"content", std::move(content)}};
    }

    json::object responses(const EndpointInfo& endpoint) {
        const Route& route = *endpoint.route;
        const json::object refused{{"$ref", "#/components/responses/Problem"}};
        const bool empty = endpoint.output != nullptr && endpoint.output->members.empty();
        const int status = empty && route.options.status == 200 ? 204 : route.options.status;
        json::object made;
        made[std::to_string(status)] = success(endpoint, empty);
        if (route.access != Access::open) made["401"] = made["403"] = refused;
        if (!endpoint.input->members.empty()) made["400"] = refused;
        if (!route.options.limit.empty()) made["429"] = refused;
        made["default"] = refused;
        return made;
    }

    json::object success(const EndpointInfo& endpoint, bool empty) {
        json::object made{{"description", endpoint.route->summary}};
        if (empty) return made;
        json::object content;
        if (endpoint.output != nullptr) {
            content["application/json"] = {
                {"schema", schemas_.schema(*endpoint.output, Direction::out)}};
        } else if (!endpoint.route->options.produces.empty()) {
            content[endpoint.route->options.produces] = json::object{};
        }
        if (!content.empty()) made["content"] = std::move(content);
        return made;
    }

    static json::array security(const Route& route) {
        if (route.access == Access::open) return {};
        json::array scopes;
        for (const std::string& name : scope_names(route.scope)) scopes.emplace_back(name);
        json::array made;
        if (route.options.callers != Callers::session_only) {
            made.push_back(json::object{{"bearer", scopes}});
        }
        if (route.options.callers != Callers::api_key_only) {
            made.push_back(json::object{{"session", std::move(scopes)}});
        }
        return made;
    }

    static json::object security_schemes() {
        json::object bearer{{"type", "http"},
                            {"scheme", "bearer"},
                            {"description", "An API key, or a JWT of the application's issuer."}};
        json::object session{{"type", "apiKey"}, {"in", "cookie"}, {"name", session_cookie}};
        return {{"bearer", std::move(bearer)}, {"session", std::move(session)}};
    }

    static json::object problem_response() {
        json::object reference{{"$ref", "#/components/schemas/Problem"}};
        json::object content;
        content["application/problem+json"] = {{"schema", std::move(reference)}};
        return {{"description", "What went wrong (RFC 9457)."}, {"content", std::move(content)}};
    }

    json::array tags() const {
        json::array made;
        for (const std::string& tag : tags_) made.push_back(json::object{{"name", tag}});
        return made;
    }

    JsonSchemas schemas_;
    json::object paths_;
    Names tags_;
};

}  // namespace

std::string openapi_document(const Router& router) { return Document{}.write(router); }

}  // namespace fairlead::http
