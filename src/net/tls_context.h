// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/tls.h"

#include <boost/asio/ssl/context.hpp>

namespace fairlead::net {

struct ServerTls::Impl {
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
};

/// A client's context: peers must prove themselves to `trust`, TLS 1.2 or newer.
Result<std::shared_ptr<boost::asio::ssl::context>> client_context(const TlsTrust& trust);

}  // namespace fairlead::net
