// SPDX-License-Identifier: Apache-2.0
#include "oauth/token_response.h"
#include "target.h"

namespace fairlead::fuzz {

/// A byte that chooses how the platform's file says to read, then an answer's body.
void try_input(std::string_view input) {
    const unsigned choice = take_byte(input);
    catalog::Request request;
    request.read_as = choice % 2 == 0 ? catalog::ReadAs::json : catalog::ReadAs::form;
    if (choice % 4 >= 2) request.read.expires_at = {"/expires_at"};
    oauth::ReadOptions options;
    options.sent_at = from_unix_ms(1'700'000'000'000);
    options.keeps_access = choice % 8 >= 4;
    const auto answer = oauth::parse_token_answer(input, request, options);
    if (!answer) return;
    FAIRLEAD_ASSERT(options.keeps_access || !answer->tokens.access.empty());
    const auto lifetime = answer->tokens.expires_in;
    FAIRLEAD_ASSERT(!lifetime || (*lifetime > Seconds{0} && *lifetime <= oauth::longest_lifetime));
}

}  // namespace fairlead::fuzz
