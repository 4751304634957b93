// SPDX-License-Identifier: Apache-2.0
#include "catalog/rules.h"

#include "base/text.h"
#include "catalog/host_text.h"
#include "catalog/log_in.h"
#include "catalog/signed_consent.h"
#include "catalog/url_template.h"
#include "net/url.h"

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace fairlead::catalog {
namespace {

using Names = std::vector<std::string>;

/// Keys whose texts are no templates: pointers, patterns, words.
constexpr std::array literal_keys{"at",     "match",    "why",      "term",   "errors", "read",
                                  "set",    "scopes",   "within",   "one_of", "id",     "label",
                                  "email",  "paging",   "throttle", "next",   "kind",   "from",
                                  "denied", "metadata", "alg"};
constexpr std::array url_keys{"url", "base"};
/// Maps by names of the platform's own: there a key says nothing of its text.
constexpr std::array platform_maps{"body", "extra", "headers", "query"};
/// Members of a method that are calls in order, where each may name the answers before it.
constexpr std::array call_lists{"steps", "then"};
/// These are URLs only as members of the method itself.
constexpr std::array method_url_keys{"url", "base", "jwks", "issuer", "register_url", "discover"};
/// Names that flows fill; those with a dot or slash are recognised by what stands before it.
constexpr std::array standard_names{
    "token",  "refresh", "code", "state", "redirect_uri", "redirect_host", "verifier", "assertion",
    "scopes", "rand",    "now",  "body",  "time",         "url",           "method",   "secret"};
constexpr std::array standard_groups{"cred", "app",    "claim", "granted",
                                     "req",  "header", "query", "body"};

template <class List>
bool contains(const List& list, std::string_view wanted) {
    return std::any_of(std::begin(list), std::end(list),
                       [&](const auto& each) { return std::string_view{each} == wanted; });
}

bool is_standard(std::string_view name) {
    const auto cut = name.find_first_of("./");
    if (cut == std::string_view::npos) return contains(standard_names, name);
    return contains(standard_groups, name.substr(0, cut)) || answer_named(name).has_value();
}

bool is_platform_map(const NodeReader& node) {
    const auto& place = node.pointer();
    return contains(platform_maps, place.substr(place.rfind('/') + 1));
}

using Visit = std::function<void(const NodeReader&, bool)>;

void for_each_text(const NodeReader& node, const Visit& visit) {
    if (!node.exists()) return;
    if (node.value()->is_string()) return visit(node, false);
    if (node.value()->is_array())
        for (const auto& item : node.items()) for_each_text(item, visit);
    for (const auto& [key, member] : node.members()) for_each_text(member, visit);
}

/// Calls `visit` with every text that is a template, and whether it is a URL.
void for_each_template(const NodeReader& node, bool is_url, const Visit& visit) {
    if (!node.exists()) return;
    if (is_platform_map(node)) return for_each_text(node, visit);
    if (node.value()->is_string()) return visit(node, is_url);
    if (node.value()->is_array()) {
        for (const auto& item : node.items()) for_each_template(item, is_url, visit);
    }
    for (const auto& [key, member] : node.members()) {
        if (!contains(literal_keys, key)) for_each_template(member, contains(url_keys, key), visit);
    }
}

bool may_be_in_host(VarKind kind) { return kind <= VarKind::choice || kind == VarKind::digits; }

bool is_persons(const Variable& variable) {
    return variable.from == VarSource::connection || variable.from == VarSource::callback;
}

bool is_free(const Variable& variable, const UrlOutline& where) {
    switch (variable.kind) {
        case VarKind::host:
        case VarKind::hostpath:
        case VarKind::url: return variable.within.empty();
        case VarKind::label:
        case VarKind::labels: return !keeps_to_domain(where);
        default: return false;
    }
}

void add_free(const AuthMethod& method, const Template& url, Names& found, int depth) {
    const auto where = outline(url);
    for (const auto& name : where.host_values) {
        const auto* variable = method.find_variable(name);
        if (variable == nullptr || depth > 4) continue;
        if (is_persons(*variable) && is_free(*variable, where) && !contains(found, name)) {
            found.push_back(name);
        }
        if (variable->default_value) add_free(method, *variable->default_value, found, depth + 1);
    }
}

bool is_operators_secret(const Variable& variable) {
    return variable.secret && variable.from == VarSource::app;
}

/// What every call has in it, those of the API too, and no host may be named for; "" where it is
/// nothing.
std::string secret_everywhere(const AuthMethod& method) {
    const bool is_plaintext = method.kind == AuthKind::oauth1 &&
                              signed_consent(method).signature == SignatureMethod::plaintext;
    if (is_plaintext) return "plaintext has the client secret in every call, which";
    const auto found = std::ranges::find_if(method.vars, is_operators_secret);
    return found == method.vars.end() ? std::string{}
                                      : "the operator's secret {" + found->name + "}";
}

/// In words, what a call of a log-in may name.
std::string answers_before(std::size_t count) {
    if (count == 0) return "no answer comes before this";
    if (count == 1) return "the one answer before this is step1";
    return "the answers before this are step1 to step" + std::to_string(count);
}

/// One method under examination.
class Examination {
public:
    Examination(const AuthMethod& method, LoopbackHttp loopback_http, Names filled = {})
        : method_(method),
          loopback_http_(loopback_http),
          filled_(std::move(filled)),
          secret_(secret_everywhere(method)) {}

    /// The same of a call that comes after so many others of a log-in.
    Examination behind(std::size_t answers) const {
        auto examination = *this;
        examination.answers_ = answers;
        return examination;
    }

    void text(const NodeReader& node, bool is_url) const {
        const auto parsed = Template::parse(node.text());
        if (!parsed) return node.fault("not a template, " + parsed.error().message);
        for (const auto& name : parsed->names()) known(node, name);
        // An address is shown, in a browser or beside a failed call.
        if (is_url || node.pointer().find("/authorize/") != std::string::npos)
            unsecret(node, *parsed);
        if (is_url) url(node, *parsed);
    }

    void defaults(const NodeReader& vars) const {
        for (const auto& variable : method_.vars) {
            if (variable.default_value) default_of(vars.at(variable.name).at("default"), variable);
        }
    }

    /// Variables that an answer before the token's brings.
    void captured(const NodeReader& vars) const {
        for (const auto& variable : method_.vars) {
            const auto named = answer_named(variable.at);
            if (!named || variable.from != VarSource::token) continue;
            const auto count = calls_before_token(method_).size();
            if (*named <= count) continue;
            vars.at(variable.name)
                .at("at")
                .fault("nothing fills " + variable.at + ": " + answers_before(count) +
                       ", the token's own is named by a pointer alone");
        }
    }

private:
    void unsecret(const NodeReader& node, const Template& parsed) const {
        for (const auto& name : parsed.names()) {
            const auto* variable = method_.find_variable(name);
            if (variable == nullptr || !is_operators_secret(*variable)) continue;
            node.fault("{" + name +
                       "} is the operator's secret: it may stand in a header, a body "
                       "or a call's query, not in an address");
        }
    }

    void known(const NodeReader& node, const std::string& name) const {
        if (const auto named = answer_named(name); named && answers_ && *named > *answers_)
            return node.fault("nothing fills {" + name + "}: " + answers_before(*answers_));
        const bool is_unsigned = name == "assertion" && method_.kind == AuthKind::login &&
                                 find_pointer(from_json(method_.raw), "/assertion") == nullptr;
        if (is_unsigned)
            return node.fault("nothing signs {assertion}: describe it under assertion");
        if (method_.find_variable(name) != nullptr || is_standard(name) || is_filled(name)) return;
        Names candidates = filled_;
        for (const auto& variable : method_.vars) candidates.push_back(variable.name);
        for (const auto* standard : standard_names) candidates.emplace_back(standard);
        const auto guess = nearest(name, candidates);
        node.fault("nothing fills {" + name + "}: declare it under vars" +
                   (guess.empty() ? "" : ", or is it {" + guess + "}?"));
    }

    bool is_filled(const std::string& name) const {
        return std::ranges::any_of(filled_, [&](const std::string& each) {
            return each == name || (each.ends_with('/') && name.starts_with(each));
        });
    }

    void url(const NodeReader& node, const Template& parsed) const {
        using Scheme = UrlOutline::Scheme;
        const auto found = outline(parsed);
        if (found.scheme == Scheme::other ||
            (found.scheme == Scheme::loopback_http && loopback_http_ == LoopbackHttp::refused)) {
            return node.fault("expected an https URL, found " + describe(*node.value()));
        }
        if (found.has_userinfo) node.fault("a URL may not carry a user name or password");
        if (found.has_function_in_host) node.fault("a function may not stand in a host");
        for (const auto& name : found.host_values) host_value(node, found, name);
        Names free;
        if (!secret_.empty()) add_free(method_, parsed, free, 0);
        for (const auto& name : free)
            node.fault(secret_ + " would follow {" + name +
                       "}: give it within or one_of, or make it the operator's (from: app)");
        const auto sample = net::Url::parse(sampled(parsed));
        if (!sample) node.fault("not a URL: " + sample.error().message);
    }

    /// The URL with well-formed values in it.
    std::string sampled(const Template& parsed) const {
        std::string text;
        for (const auto& piece : parsed.nodes()) {
            if (piece.kind == TemplateNode::Kind::literal) {
                text += piece.text;
                continue;
            }
            const auto* variable = method_.find_variable(piece.text);
            const auto kind = variable == nullptr ? VarKind::text : variable->kind;
            const bool is_whole_host = kind == VarKind::host || kind == VarKind::hostpath;
            text += text.empty()              ? "https://a.example"
                    : kind == VarKind::digits ? "1"
                    : is_whole_host           ? "a.example"
                                              : "a";
        }
        return text;
    }

    void host_value(const NodeReader& node, const UrlOutline& found,
                    const std::string& name) const {
        const bool is_front =
            found.scheme == UrlOutline::Scheme::from_value && found.host_values.front() == name;
        if (answer_named(name)) {  // another answer of the same platform
            if (is_front) return;
            return node.fault("{" + name +
                              "} may begin a URL, as a whole one: for a part of a host declare a "
                              "variable (from: token, at: " +
                              name + ") and its kind");
        }
        const auto* variable = method_.find_variable(name);
        if (variable == nullptr) {
            const bool is_free = is_standard(name) || is_filled(name);
            if (is_free) node.fault("{" + name + "} may not stand in a host");
            return;
        }
        if (!may_be_in_host(variable->kind)) {
            return node.fault("{" + name +
                              "} stands in a host: expected its kind to be label, labels, "
                              "host, hostpath or url, or one_of, found text that is not checked");
        }
        const auto is_host_text = [](const std::string& value) {
            return is_dns_labels(value) || is_host_and_path(value);
        };
        if (!std::ranges::all_of(variable->one_of, is_host_text))
            return node.fault("{" + name +
                              "} stands in a host: expected its one_of to be parts of "
                              "host names, or hosts with a path at most");
        if (is_front != (variable->kind == VarKind::url)) {
            node.fault(is_front ? "{" + name + "} begins the URL: expected its kind to be url"
                                : "{" + name + "} is a whole URL and may only begin one");
        }
    }

    void default_of(const NodeReader& node, const Variable& variable) const {
        const auto names = variable.default_value->names();
        for (const auto& name : names) known(node, name);
        if (!names.empty()) {
            if (variable.kind == VarKind::url) url(node, *variable.default_value);
            return;
        }
        const auto accepted = variable.accept(variable.default_value->text());
        if (!accepted) node.fault(accepted.error().message.substr(variable.name.size() + 2));
    }

    const AuthMethod& method_;
    LoopbackHttp loopback_http_;
    Names filled_;
    std::string secret_;
    std::optional<std::size_t> answers_;
};

bool sends_client_secret(const Request& request) {
    if (request.client != ClientAuth::none && request.client != ClientAuth::omitted) return true;
    for (const auto* parameters : {&request.extra, &request.query, &request.headers}) {
        for (const auto& parameter : *parameters) {
            if (contains(parameter.value.names(), "app.client_secret")) return true;
        }
    }
    return false;
}

void add_free(const AuthMethod& method, const Request& request, Names& found) {
    if (!sends_client_secret(request)) return;
    for (const auto& url : request.url) add_free(method, url, found, 0);
}

/// The variables whose values come with the flow cannot be pinned: they must be fenced in.
void check_free_hosts(const AuthMethod& method, const NodeReader& node) {
    const auto names = free_hosts(method);
    Names askable;
    for (const auto& name : names) {
        if (method.find_variable(name)->from == VarSource::connection) {
            askable.push_back(name);
            continue;
        }
        node.at("vars").at(name).fault(
            "a callback parameter may not decide where the client secret goes: give it within or "
            "one_of");
    }
    if (askable.empty() || method.pin_host) return;
    node.fault("the client secret would follow a host that the connecting person names ({" +
               join(askable, "}, {") +
               "}): pin_host: true makes the operator set it; or fence it in "
               "with within or one_of");
}

/// The calls of a log-in, each with the answers that come before it.
void check_calls(const Examination& examination, const NodeReader& method_node) {
    for (const auto* key : call_lists) {
        std::size_t answers = std::string_view{key} == "then" ? 1 : 0;  // the grant's own
        for (const auto& call : method_node.at(key).items()) {
            const auto behind = examination.behind(answers++);
            for_each_template(call, false, [&](const NodeReader& node, bool is_url) {
                behind.text(node, is_url);
            });
        }
    }
}

}  // namespace

void check_rules(const AuthMethod& method, const NodeReader& method_node, const NodeReader& whoami,
                 LoopbackHttp loopback_http) {
    const Examination examination{method, loopback_http};
    const auto visit = [&](const NodeReader& node, bool is_url) { examination.text(node, is_url); };
    for (const auto& [key, member] : method_node.members()) {
        if (key == "vars" || contains(literal_keys, key) || contains(call_lists, key)) continue;
        for_each_template(member, contains(method_url_keys, key), visit);
    }
    check_calls(examination, method_node);
    for_each_template(whoami, false, visit);
    examination.defaults(method_node.at("vars"));
    examination.captured(method_node.at("vars"));
    check_free_hosts(method, method_node);
    check_certificate(method, method_node, whoami);
}

void check_templates(const AuthMethod& method, const NodeReader& node,
                     const std::vector<std::string>& filled, LoopbackHttp loopback_http) {
    const Examination examination{method, loopback_http, filled};
    const bool is_whole_url = node.pointer().ends_with("/url");
    for_each_template(node, is_whole_url,
                      [&](const NodeReader& text, bool is_url) { examination.text(text, is_url); });
}

std::vector<std::string> free_hosts(const AuthMethod& method) {
    Names found;
    if (method.kind == AuthKind::oauth1) {
        const auto consent = signed_consent(method);
        for (const auto* request : {&consent.request, &method.token})
            for (const auto& url : request->url) add_free(method, url, found, 0);
    }
    const bool by_consent =
        method.kind == AuthKind::oauth2_code || method.kind == AuthKind::mcp_oauth;
    if (!by_consent) return found;
    add_free(method, method.token, found);
    if (method.refresh.by != RefreshBy::none) add_free(method, method.refresh.request, found);
    if (method.revoke) add_free(method, method.revoke->request, found);
    if (method.introspect) add_free(method, *method.introspect, found);
    if (method.exchange) add_free(method, *method.exchange, found);
    return found;
}

std::vector<std::string> wanted_variables(const AuthMethod& method, const NodeReader& method_node,
                                          const std::vector<NodeReader>& others) {
    Names wanted;
    const auto add = [&](const Template& source, const auto& self) -> void {
        for (const auto& name : source.names()) {
            const auto* variable = method.find_variable(name);
            if (variable == nullptr || contains(wanted, name)) continue;
            wanted.push_back(name);
            if (variable->default_value) self(*variable->default_value, self);
        }
    };
    const auto visit = [&](const NodeReader& node, bool) {
        if (const auto parsed = Template::parse(node.text())) add(*parsed, add);
    };
    for (const auto& [key, member] : method_node.members()) {
        if (key != "vars" && !contains(literal_keys, key)) {
            for_each_template(member, contains(url_keys, key), visit);
        }
    }
    for (const auto& other : others) for_each_template(other, false, visit);
    return wanted;
}

}  // namespace fairlead::catalog
