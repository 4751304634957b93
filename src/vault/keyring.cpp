// SPDX-License-Identifier: Apache-2.0
#include "vault/keyring.h"

#include "base/assert.h"
#include "base/text.h"
#include "crypto/hash.h"

#include <algorithm>

namespace fairlead::vault {

struct Keyring::Entry {
    std::string id;
    crypto::Key key;
    std::string fingerprint;
    std::string comment;
};

namespace {

constexpr std::size_t fingerprint_length = 16;
constexpr std::size_t longest_id = 32;

/// Made from the key, but leads back to it no more than a ciphertext does.
std::string fingerprint_of(crypto::KeyView key) {
    const auto digest = crypto::hmac_sha256(text_of(key), "fairlead master key fingerprint");
    return hex_encode(digest).substr(0, fingerprint_length);
}

/// Cuts the next line off.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return trim(line);
}

struct Line {
    std::string_view id;
    std::string_view key;
    std::string_view comment;
};

/// `id key # comment`; nothing is checked yet.
Line split_line(std::string_view line) {
    const std::size_t hash = std::min(line.find('#'), line.size());
    const std::string_view fields = trim(line.substr(0, hash));
    const std::size_t gap = std::min(fields.find_first_of(" \t"), fields.size());
    const std::string_view comment = hash < line.size() ? trim(line.substr(hash + 1)) : "";
    return {fields.substr(0, gap), trim(fields.substr(gap)), comment};
}

}  // namespace

Result<void> check_master_key_id(std::string_view id) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    const bool good =
        !id.empty() && id.size() <= longest_id && std::all_of(id.begin(), id.end(), fits);
    if (good) return ok();
    return Error{Errc::invalid,
                 "A master key's id has 1 to 32 letters, digits, dots, underscores or hyphens."};
}

Result<Secret> decode_master_key(std::string_view text) {
    std::string bytes;
    if (auto hex = hex_decode(text); hex && hex->size() == crypto::key_size) {
        bytes = *std::move(hex);
    } else if (auto url = base64url_decode(text); url && url->size() == crypto::key_size) {
        bytes = *std::move(url);
    } else if (auto plain = base64_decode(text); plain && plain->size() == crypto::key_size) {
        bytes = *std::move(plain);
    }
    Secret key{std::move(bytes)};
    if (key.empty()) {
        return Error{Errc::invalid, "is not 32 bytes in base64, base64url or hexadecimal"};
    }
    const auto raw = key.expose();
    if (std::all_of(raw.begin(), raw.end(), [raw](char c) { return c == raw.front(); })) {
        return Error{Errc::invalid, "is 32 times the same byte: a placeholder, not a key"};
    }
    return key;
}

Keyring::Keyring(std::vector<std::shared_ptr<const Entry>> entries) : entries_(std::move(entries)) {
    FAIRLEAD_ASSERT(!entries_.empty());
}

Result<Keyring> Keyring::of(std::string id, crypto::KeyView key) {
    CHECK_OK(check_master_key_id(id));
    Entry entry{std::move(id), crypto::Key::copy_of(key), fingerprint_of(key), {}};
    return Keyring{{std::make_shared<const Entry>(std::move(entry))}};
}

Result<Keyring> Keyring::parse(const Secret& text, std::string_view source) {
    std::vector<std::shared_ptr<const Entry>> entries;
    std::string_view rest = text.expose();
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::string at = std::string{source} + ", line " + std::to_string(number) + ": ";
        const Line line = split_line(take_line(rest));
        if (line.id.empty()) continue;
        if (!check_master_key_id(line.id) || line.key.empty()) {
            return Error{Errc::invalid, at + "expected an id, a space, and a key in base64."};
        }
        const auto bytes = decode_master_key(line.key);
        if (!bytes) return Error{Errc::invalid, at + "the key " + bytes.error().message + "."};
        const auto same = [&line](const auto& one) { return one->id == line.id; };
        if (std::any_of(entries.begin(), entries.end(), same)) {
            return Error{Errc::invalid, at + "the id stands on an earlier line, too."};
        }
        TRY(const auto key, crypto::key_view(*bytes));
        entries.push_back(std::make_shared<const Entry>(
            Entry{std::string{line.id}, crypto::Key::copy_of(key), fingerprint_of(key),
                  printable(line.comment, 200)}));
    }
    if (entries.empty()) {
        return Error{Errc::invalid,
                     std::string{source} + " holds no key. \"fairlead keys generate\" makes one."};
    }
    return Keyring{std::move(entries)};
}

Result<Keyring> Keyring::joined_with(const Keyring& other) const {
    auto entries = entries_;
    for (const auto& theirs : other.entries_) {
        const auto same = [&theirs](const auto& ours) { return ours->id == theirs->id; };
        const auto ours = std::find_if(entries_.begin(), entries_.end(), same);
        if (ours == entries_.end()) {
            entries.push_back(theirs);
            continue;
        }
        if (!crypto::equal(text_of((*ours)->key.view()), text_of(theirs->key.view()))) {
            return Error{Errc::conflict, "Two different master keys have the id \"" + theirs->id +
                                             "\". Give one of them another id."};
        }
    }
    return Keyring{std::move(entries)};
}

const std::string& Keyring::active_id() const { return entries_.front()->id; }

std::optional<crypto::KeyView> Keyring::find(std::string_view id) const {
    for (const auto& one : entries_) {
        if (one->id == id) return one->key.view();
    }
    return std::nullopt;
}

std::vector<Keyring::Listed> Keyring::list() const {
    std::vector<Listed> listed;
    for (const auto& one : entries_) {
        listed.push_back({one->id, one->fingerprint, one->comment, listed.empty()});
    }
    return listed;
}

}  // namespace fairlead::vault
