// SPDX-License-Identifier: Apache-2.0
#include "catalog/shape_leaves.h"
#include "catalog/webhook_shape.h"

namespace fairlead::catalog {
namespace {

/// Every part of a provider file. One object of it exists; its members point at each other.
struct ProviderShapes : ShapeLeaves {
    ProviderShapes() {
        build_requests();
        build_errors();
        build_api();
        build_authorize();
        build_refresh();
        build_variables();
        build_method();
        build_about();
        build_resources();
        build_actions();
        build_provider();
    }

    Shape provider;

    void build_requests() {
        verb = shape_word({"GET", "POST", "PUT", "PATCH", "DELETE"});
        send = shape_word({"form", "json", "query", "xml"});
        client =
            shape_word({"post", "basic", "none", "omitted", "assertion", "basic_secret_as_user"});
        bearer = shape_word_or_flag();
        ok_rule = shape_object({{"at", &pointer}, {"is", &plain_value}});
        read_as = shape_word({"json", "form"});
        unit = shape_word({"s", "ms"});
        read = shape_map(pointers, "a map of pointers", is_variable_name);
        body = {.kind = Shape::Kind::any, .expected = "a JSON body"};
        basic_pair = shape_list(template_text, "a list of user and password");
        where = shape_object({{"at", &pointer}, {"is", &value_text}, {"has", &template_text}});
        pick = shape_object({{"list", &pointer}, {"where", &where}});
        set_rule = shape_object({{"at", &pointer}, {"match", &pattern}});
        set_value = {.kind = Shape::Kind::any};
        set_map = shape_map(set_value, "a map of variables", is_variable_name);

        const std::vector<Member> members{
            {"url", &urls},           {"path", &path_text},      {"verb", &verb},
            {"send", &send},          {"client", &client},       {"bearer", &bearer},
            {"grant", &plain_text},   {"extra", &parameter_map}, {"query", &parameter_map},
            {"headers", &header_map}, {"rename", &rename_map},   {"omit", &parameter_list},
            {"body", &body},          {"basic", &basic_pair},    {"mtls", &flag},
            {"ok", &ok_rule},         {"read", &read},           {"read_as", &read_as},
            {"expires_unit", &unit},  {"base", &url_text},
        };
        request = shape_object(members);
        auto exchange_members = members;
        exchange_members.push_back({"after_refresh", &flag});
        exchange = shape_object(exchange_members);
        auto lookup_members = members;
        lookup_members.push_back({"pick", &pick});
        lookup_members.push_back({"set", &set_map});
        lookup = shape_object(lookup_members);
        lookups = shape_list(lookup, "a list of calls");
        requests = shape_list(request, "a list of calls");
        auto check_members = members;
        check_members.push_back({"also", &paths});
        paths = shape_list(path_text, "a list of paths");
        check = shape_object(check_members);
        auto revoke_members = members;
        reach = shape_word({"token", "grant", "account"});
        revoke_members.push_back({"reach", &reach});
        revoke_members.push_back({"why", &plain_text});
        revoke = shape_object(revoke_members);
        request_members = members;
    }

    /// `bearer: true` says the same as `bearer: token`.
    static Shape shape_word_or_flag() {
        return {.kind = Shape::Kind::scalar,
                .expected = "true, token or assertion",
                .check = [](std::string_view text) -> std::string {
                    if (text == "token" || text == "assertion" || text == "none") return {};
                    return "expected true, token or assertion";
                }};
    }

    void build_errors() {
        json_is = shape_map(values, "a map of pointers and values",
                            [](std::string_view key) { return key.empty() || key.front() == '/'; });
        when = shape_object({{"http", &statuses},
                             {"json", &json_is},
                             {"absent", &pointers},
                             {"text", &words_found},
                             {"header", &header_map}});
        then = shape_word({"success", "dead_token", "expired", "operator", "rate_limited",
                           "transient", "consent", "permission", "denied", "suspended", "resync",
                           "bad_request", "unknown"});
        error_rule = shape_object({{"when", &when}, {"then", &then}, {"why", &plain_text}});
        errors = shape_list(error_rule, "a list of rules");
    }

