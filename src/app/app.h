// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/outside.h"
#include "app/settings.h"
#include "base/secret.h"

#include <cstdint>
#include <memory>
#include <string>

namespace fairlead::app {

class Administration;

/// The whole of Fairlead, built from its settings: what main, the commands and the tests start.
/// Its methods are for a thread that is not a loop's.
class App {
public:
    /// Opens data, keys and catalogue and builds every service. `settings` and `outside` become
    /// the app's. Errors say what to do.
    static Result<std::unique_ptr<App>> create(Settings settings, Outside outside);
    /// stop() first, if it was started.
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Replays the journal, then works: sweeps, jobs, listeners. Serving when answered.
    Result<void> start();

    /// Drains and stops. False: a token answer is durable nowhere yet, and this node must stay
    /// (`refresh.md` section 4); call again, or force.
    enum class Force : std::uint8_t { no, yes };
    bool stop(Force force = Force::no);

    /// Makes what a command needs work without listeners: replays the journal.
    Result<void> start_offline();

    /// Has the provider files and the added providers read again, soon; what comes of it is logged.
    void reload_providers();

    /// Where the first administrator is made, with a code that voids the one before; empty when
    /// somebody can sign in. For the eyes of whoever started this alone.
    Result<Secret> setup_link();

    std::uint16_t port() const;
    std::uint16_t admin_port() const;
    Administration& administration();

private:
    struct Parts;
    explicit App(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

/// The OpenAPI document of this build, as JSON: `fairlead openapi`.
std::string openapi_document();

}  // namespace fairlead::app
