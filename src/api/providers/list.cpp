// SPDX-License-Identifier: Apache-2.0
#include "api/cursors.h"
#include "api/mount.h"
#include "api/provider_sight.h"
#include "api/services.h"
#include "catalog/catalog.h"

namespace fairlead::api {

/// A line of the catalogue, for the marketplace.
struct ProviderItem {
    struct AuthMethod {
        std::string id;
        std::string kind;
    };
    std::string id;
    std::string name;
    std::vector<std::string> categories;
    std::string docs_url;
    std::string stage;  ///< set where the recorded endpoints are not production
    std::string grade;
    std::vector<AuthMethod> methods;  ///< the first is the default
    std::vector<std::string> variants;
    bool is_custom = false;  ///< an operator's file made or changed it, or an admin added it
};
BOOST_DESCRIBE_STRUCT(ProviderItem::AuthMethod, (), (id, kind))
BOOST_DESCRIBE_STRUCT(ProviderItem, (),
                      (id, name, categories, docs_url, stage, grade, methods, variants, is_custom))

namespace {

ProviderItem item_of(catalog::ProviderSummary summary) {
    ProviderItem item{.id = std::move(summary.id),
                      .name = std::move(summary.name),
                      .categories = std::move(summary.groups),
                      .docs_url = std::move(summary.docs),
                      .stage = std::move(summary.stage),
                      .grade = std::move(summary.grade),
                      .methods = {},
                      .variants = std::move(summary.variants),
                      .is_custom = summary.is_user_file};
    for (const auto& method : summary.methods) {
        item.methods.push_back({method.id, catalog::to_text(method.kind)});
    }
    return item;
}

}  // namespace

struct ListProviders {
    static constexpr Route route{Method::get,
                                 "/api/providers",
                                 Access::workspace,
                                 Scope::connections_read,
                                 "List what can be connected",
                                 {.tag = "providers"}};
    struct Input : ListInput {
        Default<std::string> query;
        Default<std::string> category;
    };
    using Output = http::Page<ProviderItem>;

    const catalog::Catalog& catalog;
    const Cursors& cursors;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        const std::string list = "providers\n" + *input.query + "\n" + *input.category;
        catalog::ProviderQuery query{
            .text = *input.query, .group = *input.category, .after = {}, .limit = *input.limit};
        query.owners = owners_for(caller);
        if (input.cursor) {
            CO_TRY(query.after, co_await cursors.open(caller, list, *input.cursor));
        }
        catalog::ProviderPage page = catalog.list(query);
        Output output;
        for (auto& summary : page.items) output.items.push_back(item_of(std::move(summary)));
        if (!page.next.empty()) {
            CO_TRY(output.next_cursor, co_await cursors.seal(caller, list, page.next));
        }
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(ListProviders::Input, (ListInput), (query, category))

void mount_list_providers(Router& router, const Services* services) {
    router.add<ListProviders>([&] { return ListProviders{services->catalog, services->cursors}; });
}

}  // namespace fairlead::api
