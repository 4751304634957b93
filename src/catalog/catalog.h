// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "catalog/provider_spec.h"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::catalog {

struct CatalogOptions {
    /// What the build made of `providers/`: `builtin_providers()`. Outlives the catalogue.
    std::string_view builtin;
    /// Directory of the operator's own files, laid over the built-in ones by id; empty = none.
    std::string user_directory;
    /// What `{server.x}` in provider files stands for: `sandbox` (an https origin), `user_agent`,
    /// `name`. A provider that wants one which is missing here is not offered.
    std::map<std::string, std::string> server;
    LoopbackHttp loopback_http = LoopbackHttp::refused;
};

/// One line of the catalogue.
struct ProviderSummary {
    std::string id;
    std::string name;
    std::vector<std::string> groups;
    std::string docs;
    std::string grade;
    std::string stage;
    struct Method {
        std::string id;
        AuthKind kind = AuthKind::oauth2_code;
        friend bool operator==(const Method&, const Method&) = default;
    };
    std::vector<Method> methods;  ///< the first is the default
    std::vector<std::string> variants;
    About about;
    bool is_user_file = false;  ///< an operator's file made or changed it, or it was added
    std::string owner;          ///< whose it is (`UserSource::owner`); empty = everybody's

    /// Whether users are told of it before anybody has set it up: somebody has written what it is
    /// for, or an operator put it there. The rest is found by whoever looks for it.
    bool is_presented() const { return !about.summary.empty() || is_user_file; }
};

struct ProviderQuery {
    std::string text;   ///< in id or name, ASCII case ignored; empty = all
    std::string group;  ///< empty = all
    std::string after;  ///< the last id of the page before; empty = from the start
    std::size_t limit = 50;
    bool is_presented = false;  ///< only those that are (ProviderSummary::is_presented)
    /// Of those that have an owner, only these owners'.
    std::vector<std::string> owners = {};
};

struct ProviderPage {
    std::vector<ProviderSummary> items;  ///< by id
    std::string next;                    ///< for `after`; empty = no more
};

/// A method of a provider that goes without PKCE, and the file's reason; for the health page.
struct PkceOptOut {
    std::string provider;
    std::string method;
    std::string why;
};

/// Every provider Fairlead knows: the built-in table plus the operator's files. Immutable to its
/// users and thread-safe; a provider is resolved on first use and kept.
class Catalog {
public:
    /// Reads the user files. Every fault of every file is in the error's message, one a line, as
    /// `providers/acme.yaml:14: auth.oauth.token.url: expected …`.
    static Result<std::unique_ptr<Catalog>> create(CatalogOptions options);

    virtual ~Catalog() = default;

    /// A provider as a flow works by it. Empty variant: none; empty method: the first.
    /// `not_found` names what is unknown. Shared with every caller that asks the same.
    virtual Result<std::shared_ptr<const ProviderSpec>> find(std::string_view id,
                                                             std::string_view variant,
                                                             std::string_view method) const = 0;

    virtual Result<ProviderSummary> summary(std::string_view id) const = 0;
    virtual ProviderPage list(const ProviderQuery& query) const = 0;
    virtual std::size_t size() const = 0;

    /// Resolves every provider that opts out; slow, for `doctor` and the health page.
    virtual std::vector<PkceOptOut> pkce_opt_outs() const = 0;

    /// The whole resolved document as pretty JSON: `fairlead providers show`.
    virtual Result<std::string> show(std::string_view id, std::string_view variant) const = 0;

    /// A provider file that makes the same provider: `fairlead providers export`. What an operator
    /// wrote is given back as it was written.
    virtual Result<std::string> file_of(std::string_view id) const = 0;

    /// Checks one file as it would be read from the user directory: `fairlead providers check`.
    /// One string per fault, ready to print; empty = it is good.
    virtual Result<std::vector<std::string>> check_file(const std::string& path) const = 0;

    /// Reads every provider anew, with each variant and method: `fairlead providers check --all`.
    /// What is wrong, as `check_file` says it.
    virtual std::vector<std::string> check_all() const = 0;
};

}  // namespace fairlead::catalog
