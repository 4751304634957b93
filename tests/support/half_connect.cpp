// SPDX-License-Identifier: Apache-2.0
#include "support/half_connect.h"

namespace fairlead::tests {

HalfConnect::HalfConnect(AcmeWorld& world, const std::string& user, const std::string& account)
    : HalfConnect(world, user, account, Ask{}) {}

HalfConnect::HalfConnect(AcmeWorld& world, const std::string& user, const std::string& account,
                         const Ask& ask)
    : browser_(world.caller) {
    // Each browser visits one side alone, so the walk ends where the other begins.
    browser_.visits(world.app.url());
    const Page leaving = begin_connect(world.api(user), browser_, ask.integration, ask.members);
    Browser platform_side{world.caller};
    platform_side.visits(world.sandbox.origin());
    const Page consent = platform_side.open(leaving.url);
    callback_ = approve_at_acme(platform_side, consent, account).url;
    if (!callback_.starts_with(world.app.url())) throw Failure{"no callback: " + callback_};
}

std::string HalfConnect::callback_with(std::string_view name, const std::string& value) const {
    const net::Url url = must(net::Url::parse(callback_));
    net::Pairs pairs = must(net::parse_pairs(url.query));
    std::erase_if(pairs, [name](const auto& pair) { return pair.first == name; });
    if (!value.empty()) pairs.emplace_back(name, value);
    return net::add_query(url.origin() + url.path, pairs);
}

}  // namespace fairlead::tests
