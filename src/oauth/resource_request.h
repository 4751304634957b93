// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/resource.h"
#include "model/connection.h"
#include "oauth/fetch_place.h"
#include "oauth/oauth_client.h"

#include <memory>
#include <optional>
#include <string>

namespace fairlead::oauth {

/// What a call for one page is made of.
struct PageQuestion {
    std::shared_ptr<const OAuthClient> client;  // shared with the fetch and the integration's cache
    Connection connection;
    catalog::Walk walk;
    FetchLevel::Names names;
    std::string at;
    std::int64_t size = 0;
    std::string since;       ///< a moment in the platform's form; empty: not asked about
    std::string since_name;  ///< the parameter that carries it, or a token; empty: `{since}` does
    Time now{};
    std::string nonce;  ///< where calls are signed; of one attempt alone
};

/// The call, with its credential. `invalid` where a later page's link does not lead to the
/// provider, or a template lacks a value.
Result<net::ClientRequest> build_page_call(const PageQuestion& question, const Secret& token);

/// Where the provider's own addresses are for this connection: its API and this walk's first page.
Result<std::vector<net::Url>> own_addresses(const PageQuestion& question, const Secret& token);

}  // namespace fairlead::oauth
