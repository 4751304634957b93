// SPDX-License-Identifier: Apache-2.0
#include "base/fixed_random.h"
#include "crypto/key.h"
#include "oauth/journal_slot.h"
#include "target.h"

#include <algorithm>

namespace fairlead::fuzz {

/// A slot as a crash may have left it: the input as it is, and laid over a genuine slot.
void try_input(std::string_view input) {
    static FixedRandom random;
    static const auto key = crypto::Key::generate(random);
    static const std::string genuine =
        oauth::encode_slot({}, key.view(), R"({"access_token":"a"})", random) +
        std::string(256, '\0');

    if (oauth::open_slot(input, key.view())) FAIRLEAD_ASSERT(input.starts_with("FLJS"));
    const std::size_t from = take_byte(input) % genuine.size();
    std::string changed = genuine;
    std::copy_n(input.begin(), std::min(input.size(), genuine.size() - from),
                changed.begin() + static_cast<std::ptrdiff_t>(from));
    const auto header = oauth::read_slot_header(changed);
    const auto body = oauth::open_slot(changed, key.view());
    if (body) FAIRLEAD_ASSERT(header && *header == oauth::SlotHeader{});
    if (changed == genuine) FAIRLEAD_ASSERT(body.has_value());
}

}  // namespace fairlead::fuzz
