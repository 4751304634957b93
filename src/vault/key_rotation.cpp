// SPDX-License-Identifier: Apache-2.0
#include "vault/key_rotation.h"

#include "base/fail_point.h"

#include <algorithm>

namespace fairlead::vault {

namespace {

constexpr int batch_size = 200;
constexpr std::size_t most_examples = 100;

void note_broken(KeyProgress& progress, const WrappedKey& key, const Error& error) {
    ++progress.broken;
    if (progress.examples.size() >= most_examples) return;
    progress.examples.push_back(BrokenKey{key.id, key.owner, key.master_key_id, error.detail});
}

std::int64_t total_of(const std::vector<DataKeys::Use>& uses, const std::string& but_for) {
    std::int64_t total = 0;
    for (const DataKeys::Use& use : uses) {
        if (use.master_key_id != but_for) total += use.keys;
    }
    return total;
}

/// The batch wrapped by the active key; what does not open is left out and counted.
std::vector<DataKeys::Rewrapped> rewrap_batch(const Vault& vault,
                                              const std::vector<WrappedKey>& batch,
                                              KeyProgress& progress) {
    std::vector<DataKeys::Rewrapped> rewrapped;
    for (const WrappedKey& key : batch) {
        auto again = vault.rewrap(key);
        if (again) {
            rewrapped.push_back({*std::move(again), key.master_key_id});
        } else {
            note_broken(progress, key, again.error());
        }
    }
    return rewrapped;
}

void verify_batch(const Vault& vault, const std::vector<WrappedKey>& batch, KeyProgress& progress) {
    for (const WrappedKey& key : batch) {
        const auto opened = vault.unwrap(key);
        if (!opened) note_broken(progress, key, opened.error());
    }
}

}  // namespace

KeyRotation::KeyRotation(DataKeys& keys, Vault& vault) : keys_(keys), vault_(vault) {}

Task<Result<KeyProgress>> KeyRotation::rewrap_all(Progress progress) {
    const std::string active = vault_.keyring().active_id();
    KeyProgress state;
    CO_TRY(const auto uses, co_await keys_.use());
    state.total = total_of(uses, active);
    DataKeyId after{};
    for (;;) {
        CO_TRY(const auto batch, co_await keys_.wrapped_by_others(active, after, batch_size));
        if (batch.empty()) co_return state;
        auto rewrapped = rewrap_batch(vault_, batch, state);
        after = batch.back().id;
        FAIRLEAD_FAIL_POINT("key_rotation.before_batch");
        CO_CHECK(co_await keys_.rewrap_many(std::move(rewrapped)));
        FAIRLEAD_FAIL_POINT("key_rotation.after_batch");
        state.done += static_cast<std::int64_t>(batch.size());
        if (progress) progress(state);
    }
}

Task<Result<KeyProgress>> KeyRotation::verify(Progress progress) {
    const std::string nobody;
    KeyProgress state;
    CO_TRY(const auto uses, co_await keys_.use());
    state.total = total_of(uses, nobody);
    DataKeyId after{};
    for (;;) {
        CO_TRY(const auto batch, co_await keys_.wrapped_by_others(nobody, after, batch_size));
        if (batch.empty()) co_return state;
        verify_batch(vault_, batch, state);
        after = batch.back().id;
        state.done += static_cast<std::int64_t>(batch.size());
        if (progress) progress(state);
    }
}

Task<Result<bool>> KeyRotation::removable(std::string master_key_id) {
    if (vault_.keyring().active_id() == master_key_id) co_return false;
    CO_TRY(const auto uses, co_await keys_.use());
    co_return std::none_of(uses.begin(), uses.end(), [&master_key_id](const DataKeys::Use& use) {
        return use.master_key_id == master_key_id && use.keys > 0;
    });
}

}  // namespace fairlead::vault
