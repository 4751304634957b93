// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"
#include "target.h"

namespace fairlead::fuzz {

void try_input(std::string_view input) {
    const auto url = net::Url::parse(input);
    if (!url) return;
    FAIRLEAD_ASSERT(!url->host.empty() && url->path.front() == '/');
    if (url->has_userinfo) return;  // text() leaves it out
    const auto again = net::Url::parse(url->text());
    FAIRLEAD_ASSERT(again && *again == *url);
}

}  // namespace fairlead::fuzz
