// SPDX-License-Identifier: Apache-2.0
// What integrations keep sealed beside the client secret.
#include "oauth/client_secret_place.h"
#include "oauth/integrations.h"

namespace fairlead::oauth {

vault::Place secret_vars_place(IntegrationId integration, std::int64_t generation) {
    return {"integrations", "secret_vars", integration.value, generation};
}

Task<Result<SecretVars>> Integrations::secret_vars_of(Integration integration) {
    if (integration.secret_vars.empty()) co_return SecretVars{};
    CO_TRY(auto stored, co_await store_.find_secret_vars(integration.workspace, integration.id));
    if (!stored) co_return SecretVars{};
    const auto owner = Owner::of(integration.workspace);
    auto place = secret_vars_place(integration.id, stored->generation);
    CO_TRY(const auto packed,
           co_await vault_.open(owner, std::move(place), std::move(stored->sealed)));
    co_return unpack_secret_vars(packed);
}

}  // namespace fairlead::oauth
