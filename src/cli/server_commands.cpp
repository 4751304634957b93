// SPDX-License-Identifier: Apache-2.0
#include "app/app.h"
#include "cli/command.h"
#include "cli/sandbox_command.h"
#include "cli/signals.h"
#include "crypto/core_dumps.h"

#include <iostream>

namespace fairlead::cli {
namespace {

using Kind = OptionSpec::Kind;

/// What `serve --sandbox` stands for, where the operator did not say otherwise.
void point_at_sandbox(app::Settings& settings) {
    if (settings.sandbox_url.empty()) settings.sandbox_url = "https://localhost:9443";
    if (settings.sandbox_ca_file.empty()) {
        settings.sandbox_ca_file = settings.data_directory + "/sandbox/ca.pem";
    }
    for (auto& [name, app] : sandbox_apps()) settings.apps.try_emplace(name, std::move(app));
}

/// Stops when told to; stays while a token answer is durable nowhere, until told again.
int wait_and_stop(app::App& application, SignalWait& signals) {
    signals.wait([&application] { application.reload_providers(); });
    if (application.stop()) return 0;
    fail("A refreshed token is not on disk yet. Waiting; a second signal gives it up.");
    while (!signals.wait_for(Milliseconds{1000})) {
        if (application.stop()) return 0;
    }
    application.stop(app::App::Force::yes);
    return 1;
}

/// On standard error, past the log: who may read the terminal may set up the server.
Result<void> offer_setup(app::App& application) {
    TRY(const Secret link, application.setup_link());
    if (link.empty()) return ok();
    std::cerr << "Nobody can sign in yet. Make the first administrator at\n\n    " << link.expose()
              << "\n\n";
    return ok();
}

int serve(const Arguments& arguments) {
    SignalWait signals;  // before any thread starts
    if (const auto forbidden = crypto::forbid_core_dumps(); !forbidden) {
        return fail(forbidden.error());
    }
    auto settings = settings_of(arguments);
    if (!settings) return fail(settings.error());
    if (arguments.has("sandbox")) point_at_sandbox(*settings);
    for (const std::string& warning : settings->warnings) fail(warning);
    const LogLevel level = settings->log_level;
    const std::string url = settings->public_url;
    const auto application = app::App::create(std::move(*settings), app::Outside::real(level));
    if (!application) return fail(application.error());
    // Before it listens: who waits for it to be ready finds the link written.
    if (const auto offered = offer_setup(**application); !offered) fail(offered.error());
    if (const auto started = (*application)->start(); !started) return fail(started.error());
    print("Fairlead listens on port " + std::to_string((*application)->port()) + " for " + url +
          "; metrics on port " + std::to_string((*application)->admin_port()));
    return wait_and_stop(**application, signals);
}

}  // namespace

std::vector<CommandSpec> server_commands() {
    return {
        {"",
         "serve",
         "Run the server",
         {{"sandbox", "Point the providers at the local sandbox", Kind::flag}},
         serve},
        {"",
         "sandbox",
         "Run a stand-in for the platforms, to try everything without credentials",
         {{"port", "Its port (9443; 0 takes a free one)"},
          {"data-dir", "Where its authority is kept (./var/sandbox)"},
          {"control-key", "Guards its control API; default: one is made and printed"},
          {"access-seconds", "Lifetime of access tokens (2)"}},
         run_sandbox},
    };
}

}  // namespace fairlead::cli
