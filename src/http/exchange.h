// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/router.h"
#include "model/user.h"
#include "net/http_message.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fairlead::http {

/// One request on its way through the pipeline, and all that has been found out about it.
struct Exchange {
    explicit Exchange(net::Request r) : request(std::move(r)) {}
    /// Bodies and targets may carry passwords and codes.
    ~Exchange() {
        wipe_string(request.body);
        wipe_string(request.target);
    }
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    net::Request request;
    std::chrono::nanoseconds began{};
    std::string request_id;
    std::string address;  ///< the client's, as trusted

    const Mounted* endpoint = nullptr;  ///< also set where only the method was wrong
    std::string_view pattern;           ///< empty: no such path
    net::Pairs parameters;
    Caller caller;
    bool recognised = false;  ///< the caller is known without a look-up

    std::optional<Reply> reply;  ///< set early, it ends the way in

    const Route* route() const { return endpoint == nullptr ? nullptr : endpoint->info.route; }
};

}  // namespace fairlead::http
