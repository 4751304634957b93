// SPDX-License-Identifier: Apache-2.0
#include "sandbox/account.h"

#include "base/text.h"

namespace fairlead::sandbox {

const std::vector<Account>& sample_accounts() {
    static const std::vector<Account> accounts = {
        {"sample-1", "first.sample", "First Sample", "first@sample.invalid", "free"},
        {"sample-2", "second.sample", "Second Sample", "second@sample.invalid", "team"},
        {"sample-3", "third.sample", "Third Sample & Co. <Ltd>", "third@sample.invalid",
         "enterprise"},
        {"sample-4", "fourth.sample", "Vierte Probe Größe 試料", "fourth@sample.invalid", "team"},
    };
    return accounts;
}

std::optional<Account> find_account(std::string_view id) {
    for (const Account& account : sample_accounts()) {
        if (account.id == id) return account;
    }
    constexpr std::string_view bulk = "bulk-";
    if (!id.starts_with(bulk) || id.size() > bulk.size() + 9) return std::nullopt;
    const auto number = parse_integer(id.substr(bulk.size()));
    if (!number || *number < 0) return std::nullopt;
    const std::string digits = std::to_string(*number);
    if (id.substr(bulk.size()) != digits) return std::nullopt;
    return Account{std::string{id}, "bulk" + digits, "Bulk Sample " + digits,
                   "bulk" + digits + "@sample.invalid", "free"};
}

}  // namespace fairlead::sandbox
