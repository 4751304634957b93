// SPDX-License-Identifier: Apache-2.0
#include "vault/key_file.h"

#include "base/text.h"
#include "vault/private_file.h"

#include <optional>

namespace fairlead::vault {

namespace {

Result<std::optional<Keyring>> load(const std::string& path, Readers readers) {
    TRY(const auto text, read_private_file(path, readers));
    if (!text) return std::optional<Keyring>{};
    TRY(auto keys, Keyring::parse(*text, path));
    return std::optional<Keyring>{std::move(keys)};
}

Result<std::optional<Keyring>> load_credential(const std::string& directory) {
    if (directory.empty()) return std::optional<Keyring>{};
    return load(directory + "/" + credential_name, Readers::group_too);
}

Result<std::optional<Keyring>> load_environment(const Secret& text) {
    const std::string_view trimmed = trim(text.expose());
    if (trimmed.empty()) return std::optional<Keyring>{};
    const auto bytes = decode_master_key(trimmed);
    if (!bytes) {
        return Error{Errc::invalid, "TOKEN_ENCRYPTION_KEY " + bytes.error().message +
                                        ". \"openssl rand -base64 32\" makes a key."};
    }
    TRY(const auto key, crypto::key_view(*bytes));
    TRY(auto keys, Keyring::of(environment_key_id, key));
    return std::optional<Keyring>{std::move(keys)};
}

Result<void> join_to(std::optional<Keyring>& all, std::optional<Keyring> more) {
    if (!more) return ok();
    if (!all) {
        all = std::move(more);
        return ok();
    }
    TRY(all, all->joined_with(*more));
    return ok();
}

/// The text without the line of one key; everything else stays as it was written.
Secret without_line(const Secret& text, std::string_view id) {
    std::string kept;
    kept.reserve(text.size());  // never grows, so no copy stays behind
    std::string_view rest = text.expose();
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end);
        const std::string_view content = trim(line.substr(0, line.find_first_of("#\r\n")));
        if (content.substr(0, content.find_first_of(" \t")) != id) kept += line;
    }
    return Secret{std::move(kept)};
}

Secret with_newline(const Secret& line, std::string_view after) {
    std::string text;
    text.reserve(line.size() + 1 + after.size());
    text += line.expose();
    text += '\n';
    text += after;
    return Secret{std::move(text)};
}

}  // namespace

Result<Keyring> load_key_file(const std::string& path) {
    TRY(auto keys, load(path, Readers::owner_alone));
    if (keys) return *std::move(keys);
    return Error{Errc::not_found, "There is no key file " + path +
                                      ". \"fairlead keys generate\" makes one; if there was one, "
                                      "restore it from its backup: without it nothing stored can "
                                      "be opened."};
}

Result<Keyring> load_keyring(const KeySources& sources) {
    std::optional<Keyring> all;
    if (!sources.key_file.empty()) {
        TRY(all, load_key_file(sources.key_file));
    }
    TRY(auto credential, load_credential(sources.credentials_directory));
    CHECK_OK(join_to(all, std::move(credential)));
    TRY(auto environment, load_environment(sources.environment_key));
    CHECK_OK(join_to(all, std::move(environment)));
    if (all) return *std::move(all);
    return Error{Errc::invalid,
                 "There is no master key. Make a key file with \"fairlead keys generate\" and name "
                 "it in the configuration, or set TOKEN_ENCRYPTION_KEY."};
}

Result<Secret> generate_key_line(const std::string& id, const std::string& comment,
                                 Random& random) {
    CHECK_OK(check_master_key_id(id));
    const auto key = crypto::Key::generate(random);
    std::string encoded = base64_encode(key.view());
    const std::string note = printable(comment, 200);
    std::string line;
    line.reserve(id.size() + encoded.size() + note.size() + 4);
    line += id;
    line += ' ';
    line += encoded;
    if (!note.empty()) line += " # " + note;
    wipe_string(encoded);
    return Secret{std::move(line)};
}

std::string unused_key_id(const Keyring* existing, Time now) {
    const std::string day = to_rfc3339(now).substr(0, 10);
    std::string id = day;
    for (int n = 2; existing != nullptr && existing->find(id); ++n) {
        id = day + "-" + std::to_string(n);
    }
    return id;
}

Result<void> create_key_file(const std::string& path, const std::string& id,
                             const std::string& comment, Random& random) {
    TRY(const auto line, generate_key_line(id, comment, random));
    return create_private_file(path, with_newline(line, ""));
}

Result<void> add_key(const std::string& path, const std::string& id, const std::string& comment,
                     Random& random) {
    TRY(const auto line, generate_key_line(id, comment, random));
    return replace_private_file(path, [&](const Secret& present) -> Result<Secret> {
        TRY(const auto keys, Keyring::parse(present, path));
        if (keys.find(id)) {
            return Error{Errc::conflict, path + " has a key \"" + id + "\" already."};
        }
        return with_newline(line, present.expose());
    });
}

Result<void> remove_key(const std::string& path, const std::string& id) {
    return replace_private_file(path, [&](const Secret& present) -> Result<Secret> {
        TRY(const auto keys, Keyring::parse(present, path));
        if (!keys.find(id)) {
            return Error{Errc::not_found, path + " has no key \"" + id + "\"."};
        }
        if (keys.active_id() == id) {
            return Error{Errc::conflict,
                         "The key \"" + id + "\" is the active one. Rotate to a new key first."};
        }
        return without_line(present, id);
    });
}

}  // namespace fairlead::vault
