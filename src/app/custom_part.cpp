// SPDX-License-Identifier: Apache-2.0
#include "app/custom_part.h"

namespace fairlead::app {

CustomPart::CustomPart(Foundation& on, OAuthPart& oauth)
    : base(on),
      sources({*base.catalog, *base.database, *base.cache, base.slow_work, base.log},
              // The environment may have an app for a provider that was not there before.
              [&integrations = oauth.integrations] { return integrations.load(); }),
      providers(*base.database, *base.catalog, sources, base.clock),
      trial(oauth.integrations, *base.http, base.clock, base.random,
            base.settings.redirect_base_url) {}

void CustomPart::start() {
    base.scope.spawn(base.loops.next(), "providers", [this] { return sources.run(); });
}

}  // namespace fairlead::app
