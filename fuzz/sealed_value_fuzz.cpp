// SPDX-License-Identifier: Apache-2.0
#include "base/fixed_random.h"
#include "crypto/key.h"
#include "target.h"
#include "vault/keyring.h"
#include "vault/vault.h"

#include <algorithm>

namespace fairlead::fuzz {

namespace {

constexpr vault::Place place() { return {"connections", "access_sealed", Uuid{}, 1, {}}; }

}  // namespace

/// Nothing but what was sealed for this place opens. The input stands for a database column: once
/// as it is, once laid over a genuine value.
void try_input(std::string_view input) {
    static FixedRandom random;
    static const auto key = crypto::Key::generate(random);
    static const vault::Sealer sealer{Owner{}, DataKeyId{}, crypto::BriefKey{key.view()}, random};
    static const std::string genuine = sealer.seal(place(), Secret{std::string{"a token"}});

    FAIRLEAD_ASSERT(input == genuine || !sealer.open(place(), input));
    const std::size_t from = take_byte(input) % genuine.size();
    std::string changed = genuine;
    std::copy_n(input.begin(), std::min(input.size(), genuine.size() - from),
                changed.begin() + static_cast<std::ptrdiff_t>(from));
    FAIRLEAD_ASSERT(sealer.open(place(), changed).has_value() == (changed == genuine));
    static_cast<void>(vault::Keyring::parse(Secret{std::string{input}}, "the key file"));
}

}  // namespace fairlead::fuzz
