// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.h"
#include "catalog/faults.h"
#include "catalog/provider_spec.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fairlead::catalog {

/// A node of a resolved document, read with defaults. What does not fit becomes a fault at the
/// node's pointer, and the default stands in; a node that is not there reads as defaults all over.
class NodeReader {
public:
    NodeReader(const json::value* value, std::string pointer, Faults& faults)
        : value_(value), pointer_(std::move(pointer)), faults_(&faults) {}

    NodeReader at(std::string_view key) const;
    bool exists() const { return value_ != nullptr && !value_->is_null(); }
    bool has(std::string_view key) const { return at(key).exists(); }
    const std::string& pointer() const { return pointer_; }
    const json::value* value() const { return value_; }
    void fault(std::string message) const { faults_->add(pointer_, std::move(message)); }
    Faults& faults() const { return *faults_; }

    /// Members of a map, or items of a list with empty names.
    std::vector<std::pair<std::string, NodeReader>> members() const;
    std::vector<NodeReader> items() const;  ///< one value reads as a list of one

    std::string text(std::string_view otherwise = {}) const;  ///< numbers and booleans as text
    bool flag() const;
    std::optional<std::int64_t> integer() const;
    std::optional<Seconds> seconds() const;
    std::vector<std::string> texts() const;  ///< one value reads as a list of one
    std::map<std::string, std::string> text_map() const;
    Template as_template() const;
    std::vector<Template> templates() const;
    Parameters parameters() const;
    Json carried() const;  ///< "{}" if absent
    std::optional<Json> optional_json() const;

    /// The value that the word stands for; the first pair's if absent.
    template <class Value, std::size_t Size>
    Value word(const std::pair<const char*, Value> (&words)[Size]) const {
        if (!exists()) return words[0].second;
        const auto found = text();
        for (const auto& [name, value] : words) {
            if (found == name) return value;
        }
        fault("unknown word " + describe(*value_));
        return words[0].second;
    }

private:
    const json::value* value_;
    std::string pointer_;
    Faults* faults_;
};

/// Reads one variable, `vars.<name>`.
Variable read_variable(const std::string& name, const NodeReader& node);
VarKind read_var_kind(const NodeReader& node);
AuthKind read_auth_kind(const NodeReader& node);

/// How a call is made when its block says nothing.
struct RequestDefaults {
    std::string verb = "POST";
    ClientAuth client = ClientAuth::post;
    /// What the block inherits; nullptr = nothing.
    const Request* inherit = nullptr;
};
/// Reads a call; `base` is what `path` stands behind.
Request read_request(const NodeReader& node, const std::vector<Template>& base,
                     const RequestDefaults& defaults);
Lookup read_lookup(const NodeReader& node, const std::vector<Template>& base);
/// Reads `read`: where a response holds what.
void read_token_fields(const NodeReader& node, TokenFields& fields);

/// Reads `about` and the words of `scopes`, its sibling.
About read_about(const NodeReader& node, const NodeReader& scopes);

std::vector<ErrorRule> read_errors(const NodeReader& node);
Api read_api(const NodeReader& node);
/// Reads `client_certificate`; what is wrong with it is told by check_certificate (rules.h).
std::optional<CertificateRule> read_certificate(const NodeReader& node);

/// Completes a method by which a platform issues a token for what a person typed in
/// (`oauth2_client`, `jwt_grant`, `login`), as often as it is asked: what renews the access is asking again,
/// whatever else came with it. `token` is the last of its calls; log_in.h has those before it.
void read_issue(const NodeReader& node, AuthMethod& method);

/// Reads a method whose `api` and `vars` already hold what the provider shares.
AuthMethod read_method(const std::string& id, const NodeReader& node);

/// Reads the method `method` (empty: the first) of a resolved document. Adds faults for what is
/// missing or breaks a rule of the loader; the result is of use only if there are none.
ProviderSpec read_provider(const json::object& document, std::string_view method,
                           LoopbackHttp loopback_http, Faults& faults);

}  // namespace fairlead::catalog
