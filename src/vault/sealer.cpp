// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "vault/sealed_value.h"
#include "vault/vault.h"
#include "vault/vault_error.h"
#include "vault/wrapping.h"

#include <algorithm>

namespace fairlead::vault {

namespace {

constexpr char sealed_version = 1;
constexpr std::size_t header_size = 1 + sizeof(Uuid::bytes);

std::string name_of(const Place& place) {
    return std::string{place.table} + "." + place.column + " of " + place.row.text();
}

}  // namespace

Result<DataKeyId> data_key_of(const Place& place, std::string_view sealed) {
    if (sealed.size() < header_size + crypto::seal_overhead || sealed.front() != sealed_version) {
        return vault_error(name_of(place) + " is not a sealed value of a version we know.");
    }
    DataKeyId id;
    std::copy_n(sealed.data() + 1, id.value.bytes.size(),
                reinterpret_cast<char*>(id.value.bytes.data()));
    return id;
}

Error moved_value(const Place& place) {
    return vault_error(name_of(place) +
                       " was sealed with a data key that is not its owner's: the "
                       "value was moved here, or its row was changed.");
}

crypto::Aad aad_of(const Owner& owner, const Place& place) {
    crypto::Aad aad;
    aad.add(std::as_bytes(std::span{owner.workspace.value.bytes}));
    aad.add(std::span<const std::byte>{owner_bytes(owner)});
    aad.add(place.table).add(place.column);
    aad.add(std::as_bytes(std::span{place.row.bytes}));
    aad.add(place.generation);
    for (const std::string& one : place.extra) aad.add(std::string_view{one});
    return aad;
}

Sealer::Sealer(Owner owner, DataKeyId id, crypto::BriefKey key, Random& random)
    : owner_(owner), id_(id), key_(std::move(key)), random_(&random) {}

std::string Sealer::seal(const Place& place, const Secret& value) const {
    std::string sealed(1, sealed_version);
    sealed += text_of(std::as_bytes(std::span{id_.value.bytes}));
    sealed += crypto::seal(key_.view(), aad_of(owner_, place), value.expose(), *random_);
    return sealed;
}

Result<Secret> Sealer::open(const Place& place, std::string_view sealed) const {
    TRY(const DataKeyId id, data_key_of(place, sealed));
    if (id != id_) return moved_value(place);
    auto value = crypto::open(key_.view(), aad_of(owner_, place), sealed.substr(header_size));
    if (value) return value;
    return vault_error(name_of(place) + " at generation " + std::to_string(place.generation) +
                       " does not open: it was changed, or was sealed for another place or "
                       "generation of the same owner.");
}

}  // namespace fairlead::vault
