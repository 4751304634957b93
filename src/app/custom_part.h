// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/foundation.h"
#include "app/oauth_part.h"
#include "custom/custom_providers.h"
#include "custom/provider_sources.h"
#include "oauth/provider_trial.h"

namespace fairlead::app {

/// Providers that are not shipped, of files and of the database, wired.
struct CustomPart {
    CustomPart(Foundation& on, OAuthPart& oauth);

    /// Looks for changes, as a child of the foundation's scope.
    void start();

    Foundation& base;
    custom::ProviderSources sources;
    custom::CustomProviders providers;
    oauth::ProviderTrial trial;
};

}  // namespace fairlead::app
