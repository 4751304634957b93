// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "net/deadline.h"

#include <boost/asio/ip/address.hpp>

#include <string>
#include <vector>

namespace fairlead::net {

/// Asks the system for a name's addresses, on threads of its own: one name whose servers are
/// silent holds up neither a loop nor, until all threads are taken, another name. Thread-safe.
class NameResolver {
public:
    explicit NameResolver(std::size_t threads);

    /// Never empty. Errors: timeout once `deadline` passed, else provider_failed.
    Task<Result<std::vector<boost::asio::ip::address>>> resolve(std::string host,
                                                                Deadline::Moment deadline);

private:
    WorkPool pool_;
};

}  // namespace fairlead::net
