// SPDX-License-Identifier: Apache-2.0
#include "api/integrations/offers.h"
#include "api/services.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace fairlead::api {

/// All at once: the page searches and filters by itself.
struct BrowseIntegrations {
    static constexpr Route route{Method::get,
                                 "/api/integrations",
                                 Access::workspace,
                                 Scope::connections_read,
                                 "List what can be connected, and what an administrator could add",
                                 {.tag = "integrations"}};
    using Input = Nothing;
    using Output = http::Page<Offer>;

    oauth::Integrations& integrations;
    const catalog::Catalog& catalog;
    const std::string& redirect_base_url;

    Task<Result<Output>> operator()(Caller caller, Nothing) const {
        CO_TRY(const auto rows, co_await integrations.list(caller.workspace));
        Output output;
        std::set<std::string> configured;
        for (const Integration& row : rows) {
            const auto provider = catalog.summary(row.provider);
            if (!provider) continue;  // its file is gone: nobody can connect it
            configured.insert(row.provider);
            CO_TRY(auto offer, co_await offered(caller, row, *provider));
            output.items.push_back(std::move(offer));
        }
        CO_TRY(auto others, co_await unconfigured(caller, std::move(configured)));
        std::ranges::move(others, std::back_inserter(output.items));
        std::ranges::sort(output.items, {}, &Offer::name);
        co_return output;
    }

private:
    static bool is_admin(const Caller& caller) {
        return caller.role == Role::admin || has(caller.scopes, Scope::admin);
    }

    Task<Result<Offer>> offered(Caller caller, Integration row,
                                catalog::ProviderSummary provider) const {
        Offer offer = offer_of(provider);
        const auto ready = co_await integrations.ready(caller.workspace, row.key);
        offer.state = ready ? OfferState::available : state_of(ready.error());
        const auto spec = catalog.find(row.provider, row.variant, row.method);
        if (spec) refine(offer, row, **spec, provider.about);
        offer.key = row.key;
        if (is_admin(caller)) offer.redirect_uri = row.redirect_uri;
        co_return offer;
    }

    Task<Result<std::vector<Offer>>> unconfigured(Caller caller,
                                                  std::set<std::string> known) const {
        std::vector<Offer> offers;
        catalog::ProviderQuery query{.text = {}, .group = {}, .after = {}, .limit = 200};
        for (;;) {
            catalog::ProviderPage page = catalog.list(query);
            for (auto& provider : page.items) {
                if (known.contains(provider.id)) continue;
                CO_TRY(auto offer, co_await unconfigured_one(caller, std::move(provider)));
                offers.push_back(std::move(offer));
            }
            if (page.next.empty()) co_return offers;
            query.after = page.next;
        }
    }

    /// Says what stands in its way: the operator's switch, or that nobody has registered an app.
    Task<Result<Offer>> unconfigured_one(Caller caller, catalog::ProviderSummary provider) const {
        const auto ready = co_await integrations.ready(caller.workspace, provider.id);
        Offer offer = offer_of(std::move(provider));
        offer.state = ready ? OfferState::available : state_of(ready.error());
        if (is_admin(caller)) {
            offer.redirect_uri = redirect_base_url + "/api/integrations/callback/" + offer.key;
        }
        co_return offer;
    }
};

void mount_browse_integrations(Router& router, const Services* services) {
    router.add<BrowseIntegrations>([&] {
        return BrowseIntegrations{services->integrations, services->catalog,
                                  services->redirect_base_url};
    });
}

}  // namespace fairlead::api
