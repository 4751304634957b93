// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/platform.h"

namespace fairlead::sandbox {

/// What the gateway lists of a creator: fans, chats and their messages, transactions.
std::span<const Endpoint> onlyfans_list_endpoints();
std::span<const RecordKind> onlyfans_list_kinds();

// What it shares with onlyfans.cpp.

/// The creators' accounts, of all teams.
std::vector<std::string> onlyfans_accounts();

Answer onlyfans_error(int status, std::string_view message);

/// The account that a path names, or the answer that says why the key does not open it.
struct OnlyfansEntry {
    std::string account;
    std::optional<Answer> refusal = {};
};
OnlyfansEntry enter_onlyfans(Realm& realm, const Call& call);

}  // namespace fairlead::sandbox