    void build_api() {
        wait_as = shape_word({"seconds", "until"});
        wait_body = shape_object({{"at", &pointer}, {"match", &pattern}, {"as", &wait_as}});
        throttle = shape_object({{"wait_seconds", &header_list},
                                 {"wait_ms", &header_list},
                                 {"wait_until", &header_list},
                                 {"wait_body", &wait_body},
                                 {"remaining", &header_name},
                                 {"retry_on", &statuses}});
        style = shape_word({"none", "cursor", "page", "offset", "link_header", "link_body"});
        send_as = shape_word({"text", "number"});
        paging = shape_object({{"style", &style},
                               {"send", &parameter_name},
                               {"send_as", &send_as},
                               {"next", &pointers},
                               {"first", &count},
                               {"rel", &plain_text},
                               {"body_link", &pointers},
                               {"more", &pointer},
                               {"size", &parameter_name},
                               {"most", &count},
                               {"items", &pointers}});
        api = shape_object({{"base", &urls},
                            {"headers", &header_map},
                            {"query", &parameter_map},
                            {"keep_headers_on_redirect", &flag},
                            {"throttle", &throttle},
                            {"paging", &paging},
                            {"mtls", &flag},
                            {"errors", &errors}});
    }

    void build_authorize() {
        pkce = shape_word({"s256", "s256_hex", "required", "off", "plain"});
        denied_rule =
            shape_map(plain_value, "a map of one parameter and its value", is_parameter_name);
        denied = shape_list(denied_rule, "a list of parameters and values");
        authorize = shape_object({{"url", &urls},
                                  {"scopes", &texts},
                                  {"scope_join", &plain_text},
                                  {"scope_raw", &plain_text},
                                  {"extra", &parameter_map},
                                  {"rename", &rename_map},
                                  {"omit", &parameter_list},
                                  {"pkce", &pkce},
                                  {"why", &plain_text},
                                  {"code_in", &parameter_name},
                                  {"code_at", &pointer},
                                  {"denied", &denied},
                                  {"hash_route", &path_text},
                                  {"hash", &plain_text},
                                  {"carries", &parameter_list},
                                  {"returns", &rename_map}});
    }

    void build_refresh() {
        refresh_by = shape_word({"refresh_token", "access_token", "reissue", "none"});
        rotation = shape_word({"none", "additive", "grace", "strict", "strict_family", "unknown"});
        auto members = request_members;
        const std::vector<Member> own{
            {"by", &refresh_by},
            {"rotation", &rotation},
            {"rotates", &flag},
            {"grace", &seconds},
            {"idle", &seconds},
            {"absolute", &seconds},
            {"margin", &seconds},
            {"min_age", &seconds},
            {"lifetime", &seconds},
            {"deadline_ms", &milliseconds},
            {"lease_margin_ms", &milliseconds},
            {"keeps_access", &flag},
            {"why", &plain_text},
        };
        members.insert(members.end(), own.begin(), own.end());
        refresh = shape_object(members);
    }

    void build_variables() {
        kind = shape_word({"oauth2_code", "oauth2_client", "oauth1", "key", "basic", "jwt_self",
                           "jwt_grant", "login", "app_install", "mcp_oauth", "signed", "none"});
        var_from = shape_word({"connection", "app", "token", "callback", "webhook", "exchange",
                               "lookup", "token_claim"});
        variable = shape_object({{"from", &var_from},
                                 {"at", &plain_text},
                                 {"kind", &var_kind},
                                 {"match", &pattern},
                                 {"within", &texts},
                                 {"one_of", &texts},
                                 {"default", &value_text},
                                 {"optional", &flag},
                                 {"secret", &flag}});
        vars = shape_map(variable, "a map of variables", is_variable_name);
        field_from = shape_word({"app"});
        field = shape_object({{"term", &plain_text},
                              {"kind", &var_kind},
                              {"match", &pattern},
                              {"secret", &flag},
                              {"optional", &flag},
                              {"fixed", &plain_text},
                              {"from", &field_from}});
        fields = shape_map(field, "a map of fields", is_variable_name);
        attach_in = shape_word({"base"});
        attach = shape_object({{"header", &template_text},
                               {"query", &parameter_name},
                               {"value", &template_text},
                               {"body", &any_value},
                               {"basic", &basic_pair},
                               {"cookies", &flag},
                               {"in", &attach_in}});
        attaches = shape_list(attach, "a list of places");
    }

