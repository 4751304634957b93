// SPDX-License-Identifier: Apache-2.0
#include "base/config.h"

#include "base/assert.h"
#include "base/config_value.h"
#include "base/log.h"
#include "base/text.h"

#include <algorithm>
#include <numeric>

namespace fairlead {

namespace {

std::string_view name_of(ConfigSource source) {
    switch (source) {
        case ConfigSource::fallback: return "default";
        case ConfigSource::file: return "file";
        case ConfigSource::environment: return "environment";
        case ConfigSource::flag: return "flag";
    }
    return "default";
}

/// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0u);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row[b.size()];
}

/// The declared name that an unknown one was probably meant to be, or "".
std::string nearest(std::span<const ConfigKey> keys, std::string_view name) {
    std::string best;
    std::size_t least = name.size() / 3 + 1;
    for (const ConfigKey& key : keys) {
        if (key.name.find('*') != key.name.npos) continue;
        const std::size_t far = distance(name, key.name);
        if (far >= least) continue;
        least = far;
        best = key.alias_of.empty() ? key.name : key.alias_of;
    }
    return best;
}

}  // namespace

/// Gathers what the sources say about each key, judges it, and collects the faults.
class ConfigLoader {
public:
    explicit ConfigLoader(std::span<const ConfigKey> keys) : keys_(keys) {}

    Result<Config> load(ConfigSources& sources) {
        ConfigFile file = parse_config_file(sources.file);
        faults_ = std::move(file.faults);
        take(file.pairs, ConfigSource::file);
        take(sources.environment, ConfigSource::environment);
        take(sources.flags, ConfigSource::flag);
        for (auto& [name, said] : said_) settle(name, said);
        fill_in();
        if (faults_.empty()) return std::move(config_);
        return failure();
    }

private:
    struct Said {
        std::string spelling;
        std::string text;
        ConfigSource source;

        Said(std::string s, std::string t, ConfigSource from)
            : spelling(std::move(s)), text(std::move(t)), source(from) {}
        Said(Said&&) = default;
        Said& operator=(Said&&) = default;
        ~Said() { wipe_string(text); }
    };

    /// Lowest source first, so that a later one replaces the same spelling.
    void take(ConfigPairs& pairs, ConfigSource source) {
        for (auto& [spelling, text] : pairs) {
            const ConfigKey* key = find_config_key(keys_, spelling);
            if (key == nullptr) {
                refuse_unknown(spelling, source);
            } else if (!text.empty()) {
                auto& said = said_[newest_name(*key, spelling)];
                std::erase_if(said, [&](const Said& s) { return s.spelling == spelling; });
                said.emplace_back(spelling, std::move(text), source);
            }
            wipe_string(text);
        }
    }

    static std::string newest_name(const ConfigKey& key, const std::string& spelling) {
        if (key.alias_of.empty()) return spelling;
        const auto part = match_config_name(key.name, spelling);
        return replace_all(key.alias_of, "*", part.value_or(""));
    }

    void refuse_unknown(const std::string& name, ConfigSource source) {
        if (source != ConfigSource::flag && !name.starts_with("FAIRLEAD_")) return;
        const std::string meant = nearest(keys_, name);
        fault(printable(name, 100), "is not a variable of ours" +
                                        (meant.empty() ? "" : "; did you mean " + meant + "?") +
                                        in_brackets(source));
    }

    static std::string in_brackets(ConfigSource source) {
        return " (" + std::string{name_of(source)} + ")";
    }

    void settle(const std::string& name, std::vector<Said>& said) {
        const Said& first = said.front();
        const Said* chosen = &first;
        for (const Said& other : said) {
            if (other.text != first.text) {
                return fault(name, "is set to different values by " + first.spelling +
                                       in_brackets(first.source) + " and " + other.spelling +
                                       in_brackets(other.source) + "; set only " + name);
            }
            if (other.source > chosen->source) chosen = &other;
        }
        for (const Said& each : said) {
            if (each.spelling == name) continue;
            config_.warnings_.push_back(each.spelling + " is an older spelling of " + name +
                                        in_brackets(each.source));
        }
        const ConfigKey* key = find_config_key(keys_, name);
        FAIRLEAD_ASSERT(key != nullptr);
        store(*key, name, chosen->text, chosen->source);
    }

