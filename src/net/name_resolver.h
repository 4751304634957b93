// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "base/mutex.h"
#include "net/deadline.h"

#include <boost/asio/ip/address.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fairlead::net {

/// Asks the system for a name's addresses, on threads of its own: one name whose servers are
/// silent holds up neither a loop nor, until all threads are taken, another name. An answer is good
/// for some seconds: a thousand calls a second to one platform are one question. Thread-safe.
class NameResolver {
public:
    using Addresses = std::vector<boost::asio::ip::address>;
    /// Blocks; never empty.
    using Ask = std::function<Result<Addresses>(const std::string& host)>;
    static Result<Addresses> ask_system(const std::string& host);

    explicit NameResolver(std::size_t threads, Ask ask = &ask_system);

    /// Never empty. Errors: timeout once `deadline` passed, else provider_failed.
    Task<Result<Addresses>> resolve(std::string host, Deadline::Moment deadline);

private:
    struct Known {
        Addresses addresses;
        Deadline::Moment until;
    };
    using KnownHosts = std::map<std::string, Known>;

    std::optional<Addresses> find_known(const std::string& host);
    void keep(const std::string& host, const Addresses& addresses);

    const Ask ask_;
    Mutex<KnownHosts> known_;
    WorkPool pool_;  // last: its threads use all of the above
};

}  // namespace fairlead::net
