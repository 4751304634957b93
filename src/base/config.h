// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "base/time.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace fairlead {

enum class ConfigType : std::uint8_t {
    text,
    secret,  ///< text that is never shown; `least` and `most` bound its length
    integer,
    duration,  ///< 250ms, 30s, 5m, 12h, 7d
    bytes,     ///< 512, 64KiB, 10MB, 1GiB
    boolean,   ///< true, false, yes, no, on, off, 1, 0
    list,      ///< words, separated by commas or blanks; `least` and `most` bound their number
    url,       ///< absolute, no user information, no fragment; `choices` are its schemes
};

/// One variable the operator may set: everything the loader, the sample file and the documentation
/// know about it comes from here.
struct ConfigKey {
    /// The environment variable. One `*` stands for any part, as in `*_CLIENT_ID`.
    std::string name;
    ConfigType type = ConfigType::text;
    /// In the form an operator would write. Absent: nothing is set.
    std::optional<std::string> fallback = {};
    /// In the type's unit: numbers, milliseconds, bytes.
    std::optional<std::int64_t> least = {};
    std::optional<std::int64_t> most = {};
    /// The only values of a text; the schemes of a url (http and https if empty).
    std::vector<std::string> choices = {};
    std::string help = {};
    /// A heading of the sample file; keys of one group stand together.
    std::string group = {};
    /// This is an older spelling of that key: everything else comes from there. Either both names
    /// have a `*` or neither.
    std::string alias_of = {};
    bool required = false;
};

enum class ConfigSource : std::uint8_t { fallback, file, environment, flag };

using ConfigPairs = std::vector<std::pair<std::string, std::string>>;

struct ConfigSources {
    ConfigPairs flags = {};        ///< by the variable's name
    ConfigPairs environment = {};  ///< may hold what is none of ours
    std::string file = {};         ///< the text of a .env file
};

/// The settled configuration. Immutable; reading is thread-safe.
class Config {
public:
    /// Flags beat the environment, that beats the file, that beats the default; an empty value
    /// counts as none. Every fault is found before it answers: an Error `invalid` whose `faults`
    /// have the variable as pointer, and whose message has a line for each:
    ///     FAIRLEAD_PORT: expected a whole number from 0 to 65535, found "abc" (environment)
    /// Faults are also: a FAIRLEAD_* variable that is not declared, two spellings of one key with
    /// different values, a bad line of the file. No secret is ever in a message.
    static Result<Config> load(std::span<const ConfigKey> keys, ConfigSources sources);

    /// The value of a declared key, by its newest name and type; asking otherwise is a bug. Unset
    /// without a default: "", nullptr, no words; for numbers and booleans a bug.
    std::string text(std::string_view name) const;
    std::string url(std::string_view name) const;
    const Secret* secret(std::string_view name) const;
    std::int64_t integer(std::string_view name) const;
    Milliseconds duration(std::string_view name) const;
    std::uint64_t bytes(std::string_view name) const;
    bool boolean(std::string_view name) const;
    std::vector<std::string> list(std::string_view name) const;

    bool is_set(std::string_view name) const;
    ConfigSource source(std::string_view name) const;
    /// What was set under a name with a `*`: the parts that stood for it, sorted.
    std::vector<std::string> parts(std::string_view name) const;
    /// One line for each older spelling that was used.
    const std::vector<std::string>& warnings() const { return warnings_; }

private:
    friend class ConfigLoader;
    struct Value {
        ConfigSource source = ConfigSource::fallback;
        std::variant<std::string, Secret, std::int64_t, bool, std::vector<std::string>> value;
    };

    const Value* find(std::string_view name) const;

    std::map<std::string, Value, std::less<>> values_;
    std::vector<std::string> warnings_;
};

/// A .env file: `NAME=value`, `#` comments, 'literal' and "quoted \n" values, an optional `export`.
/// Faults point at `line N`.
struct ConfigFile {
    ConfigPairs pairs;
    std::vector<Fault> faults;
};
ConfigFile parse_config_file(std::string_view text);

/// The sample file: each key with its help, range and default, commented out unless required.
std::string render_config_sample(std::span<const ConfigKey> keys);
/// The same as a Markdown reference.
std::string render_config_reference(std::span<const ConfigKey> keys);

/// The variables of this process.
ConfigPairs process_environment();
/// Overwrites and removes the secrets among them, so that /proc/self/environ and child processes
/// do not have them. Before the first thread starts.
void wipe_secret_environment(std::span<const ConfigKey> keys);

}  // namespace fairlead
