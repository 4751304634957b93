// SPDX-License-Identifier: Apache-2.0
#include "api/form_line.h"
#include "api/mount.h"
#include "api/provider_sight.h"
#include "api/services.h"
#include "catalog/catalog.h"
#include "http/problem.h"
#include "oauth/client_source.h"
#include "oauth/connectable.h"
#include "oauth/credential.h"

namespace fairlead::api {

/// What it takes to connect accounts of a platform, by each of its methods.
struct ProviderNeeds {
    struct Obstacle {
        std::string code;
        std::string message;
    };
    struct AuthMethod {
        std::string id;
        std::string kind;
        bool needs_app = false;  ///< the operator registers one there and stores its client id
        std::vector<std::string> asks;     ///< of the person who connects, as the form says it
        std::vector<FormLine> operators;   ///< of whoever sets it up
        std::optional<Obstacle> obstacle;  ///< nobody can be connected by it, and why
    };
    std::string id;
    std::string name;
    std::string docs_url;
    std::string grade;
    std::vector<AuthMethod> methods;  ///< the first is the default
};
BOOST_DESCRIBE_STRUCT(ProviderNeeds::Obstacle, (), (code, message))
BOOST_DESCRIBE_STRUCT(ProviderNeeds::AuthMethod, (),
                      (id, kind, needs_app, asks, operators, obstacle))
BOOST_DESCRIBE_STRUCT(ProviderNeeds, (), (id, name, docs_url, grade, methods))

namespace {

ProviderNeeds::AuthMethod method_of(const catalog::ProviderSpec& provider) {
    ProviderNeeds::AuthMethod method{.id = provider.method.id,
                                     .kind = catalog::to_text(provider.method.kind),
                                     .needs_app = oauth::needs_app(provider),
                                     .asks = {},
                                     .operators = {},
                                     .obstacle = {}};
    for (auto& line : oauth::form_fields(provider.method))
        method.asks.push_back(std::move(line.label));
    method.operators = form_lines(oauth::operator_fields(provider.method));
    if (const auto can = oauth::check_connectable(provider); !can) {
        const auto& error = can.error();
        const char* code = error.reason ? error.reason : http::problem_kind(error.code).code;
        method.obstacle = ProviderNeeds::Obstacle{code, error.message};
    }
    return method;
}

}  // namespace

struct ShowProvider {
    static constexpr Route route{Method::get,
                                 "/api/providers/{id}",
                                 Access::workspace,
                                 Scope::connections_read,
                                 "Tell what it takes to connect a platform",
                                 {.tag = "providers"}};
    struct Input {
        std::string id;
    };
    using Output = ProviderNeeds;

    const catalog::Catalog& catalog;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_TRY(auto summary, seen_provider(catalog, caller, input.id));
        Output output{.id = std::move(summary.id),
                      .name = std::move(summary.name),
                      .docs_url = std::move(summary.docs),
                      .grade = std::move(summary.grade),
                      .methods = {}};
        for (const auto& method : summary.methods) {
            CO_TRY(const auto spec, catalog.find(output.id, "", method.id));
            output.methods.push_back(method_of(*spec));
        }
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(ShowProvider::Input, (), (id))

void mount_show_provider(Router& router, const Services* services) {
    router.add<ShowProvider>([&] { return ShowProvider{services->catalog}; });
}

}  // namespace fairlead::api
