// SPDX-License-Identifier: Apache-2.0
#include "api/cursors.h"
#include "api/integrations/offers.h"
#include "api/provider_sight.h"
#include "api/services.h"
#include "oauth/client_source.h"
#include "oauth/connections_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace fairlead::api {

/// Those that are set up, by key; then what is presented and an administrator could add, by the
/// provider's id; the whole catalogue is `GET /api/providers`. The page searches and filters by
/// itself, in all of them.
struct BrowseIntegrations {
    static constexpr Route route{Method::get,
                                 "/api/integrations",
                                 Access::workspace,
                                 Scope::connections_read,
                                 "List what can be connected, and what an administrator could add",
                                 {.tag = "integrations"}};
    struct Input : ListInput {};
    using Output = http::Page<Offer>;

    oauth::Integrations& integrations;
    oauth::ConnectionsService& connections;
    const catalog::Catalog& catalog;
    const std::string& redirect_base_url;
    const Cursors& cursors;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        const std::string list = "integrations";
        Walk walk;
        walk.limit = *input.limit;
        if (input.cursor) {
            CO_TRY(walk.last, co_await cursors.open(caller, list, *input.cursor));
        }
        CO_CHECK(co_await walk_rows(caller, walk));
        CO_CHECK(co_await walk_catalog(caller, walk));
        Output output;
        output.items = std::move(walk.items);
        if (walk.is_full) {
            CO_TRY(output.next_cursor, co_await cursors.seal(caller, list, walk.last));
        }
        co_return output;
    }

private:
    /// One page in the making.
    struct Walk {
        std::size_t limit = 0;
        std::string last;  ///< the position of what was listed last
        std::vector<Offer> items;
        std::set<std::string> set_up;  ///< providers that have an integration
        bool is_full = false;          ///< and there is more

        /// Whether `position` is the next to be listed.
        bool takes(std::string position) {
            if (position <= last) return false;
            is_full = items.size() == limit;
            if (!is_full) last = std::move(position);
            return !is_full;
        }
    };
    static std::string row_position(const std::string& key) { return "1" + key; }
    static std::string catalog_position(const std::string& id) { return "2" + id; }

    static bool is_admin(const Caller& caller) {
        return caller.role == Role::admin || has(caller.scopes, Scope::admin);
    }

    Task<Result<void>> walk_rows(Caller caller, Walk& walk) const {
        CO_TRY(auto rows, co_await integrations.list(caller.workspace));
        CO_TRY(const auto paused, co_await connections.paused(caller));
        std::ranges::sort(rows, {}, &Integration::key);
        for (const Integration& row : rows) {
            const auto provider = catalog.summary(row.provider);
            if (!provider) continue;  // its file is gone: nobody can connect it
            walk.set_up.insert(row.provider);
            if (walk.is_full || !walk.takes(row_position(row.key))) continue;
            CO_TRY(auto offer, co_await offered(caller, row, *provider));
            offer.is_paused = paused.contains(row.id);
            walk.items.push_back(std::move(offer));
        }
        co_return ok();
    }

    Task<Result<Offer>> offered(Caller caller, Integration row,
                                catalog::ProviderSummary provider) const {
        Offer offer = offer_of(provider);
        const auto ready = co_await ready_for(caller, row.key);
        offer.state = ready ? OfferState::available : state_of(ready.error());
        const auto spec = catalog.find(row.provider, row.variant, row.method);
        if (spec) refine(offer, row, **spec, provider.about);
        if (caller.user && spec) offer.member_app = member_app_of(row, **spec, ready);
        offer.key = row.key;
        if (is_admin(caller)) offer.redirect_uri = row.redirect_uri;
        co_return offer;
    }

    /// As whoever asks would connect it.
    Task<Result<oauth::Integrations::Ready>> ready_for(const Caller& caller,
                                                       std::string key) const {
        if (!caller.user) return integrations.ready(caller.workspace, std::move(key));
        return integrations.ready_for(caller.workspace, *caller.user, std::move(key));
    }

    static OfferMemberApp member_app_of(const Integration& row, const catalog::ProviderSpec& spec,
                                        const Result<oauth::Integrations::Ready>& ready) {
        const bool may = row.member_apps == MemberAppRule::allowed && oauth::check_member_app(spec);
        if (!may) return OfferMemberApp::not_offered;
        return ready && ready->client->member ? OfferMemberApp::stored : OfferMemberApp::offered;
    }

    Task<Result<void>> walk_catalog(Caller caller, Walk& walk) const {
        catalog::ProviderQuery query{
            .text = {}, .group = {}, .after = {}, .limit = walk.limit + 1, .is_presented = true};
        query.owners = owners_for(caller);
        if (walk.last.starts_with(catalog_position({}))) query.after = walk.last.substr(1);
        while (!walk.is_full) {
            catalog::ProviderPage page = catalog.list(query);
            for (auto& provider : page.items) {
                if (walk.set_up.contains(provider.id)) continue;
                if (!walk.takes(catalog_position(provider.id))) break;
                CO_TRY(auto offer, co_await unconfigured_one(caller, std::move(provider)));
                walk.items.push_back(std::move(offer));
            }
            if (page.next.empty()) co_return ok();
            query.after = page.next;
        }
        co_return ok();
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
BOOST_DESCRIBE_STRUCT(BrowseIntegrations::Input, (ListInput), ())

void mount_browse_integrations(Router& router, const Services* services) {
    router.add<BrowseIntegrations>([&] {
        return BrowseIntegrations{services->integrations, services->connections, services->catalog,
                                  services->redirect_base_url, services->cursors};
    });
}

}  // namespace fairlead::api
