// SPDX-License-Identifier: Apache-2.0
// A sealed value opens in its place and nowhere else.
#include "base/text.h"
#include "crypto/random.h"
#include "vault/vault.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace fairlead::vault {
namespace {

crypto::SystemRandom random_source;

/// Few values each, so that two random places often share all but one part.
const char* const tables[] = {"connections", "refresh_guard", "connection"};
const char* const columns[] = {"access_sealed", "refresh_sealed", "saccess_sealed"};

Uuid uuid_of(int n) {
    Uuid id;
    id.bytes[15] = static_cast<std::uint8_t>(n);
    return id;
}

struct Spot {
    Owner owner;
    Place place;

    auto parts() const {
        return std::tuple{owner,     std::string{place.table}, std::string{place.column},
                          place.row, place.generation,         place.extra};
    }
};

rc::Gen<Spot> any_spot() {
    return rc::gen::exec([] {
        const auto pick = [](int bound) { return *rc::gen::inRange(0, bound); };
        const WorkspaceId workspace{uuid_of(pick(2))};
        const Owner owner =
            pick(2) == 0 ? Owner::of(workspace) : Owner::of(workspace, UserId{uuid_of(pick(2))});
        Place place{tables[pick(3)], columns[pick(3)], uuid_of(pick(2)), pick(2)};
        for (int n = pick(3); n > 0; --n) {
            place.extra.emplace_back(static_cast<std::size_t>(pick(3)), 'x');
        }
        return Spot{owner, place};
    });
}

/// One data key for every owner: so that only the AAD is between two places.
Sealer sealer_of(const Owner& owner) {
    std::array<std::byte, crypto::key_size> key{};
    key.fill(std::byte{5});
    return Sealer{owner, DataKeyId{uuid_of(9)}, crypto::BriefKey{key}, random_source};
}

RC_GTEST_PROP(Sealer, OpensExactlyWhereItWasSealed, ()) {
    const Spot from = *any_spot();
    const Spot to = *any_spot();
    const std::string sealed = sealer_of(from.owner).seal(from.place, Secret::copy_of("token"));
    const auto opened = sealer_of(to.owner).open(to.place, sealed);
    RC_CLASSIFY(from.parts() == to.parts());
    RC_ASSERT(opened.has_value() == (from.parts() == to.parts()));
    if (!opened) RC_ASSERT(is_vault_error(opened.error()));
}

TEST(Sealer, EachPartOfThePlaceCounts) {
    const WorkspaceId workspace{uuid_of(1)};
    const Owner owner = Owner::of(workspace, UserId{uuid_of(2)});
    const Place place{"t", "c", uuid_of(3), 7, {"consent 1"}};
    const std::string sealed = sealer_of(owner).seal(place, Secret::copy_of("token"));
    ASSERT_TRUE(sealer_of(owner).open(place, sealed));

    const std::vector<Place> elsewhere{{"u", "c", uuid_of(3), 7, {"consent 1"}},
                                       {"t", "d", uuid_of(3), 7, {"consent 1"}},
                                       {"t", "c", uuid_of(4), 7, {"consent 1"}},
                                       {"t", "c", uuid_of(3), 8, {"consent 1"}},
                                       {"t", "c", uuid_of(3), 6, {"consent 1"}},
                                       {"t", "c", uuid_of(3), 7, {"consent 2"}},
                                       {"t", "c", uuid_of(3), 7, {}},
                                       {"t", "c", uuid_of(3), 7, {"consent 1", ""}},
                                       {"tc", "", uuid_of(3), 7, {"consent 1"}}};
    for (const Place& one : elsewhere) EXPECT_FALSE(sealer_of(owner).open(one, sealed));
    for (const Owner& other :
         {Owner::of(workspace, UserId{uuid_of(4)}), Owner::of(WorkspaceId{uuid_of(2)}),
          Owner::of(WorkspaceId{uuid_of(5)}, UserId{uuid_of(2)}), Owner::of(workspace)}) {
        EXPECT_FALSE(sealer_of(other).open(place, sealed));
    }
}

TEST(Sealer, EveryFlippedBitIsFound) {
    const Owner owner = Owner::of(WorkspaceId{uuid_of(1)});
    const Place place{"t", "c", uuid_of(3), 1};
    const std::string sealed = sealer_of(owner).seal(place, Secret::copy_of("canary-token"));
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        std::string changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
        const auto opened = sealer_of(owner).open(place, changed);
        ASSERT_FALSE(opened) << bit;
        EXPECT_TRUE(is_vault_error(opened.error()));
        EXPECT_EQ(opened.error().detail.find("canary"), std::string::npos);
    }
}

TEST(Sealer, FormIsAsDocumented) {
    const Owner owner = Owner::of(WorkspaceId{uuid_of(1)});
    const Place place{"t", "c", uuid_of(3), 1};
    const std::string sealed = sealer_of(owner).seal(place, Secret::copy_of("token"));
    EXPECT_EQ(sealed.size(), 1u + 16u + 12u + 5u + 16u);
    EXPECT_EQ(sealed[0], 1);
    EXPECT_EQ(sealed.substr(1, 16), std::string(15, '\0') + '\x09');
    EXPECT_EQ(hex_encode(bytes_of(aad_of(owner, place).bytes())),
              "01"
              "00000010"
              "00000000000000000000000000000001"
              "00000011"
              "01"
              "00000000000000000000000000000001"
              "00000001"
              "74"
              "00000001"
              "63"
              "00000010"
              "00000000000000000000000000000003"
              "00000008"
              "0000000000000001");
}

TEST(Sealer, SealingTwiceGivesTwoCiphertexts) {
    const Owner owner = Owner::of(WorkspaceId{uuid_of(1)});
    const Place place{"t", "c", uuid_of(3), 1};
    const Sealer sealer = sealer_of(owner);
    std::set<std::string> nonces;
    for (int i = 0; i < 5000; ++i) {
        nonces.insert(sealer.seal(place, Secret::copy_of("token")).substr(17, 12));
    }
    EXPECT_EQ(nonces.size(), 5000u);
}

RC_GTEST_PROP(Sealer, ArbitraryBytesAreRefusedWithoutHarm, (const std::string& bytes)) {
    const Owner owner = Owner::of(WorkspaceId{uuid_of(1)});
    const Place place{"t", "c", uuid_of(3), 1};
    const std::string header = std::string(1, '\x01') + std::string(15, '\0') + '\x09';
    RC_ASSERT(!sealer_of(owner).open(place, bytes));
    RC_ASSERT(!sealer_of(owner).open(place, header + bytes));
}

}  // namespace
}  // namespace fairlead::vault
