// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/shape.h"
#include "model/user.h"
#include "vault/vault.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::api {

/// What every list takes (SPEC Words): inherited by the inputs of lists.
struct ListInput {
    http::Default<std::uint16_t> limit{50};
    std::optional<std::string> cursor;

    std::vector<Fault> check() const;
};
BOOST_DESCRIBE_STRUCT(ListInput, (), (limit, cursor))

/// Where a list goes on, sealed with the workspace's key to its caller and query: nobody can make
/// one up, hand it on, or carry it to another list. Good on every node. Thread-safe.
class Cursors {
public:
    explicit Cursors(vault::Vault& vault) : vault_(vault) {}

    /// `list` names the list and its filters; `position` is the list's own.
    Task<Result<std::string>> seal(Caller caller, std::string list, std::string position) const;
    /// The position; `invalid` unless the cursor is this caller's and this list's.
    Task<Result<std::string>> open(Caller caller, std::string list, std::string cursor) const;

private:
    vault::Vault& vault_;
};

}  // namespace fairlead::api
