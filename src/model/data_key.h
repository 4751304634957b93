// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.h"
#include "model/ids.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fairlead {

/// Whose data a key seals: a user's, or the workspace's own (app secrets).
struct Owner {
    enum class Kind : std::uint8_t { user, workspace };
    Kind kind = Kind::user;
    WorkspaceId workspace;
    Uuid id;  ///< the user's or the workspace's

    static Owner of(WorkspaceId w, UserId user) { return {Kind::user, w, user.value}; }
    static Owner of(WorkspaceId w) { return {Kind::workspace, w, w.value}; }
    friend auto operator<=>(const Owner&, const Owner&) = default;
};

/// An owner's data key, wrapped by a master key.
struct WrappedKey {
    DataKeyId id;
    Owner owner;
    std::string master_key_id;
    std::string wrapped;  ///< ciphertext; opens only under that master key
};

/// Where wrapped data keys live. Thread-safe. Implemented by the store.
class DataKeys {
public:
    virtual ~DataKeys() = default;
    /// The owner's active key, absent when none was made (or it was destroyed).
    virtual Task<Result<std::optional<WrappedKey>>> find(Owner owner) = 0;
    virtual Task<Result<std::optional<WrappedKey>>> find_by_id(DataKeyId id) = 0;
    /// Inserts unless the owner has one; answers the one that is stored then.
    virtual Task<Result<WrappedKey>> insert_if_absent(WrappedKey key) = 0;
    /// Keys not wrapped by `master_key_id`, at most `limit`, in a stable order after `after`.
    virtual Task<Result<std::vector<WrappedKey>>> wrapped_by_others(std::string master_key_id,
                                                                    DataKeyId after, int limit) = 0;
    /// Replaces the wrapping where it is still `old_master_key_id`'s.
    virtual Task<Result<void>> rewrap(WrappedKey key, std::string old_master_key_id) = 0;
    struct Rewrapped {
        WrappedKey key;
        std::string old_master_key_id;
    };
    /// The same for several keys: a store does it in one transaction, so that a million keys do not
    /// cost a million syncs.
    virtual Task<Result<void>> rewrap_many(std::vector<Rewrapped> keys) {
        for (Rewrapped& one : keys) {
            CO_CHECK(co_await rewrap(std::move(one.key), std::move(one.old_master_key_id)));
        }
        co_return ok();
    }
    /// How many keys each master key wraps.
    struct Use {
        std::string master_key_id;
        std::int64_t keys;
    };
    virtual Task<Result<std::vector<Use>>> use() = 0;
    /// Some keys of each master key that wraps any, at most `limit` of each. However many there
    /// are, this takes no look at all of them.
    virtual Task<Result<std::vector<WrappedKey>>> samples(int limit) = 0;
    virtual Task<Result<void>> erase(Owner owner) = 0;
};

}  // namespace fairlead
