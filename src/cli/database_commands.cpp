// SPDX-License-Identifier: Apache-2.0
#include "app/admin_listener.h"
#include "app/app.h"
#include "app/database_copy.h"
#include "app/foundation.h"
#include "app/redis_options.h"
#include "app/settings.h"
#include "base/config.h"
#include "cli/administer.h"
#include "cli/command.h"

namespace fairlead::cli {
namespace {

using Kind = OptionSpec::Kind;

int migrate(const Arguments& arguments) {
    const auto settings = settings_of(arguments);
    if (!settings) return fail(settings.error());
    SystemDisk disk;
    if (const auto made = disk.make_directory(settings->data_directory); !made) {
        return fail(made.error());
    }
    const SystemClock clock;
    const auto migrated = app::migrate_database(*settings, clock);
    if (!migrated) return fail(migrated.error());
    print(*migrated);
    return 0;
}

int migrate_copy(const Arguments& arguments) {
    const auto settings = settings_of(arguments);
    if (!settings) return fail(settings.error());
    const app::CopyEnds ends{Secret{arguments.get("from")}, Secret{arguments.get("to")}};
    const SystemClock clock;
    SystemDisk disk;
    const auto copied = app::copy_database(*settings, ends, clock, disk,
                                           [](const std::string& line) { print(line); });
    if (!copied) return fail(copied.error());
    return 0;
}

/// One line of the doctor's report.
bool report(const char* what, const Result<void>& result) {
    print(std::string{result ? "good  " : "BAD   "} + what +
          (result ? "" : ": " + result.error().message));
    return result.has_value();
}

/// What the database server proves of its roles and guards.
bool report_database(const app::Settings& settings) {
    using Weight = storage::DatabaseFinding::Weight;
    if (settings.database_url.empty()) return true;
    const auto findings = app::examine_database(settings);
    if (!findings) return report("database", findings.error());
    bool good = true;
    for (const auto& finding : *findings) {
        const bool is_fatal = finding.weight == Weight::fatal;
        const char* const word = is_fatal                            ? "BAD   "
                                 : finding.weight == Weight::warning ? "note  "
                                                                     : "good  ";
        print(word + std::string{"database: "} + finding.text);
        good &= !is_fatal;
    }
    return good;
}

bool report_redis(const app::Settings& settings, Disk& disk) {
    if (settings.redis.url.empty()) return true;
    const auto notice = app::examine_redis(settings, disk);
    if (notice && !notice->empty()) print("note  " + *notice);
    return report("Redis", notice ? ok() : Result<void>{notice.error()});
}

int doctor(const Arguments& arguments) {
    auto settings = settings_of(arguments);
    if (!settings) return fail(settings.error());
    bool good = report("configuration", ok());
    for (const std::string& warning : settings->warnings) print("note  " + warning);
    const auto keyring = app::keyring_of(*settings);
    good &= report("master keys", keyring ? ok() : Result<void>{keyring.error()});
    good &= report_database(*settings);
    SystemDisk disk;
    good &= report_redis(*settings, disk);
    settings->redis.url = Secret{};  // looked at already
    if (app::AdminAddress::read(disk, settings->data_directory)) {
        // The data are in use: the server itself looks.
        good &= administer("keys.verify", arguments) == 0;
        return good ? 0 : 1;
    }
    const auto application =
        app::App::create(std::move(*settings), app::Outside::real(LogLevel::error));
    good &=
        report("data, keys and providers", application ? ok() : Result<void>{application.error()});
    return good ? 0 : 1;
}

int sample(const Arguments& arguments) {
    const auto keys = app::config_keys();
    print(arguments.has("markdown") ? render_config_reference(keys) : render_config_sample(keys));
    return 0;
}

int openapi(const Arguments&) {
    print(app::openapi_document());
    return 0;
}

}  // namespace

std::vector<CommandSpec> database_commands() {
    return {
        {"", "migrate", "Bring the database's schema up to date and say its version", {}, migrate},
        {"migrate",
         "copy",
         "Copy everything from the embedded database to PostgreSQL, or back, and prove it",
         {{"from", "sqlite:[file or data directory] or postgres:[address]", Kind::value, true},
          {"to", "The other; at its colon: what the configuration says", Kind::value, true}},
         migrate_copy},
        {"",
         "doctor",
         "Check configuration, keys, data and providers, and say what to do",
         {},
         doctor},
        {"",
         "config",
         "Print the sample configuration (.env.example)",
         {{"markdown", "As the reference in docs/", Kind::flag}},
         sample},
        {"", "openapi", "Print the OpenAPI 3.1 document of the API", {}, openapi},
    };
}

}  // namespace fairlead::cli
