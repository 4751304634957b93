// SPDX-License-Identifier: Apache-2.0
#include "cli/administer.h"
#include "cli/command.h"
#include "crypto/random.h"
#include "vault/key_file.h"

namespace fairlead::cli {
namespace {

using Kind = OptionSpec::Kind;

/// The key file that a command is about: --file, else the configured one.
Result<std::string> key_file_of(const Arguments& arguments) {
    if (arguments.has("file")) return arguments.get("file");
    TRY(const app::Settings settings, settings_of(arguments));
    if (settings.key_file.empty()) {
        return Error{Errc::invalid, "Name the key file with --file, or set FAIRLEAD_KEY_FILE."};
    }
    return settings.key_file;
}

int generate(const Arguments& arguments) {
    const auto path = key_file_of(arguments);
    if (!path) return fail(path.error());
    crypto::SystemRandom random;
    const SystemClock clock;
    const std::string id = vault::unused_key_id(nullptr, clock.now());
    const auto made = vault::create_key_file(*path, id, "", random);
    if (!made) return fail(made.error());
    print(*path + ": made, with the key " + id + ". Keep a copy where the database is not.");
    return 0;
}

int list_keys(const Arguments& arguments) {
    const auto path = key_file_of(arguments);
    if (!path) return fail(path.error());
    const auto keyring = vault::load_key_file(*path);
    if (!keyring) return fail(keyring.error());
    for (const auto& key : keyring->list()) {
        print(key.id + "  " + key.fingerprint + (key.active ? "  active" : "") +
              (key.comment.empty() ? "" : "  # " + key.comment));
    }
    return 0;
}

/// A new first key in the file, then every data key wrapped by it, by the server if one runs.
int rotate(const Arguments& arguments) {
    const auto path = key_file_of(arguments);
    if (!path) return fail(path.error());
    if (!arguments.has("resume")) {
        const auto keyring = vault::load_key_file(*path);
        if (!keyring) return fail(keyring.error());
        crypto::SystemRandom random;
        const SystemClock clock;
        const std::string id = vault::unused_key_id(&*keyring, clock.now());
        const auto added = vault::add_key(*path, id, "", random);
        if (!added) return fail(added.error());
        print(*path + ": the key " + id + " is active now. Wrapping data keys by it …");
    }
    return administer("keys.rotate", arguments);
}

int verify(const Arguments& arguments) { return administer("keys.verify", arguments); }

int remove(const Arguments& arguments) {
    const auto path = key_file_of(arguments);
    if (!path) return fail(path.error());
    const int asked = administer("keys.removable", arguments);
    if (asked != 0) return asked;
    const auto removed = vault::remove_key(*path, arguments.get("id"));
    if (!removed) return fail(removed.error());
    print(*path + ": the key " + arguments.get("id") + " is out.");
    return 0;
}

}  // namespace

std::vector<CommandSpec> key_commands() {
    const OptionSpec file{"file", "The key file; default: FAIRLEAD_KEY_FILE"};
    return {
        {"keys", "generate", "Make a key file with a first master key", {file}, generate},
        {"keys",
         "list",
         "Show the master keys' ids and fingerprints, never the keys",
         {file},
         list_keys},
        {"keys",
         "rotate",
         "Make a new master key active and wrap every data key by it",
         {file, {"resume", "Wrap what is left, without a new key", Kind::flag}},
         rotate},
        {"keys", "verify", "Open every data key with the master keys", {file}, verify},
        {"keys",
         "remove",
         "Take a master key out that wraps nothing any more",
         {file, {"id", "Its id", Kind::value, true}},
         remove},
    };
}

}  // namespace fairlead::cli