    void store(const ConfigKey& key, const std::string& name, const std::string& text,
               ConfigSource source) {
        auto value = parse_config_value(key, text);
        if (value) {
            config_.values_[name] = Config::Value{source, *std::move(value)};
            return;
        }
        const std::string found = key.type == ConfigType::secret
                                      ? std::to_string(text.size()) + " characters"
                                      : "\"" + printable(scrub_credentials(text), 64) + "\"";
        fault(name, "expected " + describe_values(key) + ", found " + found + in_brackets(source));
    }

    /// Defaults, and what is missing.
    void fill_in() {
        for (const ConfigKey& key : keys_) {
            const bool many = key.name.find('*') != key.name.npos;
            if (many || said_.contains(key.name) || !key.alias_of.empty()) continue;
            if (key.fallback) {
                store(key, key.name, *key.fallback, ConfigSource::fallback);
            } else if (key.required) {
                fault(key.name, "must be set: expected " + describe_values(key));
            }
        }
    }

    void fault(std::string name, std::string message) {
        faults_.push_back({std::move(name), std::move(message)});
    }

    Error failure() {
        Error error{Errc::invalid, ""};
        for (const Fault& each : faults_) {
            if (!error.message.empty()) error.message += '\n';
            error.message += each.pointer + ": " + each.message;
        }
        error.faults = std::move(faults_);
        return error;
    }

    std::span<const ConfigKey> keys_;
    std::map<std::string, std::vector<Said>> said_;  // by the newest name
    std::vector<Fault> faults_;
    Config config_;
};

Result<Config> Config::load(std::span<const ConfigKey> keys, ConfigSources sources) {
    auto config = ConfigLoader{keys}.load(sources);
    wipe_string(sources.file);
    return config;
}

const Config::Value* Config::find(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

std::string Config::text(std::string_view name) const {
    const Value* value = find(name);
    return value == nullptr ? "" : std::get<std::string>(value->value);
}

std::string Config::url(std::string_view name) const { return text(name); }

const Secret* Config::secret(std::string_view name) const {
    const Value* value = find(name);
    return value == nullptr ? nullptr : &std::get<Secret>(value->value);
}

std::int64_t Config::integer(std::string_view name) const {
    const Value* value = find(name);
    FAIRLEAD_ASSERT(value != nullptr);
    return std::get<std::int64_t>(value->value);
}

Milliseconds Config::duration(std::string_view name) const { return Milliseconds{integer(name)}; }

std::uint64_t Config::bytes(std::string_view name) const {
    return static_cast<std::uint64_t>(integer(name));
}

bool Config::boolean(std::string_view name) const {
    const Value* value = find(name);
    FAIRLEAD_ASSERT(value != nullptr);
    return std::get<bool>(value->value);
}

std::vector<std::string> Config::list(std::string_view name) const {
    const Value* value = find(name);
    if (value == nullptr) return {};
    return std::get<std::vector<std::string>>(value->value);
}

bool Config::is_set(std::string_view name) const { return find(name) != nullptr; }

ConfigSource Config::source(std::string_view name) const {
    const Value* value = find(name);
    return value == nullptr ? ConfigSource::fallback : value->source;
}

std::vector<std::string> Config::parts(std::string_view name) const {
    std::vector<std::string> found;
    for (const auto& [actual, value] : values_) {
        auto part = match_config_name(name, actual);
        if (part && !part->empty()) found.push_back(*std::move(part));
    }
    std::ranges::sort(found);
    return found;
}

}  // namespace fairlead
