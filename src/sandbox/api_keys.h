// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

/// Platforms without a consent page: who calls them shows a key that somebody made in their console.
/// Here a key of the control API is an access token that does not end; to revoke its grant is to
/// delete it in the console.
namespace fairlead::sandbox {

/// A key that works from the start, so that everything can be tried by hand. Plainly a sample.
struct SampleKey {
    std::string_view key;
    std::string_view account;
};

/// The account whose key it is; "": nobody's, or it was deleted.
std::string_view use_api_key(Realm& realm, const Call& call, std::string_view client,
                             std::span<const SampleKey> samples, std::string_view shown);

/// The client that stands for a platform's console.
Client console_of(std::string_view platform, std::string_view prefix);
/// Whether nobody registers this client anywhere.
bool is_console(const Client& client);

/// The platforms that are called with keys alone: nobody registers an application there.
std::span<const Platform* const> key_platforms();
bool has_api_keys(std::string_view platform);

// Each in a file of its own.
const Platform& gemini_platform();
const Platform& onlyfans_platform();
const Platform& openai_platform();

/// What of a key platforms repeat in their errors: its ends.
std::string masked(std::string_view key);

}  // namespace fairlead::sandbox
