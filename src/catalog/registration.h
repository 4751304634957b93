// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "catalog/provider_spec.h"

namespace fairlead::catalog {

/// How a method of kind mcp_oauth comes by its client, read from what the method carries.
struct Registration {
    enum class How : std::uint8_t {
        dynamic,    ///< the platform registers clients itself (RFC 7591), when one is first needed
        operators,  ///< the operator registers one by hand and stores its id and secret
        document,   ///< the client id is the address of a document of ours that describes it
    };
    How how = How::operators;
    /// The registration endpoint; empty unless the file names it.
    Template url;
    /// Endpoints are not the file's to say: the API's base is asked for its authorization server
    /// (RFC 9728), and that for its addresses (RFC 8414).
    bool discovers = false;

    friend bool operator==(const Registration&, const Registration&) = default;
};

/// Of a method of kind mcp_oauth; of any other, the operator's.
Result<Registration> registration_of(const AuthMethod& method);

/// Of a method of kind oauth2_code whose addresses an issuer tells (OpenID Connect Discovery 1.0): the
/// operator's variable that names the issuer. "" where the file has the addresses.
std::string discovered_issuer(const AuthMethod& method);

}  // namespace fairlead::catalog