    void build_method() {
        id_token = shape_word({"ignore", "verify"});
        iss_parameter = shape_word({"if_present", "required"});
        limit_per = shape_word({"account", "client", "account_and_client"});
        limit_then = shape_word({"oldest", "refused"});
        grant_limit = shape_object({{"max", &count}, {"per", &limit_per}, {"then", &limit_then}});
        register_way = shape_word({"dynamic", "static", "cimd"});
        start = shape_word({"webhook"});
        client_from = shape_word({"app"});
        client_certificate =
            shape_object({{"certificate", &template_text}, {"key", &template_text}});
        build_method_members();
    }

    void build_method_members() {
        method = shape_object({
            {"kind", &kind},
            {"authorize", &authorize},
            {"token", &request},
            {"exchange", &exchange},
            {"lookup", &lookups},
            {"after", &requests},
            {"refresh", &refresh},
            {"revoke", &revoke},
            {"introspect", &request},
            {"check", &check},
            {"issuer", &url_text},
            {"jwks", &url_text},
            {"id_token", &id_token},
            {"iss_parameter", &iss_parameter},
            {"errors", &errors},
            {"grant_limit", &grant_limit},
            {"attach", &attaches},
            {"fields", &fields},
            {"client_certificate", &client_certificate},
            {"vars", &vars},
            {"api", &api},
            {"pin_host", &flag},
            {"why", &plain_text},
            // Kinds that this version carries and does not run.
            {"assertion", &any_value},
            {"steps", &requests},
            {"then", &requests},
            {"read", &read},
            {"request", &request},
            {"user_token", &request},
            {"signature", &plain_text},
            {"realm", &template_text},
            {"scheme", &plain_text},
            {"sign", &any_value},
            {"grant", &plain_text},
            {"lifetime", &seconds},
            {"keep_cookies", &flag},
            {"client_from", &client_from},
            {"register", &register_way},
            {"register_url", &url_text},
            {"discover", &any_value},
            {"start", &start},
        });
        methods = shape_map(method, "a map of methods", is_provider_id);
    }

    void build_about() {
        about = shape_object({{"summary", &line_text},
                              {"benefits", &lines},
                              {"reads", &lines},
                              {"writes", &lines},
                              {"privacy", &web_page},
                              {"settings_url", &web_page}});
        scope_access = shape_word({"read", "write"});
        scope = shape_object({{"id", &scope_name},
                              {"says", &line_text},
                              {"access", &scope_access},
                              {"required", &flag}});
        scopes = shape_list(scope, "a list of scopes in words");
    }

    static std::string check_place(std::string_view text) {
        const bool is_pointer = text.empty() || text.front() == '/';
        const bool is_variable = text.size() > 2 && text.front() == '{' && text.back() == '}' &&
                                 is_variable_name(text.substr(1, text.size() - 2));
        if (is_pointer || is_variable) return {};
        return "expected a JSON pointer, such as /data/id, or a variable, such as {shop}";
    }

    /// A call of a resource or an action: with the account's token, never with the client's secret.
    std::vector<Member> call_members() const {
        return {{"url", &urls},           {"path", &path_text},
                {"verb", &verb},          {"query", &parameter_map},
                {"headers", &header_map}, {"body", &body},
                {"ok", &ok_rule}};
    }

    void build_resources() {
        record_type =
            shape_word({"other", "contact", "company", "deal", "event", "calendar", "message",
                        "channel", "post", "profile", "task", "decision", "metric", "file"});
        incremental_style = shape_word({"time_param", "cursor", "sync_token", "newest_first"});
        moment_format = shape_word({"rfc3339", "epoch", "epoch_ms", "date"});
        auto walk_members = call_members();
        walk_members.push_back({"items", &pointers});
        walk_members.push_back({"sparse", &texts});
        walk_members.push_back({"paging", &paging});
        auto members = walk_members;
        const std::vector<Member> of_changes{{"style", &incremental_style},
                                             {"send", &parameter_name},
                                             {"format", &moment_format},
                                             {"next", &pointers},
                                             {"is_link", &flag},
                                             {"overlap", &seconds},
                                             {"window", &count}};
        members.insert(members.end(), of_changes.begin(), of_changes.end());
        incremental = shape_object(members);
        pointer_map = shape_map(pointer, "a map of names and pointers", is_variable_name);
        each = shape_object({{"of", &plain_text}, {"set", &pointer_map}});
        members = walk_members;
        const std::vector<Member> own{{"says", &line_text},   {"type", &record_type},
                                      {"scopes", &texts},     {"id", &pointers},
                                      {"updated", &pointers}, {"incremental", &incremental},
                                      {"each", &each}};
        members.insert(members.end(), own.begin(), own.end());
        resource = shape_object(members);
        resources = shape_map(resource, "a map of resources", is_variable_name);
    }

