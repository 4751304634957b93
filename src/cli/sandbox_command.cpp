// SPDX-License-Identifier: Apache-2.0
#include "cli/sandbox_command.h"

#include "base/text.h"
#include "cli/signals.h"
#include "crypto/random.h"
#include "sandbox/api_keys.h"
#include "sandbox/sandbox.h"

namespace fairlead::cli {
namespace {

struct SandboxArguments {
    std::int64_t port = 9443;
    std::int64_t access_seconds = 2;
};

Result<SandboxArguments> numbers_of(const Arguments& arguments) {
    SandboxArguments numbers;
    if (arguments.has("port")) {
        TRY(numbers.port, parse_integer(arguments.get("port")));
    }
    if (arguments.has("access-seconds")) {
        TRY(numbers.access_seconds, parse_integer(arguments.get("access-seconds")));
    }
    if (numbers.port < 0 || numbers.port > 65535) {
        return Error{Errc::invalid, "--port: expected a whole number from 0 to 65535"};
    }
    if (numbers.access_seconds < 1) {
        return Error{Errc::invalid, "--access-seconds: expected a whole number of at least 1"};
    }
    return numbers;
}

}  // namespace

int run_sandbox(const Arguments& arguments) {
    const SignalWait signals;  // before any thread starts
    const auto numbers = numbers_of(arguments);
    if (!numbers) return fail(numbers.error());
    const SystemClock clock;
    crypto::SystemRandom random;
    SystemDisk disk;
    const auto log = Log::to_stderr(clock, LogLevel::info);
    Metrics metrics;
    sandbox::SandboxOptions options;
    options.data_directory = arguments.get("data-dir", "./var/sandbox");
    options.port = static_cast<std::uint16_t>(numbers->port);
    options.control_key = arguments.get("control-key");
    options.client.access_seconds = numbers->access_seconds;
    auto sandbox =
        sandbox::Sandbox::create(std::move(options), {clock, random, disk, *log, metrics});
    if (!sandbox) return fail(sandbox.error());
    if (const auto started = (*sandbox)->start(); !started) return fail(started.error());
    print("The sandbox plays the platforms that its page lists, at " + (*sandbox)->origin() +
          "; its authority is in " + arguments.get("data-dir", "./var/sandbox") + "/ca.pem.");
    if (!arguments.has("control-key")) {
        print("Its control API at /control wants: Authorization: Bearer " +
              (*sandbox)->control_key());
    }
    signals.wait();
    (*sandbox)->stop();
    return 0;
}

std::map<std::string, app::AppCredentials> sandbox_apps() {
    std::map<std::string, app::AppCredentials> apps;
    for (const sandbox::Client& client : sandbox::first_clients()) {
        app::AppCredentials& app = apps[to_upper(client.platform)];
        if (sandbox::has_api_keys(client.platform)) app.enabled = true;  // all there is to say
        if (sandbox::is_console(client)) continue;
        app.client_id = client.id;
        app.client_secret = Secret::copy_of(client.secret);
    }
    return apps;
}

}  // namespace fairlead::cli
