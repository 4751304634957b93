// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

/// Where in the platform a request, or the step of a flow, is.
enum class Place : std::uint8_t {
    any,
    authorize,  ///< the page's request
    callback,   ///< what is sent back to the application's redirect URI
    token,      ///< exchange and refresh
    exchange,
    refresh,
    revoke,
    me,
    jwks,
    metadata,
    api,  ///< calls for an account's records
};
BOOST_DESCRIBE_ENUM(Place, any, authorize, callback, token, exchange, refresh, revoke, me, jwks,
                    metadata, api)

/// Whether a fault for `wanted` happens at `here`.
bool covers(Place wanted, Place here);

/// What a platform may do wrong.
enum class FaultKind : std::uint8_t {
    denied,
    bad_code,
    iss,
    state,
    smaller_scope,
    revoked_refresh_token,
    invalid_grant,
    invalid_client,
    rate_limited,
    status,
    html,
    empty,
    huge,
    error_200,
    plain,
    refused,
    redirect,
    hold,
    hang,
    slow,
    drip,
    cut,
    tls_cut,
    lost,
    expires_in,
    no_refresh_token,
    no_access_token,
    refresh_token,
    access_token,
    scope,
    token_type,
    id_token,
    duplicate_keys,
    bom,
    utf16,
    invalid_utf8,
    array,
    half,
    trailing,
    deep,
    content_type,
    gzip,
    interim,
    chunked,
    length,
    long_head,
    not_http,
    expired_token,
    foreign_link,
};

/// One row of the list that a person may choose from.
struct FaultHelp {
    const char* name;
    FaultKind kind;
    Place place;        ///< unless told otherwise
    const char* value;  ///< the values it takes, "" for none
    const char* does;
};
const std::vector<FaultHelp>& fault_list();

/// A fault as it is asked for: `name[=value][@place][*times]`, e.g. `expires_in=null@refresh*3`,
/// `slow=500`, `lost`. In place of `*times`, `*` alone means always.
struct Fault {
    FaultKind kind = FaultKind::status;
    Place place = Place::any;
    std::string value = {};
    std::int64_t times = 1;  ///< negative: always
    std::string text = {};   ///< name and value as given

    /// `invalid` for what is not in the list.
    static Result<Fault> parse(std::string_view text);
    /// The value as a number, or `otherwise` where there is none.
    std::int64_t number(std::int64_t otherwise) const;
};

/// Several, separated by commas.
Result<std::vector<Fault>> parse_faults(std::string_view text);

}  // namespace fairlead::sandbox