    void build_actions() {
        action_send = shape_word({"json", "form"});
        auto members = call_members();
        const std::vector<Member> own{{"send", &action_send}, {"extra", &parameter_map},
                                      {"says", &line_text},   {"scopes", &texts},
                                      {"input", &any_value},  {"id", &pointers}};
        members.insert(members.end(), own.begin(), own.end());
        action = shape_object(members);
        actions = shape_map(action, "a map of actions", is_variable_name);
    }

    void build_provider() {
        schema = {
            .kind = Shape::Kind::integer, .expected = "1, the only schema there is", .least = 1};
        group = shape_word({"productivity", "developer", "marketing", "crm",        "messaging",
                            "hr",           "commerce",  "analytics", "accounting", "support",
                            "ticketing",    "erp",       "payments",  "recruiting", "mcp",
                            "social",       "design",    "identity",  "legal",      "knowledge",
                            "video",        "storage",   "forms",     "banking",    "cms",
                            "fitness",      "gaming",    "search",    "other"});
        groups = shape_list(group, "a list of groups");
        grade = shape_word({"a", "b", "c", "own"});
        source = shape_word({"whoami", "token", "id_token"});
        metadata_kind = shape_word({"string", "integer", "number", "boolean", "url"});
        metadata_place = shape_text("a JSON pointer, or {name} of a variable", check_place);
        metadata_places =
            shape_one_or_list(metadata_place, "a JSON pointer or {name}, or a list of them");
        metadata_field = shape_object({{"at", &metadata_places},
                                       {"kind", &metadata_kind},
                                       {"from", &source},
                                       {"optional", &flag}});
        metadata = shape_map(metadata_field, "a map of metadata", is_variable_name);
        whoami_from = shape_word({"call", "token", "id_token"});
        auto whoami_members = request_members;
        whoami_members.push_back({"from", &whoami_from});
        whoami_members.push_back({"id", &pointers});
        whoami_members.push_back({"label", &pointers});
        whoami_members.push_back({"email", &pointers});
        whoami = shape_object(whoami_members);
        const std::vector<Member> common{{"vars", &vars},         {"api", &api},
                                         {"auth", &methods},      {"whoami", &whoami},
                                         {"metadata", &metadata}, {"webhooks", &webhook_shape()},
                                         {"limits", &any_value},  {"resources", &resources},
                                         {"actions", &actions},   {"docs", &plain_text},
                                         {"stage", &plain_text}};
        variant = shape_object(common);
        variants = shape_map(variant, "a map of variants", is_provider_id);
        auto members = common;
        const std::vector<Member> own{
            {"schema", &schema},     {"id", &id_text},   {"name", &name_text},
            {"groups", &groups},     {"like", &id_text}, {"grade", &grade},
            {"variants", &variants}, {"about", &about},  {"scopes", &scopes}};
        members.insert(members.begin(), own.begin(), own.end());
        provider = shape_object(members);
    }

    std::vector<Member> request_members;
    Shape verb, send, client, bearer, ok_rule, read_as, unit, read, body, basic_pair, where, pick,
        set_rule, set_value, set_map, request, exchange, lookup, lookups, requests, paths, check,
        reach, revoke;
    Shape json_is, when, then, error_rule, errors;
    Shape wait_as, wait_body, throttle, style, send_as, paging, api;
    Shape pkce, denied_rule, denied, authorize;
    Shape refresh_by, rotation, refresh;
    Shape kind, var_from, variable, vars, field_from, field, fields, attach_in, attach, attaches,
        id_token, iss_parameter, limit_per, limit_then, grant_limit, register_way, start,
        client_from, client_certificate, method, methods;
    Shape about, scope_access, scope, scopes;
    Shape record_type, incremental_style, moment_format, incremental, pointer_map, each, resource,
        resources, action_send, action, actions;
    Shape schema, group, groups, grade, source, metadata_kind, metadata_place, metadata_places,
        metadata_field, metadata, whoami_from, whoami, variant, variants;
};

}  // namespace

const Shape& provider_shape() {
    static const ProviderShapes shapes;
    return shapes.provider;
}

}  // namespace fairlead::catalog
