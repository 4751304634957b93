// SPDX-License-Identifier: Apache-2.0
#include "api/cursors.h"

#include "base/text.h"

namespace fairlead::api {

namespace {

constexpr std::uint16_t most_items = 200;

Uuid identity(const Caller& caller) {
    if (caller.user) return caller.user->value;
    if (caller.api_key) return caller.api_key->value;
    return {};
}

vault::Place place_of(const Caller& caller, std::string list) {
    return {
        .table = "api", .column = "cursor", .row = identity(caller), .extra = {std::move(list)}};
}

Error bad_cursor() {
    return Error{.code = Errc::invalid,
                 .message = "This cursor is not one of this list. Start from the first page.",
                 .reason = "invalid_cursor"};
}

}  // namespace

std::vector<Fault> ListInput::check() const {
    if (*limit >= 1 && *limit <= most_items) return {};
    return {{"/limit", "must be from 1 to " + std::to_string(most_items)}};
}

Task<Result<std::string>> Cursors::seal(Caller caller, std::string list,
                                        std::string position) const {
    CO_TRY(const auto sealer, co_await vault_.sealer(Owner::of(caller.workspace)));
    const auto place = place_of(caller, std::move(list));
    const std::string sealed = sealer.seal(place, Secret{std::move(position)});
    co_return base64url_encode(bytes_of(sealed));
}

Task<Result<std::string>> Cursors::open(Caller caller, std::string list, std::string cursor) const {
    const auto sealed = base64url_decode(cursor);
    if (!sealed) co_return bad_cursor();
    CO_TRY(const auto sealer, co_await vault_.sealer(Owner::of(caller.workspace)));
    const auto place = place_of(caller, std::move(list));
    const auto position = sealer.open(place, *sealed);
    if (!position) co_return bad_cursor();
    co_return std::string{position->expose()};
}

}  // namespace fairlead::api
