// SPDX-License-Identifier: Apache-2.0
#include "api/mount.h"
#include "api/provider_sight.h"
#include "api/services.h"
#include "catalog/catalog.h"
#include "oauth/provider_trial.h"

namespace fairlead::oauth {

BOOST_DESCRIBE_STRUCT(TrialStep, (), (call, address, verdict, says))

}  // namespace fairlead::oauth

namespace fairlead::api {

/// Harmless calls: nothing is changed at the platform, and nobody is connected.
struct TryProvider {
    static constexpr Route route{Method::post,
                                 "/api/admin/providers/{id}/test",
                                 Access::admin,
                                 Scope::none,
                                 "Ask a provider's endpoints whether they are what its file says",
                                 {.tag = "admin"}};
    struct Input {
        std::string id;
    };
    struct Output {
        std::vector<oauth::TrialStep> steps;
    };

    oauth::ProviderTrial& trial;
    const catalog::Catalog& catalog;

    Task<Result<Output>> operator()(Caller caller, Input input) const {
        CO_CHECK(seen_provider(catalog, caller, input.id));
        Output output;
        CO_TRY(output.steps, co_await trial.run(caller.workspace, std::move(input.id)));
        co_return output;
    }
};
BOOST_DESCRIBE_STRUCT(TryProvider::Input, (), (id))
BOOST_DESCRIBE_STRUCT(TryProvider::Output, (), (steps))

void mount_try_provider(Router& router, const Services* services) {
    router.add<TryProvider>(
        [&] { return TryProvider{services->provider_trial, services->catalog}; });
}

}  // namespace fairlead::api
