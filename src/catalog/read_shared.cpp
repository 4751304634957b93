// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "catalog/node_reader.h"

namespace fairlead::catalog {
namespace {

constexpr std::pair<const char*, VarSource> sources[]{
    {"connection", VarSource::connection}, {"app", VarSource::app},
    {"token", VarSource::token},           {"callback", VarSource::callback},
    {"webhook", VarSource::webhook},       {"exchange", VarSource::exchange},
    {"lookup", VarSource::lookup},         {"token_claim", VarSource::token_claim}};

constexpr std::pair<const char*, VarKind> var_kinds[]{
    {"text", VarKind::text},       {"label", VarKind::label},       {"labels", VarKind::labels},
    {"host", VarKind::host},       {"hostpath", VarKind::hostpath}, {"url", VarKind::url},
    {"segment", VarKind::segment}, {"digits", VarKind::digits},     {"uuid", VarKind::uuid},
    {"email", VarKind::email},     {"date", VarKind::date}};

bool is_captured_by_place(VarSource from) {
    return from == VarSource::token || from == VarSource::callback || from == VarSource::webhook ||
           from == VarSource::exchange || from == VarSource::token_claim;
}

ErrorRule::StatusRange read_status(const NodeReader& node) {
    const auto text = node.text();
    if (text.size() == 3 && text.substr(1) == "xx") {
        const int first = (text.front() - '0') * 100;
        return {first, first + 99};
    }
    const auto code = parse_integer(text);
    if (!code || *code < 100 || *code > 599) {
        node.fault("expected a status such as 400 or '5xx', found " + describe(*node.value()));
        return {};
    }
    return {static_cast<int>(*code), static_cast<int>(*code)};
}

ErrorRule read_error(const NodeReader& node) {
    ErrorRule rule;
    const auto when = node.at("when");
    for (const auto& status : when.at("http").items()) rule.status.push_back(read_status(status));
    for (const auto& [at, is] : when.at("json").members()) rule.json.push_back({at, is.texts()});
    rule.absent = when.at("absent").texts();
    rule.text = when.at("text").texts();
    for (const auto& [name, value] : when.at("header").members()) {
        rule.headers.emplace_back(name, value.text());
    }
    if (rule.status.empty() && rule.json.empty() && rule.absent.empty() && rule.text.empty() &&
        rule.headers.empty()) {
        when.fault("expected at least one of http, json, absent, text, header");
    }
    rule.why = node.at("why").text();
    if (!node.has("then")) {
        node.fault("expected then, a class of error");
        return rule;
    }
    const auto then = parse_error_class(node.at("then").text());
    if (!then) node.at("then").fault("not a class of error: " + describe(*node.at("then").value()));
    if (then) rule.then = *then;
    return rule;
}

}  // namespace

VarKind read_var_kind(const NodeReader& node) { return node.word(var_kinds); }

Variable read_variable(const std::string& name, const NodeReader& node) {
    Variable variable;
    variable.name = name;
    variable.from = node.at("from").word(sources);
    variable.at = node.at("at").text();
    variable.one_of = node.at("one_of").texts();
    variable.kind = variable.one_of.empty() ? read_var_kind(node.at("kind")) : VarKind::choice;
    variable.match = node.at("match").text();
    variable.within = node.at("within").texts();
    if (node.has("default")) variable.default_value = node.at("default").as_template();
    variable.optional = node.at("optional").flag();
    variable.secret = node.at("secret").flag();
    if (is_captured_by_place(variable.from) && !node.has("at")) {
        node.fault("expected at: where in the " + node.at("from").text() + " it is found");
    }
    return variable;
}

std::vector<ErrorRule> read_errors(const NodeReader& node) {
    std::vector<ErrorRule> rules;
    for (const auto& item : node.items()) rules.push_back(read_error(item));
    return rules;
}

Api read_api(const NodeReader& node) {
    Api api;
    api.base = node.at("base").templates();
    api.headers = node.at("headers").parameters();
    api.query = node.at("query").parameters();
    api.keep_headers_on_redirect = node.at("keep_headers_on_redirect").flag();
    api.errors = read_errors(node.at("errors"));
    api.throttle = node.at("throttle").carried();
    api.paging = node.at("paging").carried();
    api.mtls = node.at("mtls").flag();
    return api;
}

}  // namespace fairlead::catalog
