// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "net/http_message.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::oauth {

/// What a protected resource says of itself (RFC 9728 section 2).
struct ResourceMetadata {
    std::string resource;  ///< its identifier: what tokens are asked for (RFC 8707)
    std::string server;    ///< issuer of the first of its authorization servers
    std::vector<std::string> scopes;

    friend bool operator==(const ResourceMetadata&, const ResourceMetadata&) = default;
};

/// The document's address that a refusal points at (RFC 9728 section 5.1). None: it names none.
std::optional<std::string> resource_metadata_pointer(const net::Headers& headers);

/// Where the document stands when nothing points at it: the path behind the well-known one
/// (RFC 9728 section 3.1), then the origin's own.
Result<std::vector<std::string>> resource_metadata_urls(const std::string& resource);

/// Reads a document that was found for the resource at `asked`. `provider_failed`: it is of another
/// one. It may be of a place above it on the same origin, as a server with several is described
/// once.
Result<ResourceMetadata> read_resource_metadata(std::string_view text, const std::string& asked);

}  // namespace fairlead::oauth
