// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/time.h"

#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fairlead::sandbox {

/// An address that an application gave a platform for its events, through the platform's own API.
struct WebhookSubscription {
    std::string id;           ///< as the platform numbers it
    std::string_view source;  ///< see WebhookSource
    std::string client;       ///< who subscribed
    std::string account;      ///< for whom
    std::string url;
    std::string secret = {};               ///< what was agreed
    std::vector<std::string> events = {};  ///< the names of the source's that it wants
    std::uint64_t number = 0;              ///< of the one record that it is about; 0: of any
    std::optional<Time> ends = {};         ///< none: it does not end
    boost::json::object shown = {};        ///< as the platform's API shows it

    bool is_over(Time now) const { return ends && *ends <= now; }
};

/// Those that there are, in the order in which they were made. Not thread-safe.
class WebhookSubscriptions {
public:
    WebhookSubscription& add(WebhookSubscription subscription);
    /// nullptr: there is none, or it is over.
    WebhookSubscription* find(std::string_view source, std::string_view id, Time now);
    bool remove(std::string_view source, std::string_view id);
    /// Those that an application made for an account and that are not over.
    std::vector<WebhookSubscription*> list(std::string_view source, std::string_view client,
                                           std::string_view account, Time now);
    void clear() { all_.clear(); }

    /// For platforms that count; from 1.
    std::uint64_t next_number() { return ++made_; }

private:
    std::vector<WebhookSubscription> all_;
    std::uint64_t made_ = 0;
};

}  // namespace fairlead::sandbox
